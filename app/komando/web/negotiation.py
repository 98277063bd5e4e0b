"""Which media type a client prefers (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def choose_media_type(accept: Sequence[str], offered: Sequence[str]) -> str | None:
    """The offered type with the highest quality, of equals the first; None if the client takes none of them.

    Args:
        accept: Values of the Accept headers; none means that anything will do.
        offered: Media types in our order of preference.

    Example:
        >>> choose_media_type(["image/*, application/json;q=0.5"], ["application/json", "image/jpeg"])
        'image/jpeg'
    """
    ranges = [parsed for value in accept for item in value.split(",") if (parsed := _parse(item))]
    if not ranges:
        return offered[0]
    qualities = [_quality(media_type, ranges) for media_type in offered]
    best = max(qualities)
    return offered[qualities.index(best)] if best > 0 else None


def _parse(item: str) -> tuple[str, float] | None:
    """A media range and its quality; a quality that is no number counts as 0."""
    media_range, *parameters = (part.strip().lower() for part in item.split(";"))
    if not media_range:
        return None
    quality = next((value.strip() for key, _, value in map(_split, parameters) if key.strip() == "q"), "1")
    try:
        return media_range, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return media_range, 0.0


def _split(parameter: str) -> tuple[str, str, str]:
    return parameter.partition("=")


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Quality of the most specific range that matches."""
    for pattern in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        matching = [quality for media_range, quality in ranges if media_range == pattern]
        if matching:
            return max(matching)
    return 0.0
