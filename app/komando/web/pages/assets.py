"""Style, script and icon of the pages, out of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Final

_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file.

    Attributes:
        data: Its bytes.
        media_type: By the end of its name.
        tag: Entity tag, quotes included.
    """

    data: bytes
    media_type: str
    tag: str


@cache
def assets() -> Mapping[str, Asset]:
    """Name -> file, read once; nothing outside this list can be asked for."""
    folder = resources.files("komando.web.pages") / "static"
    found = {}
    for entry in folder.iterdir():
        media_type = _MEDIA_TYPES.get(PurePosixPath(entry.name).suffix)
        if media_type is not None:
            data = entry.read_bytes()
            found[entry.name] = Asset(data, media_type, f'"{hashlib.sha256(data).hexdigest()[:32]}"')
    return found
