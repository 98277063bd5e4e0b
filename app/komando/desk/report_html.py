"""The report of a batch as one HTML page without scripts, nothing of which comes from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from komando.desk.report_short import shortened, shortened_name
from komando.desk.report_view import BatchReport
from komando.messages import translate

_MOST_ACROSS: Final = 4


def report_html(report: BatchReport) -> str:
    """The page."""
    template = _environment().get_template("batch.html.j2")
    return template.render(
        report=report,
        style=_style(),
        policy=content_security_policy(),
        print_layout=_print_layout(report),
        t=lambda message, **values: translate(message, report.language, **values),
    )


def content_security_header() -> str:
    """As the page's own policy, and no other page may show it inside a frame: that can be said in a header alone."""
    return f"{content_security_policy()}; frame-ancestors 'none'"


@cache
def content_security_policy() -> str:
    """What the page may load: its own style and the pictures inside it."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _print_layout(report: BatchReport) -> str:
    """Classes that let the first photos, and a few that pass, print on one A4 page."""
    photos = len(report.first)
    across = _MOST_ACROSS if report.plain or photos > 6 else 3 if photos > 4 else 2
    return f"across-{across} rows-{-(-photos // across)}{' and-plain' if report.plain else ''}"


@cache
def _style() -> str:
    return (resources.files("komando.desk") / "templates" / "batch.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("komando.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["jpeg_uri"] = _jpeg_uri
    environment.filters["short"] = shortened
    environment.filters["short_name"] = shortened_name
    return environment


def _jpeg_uri(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode('ascii')}"
