"""Photos as they arrive in a folder, once nobody writes to them any more."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import watchfiles

from komando.errors import NoPhotosError
from komando.scan.files import FoundFile, PhotoFolder, is_file, is_folder, is_link, photos_at

_SETTLED_SECONDS: Final = 1.5  # a copy over a network pauses, but not for so long
_TICK_MS: Final = 500

_State = tuple[int, int]  # size in bytes, time of the last change


def arrivals(
    folder: Path, asked_to_end: threading.Event | None = None, settled_seconds: float = _SETTLED_SECONDS
) -> Iterator[list[FoundFile]]:
    """First the photos that are there, then again and again those that came or changed; never ends by itself.

    Args:
        folder: Watched with all folders in it.
        asked_to_end: Ends it once it is set.
        settled_seconds: How long a file must stay the same before it counts as written.
    """
    changes = watchfiles.watch(
        folder,
        watch_filter=None,
        debounce=_TICK_MS,
        stop_event=asked_to_end,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
    )
    root = folder.absolute()
    waiting = _Waiting(settled_seconds)
    there = _photos_there(folder)
    for batch in changes:
        if there:  # only now that changes are seen: none can fall between the two
            yield there
            there = []
        for _, path in batch:
            waiting.touch(Path(path))
        settled = waiting.settled()
        photos = [photo for path in settled for photo in photos_at(folder, folder / path.relative_to(root))]
        if photos:
            yield photos


class _Waiting:
    """Files that were changed of late."""

    def __init__(self, settled_seconds: float) -> None:
        self._settled_seconds = settled_seconds
        self._states: dict[Path, tuple[_State, float]] = {}

    def touch(self, path: Path) -> None:
        """Note a change."""
        self._states[path] = (_state(path), time.monotonic())

    def settled(self) -> list[Path]:
        """Those that have stayed the same for long enough, in the order of their names; they are forgotten."""
        now = time.monotonic()
        done = []
        for path, (before, since) in list(self._states.items()):
            state = _state(path)
            if state != before:
                self._states[path] = (state, now)
            elif now - since >= self._settled_seconds:
                del self._states[path]
                done.append(path)
        return sorted(path for path in _with_contents(done) if _is_there(path))


def _with_contents(paths: Iterable[Path]) -> set[Path]:
    """Also the files of a folder that was moved here as a whole, which tells of itself alone."""
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*") if is_folder(path) and not is_link(path) else (path,))
    return found


def _is_there(path: Path) -> bool:
    """Whether it is a file that a scan would answer for; a link that leads nowhere has a record, too."""
    return os.path.lexists(path) and is_file(path, unknown=True)


def _state(path: Path) -> _State:
    try:
        stat = path.stat()
    except OSError:
        return -1, -1
    return stat.st_size, stat.st_mtime_ns


def _photos_there(folder: Path) -> list[FoundFile]:
    try:
        return list(PhotoFolder(folder))
    except NoPhotosError:
        return []
