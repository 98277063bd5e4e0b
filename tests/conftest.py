"""What all tests share: figures that a test recorded are shown at the end of the run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from komando import weights as weights_module
from komando.checker import Checker
from komando.record import PhotoRecord
from komando.weights import Weights, verify_weights

SAMPLES = Path(__file__).parents[1] / "sample_images"

settings.register_profile("komando", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("komando")


@pytest.fixture(scope="session", autouse=True)
def _data_folder_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test works in the data folder of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KOMANDO_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def weights() -> Weights:
    """The published model files."""
    return verify_weights()


@pytest.fixture(scope="session")
def sample_checker() -> Iterator[Checker]:
    """A checker by the default policy."""
    with Checker.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_record(sample_checker: Checker) -> Callable[[str], PhotoRecord]:
    """The record of a sample picture by the default policy; each is checked once."""

    @cache
    def record(name: str) -> PhotoRecord:
        return sample_checker.check((SAMPLES / name).read_bytes(), name)

    return record


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
