"""Peak memory of checking photos, each in a process of its own: `python -m tools.peak_memory PHOTO...`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_PROGRAM = """
import sys
from pathlib import Path
from komando.checker import Checker
with Checker.open() as checker:
    record = checker.check_file(sys.argv[1])
status = Path("/proc/self/status").read_text("ascii").splitlines()
peak_kib = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
error = record.error.code if record.error else "-"
sys.stdout.write(f"{peak_kib * 1024} {record.verdict} {error} {record.timings_ms.total}")
"""


class Peak(NamedTuple):
    """What one check took.

    Attributes:
        peak_bytes: Most memory the process held at once, libraries included.
        verdict: Of the photo.
        error: Code of its error, or `-`.
        total_ms: Wall time.
    """

    peak_bytes: int
    verdict: str
    error: str
    total_ms: float


def peak_memory(photo: Path) -> Peak:
    """Check one photo in a new process. Linux alone: the kernel tells the peak.

    Raises:
        CalledProcessError: The process ended with an error.
    """
    command = [sys.executable, "-c", _PROGRAM, str(photo)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    peak, verdict, error, total = ran.stdout.split()
    return Peak(int(peak), verdict, error, float(total))


def main() -> None:
    """Print one line for each photo."""
    parser = argparse.ArgumentParser(description="Peak memory of checking photos, each in a process of its own.")
    parser.add_argument("photos", nargs="+", type=Path)
    for photo in parser.parse_args().photos:
        peak = peak_memory(photo)
        figures = f"{peak.peak_bytes / 1e6:6.0f} MB {peak.total_ms:7.0f} ms"
        sys.stdout.write(f"{photo.name:24} {figures}  {peak.verdict:10} {peak.error}\n")


if __name__ == "__main__":
    main()
