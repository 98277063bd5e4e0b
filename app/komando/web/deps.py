"""What routes get from the lifespan."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from komando.settings import Settings
from komando.web.pool import CheckerPool
from komando.web.shelf import PolicyShelf


def _pool(request: Request) -> CheckerPool:
    pool: CheckerPool = request.state.pool
    return pool


def _settings(request: Request) -> Settings:
    settings: Settings = request.state.settings
    return settings


def _shelf(request: Request) -> PolicyShelf:
    shelf: PolicyShelf = request.state.shelf
    return shelf


Pool = Annotated[CheckerPool, Depends(_pool)]
ServiceSettings = Annotated[Settings, Depends(_settings)]
Shelf = Annotated[PolicyShelf, Depends(_shelf)]
