"""What is made once a run, whichever of its processes needs it first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """What lies at a path that all processes share; made there if it is missing, never seen half written."""
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        own.write_bytes(make())
        own.replace(path)
    return path.read_bytes()
