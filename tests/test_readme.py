"""The README's examples are run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.service import http_client, running_service

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.id.md")
PORT = "8017"


def blocks(language: str, readme: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def commands(readme: str, program: str) -> list[str]:
    lines = [line for block in blocks("sh", readme) for line in block.splitlines()]
    return [line for line in lines if line.startswith(f"{program} ")]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder that holds what the examples name, so that they leave nothing in the repository; few for all samples."""
    (tmp_path / "sample_images").mkdir()
    for name in ("fist_01.jpg", "group_one_peace.jpg", "peace_01.jpg"):
        shutil.copy(ROOT / "sample_images" / name, tmp_path / "sample_images")
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(  # noqa: S603 - commands of our own README
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    sorted(
        {
            command
            for readme in READMES
            for command in commands(readme, "komando")
            if not command.startswith("komando serve")
        }
    ),
)
def test_command_line_examples(command: str, workplace: Path) -> None:
    finished = run(command, workplace)
    assert finished.returncode in {0, 1}, finished.stderr
    assert finished.stdout.strip()
    for written in re.findall(r"--(?:records|report) (\S+)", command):
        assert (workplace / written).stat().st_size > 0


@pytest.mark.parametrize("readme", READMES)
def test_python_examples(readme: str, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    for block in blocks("python", readme):
        script = workplace / "example.py"
        script.write_text(block, encoding="utf-8")
        finished = run(f"{sys.executable} example.py", workplace)
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.startswith("hold\nnumber.2 ")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The port of `komando serve` as the README starts it, but on a free one and with a data folder of its own."""
    (serve,) = {command for readme in READMES for command in commands(readme, "komando") if "serve" in command}
    folder = tmp_path_factory.mktemp("serve")
    arguments = serve.replace(PORT, "0").split()[1:]
    with running_service(folder / "data", folder / "log", command=arguments) as (_, address):
        with http_client(address) as client:
            assert client.get("/readyz").status_code == 200
        yield str(urlsplit(address).port)


@pytest.mark.skipif(shutil.which("curl") is None and not os.environ.get("CI"), reason="curl is not installed here")
@pytest.mark.parametrize("command", sorted({command for readme in READMES for command in commands(readme, "curl")}))
def test_http_examples(command: str, server: str, workplace: Path) -> None:
    finished = run(command.replace(PORT, server) + " --fail", workplace)
    assert finished.returncode == 0, finished.stderr
    if "--output" in command:
        assert (workplace / "marked.jpg").read_bytes()[:2] == b"\xff\xd8"
    elif "/v1/check" in command:
        assert '"verdict":"hold"' in finished.stdout


def test_links_lead_somewhere() -> None:
    for readme in READMES:
        text = (ROOT / readme).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{readme}: {target}"
