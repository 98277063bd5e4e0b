"""The FastAPI application, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI

from komando import __version__
from komando.settings import Settings, load_settings
from komando.web import access, desk, health, monitoring, pages, policies, routes, sessions
from komando.web.desk.service import DeskService
from komando.web.documents import openapi
from komando.web.gate import GateMiddleware
from komando.web.headers import SecurityHeadersMiddleware
from komando.web.metrics import Metrics
from komando.web.pool import CheckerPool
from komando.web.problems import add_problem_handlers
from komando.web.rates import RateLimiter
from komando.web.shelf import PolicyShelf
from komando.web.traffic import TrafficMiddleware

_BURST: Final = 20  # seconds' worth of requests that may come at once: a page with 300 thumbnails
_WRONG_TOKENS_A_SECOND: Final = 0.1
_WRONG_TOKENS_BURST: Final = 10


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service. The documentation pages of FastAPI load scripts from the network: /docs is one of our own."""
    settings = load_settings() if settings is None else settings
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            pool = CheckerPool(settings, metrics)
            stack.push_async_callback(pool.close)
            await pool.open()
            shelf = PolicyShelf.open(settings)
            app.state.desk = await DeskService.open(settings, pool, shelf)
            stack.push_async_callback(app.state.desk.close)
            metrics.watch([*pool.gauges(), *app.state.desk.gauges()])
            yield {
                "pool": pool,
                "settings": settings,
                "shelf": shelf,
                "desk": app.state.desk,
                "rates": RateLimiter(settings.rate, settings.rate * _BURST),
                "wrong_tokens": RateLimiter(_WRONG_TOKENS_A_SECOND, _WRONG_TOKENS_BURST),
            }

    app = FastAPI(
        title="Komando",
        version=__version__,
        description="Checks hand poses in official photos before they are published. Photos of `/v1/check` stay in "
        "memory; those of a batch are kept until it ends.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(GateMiddleware, settings=settings)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(TrafficMiddleware, metrics=metrics)
    app.state.metrics = metrics
    add_problem_handlers(app)
    app.include_router(routes.router, dependencies=[access.CHECKER])
    app.include_router(policies.router, dependencies=[access.CHECKER])
    app.include_router(health.router, dependencies=[access.PUBLIC])
    app.include_router(monitoring.router)
    app.include_router(sessions.router)
    app.include_router(desk.router)
    app.include_router(pages.router)
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]
    return app
