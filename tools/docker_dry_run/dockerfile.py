"""The few instructions of a Dockerfile that ours uses; any other is an error, so that none is silently left out."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Final

_IGNORED: Final = frozenset({"EXPOSE"})
_LAST_COUNTS: Final = {"WORKDIR": "folder", "USER": "user"}


@dataclass(frozen=True, slots=True)
class Copy:
    """`COPY [--from=STAGE] SOURCE... TARGET`."""

    sources: tuple[str, ...]
    target: str
    stage: str | None
    folder: str


@dataclass(frozen=True, slots=True)
class Run:
    """`RUN COMMAND`, with the environment and folder that hold there."""

    command: str
    environment: dict[str, str]
    folder: str
    user: str


@dataclass(slots=True)
class Stage:
    """What one FROM begins.

    Attributes:
        image: Of FROM.
        name: After AS, or the stage's number.
        steps: COPY and RUN, in order.
        environment: At the end of the stage.
        user: At the end of the stage.
        folder: Working directory at the end of the stage.
        command: CMD in exec form.
        health: HEALTHCHECK in exec form.
        volumes: Folders that stay writable.
    """

    image: str
    name: str
    steps: list[Copy | Run] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "0"
    folder: str = "/"
    command: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()


def parse(text: str) -> list[Stage]:
    """Read a Dockerfile.

    Raises:
        ValueError: It uses what this tool does not know.
    """
    stages: list[Stage] = []
    for name, rest in _instructions(text):
        if name == "FROM":
            image, *alias = rest.split()
            stages.append(Stage(image, alias[1] if len(alias) == 2 else str(len(stages))))
        elif not stages:
            raise ValueError(f"{name} before FROM")
        else:
            _apply(stages[-1], name, rest)
    return stages


def _instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(name.upper(), rest.strip()) for name, _, rest in (line.partition(" ") for line in joined.splitlines())]


def _apply(stage: Stage, name: str, rest: str) -> None:
    if name == "ENV":
        for pair in shlex.split(rest):
            key, _, value = pair.partition("=")
            stage.environment[key] = _expanded(value, stage.environment)
    elif name in _LAST_COUNTS:
        setattr(stage, _LAST_COUNTS[name], rest)
    elif name == "COPY":
        stage.steps.append(_copy(rest, stage.folder))
    elif name == "RUN":
        stage.steps.append(Run(rest, dict(stage.environment), stage.folder, stage.user))
    elif name == "VOLUME":
        stage.volumes += tuple(rest.split())
    elif name == "CMD":
        stage.command = tuple(json.loads(rest))
    elif name == "HEALTHCHECK":
        stage.health = tuple(json.loads(rest[rest.index("CMD") + 3 :]))
    elif name not in _IGNORED:
        raise ValueError(f"this tool does not know {name}")


def _copy(rest: str, folder: str) -> Copy:
    words = rest.split()
    stage = None
    if words[0].startswith("--from="):
        stage = words.pop(0).removeprefix("--from=")
    if any(word.startswith("--") for word in words):
        raise ValueError(f"this tool does not know COPY {rest}")
    return Copy(tuple(words[:-1]), words[-1], stage, folder)


def _expanded(value: str, environment: dict[str, str]) -> str:
    known = {"PATH": DEFAULT_PATH} | environment
    return re.sub(r"\$\{?(\w+)\}?", lambda found: known.get(found[1], ""), value)


DEFAULT_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
