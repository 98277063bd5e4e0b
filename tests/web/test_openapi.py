"""Schemathesis asks a real service what its own OpenAPI allows, and what it forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from komando.settings import Settings
from komando.web.app import create_app
from tests.scan.pictures import PLAIN, picture
from tests.web.problem_types import PREFIX, documented
from tests.web.service import http_client, running_service

SCHEMA: Final = create_app(Settings()).openapi()
API: Final = schemathesis.openapi.from_dict(SCHEMA)
EXAMPLES: Final = 12
SEED: Final = 20_270_214
UPLOADS: Final = (PLAIN, picture("PNG", 64, 64), b"", b"x", PLAIN[:200])
EVENTS: Final = "/v1/batches/{batch_id}/events"
ENDS_BATCHES: Final = {("/v1/batches/{batch_id}", "delete"), ("/v1/batches/{batch_id}/close", "post")}
BEYOND_SCHEMAS: Final = {
    "/v1/check",
    "/v1/batches",
    "/v1/batches/{batch_id}/photos",
    "/v1/photos/{photo_id}/decisions",
}
"""No schema tells which bytes are a photo, which policies there are, or which reason belongs to which decision."""

schemathesis.openapi.format("binary", st.sampled_from(UPLOADS))


def operations() -> Iterator[object]:
    """Each with what is allowed, and, where there is anything to get wrong, with what is forbidden."""
    for path, item in SCHEMA["paths"].items():
        for method, operation in item.items():
            for mode in GenerationMode:
                if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & set(operation):
                    yield pytest.param(path, method, mode, id=f"{method} {path} {mode.value}")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("service")
    with running_service(folder / "data", folder / "log") as (_, address):
        yield address


@pytest.fixture(scope="module")
def there(address: str) -> dict[str, dict[str, str]]:
    """Ids of a photo in an open batch, and of a closed batch: else nearly every answer would be 404."""
    with http_client(address) as client:
        made = [client.post("/v1/batches", json={}).json()["id"] for _ in range(3)]
        image = {"Content-Type": "image/jpeg"}
        photo = client.post(f"/v1/batches/{made[0]}/photos?name=a.jpg", content=PLAIN, headers=image).json()["id"]
        assert client.post(f"/v1/batches/{made[1]}/close").status_code == 200
    names = ("open", "closed", "to end")
    return {name: {"batch_id": batch, "photo_id": photo} for name, batch in zip(names, made, strict=True)}


@pytest.mark.parametrize(("path", "method", "mode"), list(operations()))
def test_answers_are_those_of_the_schema(
    address: str, there: dict[str, dict[str, str]], path: str, method: str, mode: GenerationMode
) -> None:
    ids = there["closed" if path == EVENTS else "to end" if (path, method) in ENDS_BATCHES else "open"]
    excluded = [positive_data_acceptance] if path in BEYOND_SCHEMAS else []

    @seed(SEED)
    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=API[path][method.upper()].as_strategy(mode), known=st.booleans())
    def ask(case: Any, known: bool) -> None:
        if known and mode is GenerationMode.POSITIVE:
            case.path_parameters.update({name: ids[name] for name in case.path_parameters if name in ids})
        response = case.call_and_validate(base_url=address, timeout=60, excluded_checks=excluded)
        if response.status_code >= 400:
            code = json.loads(response.content)["type"].removeprefix(PREFIX)
            assert response.status_code in documented()[code]

    ask()
