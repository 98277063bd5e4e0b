"""Settings of one run: built-in defaults, then `KOMANDO_*` environment variables, then the command line."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from komando.hands.engine import EngineName
from komando.photo import DEFAULT_LIMITS, PhotoLimits


class Settings(BaseSettings):
    """What can be set from outside; frozen and passed on explicitly.

    Attributes:
        policy: Id of a built-in policy, or the path of a policy file.
        engine: Which implementation finds the hands.
        max_bytes: Largest file that is read.
        max_pixels: Largest picture that is decoded.
        host: Listen address of `komando serve`.
        port: Port of `komando serve`.
        workers: Checkers of `komando serve` that work side by side.
    """

    model_config = SettingsConfigDict(env_prefix="KOMANDO_", frozen=True, extra="forbid")

    policy: str = "id-strict-fist"
    engine: EngineName = EngineName.LITERT
    max_bytes: int = Field(default=DEFAULT_LIMITS.max_bytes, ge=1)
    max_pixels: int = Field(default=DEFAULT_LIMITS.max_pixels, ge=1)
    host: str = "127.0.0.1"
    port: int = Field(default=8017, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)

    @property
    def photo_limits(self) -> PhotoLimits:
        """The limits that hold before a photo is decoded."""
        return PhotoLimits(max_bytes=self.max_bytes, max_pixels=self.max_pixels)
