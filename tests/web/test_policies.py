from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from komando.policy.profile import builtin_ids, load_profile
from komando.record import PhotoRecord
from komando.settings import Settings
from komando.web.app import create_app
from komando.web.policies import Policies
from tests.scan.pictures import PEACE
from tests.web.service import local_client, wait_until

OWN = """schema = "komando.policy/1"
id = "{id}"
extends = "id-pemilu-2024"
title = {{ id = "Kantor", en = "Office" }}
description = {{ id = "Kantor kami.", en = "Our office." }}
[gestures]
peace = {{ verdict = "review" }}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One policy that is right, and one that is not."""
    path = tmp_path_factory.mktemp("policies")
    (path / "kantor.toml").write_text(OWN.format(id="kantor"), encoding="utf-8")
    (path / "rusak.toml").write_text("colour = 1", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def office(folder: Path) -> Any:
    with local_client(create_app(Settings(policy_dir=folder))) as opened:
        yield opened


def check(client: TestClient, query: str) -> PhotoRecord:
    response = client.post(f"/v1/check{query}", files={"photo": PEACE.read_bytes()})
    assert response.status_code == 200, response.text
    return PhotoRecord.model_validate_json(response.content)


def test_list(office: TestClient, folder: Path) -> None:
    response = office.get("/v1/policies")
    assert response.status_code == 200
    listed = Policies.model_validate_json(response.content)
    assert listed.default == "id-strict-fist"
    assert [policy.id for policy in listed.policies] == sorted([*builtin_ids(), "kantor"])
    (own,) = [policy for policy in listed.policies if policy.id == "kantor"]
    assert own.sha256 == load_profile("kantor", folder).sha256
    assert own.extends == "id-pemilu-2024"
    assert own.election is not None
    assert own.election.pairs == (1, 2, 3)
    assert str(folder) not in response.text


def test_list_follows_the_schema(office: TestClient) -> None:
    schema = office.get("/openapi.json").json()
    answer = office.get("/v1/policies").json()
    jsonschema.validate(answer, {**schema["components"]["schemas"]["Policies"], "components": schema["components"]})


def test_a_file_of_the_settings_is_on_the_list(folder: Path) -> None:
    with local_client(create_app(Settings(policy=str(folder / "kantor.toml")))) as client:
        listed = Policies.model_validate_json(client.get("/v1/policies").content)
        assert listed.default == "kantor"
        assert "kantor" in {policy.id for policy in listed.policies}
        assert check(client, "?date=2024-02-14").policy.id == "kantor"


@pytest.mark.parametrize(
    ("query", "policy", "verdict"),
    [
        pytest.param("", "id-strict-fist", "hold", id="of-the-service"),
        pytest.param("?policy=id-strict-fist", "id-strict-fist", "hold", id="the-same-by-name"),
        pytest.param("?policy=ph-csc", "ph-csc", "review", id="another"),
        pytest.param("?policy=kantor", "kantor", "review", id="of-the-folder"),
        pytest.param("?date=2024-02-14", "id-strict-fist", "hold", id="day-without-an-election"),
    ],
)
def test_policy_of_a_request(office: TestClient, folder: Path, query: str, policy: str, verdict: str) -> None:
    record = check(office, query)
    assert (record.policy.id, str(record.verdict)) == (policy, verdict)
    assert record.policy.sha256 == load_profile(policy, folder).sha256


def test_day_of_a_request(office: TestClient) -> None:
    before, vote = (check(office, f"?policy=kantor&date={day}") for day in ("2023-11-01", "2024-02-14"))
    assert "masih sebelum masa kampanye" in before.findings[0].message.id
    assert "adalah hari pemungutan suara" in vote.findings[0].message.id
    assert before.verdict == vote.verdict


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        pytest.param("policy=nothing", 400, "policy-unknown", id="unknown"),
        pytest.param("policy=rusak", 400, "policy-unknown", id="left-out"),
        pytest.param("policy=", 400, "policy-unknown", id="empty"),
        pytest.param("policy=../kantor.toml", 400, "policy-unknown", id="a-path"),
        pytest.param("policy=/etc/passwd", 400, "policy-unknown", id="another-path"),
        pytest.param("policy=%3Cb%3E", 400, "policy-unknown", id="markup"),
        pytest.param("date=tomorrow", 422, "parameter-invalid", id="no-day"),
        pytest.param("date=2024-02-30", 422, "parameter-invalid", id="no-such-day"),
    ],
)
def test_wrong_parameters(office: TestClient, folder: Path, query: str, status: int, code: str) -> None:
    response = office.post(f"/v1/check?{query}", files={"photo": PEACE.read_bytes()})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == f"urn:komando:problem:{code}"
    assert "<b>" not in response.text
    assert str(folder) not in response.text


def test_an_invalid_policy_is_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with local_client(create_app(Settings(policy_dir=folder))):
        pass
    assert "rusak.toml is not a valid policy: " in caplog.text
    assert "line 1: colour: this key is not known" in caplog.text


def test_a_folder_that_is_not_there_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with local_client(create_app(Settings(policy_dir=tmp_path / "gone"))) as client:
        assert client.get("/v1/policies").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert "cannot be read" in caplog.text


def test_a_batch_is_judged_by_the_policy_that_it_names_or_not_at_all(tmp_path: Path) -> None:
    """Its file was edited between two starts of the service."""
    own = tmp_path / "policies" / "kantor.toml"
    own.parent.mkdir()
    own.write_text(OWN.format(id="kantor"), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", policy_dir=own.parent)
    with local_client(create_app(settings)) as client:
        batch = client.post("/v1/batches", json={"policy": "kantor"}).json()
        before = checked_photo(client, batch["id"], "before.jpg")
    own.write_text(OWN.format(id="kantor").replace('verdict = "review"', 'verdict = "pass"'), encoding="utf-8")
    with local_client(create_app(settings)) as client:
        after = checked_photo(client, batch["id"], "after.jpg")
        sources = client.get(f"/v1/photos/{before['id']}").json()["sources"]
        new = client.post("/v1/batches", json={"policy": "kantor"}).json()
        again = checked_photo(client, new["id"], "after.jpg")
    assert (before["verdict"], before["record"]["policy"]["sha256"]) == ("review", batch["policy"]["sha256"])
    assert (after["verdict"], after["outcome"]) == ("unreadable", "unreadable")
    assert after["record"]["policy"]["sha256"] == batch["policy"]["sha256"]
    assert after["record"]["error"]["code"] == "policy-gone"
    assert "new event" in after["record"]["error"]["hint"]
    assert sources == {}, "the policy of today does not explain the verdict of yesterday"
    assert (again["verdict"], again["record"]["policy"]["sha256"]) == ("pass", new["policy"]["sha256"])


def checked_photo(client: TestClient, batch: str, name: str) -> Any:
    at = f"/v1/batches/{batch}/photos?name={name}"
    photo = client.post(at, content=PEACE.read_bytes(), headers={"Content-Type": "image/jpeg"}).json()
    wait_until(lambda: client.get(f"/v1/photos/{photo['id']}").json()["state"] == "checked")
    return client.get(f"/v1/photos/{photo['id']}").json()
