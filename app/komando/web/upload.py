"""One photo out of a multipart body, in memory alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PureWindowsPath
from typing import Final

from fastapi import Request

from komando.settings import Settings
from komando.web.limits import MULTIPART_OVERHEAD_BYTES, limited_body, upload_deadline
from komando.web.multipart import Part, read_parts
from komando.web.problems import ProblemError

FIELD: Final = "photo"
_CONTENT_TYPE: Final = "multipart/form-data"
_LONGEST_NAME: Final = 255
_UNNAMED: Final = "photo"


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded photo.

    Attributes:
        data: Its bytes.
        name: File name without folders, as the record's path.
    """

    data: bytes
    name: str


async def receive_photo(request: Request, settings: Settings) -> Upload:
    """Read the one file of the request, in the field `photo`.

    Raises:
        ProblemError: 400, 408, 413, 415 or 422.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != _CONTENT_TYPE:
        detail = f"The content type must be {_CONTENT_TYPE}."
        raise ProblemError("upload-not-multipart", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    body = limited_body(request, settings.max_bytes + MULTIPART_OVERHEAD_BYTES)
    async with upload_deadline(settings.upload_seconds):
        parts = await read_parts(content_type, body)
    return _only_photo(parts)


def _only_photo(parts: Sequence[Part]) -> Upload:
    match parts:
        case [Part(name=name, filename=str(filename)) as part] if name == FIELD:
            return Upload(bytes(part.data), base_name(filename))
    detail = f"The body must hold exactly one file, in the field `{FIELD}`, and nothing else."
    raise ProblemError("upload-not-one-photo", HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def base_name(filename: str) -> str:
    r"""The last part of a name from any system, without control characters.

    Example:
        >>> base_name(r"C:\rapat\a.jpg"), base_name("../../b.jpg")
        ('a.jpg', 'b.jpg')
    """
    name = PureWindowsPath(filename).name
    return "".join(character for character in name if character.isprintable())[:_LONGEST_NAME] or _UNNAMED
