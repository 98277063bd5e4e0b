from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from tools.docker_dry_run.dockerfile import Copy, Run, parse

DOCKERFILE: Final = Path(__file__).parents[2] / "Dockerfile"


def test_ours_is_understood_whole() -> None:
    build, last = parse(DOCKERFILE.read_text("utf-8"))
    assert (build.name, last.name) == ("build", "1")
    assert last.user == "10001"
    assert last.command[:2] == ("komando", "serve")
    assert last.environment["PATH"].startswith("/opt/komando/bin:/usr/local/sbin")
    assert last.environment["KOMANDO_PORT"] == "8017"
    assert last.health[0] == "python"
    assert last.volumes == (last.environment["KOMANDO_DATA_DIR"],)
    assert last.steps[0] == Copy(("/opt/komando",), "/opt/komando", "build", "/")
    installing = build.steps[1]
    assert isinstance(installing, Run)
    assert "--require-hashes -r requirements/runtime.txt" in installing.command
    assert (installing.folder, installing.environment["UV_LINK_MODE"]) == ("/src", "copy")


@pytest.mark.parametrize(("status", "is_content"), [(200, True), (503, False)], ids=["ready", "not-ready"])
def test_the_health_check_asks_at_the_port_of_the_service(status: int, is_content: bool) -> None:
    class Readiness(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

    command = parse(DOCKERFILE.read_text("utf-8"))[-1].health
    with ThreadingHTTPServer(("127.0.0.1", 0), Readiness) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {**os.environ, "KOMANDO_PORT": str(server.server_port)}
        asked = subprocess.run([sys.executable, *command[1:]], env=environment, check=False, capture_output=True)  # noqa: S603
        server.shutdown()
    assert (asked.returncode == 0) == is_content


def test_everything_installed_is_pinned_by_hash() -> None:
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    installs = [part for part in text.split("&&") if "pip install" in part]
    assert len(installs) == 4
    for part in installs:
        assert "--require-hashes" in part or "--no-deps /wheels" in part, part


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("RUN true", id="nothing-to-run-on"),
        pytest.param("FROM a\nADD b c", id="add"),
        pytest.param("FROM a\nCOPY --chown=1 b c", id="copy-with-an-option"),
        pytest.param("FROM a\nENTRYPOINT []", id="entrypoint"),
    ],
)
def test_what_it_does_not_know_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"FROM|does not know"):
        parse(text)
