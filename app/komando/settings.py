"""Settings of one run: built-in defaults, then `KOMANDO_*` environment variables, then the command line."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from komando.errors import UsageError
from komando.hands.engine_name import EngineName
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits

_PREFIX: Final = "KOMANDO_"


class Settings(BaseSettings):
    """What can be set from outside; frozen and passed on explicitly.

    Attributes:
        policy: Id of a policy, or the path of a policy file.
        policy_dir: Folder with policies of one's own; their ids are the names of the files.
        date: Day of publishing, for policies with an election; the day of the check if not given.
        engine: Which implementation finds the hands.
        max_bytes: Largest file that is read.
        max_pixels: Largest picture that is decoded.
        max_decode_bytes: What a file and its picture may take in memory together while it is decoded.
        photo_seconds: How long a worker process may take for one photo.
        photo_memory_mib: How much memory a worker process may allocate.
        host: Listen address of `komando serve`.
        port: Port of `komando serve`.
        workers: Checkers of `komando serve` that work side by side.
        queue: Uploads of `komando serve` that may wait beside those being checked; further ones are turned away.
        upload_seconds: How long one upload to `komando serve` may take.
        lang: Language of tables, reports and hints.
        data_dir: Folder of the desk's database and pictures; the system's folder for a user's data if not given.
        database_url: Of a PostgreSQL database for the desk, instead of the SQLite one in `data_dir`.
        keep_hours: How long an open batch and its pictures are kept.
        batch_photos: Most photos of a batch.
        desk_queue: Most photos of all batches together that may wait to be checked.
        login: `auto` asks nobody on this computer to sign in as long as the service listens to it alone and neither
            `https` nor `hosts` says that people come through a proxy.
        session_hours: How long a sign-in on the web page lasts.
        hosts: Names under which the service may be asked, besides its own address; with commas between them.
        https: Whether people reach the service by https, through a proxy: cookies are then for https alone.
        rate: Requests a second that one token may send on average; twenty times as many in a burst.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    policy: str = "id-strict-fist"
    policy_dir: Path | None = None
    date: dt.date | None = None
    engine: EngineName = EngineName.LITERT
    max_bytes: int = Field(default=DEFAULT_LIMITS.max_bytes, ge=1)
    max_pixels: int = Field(default=DEFAULT_LIMITS.max_pixels, ge=1)
    max_decode_bytes: int = Field(default=DEFAULT_LIMITS.max_decode_bytes, ge=1)
    photo_seconds: float = Field(default=120.0, gt=0)
    photo_memory_mib: int = Field(default=1024, ge=400)
    host: str = "127.0.0.1"
    port: int = Field(default=8017, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    queue: int = Field(default=8, ge=0, le=1000)
    upload_seconds: float = Field(default=60.0, gt=0)
    lang: Literal["id", "en"] = "id"
    data_dir: Path | None = None
    database_url: str | None = Field(default=None, repr=False)
    keep_hours: float = Field(default=24.0, gt=0, le=24 * 366)
    batch_photos: int = Field(default=300, ge=1, le=10_000)
    desk_queue: int = Field(default=3000, ge=1)
    login: Literal["auto", "always"] = "auto"
    session_hours: float = Field(default=12.0, gt=0, le=24 * 31)
    hosts: str = ""
    https: bool = False
    rate: float = Field(default=50.0, gt=0)

    @property
    def photo_limits(self) -> PhotoLimits:
        """The limits that hold before a photo is decoded."""
        return PhotoLimits(self.max_bytes, self.max_pixels, self.max_decode_bytes)


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with overrides from the command line; an override of None is no override.

    Raises:
        UsageError: A value is out of range, or a variable is misspelt; the message names it.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(f"{_variable(fault['loc'])}: {fault['msg']}" for fault in error.errors())
        raise UsageError(f"A setting is not valid. {faults}") from error


def _refuse_unknown_variables() -> None:
    """A misspelt variable would leave a limit at its default without a word."""
    known = [_variable((name,)) for name in Settings.model_fields]
    unknown = sorted(name for name in os.environ if name.upper().startswith(_PREFIX) and name.upper() not in known)
    if not unknown:
        return
    told = []
    for name in unknown:
        near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.75)
        told.append(f"{name} (did you mean {near[0]}?)" if near else name)
    raise UsageError(f"No such setting in the environment: {', '.join(told)}. docs/operations.md lists them.")


def _variable(location: tuple[int | str, ...]) -> str:
    return _PREFIX + "_".join(str(part) for part in location).upper()
