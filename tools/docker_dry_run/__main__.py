"""`python -m tools.docker_dry_run`: build the image's stages in bare Debian roots and try the service. Needs root.

Debian's own Python stands in for the image's, which may be of another version; the answer says which.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tools.docker_dry_run.dockerfile import DEFAULT_PATH, Stage, parse
from tools.docker_dry_run.root import build, make_base

_PROJECT: Final = Path(__file__).parents[2]
_PHOTO, _VERDICT = "sample_images/peace_01.jpg", "hold"
_MAKE_TOKEN: Final = ("komando", "token", "add", "docker-check", "--role", "checker")
_NEEDED: Final = ("debootstrap", "unshare", "chroot", "mount")


def main() -> int:
    """Replay the Dockerfile; 0 if everything is as promised, 2 if it cannot be tried here."""
    parser = argparse.ArgumentParser(prog="docker_dry_run", description=__doc__)
    parser.add_argument("--dockerfile", type=Path, default=_PROJECT / "Dockerfile")
    parser.add_argument("--folder", type=Path, help="Work here and leave it behind; a base found in it is used again.")
    arguments = parser.parse_args()
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        _say(f"not tried: it needs root and {', '.join(_NEEDED)}; missing: {', '.join(missing) or 'root'}")
        return 2
    if arguments.folder is not None:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        return _replay(arguments.dockerfile, arguments.folder.resolve())
    with tempfile.TemporaryDirectory(prefix="docker-dry-run-", dir="/var/tmp") as folder:
        return _replay(arguments.dockerfile, Path(folder))


def _replay(dockerfile: Path, folder: Path) -> int:
    stages, roots = parse(dockerfile.read_text("utf-8")), dict[str, Path]()
    for stage in stages:
        base = folder / stage.image.replace(":", "_")
        if not base.exists():
            _say(f"a bare Debian in the place of {stage.image}")
            make_base(base, stage.image)
        root = folder / f"stage-{stage.name}"
        shutil.rmtree(root, ignore_errors=True)
        _say(f"stage {stage.name}: {len(stage.steps)} steps")
        build(stage, root, base, dockerfile.parent, roots)
        roots[stage.name] = root
    last = stages[-1]
    _say(f"Debian's Python stands in for the image's: {_python_version(roots[last.name])} for {last.image}")
    return _try_service(last, roots[last.name], dockerfile.parent)


def _try_service(stage: Stage, root: Path, project: Path) -> int:
    plan = {
        "root": str(root),
        "command": stage.command,
        "health": stage.health,
        "environment": {"PATH": DEFAULT_PATH} | stage.environment,
        "user": stage.user,
        "volumes": stage.volumes,
        "token": _MAKE_TOKEN,
        "port": stage.environment["KOMANDO_PORT"],
        "photo": str(project / _PHOTO),
        "verdict": _VERDICT,
    }
    words = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    words += [sys.executable, "-m", "tools.docker_dry_run.service"]
    return subprocess.run(words, input=json.dumps(plan), text=True, cwd=_PROJECT, check=False).returncode  # noqa: S603


def _python_version(root: Path) -> str:
    words = ["chroot", str(root), "/usr/local/bin/python", "--version"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _say(sentence: str) -> None:
    sys.stdout.write(f"docker-check: {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
