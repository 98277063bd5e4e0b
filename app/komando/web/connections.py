"""How long a connection may keep the service waiting before and after a request; uvicorn itself waits for ever.

Bodies have deadlines of their own (limits.py). What is ended here: a client that sends its headers by and by, one that
goes on sending a body that was refused, and one that does not take its answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from komando.web.problems import ProblemError, problem_response

_MOST_SECONDS: Final = 10.0

logger = logging.getLogger(__name__)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 whose patience ends.

    Attributes:
        patience_seconds: For headers, from the connection or their first byte on; for the rest of a refused body.
        answer_seconds: For a client that takes nothing of its answer; found out after twice as long at the latest.
    """

    patience_seconds: ClassVar[float] = _MOST_SECONDS
    answer_seconds: ClassVar[float] = _MOST_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers, not for ever."""
        super().connection_made(transport)
        self._until_headers = _Timer(self.loop, self.patience_seconds, self._give_up_headers)
        self._until_rest = _Timer(self.loop, self.patience_seconds, partial(self._cut_off, "still sending"))
        self._until_taken = _Timer(self.loop, self.answer_seconds, self._give_up_answer)
        self._untaken_bytes = 0
        self._until_headers.start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        for timer in (self._until_headers, self._until_rest, self._until_taken):
            timer.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Go on waiting where the headers are not whole; a byte now and then gains no time."""
        super().data_received(data)
        if self.conn.their_state is not h11.SEND_BODY:
            self._until_rest.stop()
        if self.conn.their_state is not h11.IDLE:
            self._until_headers.stop()
        elif self._begun:
            self._until_headers.start()
        else:
            self._rest_between_requests()

    def on_response_complete(self) -> None:
        """A client that was answered in the middle of its body may send the rest, to find the answer; not for long."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self._until_rest.start()

    def pause_writing(self) -> None:
        """The client takes its answer more slowly than it is written."""
        super().pause_writing()
        self._wait_for_taking()

    def resume_writing(self) -> None:
        """It has taken nearly all that was written."""
        super().resume_writing()
        self._until_taken.stop()

    def send_400_response(self, msg: str) -> None:
        """What is not HTTP gets a problem as well."""
        self._refuse(ProblemError("bad-request", HTTPStatus.BAD_REQUEST, msg))

    @property
    def _begun(self) -> bool:
        """Whether there are bytes of headers that are not whole."""
        return bool(self.conn.trailing_data[0])

    @property
    def _peer(self) -> str:
        return self.client[0] if self.client else "-"

    def _rest_between_requests(self) -> None:
        """The rest of a refused body is there: the connection is as good as after any answer."""
        self._until_headers.stop()
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _cut_off(self, why: str) -> None:
        logger.info("%s cut off: %s", self._peer, why)
        self.transport.abort()

    def _wait_for_taking(self) -> None:
        """An answer may be written in one piece: how much of it is left says whether the client goes on taking it."""
        self._untaken_bytes = self.transport.get_write_buffer_size()
        self._until_taken.start()

    def _give_up_answer(self) -> None:
        self._until_taken.stop()
        if self.transport.get_write_buffer_size() < self._untaken_bytes:
            self._wait_for_taking()
            return
        self._cut_off("takes no answer")

    def _give_up_headers(self) -> None:
        if self.transport.is_closing():
            return
        logger.info("%s cut off: %s", self._peer, "headers not whole" if self._begun else "says nothing")
        if self._begun:
            detail = f"The headers took longer than {self.patience_seconds:g} seconds."
            self._refuse(ProblemError("request-timeout", HTTPStatus.REQUEST_TIMEOUT, detail))
        self.transport.close()

    def _refuse(self, problem: ProblemError) -> None:
        answer = problem_response(problem)
        if self.conn.our_state is not h11.IDLE:  # in the middle of an answer
            self.transport.close()
            return
        headers = [*answer.raw_headers, (b"connection", b"close")]
        head = h11.Response(status_code=answer.status_code, headers=headers, reason=HTTPStatus(problem.status).phrase)
        for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def patient_protocol(upload_seconds: float) -> type[PatientProtocol]:
    """The protocol for uploads that may take so long: nothing else may take longer."""
    patience = {"patience_seconds": min(_MOST_SECONDS, upload_seconds), "answer_seconds": upload_seconds}
    return type("_Protocol", (PatientProtocol,), patience)


class _Timer:
    """Calls once, unless it is stopped before; to start it again while it runs gains no time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float, call: Callable[[], object]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._call = call
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        if self._handle is None:
            self._handle = self._loop.call_later(self._seconds, self._call)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
