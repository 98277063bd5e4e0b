"""The service as somebody sees it at its own computer or at another; in this process or in one of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

ADDRESS = "http://127.0.0.1:8017"
PEER = ("127.0.0.1", 50_000)
WAIT_SECONDS = 180


def local_client(app: FastAPI) -> TestClient:
    """A client on this computer; an error of ours becomes a response, as it does in real life."""
    return TestClient(app, base_url=ADDRESS, client=PEER, raise_server_exceptions=False)


def remote_client(app: FastAPI, address: str = "192.0.2.7") -> TestClient:
    """A client on another computer of the network."""
    return TestClient(app, base_url="http://komando.test", client=(address, 50_000), raise_server_exceptions=False)


@contextmanager
def running_service(
    data_dir: Path, log: Path, *, command: Sequence[str] = ("serve", "--port", "0"), **settings: object
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real `komando serve` and its address; `settings` are KOMANDO_* variables."""
    variables = {f"KOMANDO_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "KOMANDO_DATA_DIR": str(data_dir), **variables}
    words = [sys.executable, "-m", "komando", *command]
    with (
        log.open("wb") as stderr,
        subprocess.Popen(words, stderr=stderr, env=environment) as process,  # noqa: S603 - our own
    ):
        try:
            yield process, _wait_for_address(process, log)
        finally:
            process.terminate()
            try:
                process.wait(WAIT_SECONDS)
            finally:
                process.kill()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def http_client(address: str) -> httpx2.Client:
    return httpx2.Client(base_url=address, timeout=WAIT_SECONDS, trust_env=False)


def _wait_for_address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8"))
