"""What of this machine's configuration a root needs to reach the same package sources; none is written down."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

_APT: Final = Path("/etc/apt")
_COPIED: Final = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
_CARRIED: Final = re.compile(r"(PIP|UV)_\w+|\w*(CERT|CA_BUNDLE)\w*|(https?|no|all)_proxy", re.IGNORECASE)
_HERE_ALONE: Final = frozenset({"UV_CACHE_DIR", "PIP_CACHE_DIR", "PIP_PREFIX", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV"})


def debian_mirror() -> str | None:
    """The first package source of this machine; None lets debootstrap choose."""
    for path in sorted(
        [*_APT.glob("sources.list"), *_APT.glob("sources.list.d/*.sources"), *_APT.glob("sources.list.d/*.list")]
    ):
        found = re.search(r"^(?:URIs:|deb(?:\s+\[[^]]*\])?)\s*(\S+)", path.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1]
    return None


def configure(root: Path) -> None:
    """Copy how names, certificates and packages are found."""
    for name in _COPIED:
        source, target = Path(name), root / name[1:]
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for path in sorted((_APT / "apt.conf.d").glob("*")):
        if path.is_file() and "Acquire::" in path.read_text("utf-8", "replace"):
            shutil.copy(path, root / "etc/apt/apt.conf.d")


def environment() -> dict[str, str]:
    """Variables of pip, uv, certificates and proxies."""
    carried = {name: value for name, value in os.environ.items() if _CARRIED.fullmatch(name)}
    return {name: value for name, value in carried.items() if name not in _HERE_ALONE}


def package_folders() -> list[Path]:
    """Folders on this machine that pip looks for packages in."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words
    words = re.findall(r"(?:file://)?(/[^\s'\"]+)", told + " ".join(environment().values()))
    folders = {Path("/", *Path(word).parts[1:3]) for word in words if Path(word).is_dir()}
    return sorted(folder for folder in folders if folder.parts[1] in {"opt", "srv", "mnt"})
