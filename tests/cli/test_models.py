from __future__ import annotations

from pathlib import Path

from komando import weights
from tests.cli.conftest import Run


def states_of(stdout: str) -> dict[str, str]:
    return {line.split()[0]: line.split(maxsplit=2)[2].strip() for line in stdout.splitlines()[1:]}


def test_all_are_published(komando: Run) -> None:
    ran = komando("models", "verify", "--lang", "en")
    assert ran.code == 0
    assert ran.stderr == ""
    states = states_of(ran.stdout)
    assert set(weights.REQUIRED) <= set(states)
    assert set(states.values()) == {"ok"}
    assert weights.verify_weights().sha256[weights.PALM_DETECTION] in ran.stdout


def test_altered(komando: Run, altered_models: Path) -> None:
    ran = komando("models", "verify", "--lang", "en")
    assert ran.code == 5
    assert states_of(ran.stdout)[weights.PALM_DETECTION] == "altered"
    assert states_of(ran.stdout)[weights.HAND_LANDMARKS] == "ok"
    assert "altered" in ran.stderr


def test_missing(komando: Run, altered_models: Path) -> None:
    (altered_models / weights.PALM_DETECTION).unlink()
    ran = komando("models", "verify", "--lang", "en")
    assert ran.code == 5
    assert states_of(ran.stdout)[weights.PALM_DETECTION] == "missing"


def test_not_in_the_list(komando: Run, altered_models: Path) -> None:
    checksums = altered_models / weights.CHECKSUMS
    lines = [line for line in checksums.read_text().splitlines() if weights.PALM_DETECTION not in line]
    checksums.write_text("\n".join(lines) + "\n")
    ran = komando("models", "verify", "--lang", "en")
    assert ran.code == 5
    assert states_of(ran.stdout)[weights.PALM_DETECTION] == "not in the list"


def test_no_list(komando: Run, altered_models: Path) -> None:
    (altered_models / weights.CHECKSUMS).unlink()
    ran = komando("models", "verify")
    assert ran.code == 5
    assert ran.stdout == ""
