"""The header that makes a browser save a file under a name, whatever the name is (RFC 6266, RFC 8187)."""

from __future__ import annotations

from urllib.parse import quote


def attachment(name: str, *, inline: bool = False) -> dict[str, str]:
    r"""Content-Disposition with a plain name for old programs and the real one for all others.

    Example:
        >>> attachment("rapat é.jpg")["Content-Disposition"]
        "attachment; filename=\\"rapat _.jpg\\"; filename*=UTF-8''rapat%20%C3%A9.jpg"
    """
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_" for letter in name
    )
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    kind = "inline" if inline else "attachment"
    return {"Content-Disposition": f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"}
