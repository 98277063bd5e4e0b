"""In which language a page is shown: as the address asks, as this browser chose before, or as the service is set."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request

from komando.messages import LANGUAGES
from komando.web.deps import ServiceSettings

COOKIE: Final = "komando_lang"
"""Set by the page's own script; it holds a choice and names nobody."""


def _language(request: Request, settings: ServiceSettings) -> str:
    asked = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    return next((language for language in asked if language in LANGUAGES), settings.lang)


PageLanguage = Annotated[str, Depends(_language)]
