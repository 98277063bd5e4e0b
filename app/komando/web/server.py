"""Listen and serve. The service has no tokens yet, so it listens to this computer alone unless told otherwise."""

from __future__ import annotations

import ipaddress
import logging
import socket
from typing import Any, Final

import uvicorn

from komando.checker import Checker
from komando.errors import UsageError
from komando.settings import Settings
from komando.web.app import create_app

_GRACE_SECONDS: Final = 30
_LOG_CONFIG: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "python_multipart": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},  # warns of every odd byte
    },
}

logger = logging.getLogger(__name__)


def run_server(settings: Settings, *, allow_network: bool = False) -> None:
    """Serve until the process is told to stop.

    Raises:
        UsageError: The address may not or cannot be listened on.
        ModelError: A model is missing or altered.
        PolicyError: The policy is unknown or invalid.
    """
    address = _address(settings.host, allow_network=allow_network)
    Checker.open(settings).close()  # what would keep the service from getting ready ends the command instead
    config = uvicorn.Config(
        create_app(settings),
        log_config=_LOG_CONFIG,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    with _listen(address, settings.port) as listener:
        logger.info("Komando listens on %s", _url(listener))
        uvicorn.Server(config).run(sockets=[listener])


def _address(host: str, *, allow_network: bool) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise UsageError(f"The listen address must be an IP address or localhost, not {host!r}.") from None
    if address.is_loopback:
        return address
    if not allow_network:
        raise UsageError(
            f"{host} can be reached from other computers, and access tokens are not available yet: "
            "without --allow-network Komando listens on a loopback address only, such as 127.0.0.1."
        )
    logger.warning("Anyone who reaches %s may use the service: there are no access tokens yet.", address)
    return address


def _listen(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    both = address.version == 6 and address.is_unspecified and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((str(address), port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise UsageError(f"Komando cannot listen on {address}, port {port} ({error.strerror}).") from error


def _url(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
