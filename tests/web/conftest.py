from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from komando.settings import Settings
from komando.web.app import create_app
from tests.desk.conftest import postgres
from tests.web.service import local_client

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A service with two checkers; an error of ours becomes a response, as it does in real life."""
    with local_client(create_app(Settings(workers=2))) as opened:
        yield opened
