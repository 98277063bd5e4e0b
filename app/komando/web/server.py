"""Listen and serve. Beyond this computer the service listens only when there are tokens to sign in with."""

from __future__ import annotations

import ipaddress
import logging
import math
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from komando.checker import Checker
from komando.desk.desk import Desk, default_folder, open_database
from komando.desk.lock import only_service, only_service_on
from komando.desk.tokens import any_token
from komando.errors import NoTokensError, UsageError
from komando.settings import Settings
from komando.web.addresses import asks_nobody_to_sign_in, is_loopback
from komando.web.app import create_app
from komando.web.connections import patient_protocol

_KEEP_ALIVE_SECONDS: Final = 30  # longer than clients keep theirs: a request on a closing connection would be lost
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


class _Server(uvicorn.Server):
    """Ends the streams of events first: they would keep a stopping server waiting for ever."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening and let what was accepted finish."""
        self._app.state.desk.bells.close()
        await super().shutdown(sockets)


def run_server(settings: Settings) -> None:
    """Serve until the process is told to stop.

    Raises:
        UsageError: The address cannot be listened on.
        DeskError: Nobody has a token although they need one, or the desk cannot be opened.
        ModelError: A model is missing or altered.
        PolicyError: The policy is unknown or invalid.
    """
    address = _address(settings.host)
    folder = settings.data_dir or default_folder()
    _require_tokens(settings, folder)
    Checker.open(settings).close()  # what would keep the service from getting ready ends the command instead
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=_LOG_CONFIG,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=patient_protocol(settings.upload_seconds),
        ws="none",
        lifespan="on",
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=math.ceil(settings.upload_seconds + settings.photo_seconds),  # the longest request
    )
    with ExitStack() as stack:
        stack.enter_context(only_service(folder))
        if settings.database_url is not None:
            stack.enter_context(only_service_on(settings.database_url))
        Desk.open(folder, settings.database_url).close()  # as above: pictures of another database end the command
        listener = stack.enter_context(_listen(address, settings.port))
        logger.info("Komando listens on %s", _url(listener))
        _Server(config, app).run(sockets=[listener])


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise UsageError(f"The listen address must be an IP address or localhost, not {host!r}.") from None


def _require_tokens(settings: Settings, folder: Path) -> None:
    """Who listens beyond this computer lets in people with a token alone; without any, nobody could come in."""
    database = open_database(folder, settings.database_url)
    try:
        with database.read() as connection:
            signs_in = any_token(connection)
    finally:
        database.close()
    if not signs_in and not asks_nobody_to_sign_in(settings):
        raise NoTokensError(f"People have to sign in on {settings.host}, and nobody has a token.")
    if not is_loopback(settings.host) and not settings.https:
        logger.warning("Tokens and photos cross the network as they are: put a proxy with https before the service.")


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
