"""A Debian root in a folder: made once, copied for each stage, changed by COPY and RUN."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tools.docker_dry_run import host
from tools.docker_dry_run.dockerfile import DEFAULT_PATH, Copy, Run, Stage

_PACKAGES: Final = ("python3", "python3-venv", "ca-certificates")
_MOUNTED_RUN: Final = """
set -e
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
for folder in $2; do mkdir -p "$1$folder"; mount --bind "$folder" "$1$folder"; done
exec chroot "$1" /bin/sh -c "cd '$3' && $4"
"""


def make_base(target: Path, image: str) -> None:
    """Install the Debian that a Python image is built on, with Debian's Python under the image's name for it.

    Raises:
        ValueError: The image is not one of Python on Debian.
        CalledProcessError: debootstrap failed.
    """
    found = re.fullmatch(r"python:[\d.]+-slim-(\w+)", image)
    if found is None:
        raise ValueError(f"this tool knows Python's slim images alone, not {image}")
    mirror = host.debian_mirror()
    include = f"--include={','.join(_PACKAGES)}"
    _do("debootstrap", "--variant=minbase", include, found[1], str(target), *([mirror] if mirror else []))
    (target / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    host.configure(target)


def build(stage: Stage, root: Path, base: Path, context: Path, others: dict[str, Path]) -> None:
    """Replay one stage.

    Args:
        stage: Its steps.
        root: Where to; made here.
        base: What FROM stands for.
        context: Folder of the Dockerfile.
        others: Roots of the stages before, by name.

    Raises:
        CalledProcessError: A RUN failed.
    """
    _do("cp", "--archive", str(base), str(root))
    for step in stage.steps:
        if isinstance(step, Copy):
            _copy(step, root, others[step.stage] if step.stage else context, from_context=step.stage is None)
        else:
            run(step, root)


def run(step: Run, root: Path) -> None:
    """Do one RUN in the root, with this machine's package sources within reach.

    Raises:
        CalledProcessError: It failed.
    """
    (root / step.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
    folders = " ".join(map(str, host.package_folders()))
    environment = {"PATH": DEFAULT_PATH, "HOME": "/root"} | host.environment() | step.environment
    words = ["unshare", "--mount", "sh", "-c", _MOUNTED_RUN, "run", str(root), folders, step.folder, step.command]
    subprocess.run(words, env=environment, check=True)  # noqa: S603 - the Dockerfile's own words


def _copy(step: Copy, root: Path, source_root: Path, *, from_context: bool) -> None:
    target = root / str(Path(step.folder) / step.target).lstrip("/")
    into = step.target.endswith("/") or len(step.sources) > 1
    ignored = _ignored(source_root) if from_context else None
    for name in step.sources:
        source = source_root / name.lstrip("/")
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=ignored)
        else:
            (target if into else target.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / source.name if into else target)


def _ignored(context: Path):  # type: ignore[no-untyped-def]
    lines = (context / ".dockerignore").read_text("utf-8").split()
    return shutil.ignore_patterns(*[line.removeprefix("**/") for line in lines if line.startswith("**/")])


def _do(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words of this file
