"""Settings of one run: built-in defaults, then `KOMANDO_*` environment variables, then the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from komando.errors import UsageError
from komando.hands.engine import EngineName
from komando.photo import DEFAULT_LIMITS, PhotoLimits


class Settings(BaseSettings):
    """What can be set from outside; frozen and passed on explicitly.

    Attributes:
        policy: Id of a policy, or the path of a policy file.
        policy_dir: Folder with policies of one's own; their ids are the names of the files.
        date: Day of publishing, for policies with an election; the day of the check if not given.
        engine: Which implementation finds the hands.
        max_bytes: Largest file that is read.
        max_pixels: Largest picture that is decoded.
        host: Listen address of `komando serve`.
        port: Port of `komando serve`.
        workers: Checkers of `komando serve` that work side by side.
        queue: Uploads of `komando serve` that may wait beside those being checked; further ones are turned away.
        upload_seconds: How long one upload to `komando serve` may take.
        lang: Language of tables, reports and hints.
    """

    model_config = SettingsConfigDict(env_prefix="KOMANDO_", frozen=True, extra="forbid")

    policy: str = "id-strict-fist"
    policy_dir: Path | None = None
    date: dt.date | None = None
    engine: EngineName = EngineName.LITERT
    max_bytes: int = Field(default=DEFAULT_LIMITS.max_bytes, ge=1)
    max_pixels: int = Field(default=DEFAULT_LIMITS.max_pixels, ge=1)
    host: str = "127.0.0.1"
    port: int = Field(default=8017, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    queue: int = Field(default=8, ge=0, le=1000)
    upload_seconds: float = Field(default=60.0, gt=0)
    lang: Literal["id", "en"] = "id"

    @property
    def photo_limits(self) -> PhotoLimits:
        """The limits that hold before a photo is decoded."""
        return PhotoLimits(max_bytes=self.max_bytes, max_pixels=self.max_pixels)


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with overrides from the command line; an override of None is no override.

    Raises:
        UsageError: A value is out of range; the message names it.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(f"{_variable(fault['loc'])}: {fault['msg']}" for fault in error.errors())
        raise UsageError(f"A setting is not valid. {faults}") from error


def _variable(location: tuple[int | str, ...]) -> str:
    return "KOMANDO_" + "_".join(str(part) for part in location).upper()
