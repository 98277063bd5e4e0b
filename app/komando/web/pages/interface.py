"""The HTTP interface in rows that a template can show, out of the OpenAPI schema of the service itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a request may say in its address or headers."""

    name: str
    place: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """A body: its media type, and its schema as JSON."""

    media_type: str
    schema: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response."""

    status: str
    text: str
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[Content, ...]
    answers: tuple[Answer, ...]


def operations(schema: Mapping[str, Any]) -> list[Operation]:
    """All operations in the order of the schema."""
    return [
        _operation(method, path, item[method])
        for path, item in schema["paths"].items()
        for method in _METHODS
        if method in item
    ]


def schemas(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and JSON of each named schema, sorted."""
    named = schema.get("components", {}).get("schemas", {})
    return [(name, _json(named[name])) for name in sorted(named)]


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        parameters=tuple(map(_parameter, operation.get("parameters", []))),
        bodies=_contents(operation.get("requestBody", {})),
        answers=tuple(
            Answer(status, answer.get("description", ""), _contents(answer))
            for status, answer in operation["responses"].items()
        ),
    )


def _parameter(parameter: Mapping[str, Any]) -> Parameter:
    return Parameter(
        parameter["name"], parameter["in"], parameter.get("required", False), parameter.get("description", "")
    )


def _contents(holder: Mapping[str, Any]) -> tuple[Content, ...]:
    found = holder.get("content", {})
    return tuple(Content(media_type, _json(content.get("schema", {}))) for media_type, content in found.items())


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False)
