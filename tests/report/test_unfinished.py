from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from komando.report.unfinished import create_unfinished, remove_unfinished

LEFT = ".komando-4194304-0a1b2c3d.tmp"


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        pytest.param(LEFT, False, id="of-a-killed-process"),
        pytest.param("a.jpg", True, id="photo"),
        pytest.param(f"{LEFT}.jpg", True, id="longer-name"),
        pytest.param(".komando-notes.tmp", True, id="somebody-else's"),
    ],
)
def test_only_what_is_left_over_goes(tmp_path: Path, name: str, stays: bool) -> None:
    (tmp_path / name).write_bytes(b"x")
    remove_unfinished(tmp_path)
    assert (tmp_path / name).exists() == stays


def test_own_files_stay_until_they_are_closed(tmp_path: Path) -> None:
    path, file = create_unfinished(tmp_path)
    with file:
        file.write(b"half")
        remove_unfinished(tmp_path)
        assert path.exists()
    remove_unfinished(tmp_path)
    assert not path.exists()


def test_files_of_a_process_at_work_stay_until_it_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from komando.report.unfinished import create_unfinished\n"
        "path, file = create_unfinished(Path(sys.argv[1]))\n"
        "print(path, flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        path = Path(process.stdout.readline().strip())
        remove_unfinished(tmp_path)
        assert path.exists()
        process.kill()
    assert path.exists()
    remove_unfinished(tmp_path)
    assert not path.exists()


def test_a_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(b"x")
    (tmp_path / LEFT).symlink_to(tmp_path / "photo")
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [LEFT, "photo"]


@pytest.mark.parametrize("kind", ["nothing", "file"])
def test_no_folder_is_no_trouble(tmp_path: Path, kind: str) -> None:
    if kind == "file":
        (tmp_path / "folder").write_bytes(b"x")
    remove_unfinished(tmp_path / "folder")
    assert (tmp_path / "folder").exists() == (kind == "file")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_where_nobody_can_tell_nothing_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path, file = create_unfinished(tmp_path)
    file.close()
    remove_unfinished(tmp_path)
    assert path.exists()
