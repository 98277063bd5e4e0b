"""How much of a request is read, and for how long: both end before a photo could fill the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

from fastapi import Request

from komando.errors import PhotoTooLargeError
from komando.web.problems import ProblemError

MULTIPART_OVERHEAD_BYTES: Final = 64 * 1024  # boundaries and part headers around the photo


async def limited_body(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body in pieces, as it arrives.

    Raises:
        ProblemError: 413; at once where Content-Length says so, otherwise as soon as too much has come.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise _too_large(max_bytes)
        yield chunk


@asynccontextmanager
async def upload_deadline(seconds: float) -> AsyncIterator[None]:
    """End an upload that takes too long with 408.

    Raises:
        ProblemError: 408.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        detail = f"The upload took longer than {seconds:g} seconds."
        raise ProblemError("upload-too-slow", HTTPStatus.REQUEST_TIMEOUT, detail, "Send the photo again.") from None


def _too_large(max_bytes: int) -> ProblemError:
    detail = f"The request has more than {max_bytes:,} bytes; it was not read to its end."
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return ProblemError(PhotoTooLargeError.code, status, detail, PhotoTooLargeError.hint)
