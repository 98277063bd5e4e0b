"""The FastAPI application, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from komando import __version__
from komando.settings import Settings, load_settings
from komando.web import health, policies, routes
from komando.web.documents import openapi
from komando.web.headers import SecurityHeadersMiddleware
from komando.web.pool import CheckerPool
from komando.web.problems import add_problem_handlers
from komando.web.shelf import PolicyShelf


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service. The documentation pages of FastAPI load scripts from the network, so there are none."""
    settings = load_settings() if settings is None else settings

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        pool = CheckerPool(settings)
        await pool.open()
        try:
            yield {"pool": pool, "settings": settings, "shelf": PolicyShelf.open(settings)}
        finally:
            await pool.close()

    app = FastAPI(
        title="Komando",
        version=__version__,
        description="Checks hand poses in official photos before they are published. Photos stay in memory.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(SecurityHeadersMiddleware)
    add_problem_handlers(app)
    app.include_router(routes.router)
    app.include_router(policies.router)
    app.include_router(health.router)
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]
    return app
