"""What all tests share: figures that a test recorded are shown at the end of the run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from komando import weights as weights_module
from komando.weights import Weights, verify_weights


@pytest.fixture(scope="session")
def weights() -> Weights:
    """The published model files."""
    return verify_weights()


@pytest.fixture
def altered_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with one altered net, in the place of the published one."""
    folder = tmp_path / "models"
    shutil.copytree(weights_module.weights_folder(), folder)
    with (folder / weights_module.PALM_DETECTION).open("ab") as model:
        model.write(b"x")
    monkeypatch.setattr(weights_module, "weights_folder", lambda: folder)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every `record_property(name, value)`, also from parallel workers."""
    lines = [
        f"{report.nodeid}: {name}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
    ]
    if lines:
        terminalreporter.section("measured in this run")
        for line in sorted(lines):
            terminalreporter.write_line(line)
