from __future__ import annotations

import logging
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn

from tests.cli.conftest import Run
from tests.scan.pictures import PEACE

WAIT_SECONDS = 180
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - what the tests are about


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMANDO_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """A server that is opened in this process logs to the stderr of its test, which is closed afterwards."""
    loggers = [logging.getLogger(name) for name in ("uvicorn", "python_multipart")]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    log = tmp_path / "log"
    command = [sys.executable, "-m", "komando", "serve", "--port", "0"]
    with log.open("wb") as stderr, subprocess.Popen(command, stderr=stderr) as process:  # noqa: S603 - our own
        try:
            yield process, wait_for_address(process, log)
        finally:
            process.kill()


def wait_for_address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8"))


def test_a_real_service_checks_a_photo(service: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = service
    with httpx2.Client(base_url=address, timeout=WAIT_SECONDS, trust_env=False) as client:
        assert client.get("/readyz").status_code == 200
        response = client.post("/v1/check", files={"photo": ("peace.jpg", PEACE.read_bytes())})
    assert response.status_code == 200
    assert response.json()["verdict"] == "hold"
    assert response.json()["path"] == "peace.jpg"
    assert "server" not in response.headers
    process.send_signal(signal.SIGINT)
    assert process.wait(WAIT_SECONDS) == 130


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--host", ALL_ADDRESSES], "komando token add", id="all addresses"),
        pytest.param(["--host", "::"], "komando token add", id="all addresses of version 6"),
        pytest.param(["--host", "192.0.2.1"], "komando token add", id="another address"),
        pytest.param(["--host", "example.org"], "IP address", id="a name"),
        pytest.param(["--port", "70000"], "KOMANDO_PORT", id="no port"),
        pytest.param(["--workers", "0"], "KOMANDO_WORKERS", id="no workers"),
        pytest.param(["--policy", "nothing"], "nothing", id="unknown policy"),
    ],
)
def test_wrong_usage(komando: Run, options: list[str], words: str) -> None:
    ran = komando("serve", *options)
    assert ran.code == 2
    assert words in ran.stderr


def test_a_port_that_is_taken(komando: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = komando("serve", "--port", taken.getsockname()[1])
    assert ran.code == 2
    assert "cannot listen" in ran.stderr


def test_altered_models(komando: Run, altered_models: Path) -> None:
    assert komando("serve", "--port", "0").code == 5


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_needs_no_leave(komando: Run, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    ran = komando("serve", "--host", host, "--port", "0")
    if host == "::1" and ran.code == 2:
        pytest.skip("this machine has no IPv6")
    assert ran.code == 0
    assert "http://" in ran.stderr


def test_the_network_when_somebody_has_a_token(komando: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    assert komando("token", "add", "budi", "--role", "reviewer").code == 0
    ran = komando("serve", "--host", ALL_ADDRESSES, "--port", "0")
    assert ran.code == 0
    assert "https" in ran.stderr
    assert komando("serve", "--host", "192.0.2.1").code == 2, "not an address of ours"
    assert komando("token", "revoke", "budi").code == 0
    assert komando("serve", "--host", ALL_ADDRESSES, "--port", "0").code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("KOMANDO_LOGIN", "always"), ("KOMANDO_HTTPS", "true"), ("KOMANDO_HOSTS", "komando.example.go.id")],
)
def test_where_everybody_signs_in_loopback_needs_a_token_too(
    komando: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = komando("serve", "--port", "0")
    assert ran.code == 2
    assert "komando token add" in ran.stderr


def test_one_service_a_data_folder(
    service: tuple[subprocess.Popen[bytes], str], komando: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = komando("serve", "--port", "0")
    assert ran.code == 2
    assert "KOMANDO_DATA_DIR" in ran.stderr
