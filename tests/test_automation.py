"""docs/automation.md: its scripts, commands and services run as they stand."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from komando.settings import Settings
from tests.scan.pictures import PEACE, PLAIN

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/automation.md").read_text(encoding="utf-8")
NEEDS_JQ = pytest.mark.skipif(
    shutil.which("jq") is None and not os.environ.get("CI"), reason="jq is not installed here"
)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - commands of our own documents
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with few photos under the name that the examples use."""
    (tmp_path / "sample_images").mkdir()
    (tmp_path / "sample_images/tahan.jpg").write_bytes(PEACE.read_bytes())
    (tmp_path / "sample_images/lolos.jpg").write_bytes(PLAIN)
    return tmp_path


@NEEDS_JQ
@pytest.mark.parametrize("script", blocks("sh"), ids=lambda script: " ".join(script.split()[:2]) + script[-30:-1])
def test_commands(script: str, workplace: Path) -> None:
    finished = run(f"set -e\n{script}", workplace)
    assert finished.returncode == 0, finished.stderr
    for written in re.findall(r"(?:--report|--records|-o) (\S+)", script):
        assert (workplace / written).stat().st_size > 0
    if "--copy-passed" in script:
        assert (workplace / "lolos/lolos.jpg").read_bytes() == PLAIN
        assert (workplace / "ditahan/tahan.jpg").read_bytes() == PEACE.read_bytes()


@NEEDS_JQ
@pytest.mark.parametrize("folder", ["sample_images", "sample_images/"])
def test_the_script_before_publishing(workplace: Path, folder: str) -> None:
    (script,) = blocks("sh pre-publish")
    (workplace / "pre-publish").write_text(script)
    (workplace / "sample_images/rusak.jpg").write_bytes(b"no photo")
    held = run(f"sh pre-publish {folder}", workplace)
    assert held.returncode == 1
    told = held.stderr.splitlines()
    assert {"unreadable: rusak.jpg", "hold: tahan.jpg"} < set(told)
    assert len([line for line in told if line.startswith("  ")]) == 2
    assert "lolos.jpg" not in held.stderr
    for name in ("tahan.jpg", "rusak.jpg"):
        (workplace / "sample_images" / name).unlink()
    assert run(f"sh pre-publish {folder}", workplace).returncode == 0
    assert (workplace / "sample_images.jsonl").is_file()


def test_the_steps_on_a_code_host(workplace: Path) -> None:
    (workflow,) = blocks("yaml")
    (scan,) = re.findall(r"^ +- run: (komando .+)$", workflow, re.MULTILINE)
    (report,) = re.findall(r"^ +sarif_file: (.+)$", workflow, re.MULTILINE)
    assert run(scan, workplace).returncode == 1
    results = json.loads((workplace / report).read_text("utf-8"))["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error"]


def service() -> str:
    (unit,) = blocks("ini")
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit)
    assert "komando/bin/komando watch" in parser["Service"]["ExecStart"]
    return parser["Service"]["ExecStart"]


@pytest.mark.parametrize("command", [*blocks("sh watch"), service()], ids=["command", "service"])
def test_a_watched_folder(command: str, workplace: Path) -> None:
    program, *arguments = shlex.split(command.replace("/srv/foto/", ""))
    assert Path(program).name == "komando"
    (workplace / "sample_images").rename(workplace / "masuk")
    process = subprocess.Popen(  # noqa: S603 - a command of our own documents
        [sys.executable, "-m", "komando", *arguments],
        cwd=workplace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            came = [json.loads(process.stdout.readline())["path"] for _ in range(2)]
        finally:
            process.send_signal(signal.SIGTERM)
        assert came == ["lolos.jpg", "tahan.jpg"]
        assert process.wait(timeout=60) == 0
    assert (workplace / "lolos/lolos.jpg").read_bytes() == PLAIN
    assert len((workplace / "masuk.jsonl").read_text("utf-8").splitlines()) == 2


def test_no_variable_is_taken_for_a_setting() -> None:
    assert set(re.findall(r"\$\{?(KOMANDO_\w+)", PAGE)) <= {f"KOMANDO_{name.upper()}" for name in Settings.model_fields}


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
