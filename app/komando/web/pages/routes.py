"""The addresses of the pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from komando.messages import translate
from komando.report.words import SEVERITY, photo_verdict_name
from komando.web import access
from komando.web.deps import ServiceSettings
from komando.web.pages.assets import assets
from komando.web.pages.interface import operations, schemas
from komando.web.pages.language import PageLanguage
from komando.web.pages.render import page
from komando.web.pages.texts import texts_json

router = APIRouter(dependencies=[access.PUBLIC], include_in_schema=False)

_KEYS: Final = (
    (("J", "→"), "Next photo"),
    (("K", "←"), "Previous photo"),
    (("Enter",), "Open the photo"),
    (("Esc",), "Back to all photos"),
    (("A",), "Approve"),
    (("H",), "Hold back"),
    (("1", "…", "9"), "Choose a reason"),
    (("N",), "Note"),
    (("Z",), "Zoom to the hand, and back"),
    (("[", "]"), "Previous or next hand"),
    (("+", "-", "0"), "Larger, smaller, whole photo"),
    (("?",), "Help"),
)
_MEANINGS: Final = tuple(meaning for _, meaning in _KEYS)


@router.get("/")
def desk(language: PageLanguage, settings: ServiceSettings) -> Response:
    """The desk, without any photo in it: its script asks for them."""
    return page(
        "desk.html.j2",
        language,
        texts=texts_json(language),
        most_photos=settings.batch_photos,
        verdicts=[(verdict, photo_verdict_name(verdict, language)) for verdict in SEVERITY],
        keys=[(keys, translate(_MEANINGS[place], language)) for place, (keys, _) in enumerate(_KEYS)],
    )


@router.get("/docs")
def interface(request: Request, language: PageLanguage) -> Response:
    """The HTTP interface for people who write programs, out of the same schema as /openapi.json."""
    schema = request.app.openapi()
    return page("docs.html.j2", language, info=schema["info"], operations=operations(schema), schemas=schemas(schema))


@router.get("/static/{name}")
def static(name: str, request: Request) -> Response:
    """A file of the pages; the browser asks each time whether its copy still holds."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": "no-cache", "ETag": asset.tag}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(asset.data, media_type=asset.media_type, headers=headers)
