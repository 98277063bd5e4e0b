from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from komando.cluster.runtime import connected

CPUS = 2


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A real cluster on this computer; without Ray its tests are skipped, but not where all of them must run."""
    if find_spec("ray") is None and not os.environ.get("CI"):
        pytest.skip("Ray is not installed here")
    with connected(cpus=CPUS) as ray:
        yield ray
