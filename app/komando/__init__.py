"""Komando: which photos may be published, judged hand by hand, offline.

from komando import Checker

record = Checker.open().check_file("event/a.jpg")
print(record.verdict, [finding.rule for finding in record.findings])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from komando.checker import Checker
    from komando.policy.verdict import Verdict
    from komando.record import PhotoRecord

__version__ = "0.1.0"

__all__ = ["Checker", "PhotoRecord", "Verdict", "__version__"]


def __getattr__(name: str) -> object:
    """Load the public names on first use, so that `komando --version` need not load the nets' runtime."""
    if name == "Checker":
        from komando.checker import Checker

        return Checker
    if name == "PhotoRecord":
        from komando.record import PhotoRecord

        return PhotoRecord
    if name == "Verdict":
        from komando.policy.verdict import Verdict

        return Verdict
    raise AttributeError(f"module 'komando' has no attribute {name!r}")
