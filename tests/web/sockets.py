"""HTTP by hand: clients that send too much, too slowly, or take nothing."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

WAIT_SECONDS = 180


class Answer(NamedTuple):
    """What came back before the connection ended; status 0 if nothing did."""

    status: int
    head: str
    body: bytes
    sent_bytes: int


def connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 80), WAIT_SECONDS)


def head(method: str, path: str, *headers: str) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", "")
    return "\r\n".join(lines).encode()


def send_until_answered(address: str, pieces: Iterable[bytes], pause_seconds: float = 0.0) -> Answer:
    """Send piece after piece, and stop at the first byte of an answer."""
    sent = 0
    with connect(address) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                sent += len(piece)
                if select.select([connection], [], [], pause_seconds)[0]:
                    break
        except (BrokenPipeError, ConnectionResetError):
            pass
        return read_answer(connection, sent)


def read_answer(connection: socket.socket, sent: int = 0) -> Answer:
    """All that comes until the other side closes, or has told all that it announced."""
    received = b""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and not _is_whole(received):
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            break
        if not piece:
            break
        received += piece
    start, _, body = received.partition(b"\r\n\r\n")
    status = int(start.split()[1]) if start else 0
    return Answer(status, start.decode("latin-1").lower(), body, sent)


def _is_whole(received: bytes) -> bool:
    start, end, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in start.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and bool(lengths) and len(body) >= int(lengths[0])
