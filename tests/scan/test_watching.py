from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from komando.scan.watching import _Waiting, arrivals
from tests.scan.pictures import PLAIN


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path) -> None:
    path, waiting = tmp_path / "a.jpg", _Waiting(0.0)
    path.write_bytes(PLAIN[:100])
    waiting.touch(path)
    path.write_bytes(PLAIN)
    assert waiting.settled() == []
    assert waiting.settled() == [path]
    assert waiting.settled() == [], "told once"


def test_a_file_that_vanishes_is_no_arrival(tmp_path: Path) -> None:
    path, waiting = tmp_path / "a.jpg", _Waiting(0.0)
    path.write_bytes(PLAIN)
    waiting.touch(path)
    path.unlink()
    assert [waiting.settled() for _ in range(3)] == [[], [], []]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_to_where_one_may_not_look_has_come(tmp_path: Path) -> None:
    path, waiting = tmp_path / "a.jpg", _Waiting(0.0)
    path.symlink_to(tmp_path / ("a" * 300))
    waiting.touch(path)
    assert waiting.settled() == [path]


@pytest.mark.parametrize("there", [(), ("earlier.jpg",)], ids=["empty", "with-a-photo"])
def test_photos_come_into_a_folder(tmp_path: Path, there: tuple[str, ...]) -> None:
    for name in there:
        (tmp_path / name).write_bytes(PLAIN)
    found = arrivals(tmp_path, settled_seconds=0.1)
    with ThreadPoolExecutor(1) as threads:
        for name in there:
            assert [file.name for file in threads.submit(next, found).result()] == [name]
        coming, names = threads.submit(next, found), list[str]()
        for number in range(240):  # nobody tells when the system has begun to watch
            (tmp_path / f"new-{number}.jpg").write_bytes(PLAIN)
            try:
                names = [file.name for file in coming.result(0.5)]
            except TimeoutError:
                continue
            break
    found.close()  # type: ignore[attr-defined]
    assert names
    assert all(name.startswith("new-") for name in names)


def test_it_ends_when_asked_although_no_exception_came(tmp_path: Path) -> None:
    (tmp_path / "earlier.jpg").write_bytes(PLAIN)
    asked_to_end = threading.Event()
    found = arrivals(tmp_path, asked_to_end)
    assert len(next(found)) == 1
    asked_to_end.set()
    assert list(found) == []
