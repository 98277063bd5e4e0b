"""Clients of a server that has nothing but our protocol."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest
import uvicorn

from komando.web.connections import patient_protocol
from tests.web.service import WAIT_SECONDS, wait_until
from tests.web.sockets import head

PATIENCE_SECONDS: Final = 1.5
BODY: Final = bytes(4_000_000)
PIECE_BYTES: Final = 16_000
BUFFER_BYTES: Final = 65_536
PAUSE_SECONDS: Final = 0.02


async def one_piece(scope: dict[str, Any], _: object, send: Any) -> None:
    """Answers as the desk does with an original: the body at once."""
    if scope["type"] == "http":
        length = (b"content-length", str(len(BODY)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": BODY})


@pytest.fixture
def client() -> Iterator[socket.socket]:
    """A client that has asked; the system keeps little for either side."""
    protocol = patient_protocol(PATIENCE_SECONDS)
    server = uvicorn.Server(uvicorn.Config(one_piece, http=protocol, log_config=None, lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as connection:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        wait_until(lambda: server.started)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        connection.settimeout(WAIT_SECONDS)
        connection.connect(listener.getsockname())
        connection.sendall(head("GET", "/"))
        yield connection
        connection.close()
        server.should_exit = True
        thread.join()


def take(connection: socket.socket) -> int:
    """Take the answer piece by piece; how many bytes came until its end or the connection's."""
    taken = 0
    try:
        while taken < len(BODY) and (piece := connection.recv(PIECE_BYTES)):
            taken += len(piece)
            time.sleep(PAUSE_SECONDS)
    except ConnectionError:
        return taken
    return taken


def test_who_takes_an_answer_steadily_gets_it_whole_however_long_it_takes(client: socket.socket) -> None:
    start = time.monotonic()
    assert take(client) >= len(BODY)
    assert time.monotonic() - start > 2 * PATIENCE_SECONDS, "nothing was tested"


def test_who_stops_taking_is_cut_off(client: socket.socket) -> None:
    client.recv(PIECE_BYTES)
    time.sleep(3 * PATIENCE_SECONDS)
    assert take(client) < len(BODY)
