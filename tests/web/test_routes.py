from __future__ import annotations

import io
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from komando.checker import Checker
from komando.record import PhotoRecord
from komando.settings import Settings
from komando.web import routes
from komando.web.app import create_app
from komando.workers.jobs import CheckBytes
from tests.scan.pictures import BAD_PHOTOS, PEACE, PLAIN, BadPhoto, picture
from tests.web.service import WAIT_SECONDS, local_client, wait_until
from tests.workers.jobs import CheckWhenAllowed, Die, Raise, Sleep

PROBLEM = "application/problem+json"


def file_part(data: bytes, name: str = "a.jpg") -> dict[str, tuple[str, bytes]]:
    return {"photo": (name, data)}


def without_timings(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "timings_ms"}


@pytest.mark.parametrize(
    ("photo", "verdict", "rules"),
    [pytest.param(PEACE.read_bytes(), "hold", "number.2", id="peace"), pytest.param(PLAIN, "pass", None, id="plain")],
)
def test_check(client: TestClient, photo: bytes, verdict: str, rules: str | None) -> None:
    response = client.post("/v1/check", files=file_part(photo))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["komando-verdict"] == verdict
    assert response.headers.get("komando-rules") == rules
    record = PhotoRecord.model_validate_json(response.content)
    assert (record.path, str(record.verdict)) == ("a.jpg", verdict)


def test_the_record_is_that_of_the_command_line(client: TestClient) -> None:
    answered = client.post("/v1/check", files=file_part(PEACE.read_bytes())).json()
    with Checker.open() as checker:
        checked = json.loads(checker.check(PEACE.read_bytes(), "a.jpg").to_json())
    assert without_timings(answered) == without_timings(checked)


@pytest.mark.parametrize("query", ["", "?faces=show", "?faces=blur&lang=en"])
def test_marked_picture(client: TestClient, query: str) -> None:
    response = client.post(f"/v1/check{query}", files=file_part(PEACE.read_bytes()), headers={"Accept": "image/jpeg"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/jpeg"
    assert response.headers["komando-verdict"] == "hold"
    assert response.headers["komando-rules"] == "number.2"
    assert response.headers["vary"] == "Accept"
    with Image.open(io.BytesIO(response.content)) as marked:
        assert marked.format == "JPEG"
        assert not marked.getexif()


@pytest.mark.parametrize("bad", BAD_PHOTOS, ids=lambda bad: bad.name)
@pytest.mark.parametrize("accept", ["application/json", "image/jpeg"])
def test_unreadable(client: TestClient, bad: BadPhoto, accept: str) -> None:
    response = client.post("/v1/check", files=file_part(bad.data, bad.name), headers={"Accept": accept})
    assert response.status_code == bad.http_status
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert problem["type"] == f"urn:komando:problem:{bad.code}"
    assert problem["status"] == bad.http_status
    record = PhotoRecord.model_validate(problem["record"])
    assert (record.path, str(record.verdict)) == (bad.name, "unreadable")


@pytest.mark.parametrize(
    ("filename", "path"),
    [
        pytest.param("../../etc/a.jpg", "a.jpg", id="climbing"),
        pytest.param(r"C:\rapat\a.jpg", "a.jpg", id="Windows"),
        pytest.param("rapat é.jpg", "rapat é.jpg", id="not ASCII"),
        pytest.param("a" * 400 + ".jpg", "a" * 255, id="long"),
        pytest.param("..", "..", id="dots"),
    ],
)
def test_the_record_names_the_file_without_folders(client: TestClient, filename: str, path: str) -> None:
    content = client.post("/v1/check", files=file_part(picture("PNG", 64, 64), filename)).json()
    assert content["path"] == path


MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


def test_a_name_in_an_old_encoding_is_read_all_the_same(client: TestClient) -> None:
    start = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="caf\xe9.jpg"\r\n\r\n'
    response = client.post("/v1/check", content=start + PLAIN + b"\r\n--x--\r\n", headers=MULTIPART)
    assert (response.status_code, response.json()["path"]) == (200, "café.jpg")


@pytest.mark.parametrize(
    ("request_parts", "status", "code"),
    [
        pytest.param({"headers": {"Accept": "text/html"}}, 406, "not-acceptable", id="accepts neither"),
        pytest.param({"content": b"x"}, 415, "upload-not-multipart", id="no content type"),
        pytest.param({"data": {"photo": "x"}}, 415, "upload-not-multipart", id="url-encoded form"),
        pytest.param({"json": {}}, 415, "upload-not-multipart", id="json"),
        pytest.param({"files": {"foto": b"x"}}, 422, "upload-not-one-photo", id="another field"),
        pytest.param({"files": [("photo", b"x"), ("photo", b"y")]}, 422, "upload-not-one-photo", id="two photos"),
        pytest.param(
            {"files": {"photo": b"x"}, "data": {"a": "b"}}, 422, "upload-not-one-photo", id="photo and a field"
        ),
        pytest.param({"files": [("photo", b"x")] * 17}, 400, "upload-malformed", id="many photos"),
        pytest.param({"headers": {"Content-Type": "multipart/form-data"}}, 400, "upload-malformed", id="no boundary"),
        pytest.param({"headers": MULTIPART, "content": b"--y\r\n"}, 400, "upload-malformed", id="other boundary"),
        pytest.param({"headers": MULTIPART, "content": b""}, 400, "upload-malformed", id="empty body"),
        pytest.param(
            {"headers": MULTIPART, "content": b'--x\r\nContent-Disposition: form-data; name="photo"\r\n\r\nx\r\n--x--'},
            422,
            "upload-not-one-photo",
            id="text instead of a file",
        ),
        pytest.param(
            {"headers": MULTIPART, "content": b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--"},
            422,
            "upload-not-one-photo",
            id="part without a name",
        ),
        pytest.param(
            {"params": {"faces": "<b>"}, "files": {"photo": b"x"}}, 422, "parameter-invalid", id="unknown faces"
        ),
    ],
)
def test_bad_requests(client: TestClient, request_parts: dict[str, Any], status: int, code: str) -> None:
    response = client.post("/v1/check", **request_parts)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert problem["type"] == f"urn:komando:problem:{code}"
    assert problem["status"] == status
    assert set(problem) == {"type", "title", "status", "detail", "hint"}
    assert "<b>" not in response.text


@pytest.fixture(scope="module")
def small_client() -> Iterator[TestClient]:
    with local_client(create_app(Settings(max_bytes=1000))) as opened:
        yield opened


def test_content_length(small_client: TestClient) -> None:
    response = small_client.post("/v1/check", files=file_part(b"x" * 100_000))
    assert response.status_code == 413
    assert response.json()["type"] == "urn:komando:problem:photo-too-large"
    assert "record" not in response.json()


def test_a_file_just_over_the_limit_has_a_record(small_client: TestClient) -> None:
    response = small_client.post("/v1/check", files=file_part(b"x" * 1001))
    assert response.status_code == 413
    assert response.json()["record"]["verdict"] == "unreadable"


def test_a_large_upload_stays_in_memory(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the upload went to disk")

    pixels = np.random.default_rng(0).integers(0, 256, (1200, 1200, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    assert buffer.tell() > 4_000_000
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    response = client.post("/v1/check", files=file_part(buffer.getvalue(), "noise.png"))
    assert response.status_code == 200


def test_side_by_side(client: TestClient) -> None:
    def check(photo: bytes) -> dict[str, Any]:
        return without_timings(client.post("/v1/check", files=file_part(photo)).json())

    photos = [PEACE.read_bytes(), PLAIN] * 3
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(check, photos))
    assert answers[0]["verdict"] == "hold"
    assert answers[1]["verdict"] == "pass"
    assert answers == answers[:2] * 3


def test_too_many_requests_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, finish = tmp_path / "began", tmp_path / "finish"
    monkeypatch.setattr(routes, "CheckBytes", lambda *given: CheckWhenAllowed(began, finish, CheckBytes(*given)))
    photo = file_part(picture("PNG", 64, 64))
    with local_client(create_app(Settings(workers=1, queue=0))) as client, ThreadPoolExecutor(1) as threads:
        first = threads.submit(client.post, "/v1/check", files=photo)
        wait_until(began.exists)
        second = client.post("/v1/check", files=photo)
        alive = client.get("/livez")
        finish.touch()
        assert first.result(WAIT_SECONDS).status_code == 200
        third = client.post("/v1/check", files=photo)
    assert second.status_code == 503
    assert second.json()["type"] == "urn:komando:problem:busy"
    assert int(second.headers["retry-after"]) > 0
    assert alive.status_code == 200
    assert third.status_code == 200


@pytest.mark.parametrize(
    ("misbehave", "code"),
    [
        pytest.param(Die(), "photo-worker-died", id="dies"),
        pytest.param(Sleep(WAIT_SECONDS), "photo-timeout", id="hangs"),
    ],
)
def test_a_photo_that_costs_its_process(
    monkeypatch: pytest.MonkeyPatch, misbehave: Callable[[object], None], code: str
) -> None:
    def misbehaving(data: bytes, name: str, *_: object) -> CheckBytes[None]:
        return CheckBytes(data, name, product=misbehave)

    with local_client(create_app(Settings(photo_seconds=3.0))) as client:
        with monkeypatch.context() as patched:
            patched.setattr(routes, "CheckBytes", misbehaving)
            lost = client.post("/v1/check", files=file_part(PLAIN))
        following = client.post("/v1/check", files=file_part(PLAIN))
    assert (lost.status_code, lost.json()["type"]) == (422, f"urn:komando:problem:{code}")
    assert lost.json()["record"]["verdict"] == "unreadable"
    assert following.status_code == 200


def test_our_own_fault_tells_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "CheckBytes", lambda *_: Raise(RuntimeError("/srv/secret")))
    response = client.post("/v1/check", files=file_part(b"x"))
    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_no_log_line_names_a_photo(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/check", files=file_part(PEACE.read_bytes(), "rahasia.jpg"))
        client.post("/v1/check", files=file_part(b"x", "rahasia.jpg"))
    assert "rahasia" not in caplog.text
