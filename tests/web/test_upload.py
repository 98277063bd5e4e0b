from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st

from komando.settings import Settings
from komando.web.problems import ProblemError
from komando.web.upload import Upload, receive_photo

HEAD = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"


def request_of(receive: Any) -> Request:
    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def receive_chunks(*chunks: bytes) -> Any:
    remaining: Iterator[bytes] = iter(chunks)
    left = len(chunks)

    async def receive() -> dict[str, object]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": next(remaining), "more_body": left > 0}

    return receive


def upload_of(*chunks: bytes) -> Upload:
    return asyncio.run(receive_photo(request_of(receive_chunks(*chunks)), Settings()))


def test_an_upload_that_stalls_is_ended() -> None:
    async def never() -> dict[str, object]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    with pytest.raises(ProblemError) as caught:
        asyncio.run(receive_photo(request_of(never), Settings(upload_seconds=0.05)))
    assert (caught.value.status, caught.value.code) == (408, "upload-too-slow")


def test_bytes_are_counted_when_there_is_no_content_length() -> None:
    received = 0

    async def receive() -> dict[str, object]:
        nonlocal received
        received += 1
        return {"type": "http.request", "body": HEAD if received == 1 else b"x" * 1000, "more_body": True}

    with pytest.raises(ProblemError) as caught:
        asyncio.run(receive_photo(request_of(receive), Settings(max_bytes=1000)))
    assert (caught.value.status, caught.value.code) == (413, "photo-too-large")
    assert received < 100


@given(data=st.binary(max_size=200), cut=st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_the_photo_is_the_same_however_the_body_is_cut(data: bytes, cut: int) -> None:
    body = HEAD + data.replace(b"--x", b"") + TAIL
    chunks = [body[start : start + cut] for start in range(0, len(body), cut)]
    assert upload_of(*chunks) == Upload(data.replace(b"--x", b""), "a.jpg")


@given(body=st.one_of(st.binary(max_size=300), st.builds(lambda noise: HEAD + noise, st.binary(max_size=100))))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_photo_or_a_problem(body: bytes) -> None:
    try:
        upload = upload_of(body)
    except ProblemError as error:
        assert error.status in {400, 422}  # noqa: PT017 - either outcome is right
    else:
        assert upload.name == "a.jpg"
