"""Templates into responses, under a content policy: a page loads and runs what this service serves, nothing else."""

from __future__ import annotations

from functools import cache
from typing import Final

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from komando.messages import translate

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No inline script or style runs, and no text can become markup: the script's own sinks for it are shut as well."""


def page(template: str, language: str, **values: object) -> Response:
    """A page in one language."""
    text = (
        _templates()
        .get_template(template)
        .render(language=language, t=lambda message, **filled: translate(message, language, **filled), **values)
    )
    headers = {"Content-Security-Policy": PAGE_POLICY, "Content-Language": language, "Vary": "Cookie"}
    return Response(text, media_type="text/html", headers=headers)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("komando.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
