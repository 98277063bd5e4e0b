"""After a check no copy of the photo lies in any folder that programs write to, not even when they were killed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import psutil
import pytest

from tests.privacy.conftest import Office, photo_with_a_place
from tests.privacy.processes import WAIT_SECONDS, kill, run, serving
from tests.scan.pictures import SLOW_PEACE

SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - it is searched
SYSTEM_TEMPORARY: Final = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - they are searched


def copies(office: Office, *, since: float = 0.0) -> list[Path]:
    """Files that hold a piece of the photo. Of folders that all programs share, new files alone are read."""
    own = [path for folder in (office.home, office.temporary, office.data) for path in _files(folder)]
    shared = [path for folder in (SHARED_MEMORY, *SYSTEM_TEMPORARY) for path in _new(folder, since)]
    return [path for path in (*own, *shared) if office.secret in _read(path)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _new(folder: Path, since: float) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        try:
            if path.is_file() and path.stat().st_mtime >= since:
                yield path
        except OSError:
            continue


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("command", ["check", "scan"])
def test_after_a_command(office: Office, command: str) -> None:
    started = time.time()
    target = office.photo if command == "check" else office.photo.parent
    ran = run(office, command, str(target))
    assert ran.returncode == 1, ran.stderr
    assert copies(office, since=started) == []


def test_after_a_check_by_http(office: Office) -> None:
    started = time.time()
    with serving(office) as service:
        with httpx2.Client(base_url=service.address, timeout=WAIT_SECONDS, trust_env=False) as client:
            answer = client.post("/v1/check", files={"photo": ("a.jpg", office.photo.read_bytes())})
        assert answer.status_code == 200, answer.text
        assert copies(office, since=started) == []
    assert copies(office, since=started) == []


def test_after_kill_9_in_the_middle_of_a_check(office: Office) -> None:
    office.photo.write_bytes(photo_with_a_place(SLOW_PEACE))
    started = time.time()
    with serving(office) as service:
        asking = threading.Thread(target=_ask_in_vain, args=(service.address, office.photo.read_bytes()))
        asking.start()
        _wait_for_work(service.process.pid)
        children = psutil.Process(service.process.pid).children(recursive=True)
        service.process.kill()
        asking.join()
        psutil.wait_procs(children, timeout=WAIT_SECONDS)
        left = [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
        for child in left:
            kill(child.pid)
        assert left == [], "workers outlive the service that was killed"
    assert copies(office, since=started) == []


def test_the_search_finds_a_copy(office: Office) -> None:
    (office.temporary / "upload").write_bytes(b"head" + office.photo.read_bytes())
    assert copies(office) == [office.temporary / "upload"]


def _ask_in_vain(address: str, data: bytes) -> None:
    try:
        with httpx2.Client(base_url=address, timeout=WAIT_SECONDS, trust_env=False) as client:
            client.post("/v1/check", files={"photo": ("a.jpg", data)})
    except httpx2.HTTPError:
        return


def _wait_for_work(pid: int) -> None:
    """Until the service's processes have used a little more of the processor than before."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    before = sum(sum(member.cpu_times()[:2]) for member in family)
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if sum(sum(member.cpu_times()[:2]) for member in family if member.is_running()) > before + 0.1:
            return
        time.sleep(0.01)
    raise TimeoutError
