"""A policy as data: a TOML file checked against this schema, with a source for every rule."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from komando.errors import InvalidPolicyError, UnknownPolicyError
from komando.gestures.names import Gesture
from komando.policy.verdict import Verdict

PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
Probability = Annotated[float, Field(ge=0.0, le=1.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Localized(_Strict):
    """One text in both languages."""

    id: str
    en: str


class Source(_Strict):
    """Where a rule comes from.

    Attributes:
        title: Who said it and what.
        address: Web address, None where only the outlet is known.
        date: Day of publication, None where it is not known.
    """

    title: str
    address: str | None = None
    date: dt.date | None = None


class Thresholds(_Strict):
    """When a reading is trusted; between the two the hand is for review.

    Attributes:
        hold: Least confidence to hold a photo.
        pass_: Least confidence to let a hand pass.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    hold: Probability
    pass_: Annotated[Probability, Field(alias="pass")]


class GestureRule(_Strict):
    """What a policy says of one gesture.

    Attributes:
        verdict: For a hand that surely shows it.
        sources: Keys into the profile's sources.
        disputed: Sources contradict each other.
    """

    verdict: Literal[Verdict.PASS, Verdict.REVIEW, Verdict.HOLD]
    sources: tuple[SourceKey, ...] = ()
    disputed: bool = False


class Profile(_Strict):
    """One policy.

    Attributes:
        format: Version of this schema.
        id: Stable id.
        title: One line.
        description: Whom it is for and what it rests on.
        sources: Key -> source.
        thresholds: When a reading is trusted.
        gestures: A rule for every gesture, none left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    format: Annotated[Literal["komando.policy/1"], Field(alias="schema")]
    id: PolicyId
    title: Localized
    description: Localized
    sources: dict[SourceKey, Source]
    thresholds: Thresholds
    gestures: dict[Gesture, GestureRule]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = sorted(set(Gesture) - set(self.gestures))
        if missing:
            raise ValueError(f"these gestures have no rule: {', '.join(missing)}")
        for gesture, rule in self.gestures.items():
            unknown = sorted(set(rule.sources) - set(self.sources))
            if unknown:
                raise ValueError(f"gestures.{gesture} names sources that are not listed: {', '.join(unknown)}")
        if self.gestures[Gesture.UNREADABLE].verdict == Verdict.PASS:
            raise ValueError("gestures.unreadable must not be `pass`: a hand that cannot be read is never safe")
        return self


class LoadedProfile(_Strict):
    """A profile with the sha256 of the file it came from."""

    profile: Profile
    sha256: str


def parse_profile(data: bytes, name: str) -> LoadedProfile:
    """Check a policy file.

    Raises:
        InvalidPolicyError: No TOML, or not of the schema; the message names the place in `name`.
    """
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # also numbers too long and brackets too deep for the parser
        raise InvalidPolicyError(f"{name} is not a TOML file: {error}") from error
    try:
        profile = Profile.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(_describe(fault["loc"], fault["msg"]) for fault in error.errors())
        raise InvalidPolicyError(f"{name} is not a valid policy: {faults}") from error
    return LoadedProfile(profile=profile, sha256=hashlib.sha256(data).hexdigest())


def _describe(location: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(part) for part in location)
    return f"{place}: {message}" if place else message


def builtin_ids() -> list[str]:
    """Ids of the policies that come with Komando, sorted."""
    folder = resources.files("komando.policy") / "profiles"
    return sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml"))


def read_policy_file(name: str) -> bytes:
    """Bytes of a built-in policy, or of the policy file at a path.

    Raises:
        UnknownPolicyError: Neither an id nor a readable file.
    """
    if name in builtin_ids():
        return (resources.files("komando.policy") / "profiles" / f"{name}.toml").read_bytes()
    try:
        path = Path(name)
        if path.suffix == ".toml" or path.is_file():
            return path.read_bytes()
    except OSError as error:
        raise UnknownPolicyError(f"The policy file cannot be read: {name} ({error.strerror})") from error
    except ValueError:  # a zero byte in the name
        pass
    raise UnknownPolicyError(f"There is no policy {name!r}.")


def load_profile(name: str) -> LoadedProfile:
    """Load a policy by its id or from a file.

    Raises:
        UnknownPolicyError: Neither an id nor a readable file.
        InvalidPolicyError: The file does not follow the schema.
    """
    return parse_profile(read_policy_file(name), name)
