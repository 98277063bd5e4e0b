"""The desk over HTTP: routes that translate requests to komando.desk and its rows to JSON."""

from __future__ import annotations

from fastapi import APIRouter

from komando.web.desk import batches, decisions, events, photos, pictures, takeaway, uploads, vocabulary

router = APIRouter(tags=["desk"])
for part in (vocabulary, batches, uploads, photos, pictures, decisions, events, takeaway):
    router.include_router(part.router)
