"""What takes minutes to compute and is kept between commands in `training/cache/`, which git ignores."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parent / "cache"


def load(name: str) -> Any:
    """The value last saved by that name, or None. The name tells all that the value depends on."""
    file = CACHE / f"{name}.pickle"
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return pickle.load(stream)  # noqa: S301 - our own file, never shipped


def save(name: str, value: object) -> None:
    """Keep a value; a command that is stopped meanwhile leaves what was there before."""
    CACHE.mkdir(exist_ok=True)
    unfinished = CACHE / f"{name}.unfinished"
    with unfinished.open("wb") as stream:
        pickle.dump(value, stream)
    unfinished.replace(CACHE / f"{name}.pickle")
