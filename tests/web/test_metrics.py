from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from komando.desk.clock import utc_now
from komando.desk.desk import open_database
from komando.desk.names import Role
from komando.desk.tokens import add_token
from komando.settings import Settings
from komando.web.app import create_app
from tests.scan.pictures import PEACE, PLAIN
from tests.web.service import local_client, remote_client

NAME = "rahasia.jpg"
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with local_client(create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))) as opened:
        yield opened


def samples(client: TestClient) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(response.text)
    return {(each.name, tuple(sorted(each.labels.items()))): each.value for found in families for each in found.samples}


def test_counts(client: TestClient) -> None:
    before = samples(client)
    for photo in (PEACE.read_bytes(), PLAIN, b"x"):
        client.post("/v1/check", files={"photo": (NAME, photo)})
    client.get("/v1/batches/x")
    client.get(f"/{NAME}")
    client.request("BREW", "/livez")
    now = samples(client)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return now.get(key, 0.0) - before.get(key, 0.0)

    for verdict, count in (("hold", 1), ("pass", 1), ("unreadable", 1), ("review", 0)):
        assert grown("komando_photos_total", verdict=verdict) == count
    assert grown("komando_photo_seconds_count") == 3
    assert grown("komando_requests_total", method="POST", route="/v1/check", status="200") == 2
    assert grown("komando_requests_total", method="POST", route="/v1/check", status="415") == 1
    assert grown("komando_requests_total", method="GET", route="/v1/batches/{batch_id}", status="422") == 1
    assert grown("komando_requests_total", method="GET", route="none", status="404") == 1
    assert grown("komando_requests_total", method="other", route="/livez", status="405") == 1
    assert grown("komando_request_seconds_count", route="/v1/check") == 3
    assert now["komando_workers_alive", ()] == now["komando_workers", ()] == 1
    assert now["komando_check_requests", ()] == now["komando_desk_waiting", ()] == 0
    assert now["komando_check_places", ()] == 9


def test_labels_are_bounded_and_tell_nothing(client: TestClient) -> None:
    def ask(number: int) -> None:
        client.get(f"/{number}-{NAME}")
        client.get(f"/v1/photos/{number:032x}")
        client.request(f"M{number}", "/livez")
        client.post("/v1/check", files={"photo": (f"{number}-{NAME}", b"x")})
        client.get("/metrics")

    ask(0)
    before = samples(client)
    for number in range(1, 10):
        ask(number)
    after = samples(client)
    assert set(after) == set(before), "series of fixed number, not one for each address"
    assert NAME not in str(after)


def test_who_may_look(tmp_path: Path) -> None:
    database = open_database(tmp_path, None)
    with database.write() as connection:
        tokens = {role: add_token(connection, str(role), role, None, utc_now()) for role in Role}
    database.close()
    with remote_client(create_app(Settings(data_dir=tmp_path, login="always"))) as client:
        assert client.get("/metrics").status_code == 401
        found = {
            role: client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code
            for role, token in tokens.items()
        }
    assert found == {Role.CHECKER: 403, Role.REVIEWER: 403, Role.ADMIN: 200}
