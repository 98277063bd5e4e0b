"""What all tests share: figures that a test recorded are shown at the end of the run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from komando import weights as weights_module
from komando.checker import Checker
from komando.record import PhotoRecord
from komando.weights import Weights, verify_weights
from tests.made_once import made_once

SAMPLES = Path(__file__).parents[1] / "sample_images"

# A busy machine is no fault of the program.
settings.register_profile("komando", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(  # `make mutation`: the same few examples for every mutant, none made smaller
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("komando")


@pytest.fixture(scope="session", autouse=True)
def _settings_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test works in the data folder, or with the settings, of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.upper().startswith("KOMANDO_")]:
            environment.delenv(name)
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
def folder_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a parallel run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sample_record(sample_checker: Checker, folder_of_this_run: Path) -> Callable[[str], PhotoRecord]:
    """The record of a sample picture by the default policy; each is checked once, whichever process asks first."""

    @cache
    def record(name: str) -> PhotoRecord:
        def check() -> bytes:
            return sample_checker.check((SAMPLES / name).read_bytes(), name).to_json().encode()

        return PhotoRecord.from_json(made_once(folder_of_this_run / f"{name}.json", check).decode())

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
