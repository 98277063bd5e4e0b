"""`GET /metrics`: how the service does, for Prometheus."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from komando.web import access
from komando.web.documents import problems
from komando.web.metrics import Metrics

_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **problems(401, 403, 429),
}

router = APIRouter(tags=["service"], dependencies=[access.ADMIN], default_response_class=Response)


@router.get("/metrics", summary="Counts, durations and what waits", responses=_CONTENT)
async def metrics(request: Request) -> Response:
    """For an admin, or who sits at this computer. No label tells a file, a person or an address."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type=_TEXT)
