"""`GET /v1/batches/{id}/events`: a batch as it changes, as server-sent events.

What is sent is state and never a difference: after a break the same query as before, from the last revision on, heals
everything, also after a restart of the service.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from komando.desk.batches import Batch, find_batch
from komando.desk.photos import changed_photos
from komando.web import access
from komando.web.access import SignedIn, Visitor, find_visitor
from komando.web.desk.deps import Service, VisibleBatch
from komando.web.desk.schemas import BatchAnswer, PhotoAnswer
from komando.web.desk.service import DeskService
from komando.web.desk.views import batch_answers, photo_answers
from komando.web.documents import problems
from komando.web.problems import ProblemError

_EVENT_STREAM: Final = "text/event-stream"
_HEARTBEAT_SECONDS: Final = 15.0
_KNOWN_SECONDS: Final = 2.0  # nothing is told on the strength of an older look at who is asking
_GATHER_SECONDS: Final = 0.15  # changes that come together are sent together
_MOST_LISTENERS: Final = 200
_RETRY: Final = b"retry: 2000\n\n"
_EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Each event.",
    "required": ["event", "id", "data"],
    "properties": {
        "event": {"enum": ["photo", "batch", "end"]},
        "id": {"type": "string", "description": "The revision that all up to it amount to."},
        "data": {"type": "string", "description": "JSON: a PhotoAnswer, a BatchAnswer, or {}."},
    },
}
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events `photo`, `batch` and `end`.",
        "content": {_EVENT_STREAM: {"schema": _EVENT}},
    },
    **problems(401, 403, 404, 422, 429, 503),
}

router = APIRouter(dependencies=[access.CHECKER])

LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", description="The last revision that was seen.")]
After = Annotated[int, Query(ge=0, le=2**53, description="The same, on the first connection.")]


@dataclass(frozen=True, slots=True)
class _Changes:
    batch: BatchAnswer
    photos: list[PhotoAnswer]


@router.get(
    "/v1/batches/{batch_id}/events",
    summary="Follow a batch",
    response_class=StreamingResponse,
    responses=_CONTENT,
)
async def get_events(
    request: Request,
    batch: VisibleBatch,
    service: Service,
    visitor: SignedIn,
    *,
    last_event_id: LastEventId = None,
    after: After = 0,
) -> StreamingResponse:
    """`photo` and `batch` carry the JSON of the other routes; after `end` nothing will change any more."""
    if service.bells.listeners >= _MOST_LISTENERS:
        detail = "Too many pages follow batches at once."
        headers = {"Retry-After": "10"}
        raise ProblemError("busy", HTTPStatus.SERVICE_UNAVAILABLE, detail, "Close some pages.", headers=headers)
    seen = int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else after
    return StreamingResponse(_events(request, service, batch, visitor, seen), media_type=_EVENT_STREAM)


async def _events(
    request: Request, service: DeskService, batch: Batch, visitor: Visitor, seen: int
) -> AsyncIterator[bytes]:
    yield _RETRY
    clock = asyncio.get_running_loop().time
    known_at = clock()
    with service.bells.listen(batch.id) as changed:
        while not service.bells.closing:
            changed.clear()
            if clock() - known_at >= _KNOWN_SECONDS:
                if await asyncio.to_thread(_still, request) != visitor.key:
                    return
                known_at = clock()
            changes = await asyncio.to_thread(_changes_since, service, batch, visitor, seen)
            if changes is None:
                return
            if changes.batch.revision > seen:
                yield _told(changes)
                seen = changes.batch.revision
            if changes.batch.state != "open":
                yield _event("end", "{}", seen)
                return
            if not await _heard(changed):
                yield b": still here\n\n"
            await asyncio.sleep(_GATHER_SECONDS)


def _changes_since(service: DeskService, batch: Batch, visitor: Visitor, seen: int) -> _Changes | None:
    with service.desk.database.read() as connection:
        now = find_batch(connection, batch.id, visitor.scope)
        if now is None:
            return None
        (answer,) = batch_answers(connection, [now])
        return _Changes(answer, photo_answers(connection, now, changed_photos(connection, batch.id, seen)))


def _told(changes: _Changes) -> bytes:
    """Each event carries the revision that all up to it amount to."""
    photos = [_event("photo", photo.model_dump_json(), photo.revision) for photo in changes.photos]
    return b"".join([*photos, _event("batch", changes.batch.model_dump_json(by_alias=True), changes.batch.revision)])


def _event(kind: str, data: str, revision: int) -> bytes:
    return f"event: {kind}\nid: {revision}\ndata: {data}\n\n".encode()


async def _heard(changed: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), _HEARTBEAT_SECONDS)
    except TimeoutError:
        return False
    return True


def _still(request: Request) -> str | None:
    """Whose the request is now: a token that was revoked, or a session that ended, ends its streams as well."""
    try:
        visitor = find_visitor(request)
    except ProblemError:
        return ""
    return "" if visitor is None else visitor.key
