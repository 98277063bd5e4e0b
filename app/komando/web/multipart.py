"""The parts of a multipart/form-data body, in memory alone.

Starlette's own form parser writes every file over 1 MB to disk; a photo must not leave a copy there. `limited_body`
keeps the memory in bounds.
"""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from komando.web.problems import ProblemError

_MOST_PARTS: Final = 16


@dataclass(slots=True)
class Part:
    """One part of the body.

    Attributes:
        data: Its content.
        name: Of the form field.
        filename: None for a field that is no file.
    """

    data: bytearray = field(default_factory=bytearray)
    name: str | None = None
    filename: str | None = None


async def read_parts(content_type: str, body: AsyncIterable[bytes]) -> list[Part]:
    """Read a body to its end.

    Raises:
        ProblemError: 400, the body is malformed or cut off.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise _malformed("The content type names no boundary.")
    reader = _Reader()
    try:
        parser = reader.parser(boundary)
        async for chunk in body:
            parser.write(chunk)
    except FormParserError:
        raise _malformed("The multipart body is malformed.") from None
    if not reader.is_whole:
        raise _malformed("The multipart body is cut off.")
    return reader.parts


class _Reader:
    """Gathers what the parser finds."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.is_whole = False
        self._header_name = bytearray()
        self._header_value = bytearray()

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_part_data": lambda data, start, end: self.parts[-1].data.extend(data[start:end]),
                "on_header_field": lambda data, start, end: self._header_name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header_value.extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_end": self._end,
            },
        )

    def _begin_part(self) -> None:
        if len(self.parts) == _MOST_PARTS:
            raise _malformed(f"The multipart body has more than {_MOST_PARTS} parts.")
        self.parts.append(Part())

    def _end_header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._header_value))
            self.parts[-1].name = _text(options.get(b"name"))
            self.parts[-1].filename = _text(options.get(b"filename"))
        self._header_name.clear()
        self._header_value.clear()

    def _end(self) -> None:
        self.is_whole = True


def _text(value: bytes | None) -> str | None:
    """Browsers send names in UTF-8; a name that is not is read as Latin-1."""
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _malformed(detail: str) -> ProblemError:
    return ProblemError("upload-malformed", HTTPStatus.BAD_REQUEST, detail)
