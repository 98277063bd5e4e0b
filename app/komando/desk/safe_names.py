"""Names of files that every system can unpack, each different from the others, as like the given ones as may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{digit}" for digit in range(10)), *(f"lpt{digit}" for digit in range(10))}
)
_MOST_BYTES: Final = 150
_MOST_SUFFIX_BYTES: Final = 12
_UNNAMED: Final = "photo"


def safe_names(names: Iterable[str]) -> list[str]:
    """A safe name for each name, in the same order.

    Example:
        >>> safe_names(["a.jpg", "A.JPG", "con.png", "../x<y>.jpg"])
        ['a.jpg', 'A (2).JPG', '_con.png', '_x_y_.jpg']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        stem, suffix = _parts(_safe(name))
        unique = f"{stem}{suffix}"
        number = 1
        while _folded(unique) in taken:
            number += 1
            unique = f"{stem} ({number}){suffix}"
        taken.add(_folded(unique))
        found.append(unique)
    return found


def _safe(name: str) -> str:
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    spelled = "".join("_" if letter in _FORBIDDEN or not letter.isprintable() else letter for letter in composed)
    trimmed = spelled.lstrip(". ").rstrip(". ")
    if trimmed.partition(".")[0].rstrip().lower() in _RESERVED:
        return f"_{trimmed}"
    return trimmed or _UNNAMED


def _parts(name: str) -> tuple[str, str]:
    """Stem and suffix, the stem short enough for every file system."""
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > _MOST_SUFFIX_BYTES or not suffix[1:].isalnum():
        suffix = ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    short = stem.encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(". ")
    return short or _UNNAMED, suffix


def _folded(name: str) -> str:
    """Names that differ in nothing else are one to some systems."""
    return unicodedata.normalize("NFKC", name).casefold()
