"""The list of checksums that every start of Komando verifies."""

from __future__ import annotations

import hashlib
from pathlib import Path

from komando.weights import CHECKSUMS


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS over the model files of `folder`, in the format of `sha256sum`."""
    files = sorted(path for path in folder.iterdir() if path.suffix in {".tflite", ".npz"})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="ascii")
