"""Ray, without its usage reports, and a cluster to run on.

Ray is an extra. It reports its use to its makers unless it is told not to, so it is told before it is loaded, and so is
every process of a cluster that is started here. Such a cluster listens on this computer alone, and to who knows its
token: whoever reaches a cluster may run code on it.
"""

from __future__ import annotations

import logging
import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from komando.errors import ClusterError, ClusterUnavailableError

LOCAL: Final = "local"
"""Address of a cluster that is started for one run, on this computer."""

_ENVIRONMENT: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_LOOPBACK_ALONE: Final = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # read when Ray is loaded
    "RAY_AUTH_MODE": "token",
}
_OBJECT_STORE_BYTES: Final = 512 << 20  # holds keys of earlier runs and records on their way, never a photo


def import_ray(address: str = LOCAL) -> Any:
    """The package, its usage reports switched off.

    Args:
        address: Of the cluster that it will be connected to.

    Raises:
        ClusterUnavailableError: It is not installed.
    """
    os.environ.update(_ENVIRONMENT)
    if address == LOCAL:
        os.environ.update(_LOOPBACK_ALONE)
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterUnavailableError("Ray, which spreads photos over a cluster, is not installed.") from error
    return ray


@contextmanager
def connected(address: str = LOCAL, cpus: int | None = None) -> Iterator[Any]:
    """Ray, connected to a cluster, which is ended with the context if it was started here.

    Args:
        address: Of a cluster that runs, or `LOCAL`.
        cpus: Processors of a local cluster; all of this computer if not given.

    Raises:
        ClusterUnavailableError: Ray is not installed.
        ClusterError: The cluster cannot be reached or started.
    """
    ray = import_ray(address)
    with tempfile.TemporaryDirectory(prefix="komando-", ignore_cleanup_errors=True) as logs:
        try:
            _connect(ray, _local(logs, cpus) if address == LOCAL else {"address": address})
        except Exception as error:  # nothing more special where one of Ray's own processes is late
            raise ClusterError(f"The cluster cannot be reached ({address}): {error}") from error
        try:
            yield ray
        finally:
            ray.shutdown()


def _local(logs: str, cpus: int | None) -> dict[str, Any]:
    return {
        "address": LOCAL,
        "num_cpus": cpus,
        "include_dashboard": False,
        "object_store_memory": _OBJECT_STORE_BYTES,
        "_temp_dir": logs,
    }


def _connect(ray: Any, cluster: dict[str, Any]) -> None:
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Ray warns of its own settings
        ray.init(**cluster, log_to_driver=False, logging_level=logging.ERROR)
        ray.data.DataContext.get_current().enable_progress_bars = False
