"""A real service and clients that mean no good: endless bodies, headers by drops, answers that nobody takes."""

from __future__ import annotations

import itertools
import json
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import psutil
import pytest

from tests.web.service import http_client, running_service
from tests.web.sockets import WAIT_SECONDS, connect, head, read_answer, send_until_answered

MAX_BYTES: Final = 5_000_000
UPLOAD_SECONDS: Final = 3
TWO_GB: Final = 2 << 30
PIECE: Final = bytes(range(256)) * 1024
MULTIPART: Final = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="rahasia.jpg"\r\n\r\n'
MANY: Final = 40
IN_FLIGHT_BYTES: Final = 16 << 20
"""What the buffers of both ends of a connection may hold."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def service(data_dir: Path, log: Path) -> Iterator[tuple[psutil.Process, str]]:
    with running_service(data_dir, log, max_bytes=MAX_BYTES, upload_seconds=UPLOAD_SECONDS) as (process, address):
        yield psutil.Process(process.pid), address


@pytest.fixture(scope="module")
def address(service: tuple[psutil.Process, str]) -> str:
    return service[1]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx2.Client]:
    with http_client(address) as opened:
        yield opened


def chunked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    return (b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def endless() -> Iterator[bytes]:
    """Two gigabytes, made on the way."""
    return itertools.repeat(PIECE, TWO_GB // len(PIECE))


def send_for_ever(connection: socket.socket, piece: bytes) -> None:
    while True:
        connection.sendall(piece)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def code_of(body: bytes) -> str:
    problem = json.loads(body)
    assert set(problem) == {"type", "title", "status", "detail", "hint"}
    return str(problem["type"]).removeprefix("urn:komando:problem:")


class TestTwoGigabytes:
    @pytest.mark.parametrize(
        ("path", "headers", "start", "most_sent"),
        [
            pytest.param(
                "/v1/check",
                [f"Content-Length: {TWO_GB}", "Content-Type: multipart/form-data; boundary=x"],
                MULTIPART,
                IN_FLIGHT_BYTES,
                id="check-length-told",
            ),
            pytest.param(
                "/v1/check",
                ["Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=x"],
                MULTIPART,
                MAX_BYTES + IN_FLIGHT_BYTES,
                id="check-length-not-told",
            ),
            pytest.param(
                "/v1/batches/{}/photos?name=rahasia.jpg",
                ["Transfer-Encoding: chunked", "Content-Type: image/jpeg"],
                b"",
                MAX_BYTES + IN_FLIGHT_BYTES,
                id="desk-length-not-told",
            ),
            pytest.param(
                "/v1/batches",
                ["Transfer-Encoding: chunked", "Content-Type: application/json"],
                b'{"title": "',
                IN_FLIGHT_BYTES,
                id="no-upload-at-all",
            ),
        ],
    )
    def test_are_refused_at_the_limit_and_nothing_is_kept(
        self,
        service: tuple[psutil.Process, str],
        client: httpx2.Client,
        data_dir: Path,
        path: str,
        headers: list[str],
        start: bytes,
        most_sent: int,
    ) -> None:
        process, address = service
        at = path.format(client.post("/v1/batches", json={}).json()["id"])
        before_files, before_bytes = files_in(data_dir), process.memory_info().rss
        body = itertools.chain([start] if start else [], endless())
        pieces = chunked(body) if "Transfer-Encoding: chunked" in headers else body
        answer = send_until_answered(address, itertools.chain([head("POST", at, *headers)], pieces))
        assert answer.status == 413
        assert "application/problem+json" in answer.head
        assert code_of(answer.body) == ("body-too-large" if at == "/v1/batches" else "photo-too-large")
        assert answer.sent_bytes < most_sent
        assert process.memory_info().rss - before_bytes < 4 * MAX_BYTES + IN_FLIGHT_BYTES
        assert files_in(data_dir) == before_files
        assert client.get("/readyz").status_code == 200

    def test_who_goes_on_sending_is_cut_off(self, address: str) -> None:
        """The client ignores its answer; without an end it could send for ever."""
        with connect(address) as connection:
            connection.sendall(head("POST", "/v1/check", f"Content-Length: {TWO_GB}"))
            with pytest.raises((BrokenPipeError, ConnectionResetError)):
                send_for_ever(connection, PIECE[:100])

    def test_who_sends_the_rest_may_ask_again(self, address: str) -> None:
        """The answer came before the body: no timer of that time may end a later request."""
        with connect(address) as connection:
            connection.sendall(head("POST", "/v1/check", "Content-Length: 99"))
            assert read_answer(connection).status == 415
            connection.sendall(PIECE[:99])
            time.sleep(UPLOAD_SECONDS + 1)
            connection.sendall(head("GET", "/livez"))
            assert read_answer(connection).status == 200


class TestSlowClients:
    def test_headers_by_drops(self, address: str) -> None:
        drops = itertools.chain([b"GET /livez HTTP/1.1\r\n"], itertools.repeat(b"X: y\r\n"))
        answer = send_until_answered(address, drops, pause_seconds=0.2)
        assert (answer.status, code_of(answer.body)) == (408, "request-timeout")
        assert "connection: close" in answer.head

    def test_the_headers_of_a_second_request_by_drops(self, address: str) -> None:
        with connect(address) as connection:
            connection.sendall(head("GET", "/livez"))
            assert read_answer(connection).status == 200
            while not select.select([connection], [], [], 0.2)[0]:
                connection.sendall(b"G")
            assert read_answer(connection).status == 408

    def test_a_connection_that_says_nothing(self, address: str) -> None:
        with connect(address) as connection:
            assert connection.recv(1) == b""

    @pytest.mark.parametrize(
        ("path", "content_type", "begun", "code"),
        [
            pytest.param("/v1/check", "multipart/form-data; boundary=x", MULTIPART, "upload-too-slow", id="check"),
            pytest.param("/v1/batches/{}/photos", "image/jpeg", PIECE[:99], "upload-too-slow", id="desk"),
            pytest.param("/v1/batches", "application/json", b"{", "request-timeout", id="no-upload-at-all"),
        ],
    )
    def test_body_by_drops(
        self,
        address: str,
        client: httpx2.Client,
        data_dir: Path,
        path: str,
        content_type: str,
        begun: bytes,
        code: str,
    ) -> None:
        at = path.format(client.post("/v1/batches", json={}).json()["id"])
        before = files_in(data_dir)
        start = head("POST", at, "Content-Length: 1000", f"Content-Type: {content_type}")
        drops = itertools.chain([start + begun], itertools.repeat(b"a", 500))
        answer = send_until_answered(address, drops, pause_seconds=0.2)
        assert (answer.status, code_of(answer.body)) == (408, code)
        assert files_in(data_dir) == before

    def test_an_answer_that_nobody_takes(self, address: str) -> None:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(WAIT_SECONDS)
            host, port = address.removeprefix("http://").split(":")
            connection.connect((host, int(port)))
            with pytest.raises((BrokenPipeError, ConnectionResetError)):
                send_for_ever(connection, head("GET", "/openapi.json"))

    def test_an_answer_that_is_taken_late_is_taken_whole(self, address: str) -> None:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(WAIT_SECONDS)
            host, port = address.removeprefix("http://").split(":")
            connection.connect((host, int(port)))
            connection.sendall(head("GET", "/openapi.json") * MANY)
            time.sleep(UPLOAD_SECONDS / 4)  # by now the service has to wait
            answers = connection.makefile("rb")
            for _ in range(MANY):
                lines = list(iter(answers.readline, b"\r\n"))
                (length,) = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
                assert json.loads(answers.read(length))["openapi"]

    def test_slow_clients_keep_nobody_waiting(self, address: str, client: httpx2.Client) -> None:
        slow = [connect(address) for _ in range(50)]
        for connection in slow:
            connection.sendall(b"POST /v1/check HTTP/1.1\r\n")
        assert client.get("/readyz").status_code == 200
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", id="tls"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no-host"),
        pytest.param(head("POST", "/v1/check", "Content-Length: rahasia"), id="odd-length"),
    ],
)
def test_what_is_not_http_gets_a_problem(address: str, sent: bytes) -> None:
    answer = send_until_answered(address, [sent])
    assert (answer.status, code_of(answer.body)) == (400, "bad-request")
    assert b"rahasia" not in answer.body


def test_the_log_tells_requests_and_no_names(client: httpx2.Client, log: Path) -> None:
    batch = client.post("/v1/batches", json={"title": "rahasia"}).json()["id"]
    image = {"Content-Type": "image/jpeg"}
    client.post(f"/v1/batches/{batch}/photos", params={"name": "rahasia.jpg"}, content=b"x", headers=image)
    client.post("/v1/check", files={"photo": ("rahasia.jpg", b"x")})
    client.get("/rahasia.jpg")
    client.get("/livez")
    told = log.read_text("utf-8")
    assert "rahasia" not in told
    assert batch not in told
    for line in (
        "127.0.0.1 POST /v1/batches/{batch_id}/photos 202 ",
        "127.0.0.1 POST /v1/check 415 ",
        "127.0.0.1 GET none 404 ",
        "127.0.0.1 GET /livez 200 ",
    ):
        assert line in told
