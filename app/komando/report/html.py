"""The HTML report: one file that opens offline, without anything from outside it.

Names of files and texts of policies come from outside: every value is escaped, and a content security policy lets the
page run its own script and nothing else. Photos wait on disk until the end, as the page shows the worst ones first.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Final

import babel.dates
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from komando import __version__
from komando.messages import translate
from komando.policy.profile import Profile
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.file_writer import FileWriter
from komando.report.html_view import PhotoView, photo_view, rules_of
from komando.report.picture_budget import PictureBudget
from komando.report.pictures import Pictures
from komando.report.rule_names import rule_name
from komando.report.spool import PhotoSpool
from komando.report.words import SEVERITY, photo_verdict_name

_PIECES_AT_ONCE: Final = 500
_MOST_CARDS: Final = 10_000  # a page of more cannot be handled by a browser


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


class HtmlWriter(FileWriter):
    """Takes photos and writes the page at the end, worst first.

    Args:
        path: The file.
        profile: The policy that judged, for title and sources.
        language: `id` or `en`.
        show_faces: Whether faces were left as they are in the pictures; the page says so.
        now: The time of the report.
    """

    def __init__(
        self,
        path: Path,
        *,
        profile: Profile,
        language: str = "id",
        show_faces: bool = False,
        now: Callable[[], dt.datetime] = _now,
    ) -> None:
        super().__init__(path)
        self._profile = profile
        self._language = language
        self._show_faces = show_faces
        self._now = now
        self._rules: Counter[str] = Counter()
        self._spool = PhotoSpool(path.parent)

    def add(self, record: PhotoRecord, pictures: Pictures | None = None, /) -> None:
        """Take one photo."""
        self._rules.update(rules_of(record))
        self._spool.add(record, Pictures() if pictures is None else pictures)

    def discard(self) -> None:
        """Leave no file."""
        self._spool.close()
        super().discard()

    def _write_end(self) -> None:
        page = _template().stream(self._context())
        page.enable_buffering(_PIECES_AT_ONCE)
        for pieces in page:
            self._file.write(pieces)
        self._spool.close()

    def _photos(self) -> Iterator[PhotoView]:
        budget = PictureBudget()
        for photo in islice(self._spool.worst_first(), _MOST_CARDS):
            pictures = budget.choose(photo.pictures)
            yield photo_view(photo.record, pictures, photo.order, self._profile, self._language)

    def _context(self) -> dict[str, object]:
        style, script = _asset("report.css"), _asset("report.js")
        return {
            "language": self._language,
            "t": lambda message, **values: translate(message, self._language, **values),
            "style": style,
            "style_hash": _csp_hash(style),
            "script": script,
            "script_hash": _csp_hash(script),
            "policy": self._profile,
            "policy_title": self._localized(self._profile.title.id, self._profile.title.en),
            "policy_description": self._localized(self._profile.description.id, self._profile.description.en),
            "version": __version__,
            "date": babel.dates.format_datetime(self._now(), "d MMMM y, HH:mm ZZZZ", locale=self._language),
            "photos": self._photos(),
            "total": len(self._spool),
            "left_out": max(0, len(self._spool) - _MOST_CARDS),
            "counts": self._counts(),
            "rules": self._rule_counts(),
            "show_faces": self._show_faces,
        }

    def _counts(self) -> list[tuple[Verdict, str, int]]:
        """Verdict, its name and the number of photos, worst first."""
        return [
            (verdict, photo_verdict_name(verdict, self._language), self._spool.count(verdict)) for verdict in SEVERITY
        ]

    def _rule_counts(self) -> list[tuple[str, str, int]]:
        """Rule, its name and the number of photos, by name."""
        named = [(rule, rule_name(rule, self._language), count) for rule, count in self._rules.items()]
        return sorted(named, key=lambda rule: rule[1])

    def _localized(self, indonesian: str, english: str) -> str:
        return indonesian if self._language == "id" else english


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("komando.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["jpeg_uri"] = _jpeg_uri
    return environment.get_template("report.html.j2")


def _jpeg_uri(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode('ascii')}"


def _asset(name: str) -> str:
    return (resources.files("komando.report") / "templates" / name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
