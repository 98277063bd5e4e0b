"""A real service and its worker processes: what was accepted is finished, what died is replaced, readiness is true."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from komando.settings import Settings
from komando.web.app import create_app
from tests.scan.pictures import PLAIN, SLOW_PEACE
from tests.web.service import WAIT_SECONDS, http_client, local_client, running_service, wait_until
from tests.web.sockets import connect, head

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")


def gauge(client: httpx2.Client | TestClient, name: str) -> float:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return next(sample.value for family in families for sample in family.samples if sample.name == name)


def worker_of(pid: int) -> psutil.Process:
    """The one process of the service that holds a checker; multiprocessing's own resource tracker is another child."""
    children = psutil.Process(pid).children()
    (worker,) = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    return worker


def check(client: httpx2.Client, photo: bytes) -> tuple[int, str | None]:
    response = client.post("/v1/check", files={"photo": ("a.jpg", photo)})
    return response.status_code, response.headers.get("komando-verdict")


def test_shutdown_finishes_what_was_accepted(tmp_path: Path) -> None:
    with running_service(tmp_path / "data", tmp_path / "log") as (process, address), http_client(address) as client:
        peace, body = SLOW_PEACE.read_bytes(), _multipart(PLAIN)
        with connect(address) as half, ThreadPoolExecutor(3) as threads:
            half.sendall(head("POST", "/v1/check", f"Content-Length: {len(body)}", f"Content-Type: {MULTIPART}"))
            half.sendall(body[:500])
            whole = [threads.submit(check, client, peace) for _ in range(3)]
            wait_until(lambda: gauge(client, "komando_check_requests") + sum(each.done() for each in whole) >= 4)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: not _accepts(address))
            half.sendall(body[500:])
            received = half.makefile("rb").read()
        assert [each.result(WAIT_SECONDS) for each in whole] == [(200, "hold")] * 3
        start, _, answer = received.partition(b"\r\n\r\n")
        assert start.startswith(b"HTTP/1.1 200")
        assert json.loads(answer)["verdict"] == "pass"
        process.wait(WAIT_SECONDS)
        assert not psutil.pid_exists(process.pid) or psutil.Process(process.pid).children() == []


MULTIPART = "multipart/form-data; boundary=x"


def _multipart(photo: bytes) -> bytes:
    start = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    return start + photo + b"\r\n--x--\r\n"


def _accepts(address: str) -> bool:
    try:
        connect(address).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with running_service(tmp_path / "data", tmp_path / "log") as (process, address), http_client(address) as client:
        assert client.get("/readyz").status_code == 200  # before that there is no worker yet
        idle = worker_of(process.pid)
        idle.kill()
        assert check(client, PLAIN) == (200, "pass")

        busy = worker_of(process.pid)
        assert busy.pid != idle.pid
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(check, client, SLOW_PEACE.read_bytes())
            wait_until(lambda: gauge(client, "komando_check_requests") == 1)
            busy.kill()
            assert asked.result(WAIT_SECONDS) == (200, "hold")

        worker_of(process.pid).kill()
        wait_until(lambda: gauge(client, "komando_workers_alive") == 0)
        wait_until(lambda: gauge(client, "komando_workers_alive") == 1)
        assert client.get("/readyz").status_code == 200


def test_a_service_without_its_database_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    with local_client(app) as client:
        assert client.get("/readyz").status_code == 200
        with monkeypatch.context() as away:
            away.setattr(app.state.desk.desk.database, "_engine", create_engine(f"sqlite:///{tmp_path}/no/where"))
            answers = [client.get("/readyz"), client.get("/v1/batches"), client.post("/v1/batches", json={})]
            assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 200
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:komando:problem:database-unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert str(tmp_path) not in answer.text
        assert "sqlite" not in answer.text.lower()
