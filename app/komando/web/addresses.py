"""Which addresses mean this computer, and by which names the service may be asked."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from komando.settings import Settings

_LOCAL_NAMES: Final = {"localhost"}


def is_loopback(host: str) -> bool:
    """Whether an address or `localhost` means this computer alone."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES


def asks_nobody_to_sign_in(settings: Settings) -> bool:
    """Whether who sits at this computer may use the service without a token.

    Not where people come through a proxy: if that runs here too, each of its requests comes from this computer.
    """
    proxied = settings.https or bool(further_hosts(settings))
    return settings.login == "auto" and is_loopback(settings.host) and not proxied


def further_hosts(settings: Settings) -> frozenset[str]:
    """The names of `settings.hosts`, in lower case."""
    return frozenset(name.strip().lower() for name in settings.hosts.split(",") if name.strip())


def host_name(authority: str) -> str:
    """The name in a Host header or an origin, without its port; empty if there is none.

    Example:
        >>> host_name("[::1]:8017"), host_name("LOCALHOST:8017")
        ('::1', 'localhost')
    """
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""
