"""Known vulnerabilities of what is installed at run time: `make audit`.

pip-audit counts a package that its database does not know, or cannot be asked about, as harmless. Here a package that
was not looked up is told, and nobody gets a clean bill without one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PROJECT: Final = Path(__file__).resolve().parents[1]
REQUIREMENTS: Final = _PROJECT / "requirements" / "runtime.txt"
EXPLAINED: Final = _PROJECT / "requirements" / "audit.toml"
CLEAN, FINDINGS, NOT_AUDITED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Audit:
    """What pip-audit found.

    Attributes:
        audited: Packages that were looked up.
        skipped: Packages that were not.
        findings: `PACKAGE VERSION ID` that nobody has explained.
        explained: The same, with the explanation.
    """

    audited: int
    skipped: tuple[str, ...]
    findings: tuple[str, ...]
    explained: tuple[str, ...]

    @property
    def outcome(self) -> int:
        """CLEAN, FINDINGS or NOT_AUDITED, the exit code."""
        if self.findings:
            return FINDINGS
        return NOT_AUDITED if self.skipped or not self.audited else CLEAN

    def lines(self) -> list[str]:
        """What is told."""
        told = [f"Vulnerable: {finding}" for finding in self.findings]
        told += [f"Explained in requirements/audit.toml: {finding}" for finding in self.explained]
        if self.outcome == NOT_AUDITED:
            known = self.audited + len(self.skipped)
            told.append(
                f"NOT AUDITED: {len(self.skipped) or 'all'} of {known or 'the'} packages could not be looked up in the "
                "database of vulnerabilities. This is no clean bill: run `make audit` where it can be reached."
            )
        elif self.outcome == CLEAN:
            told.append(
                f"{self.audited} packages were looked up; none has a known vulnerability that is not explained."
            )
        return told


def read_answer(answer: Mapping[str, Any], explained: Mapping[str, str]) -> Audit:
    """Understand pip-audit's JSON."""
    packages: Sequence[Mapping[str, Any]] = answer.get("dependencies", ())
    skipped = tuple(str(package["name"]) for package in packages if "skip_reason" in package)
    found = [
        (vulnerability["id"], f"{package['name']} {package['version']} {vulnerability['id']}")
        for package in packages
        for vulnerability in package.get("vulns", ())
    ]
    return Audit(
        audited=len(packages) - len(skipped),
        skipped=skipped,
        findings=tuple(line for name, line in found if name not in explained),
        explained=tuple(f"{line}: {explained[name]}" for name, line in found if name in explained),
    )


def main() -> int:
    """Run pip-audit and tell the outcome."""
    parser = argparse.ArgumentParser(prog="audit", description="Known vulnerabilities of the runtime's packages.")
    parser.add_argument("pip_audit", type=Path, help="The program.")
    parser.add_argument("--allow-unreachable", action="store_true", help="Only say so if nothing could be looked up.")
    arguments = parser.parse_args()
    words = [str(arguments.pip_audit), "--requirement", str(REQUIREMENTS), "--require-hashes", "--disable-pip"]
    ran = subprocess.run([*words, "--format", "json"], capture_output=True, text=True, check=False)  # noqa: S603
    explained = tomllib.loads(EXPLAINED.read_text("utf-8"))["explained"]
    audit = read_answer(json.loads(ran.stdout or "{}"), explained)
    sys.stdout.write("\n".join(audit.lines()) + "\n")
    return CLEAN if audit.outcome == NOT_AUDITED and arguments.allow_unreachable else audit.outcome


if __name__ == "__main__":
    sys.exit(main())
