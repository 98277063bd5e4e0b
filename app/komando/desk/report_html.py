"""The report of a batch as one HTML page without scripts, nothing of which comes from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from komando.desk.report_view import BatchReport
from komando.messages import translate


def report_html(report: BatchReport) -> str:
    """The page."""
    template = _environment().get_template("batch.html.j2")
    return template.render(
        report=report,
        style=_style(),
        policy=content_security_policy(),
        t=lambda message, **values: translate(message, report.language, **values),
    )


@cache
def content_security_policy() -> str:
    """What the page may load: its own style and the pictures inside it."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


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
    return environment


def _jpeg_uri(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode('ascii')}"
