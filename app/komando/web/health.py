"""Is the service alive, can it check photos, and with what."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import select

from komando import __version__
from komando.record import ModelStamps, PolicyStamp
from komando.web.deps import Pool
from komando.web.desk.service import DeskService
from komando.web.documents import problems

router = APIRouter(tags=["service"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The models are the published ones, the checkers are open, and the database answers."""

    status: Literal["ready"] = "ready"


class Version(BaseModel):
    """What judges the photos; policy and models are null while the service is not ready."""

    version: str
    policy: PolicyStamp | None
    models: ModelStamps | None


@router.get("/livez", summary="Whether the process answers")
async def livez() -> Alive:
    """Always 200."""
    return Alive()


@router.get("/readyz", summary="Whether photos can be checked", responses=problems(503))
def readyz(pool: Pool, request: Request) -> Ready:
    """200 when the models are verified, the checkers are open and the desk's database answers."""
    pool.require_ready()
    desk: DeskService = request.state.desk
    with desk.desk.database.read() as connection:
        connection.execute(select(1))
    return Ready()


@router.get("/version", summary="What judges the photos")
async def version(pool: Pool) -> Version:
    """Version of Komando, and sha256 of the policy and the models."""
    return Version(version=__version__, policy=pool.policy, models=pool.models)
