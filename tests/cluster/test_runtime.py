from __future__ import annotations

import os
import sys

import pytest

from komando.cluster.runtime import connected, import_ray
from komando.errors import ClusterError, ClusterUnavailableError


def test_usage_reports_are_off_before_ray_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterUnavailableError, match="not installed"):
        import_ray("host:6379")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


def test_a_cluster_that_is_not_there(cluster: object) -> None:
    del cluster  # it is there already, and Ray knows one at a time
    with pytest.raises(ClusterError, match="cannot be reached"), connected("127.0.0.1:1"):
        pytest.fail("there is no such cluster")
