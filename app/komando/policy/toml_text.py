"""A policy as TOML text: what `tomllib` would read back. Only the kinds of values that policies have."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ENTRIES_ON_ONE_LINE: Final = frozenset({"gestures", "readings", "salutes", "campaign", "quiet", "valid"})


def toml_text(content: Mapping[str, Any]) -> str:
    """Values first, then tables; the rules of a gesture stand on one line each.

    Example:
        >>> print(toml_text({"id": "a", "gestures": {"fist": {"verdict": "pass"}}}), end="")
        id = "a"
        <BLANKLINE>
        [gestures]
        fist = { verdict = "pass" }
    """
    return "\n".join(_lines(content, ())) + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if isinstance(value, dict) and not _is_entry(key, path)}
    values = {key: value for key, value in table.items() if key not in inner}
    if path and (values or not inner):
        yield f"[{'.'.join(map(_key, path))}]"
    for key, value in values.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        if values or key != next(iter(inner)):
            yield ""
        yield from _lines(value, (*path, key))


def _is_entry(key: str, path: tuple[str, ...]) -> bool:
    return bool(path) and (path[-1] in _ENTRIES_ON_ONE_LINE or key in _ENTRIES_ON_ONE_LINE - {"gestures"})


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return _string(value)
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    """JSON's escapes are TOML's; DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
