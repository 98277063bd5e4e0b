from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from komando import __version__, weights
from komando.record import PhotoRecord
from komando.settings import Settings
from komando.web.app import create_app
from tests.scan.pictures import PEACE, PLAIN
from tests.web.service import local_client

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("path", "content"), [("/livez", {"status": "alive"}), ("/readyz", {"status": "ready"})], ids=["livez", "readyz"]
)
def test_health(client: TestClient, path: str, content: dict[str, str]) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == content


def test_version(client: TestClient) -> None:
    content = client.get("/version").json()
    verified = weights.verify_weights()
    assert content["version"] == __version__
    assert content["policy"]["id"] == "id-strict-fist"
    assert content["models"]["palm"] == verified.sha256[weights.PALM_DETECTION]


def test_altered_models_check_nothing(altered_models: Path) -> None:
    with local_client(create_app(Settings())) as client:
        ready = client.get("/readyz")
        check = client.post("/v1/check", files={"photo": PLAIN})
        assert client.get("/livez").status_code == 200
        assert client.get("/version").json()["models"] is None
    for response in (ready, check):
        assert response.status_code == 503
        assert response.json()["type"] == "urn:komando:problem:model-altered"
        assert str(altered_models) not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/nothing", 404, id="no such address"),
        pytest.param("GET", "/livez/", 404, id="no redirects"),
        pytest.param("GET", "/redoc", 404, id="no page that loads scripts from the network"),
        pytest.param("GET", "/v1/check", 405, id="check is a POST"),
        pytest.param("DELETE", "/livez", 405, id="health is a GET"),
    ],
)
def test_router_errors(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["status"] == status
    assert ("allow" in response.headers) == (status == 405)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/version", "/openapi.json", "/nothing", "/v1/check"])
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://example.org"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not [name for name in headers if name.startswith("access-control-")]


@pytest.fixture(scope="module")
def schema(client: TestClient) -> dict[str, Any]:
    content: dict[str, Any] = client.get("/openapi.json").json()
    return content


def test_errors_are_problems(schema: dict[str, Any]) -> None:
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    errors = [
        response
        for operation in operations
        for status, response in operation["responses"].items()
        if int(status) >= 400
    ]
    assert errors
    assert all(set(response["content"]) == {PROBLEM} for response in errors)


def test_check_takes_one_file_and_gives_two_types(schema: dict[str, Any]) -> None:
    operation = schema["paths"]["/v1/check"]["post"]
    assert set(operation["requestBody"]["content"]) == {"multipart/form-data"}
    assert set(operation["responses"]["200"]["content"]) == {"application/json", "image/jpeg"}


def test_the_example_is_a_record(schema: dict[str, Any]) -> None:
    content = schema["paths"]["/v1/check"]["post"]["responses"]["200"]["content"]["application/json"]
    PhotoRecord.model_validate_json(json.dumps(content["example"]))
    assert content["schema"] == {"$ref": "#/components/schemas/PhotoRecord"}


@pytest.mark.parametrize(("data", "name"), [(PEACE.read_bytes(), "PhotoRecord"), (b"x", "Problem")])
def test_answers_follow_the_schema(client: TestClient, schema: dict[str, Any], data: bytes, name: str) -> None:
    answer = client.post("/v1/check", files={"photo": data}).json()
    jsonschema.validate(answer, {**schema["components"]["schemas"][name], "components": schema["components"]})


def test_no_address_of_the_network(schema: dict[str, Any]) -> None:
    assert "http://" not in json.dumps(schema)
    assert "https://" not in json.dumps(schema)
