"""The README's examples are run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    """A folder that holds what the examples name, so that they leave nothing in the repository."""
    shutil.copytree(ROOT / "sample_images", tmp_path / "sample_images")
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
def server() -> Iterator[str]:
    """`komando serve` as the README starts it, but on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    (serve,) = {command for readme in READMES for command in commands(readme, "komando") if "serve" in command}
    arguments = serve.replace(PORT, port).split()[1:]
    process = subprocess.Popen(  # noqa: S603 - a command of our own README
        [sys.executable, "-m", "komando", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"komando serve ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("komando serve did not get ready")


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
