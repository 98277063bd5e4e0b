"""What /openapi.json says beyond what FastAPI finds out itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from komando.web.problems import MEDIA_TYPE, Problem
from komando.web.upload import FIELD

_JSON: Final = "application/json"
_SHA256: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

PHOTO_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "additionalProperties": False,
                    "properties": {
                        FIELD: {
                            "type": "string",
                            "format": "binary",
                            "description": "One photo: JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP or GIF.",
                        }
                    },
                }
            }
        },
    }
}

_SECURITY_SCHEMES: Final[dict[str, Any]] = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of `komando token add`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "komando_session",
        "description": "From `POST /v1/session`; changes need the header `X-Komando-CSRF` as well.",
    },
}
"""None of them is needed at the computer itself, while the service listens to it alone."""

_COMMON: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)

_RECORD_EXAMPLE: Final[dict[str, Any]] = {
    "schema": "komando.photo/1",
    "path": "a.jpg",
    "sha256": _SHA256,
    "width": 4000,
    "height": 3000,
    "verdict": "hold",
    "policy": {"id": "id-strict-fist", "sha256": _SHA256},
    "models": {
        "palm": _SHA256,
        "landmarks": _SHA256,
        "gestures": "0a1b2c3d4e5f60718293a4b5c6d7e8f9f8e7d6c5b4a3928170615243342516070",
    },
    "smallest_readable_hand_px": 31,
    "hands": [
        {
            "box_xyxy": [812.0, 640.5, 874.2, 719.9],
            "size_px": 79,
            "person": 3,
            "handedness": "right",
            "gesture": "peace",
            "confidence": 0.98,
            "fingers": ["curled", "extended", "extended", "curled", "curled"],
            "readings": [{"kind": "number", "value": 2}],
            "verdict": "hold",
            "findings": ["number.2"],
        }
    ],
    "people": [{"id": 3, "row": 1, "place": 3, "box_xyxy": [790.0, 300.0, 900.0, 430.0]}],
    "findings": [
        {
            "rule": "number.2",
            "verdict": "hold",
            "hands": [0],
            "message": {
                "id": "Jari telunjuk dan jari tengah terangkat (tangan kanan, orang ke-3 dari kiri) dan dapat "
                "dibaca sebagai angka 2. Ambil ulang fotonya, atau potong atau buramkan bagian ini, sebelum foto "
                "dipublikasikan.",
                "en": "The index and middle fingers are raised (right hand, person 3 from the left); they can be read "
                "as the number 2. Retake the photo, or crop or blur this part, before it is published.",
            },
            "sources": ["BKN-2023"],
        }
    ],
    "error": None,
    "timings_ms": {"decode": 31.0, "detect": 210.0, "landmarks": 96.0, "gestures": 2.0, "total": 352.0},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in statuses}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The schema of `app`, with problems under their own media type; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        for path in schema["paths"].values():
            for operation in path.values():
                _add_common(operation["responses"])
                _name_problems(operation["responses"])
        answer = schema["paths"]["/v1/check"]["post"]["responses"]["200"]["content"][_JSON]
        answer["example"] = _RECORD_EXAMPLE  # here, because FastAPI drops the nulls of an example
        schema["components"]["securitySchemes"] = _SECURITY_SCHEMES
        schema["security"] = [{}, *({name: []} for name in _SECURITY_SCHEMES)]
        app.openapi_schema = schema
    return app.openapi_schema


def _add_common(responses: dict[str, Any]) -> None:
    """What may answer any request: the gate, a client too slow, a fault of ours, a database that is away."""
    for status in _COMMON:
        schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
        common = {"description": status.phrase, "content": {_JSON: {"schema": schema}}}
        responses.setdefault(str(int(status)), common)


def _name_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            response["content"] = {MEDIA_TYPE: response["content"][_JSON]}
