"""Where the desk says no: a full disk, files that are not what was checked, too many at once, tokens that are gone."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from komando.desk.clock import utc_now
from komando.desk.desk import open_database
from komando.desk.names import Role
from komando.desk.tokens import add_token, revoke_token
from komando.errors import PhotoWorkerDiedError
from komando.settings import Settings
from komando.web.app import create_app
from komando.web.desk import events, service, uploads
from komando.web.pool import CheckerPool
from tests.scan.pictures import PLAIN
from tests.web.service import WAIT_SECONDS, local_client, remote_client, wait_until


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def client(data_dir: Path) -> Iterator[TestClient]:
    with local_client(create_app(Settings(data_dir=data_dir))) as opened:
        yield opened


@pytest.fixture
def batch(client: TestClient) -> str:
    return str(client.post("/v1/batches", json={}).json()["id"])


def upload(client: TestClient, batch: str) -> httpx2.Response:
    at = f"/v1/batches/{batch}/photos?name=a.jpg"
    return client.post(at, content=PLAIN, headers={"Content-Type": "image/jpeg"})


def problem_of(response: httpx2.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, str(response.json()["type"]).removeprefix("urn:komando:problem:")


def files(data_dir: Path, batch: str) -> list[Path]:
    return sorted((data_dir / "pictures" / batch).iterdir())


def test_a_full_disk_takes_no_photo(
    client: TestClient, data_dir: Path, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "force_to_disk", full)
        refused = upload(client, batch)
    assert problem_of(refused) == (503, "no-space")
    assert files(data_dir, batch) == []
    assert upload(client, batch).status_code == 202


def test_a_disk_that_fails_is_our_own_fault(
    client: TestClient, data_dir: Path, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise OSError(errno.EIO, "Input/output error", str(data_dir))

    monkeypatch.setattr(uploads, "force_to_disk", fails)
    refused = upload(client, batch)
    assert refused.status_code == 500
    assert str(data_dir) not in refused.text
    assert files(data_dir, batch) == []


@pytest.mark.parametrize(
    ("module", "limit", "seconds"),
    [
        pytest.param(service, "_MOST_UPLOADS", service._UPLOADS_RETRY_SECONDS, id="uploads-at-once"),
        pytest.param(events, "_MOST_LISTENERS", 10, id="pages-that-follow"),
    ],
)
def test_too_many_at_once(
    client: TestClient, batch: str, monkeypatch: pytest.MonkeyPatch, module: Any, limit: str, seconds: int
) -> None:
    monkeypatch.setattr(module, limit, 0)
    refused = upload(client, batch) if module is service else client.get(f"/v1/batches/{batch}/events")
    assert problem_of(refused) == (503, "busy")
    assert refused.headers["retry-after"] == str(seconds)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"another picture", (500, "photo-altered"), id="altered"),
        pytest.param(None, (410, "pictures-wiped"), id="gone"),
    ],
)
def test_only_what_was_checked_is_given_out(
    client: TestClient, data_dir: Path, batch: str, data: bytes | None, problem: tuple[int, str]
) -> None:
    photo = upload(client, batch).json()["id"]
    wait_until(lambda: client.get(f"/v1/batches/{batch}").json()["counts"]["pass"] == 1)
    (original,) = (data_dir / "pictures" / batch).glob(f"{photo}.original")
    if data is None:
        original.unlink()
    else:
        original.write_bytes(data)
    assert problem_of(client.get(f"/v1/batches/{batch}/approved.zip")) == problem


def test_what_could_not_be_checked_for_a_passing_reason_is_checked_when_it_is_sent_again(
    client: TestClient, data_dir: Path, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(_: CheckerPool, job: object) -> None:
        raise PhotoWorkerDiedError(str(job))

    def now() -> Any:
        (photo,) = client.get(f"/v1/batches/{batch}/photos").json()["photos"]
        return photo

    with monkeypatch.context() as broken:
        broken.setattr(CheckerPool, "run", dies)
        first = upload(client, batch)
        wait_until(lambda: now()["state"] == "checked")
    assert (first.status_code, now()["verdict"]) == (202, "unreadable")
    (original,) = files(data_dir, batch)
    original.unlink()  # also where the first file is what was lost

    again = upload(client, batch)
    assert (again.status_code, again.json()["id"], again.json()["verdict"]) == (202, first.json()["id"], None)
    assert again.headers["location"] == first.headers["location"]
    wait_until(lambda: now()["state"] == "checked")
    assert (now()["verdict"], now()["outcome"]) == ("pass", "pass")
    assert original.read_bytes() == PLAIN
    once_more = upload(client, batch)
    assert (once_more.status_code, once_more.json()["verdict"]) == (200, "pass")
    assert {path.name.partition(".")[0] for path in files(data_dir, batch)} == {first.json()["id"]}


def test_the_stream_of_somebody_whose_token_is_revoked_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_HEARTBEAT_SECONDS", 0.05)
    database = open_database(tmp_path, None)
    with database.write() as connection:
        headers = {
            role: {"Authorization": f"Bearer {add_token(connection, str(role), role, None, utc_now())}"}
            for role in (Role.REVIEWER, Role.ADMIN)
        }
    app = create_app(Settings(data_dir=tmp_path, login="always"))
    with remote_client(app) as client, ThreadPoolExecutor(1) as threads:
        batch = client.post("/v1/batches", json={}, headers=headers[Role.ADMIN]).json()["id"]
        stream = threads.submit(client.get, f"/v1/batches/{batch}/events", headers=headers[Role.REVIEWER])
        wait_until(lambda: app.state.desk.bells.listeners == 1)
        with database.write() as connection:
            revoke_token(connection, str(Role.REVIEWER), utc_now())
        told = stream.result(WAIT_SECONDS).text
    database.close()
    lines = [line for line in told.splitlines() if line.startswith("data: ")]
    assert [json.loads(line.removeprefix("data: "))["id"] for line in lines] == [batch]
    assert "event: end" not in told, "the batch itself goes on"
