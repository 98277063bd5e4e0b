"""The HTML report: one file that opens offline, without anything from outside it.

Names of files and texts of policies come from outside: every value is escaped, and a content security policy lets the
page run its own script and nothing else.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import babel.dates
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from komando import __version__
from komando.messages import translate
from komando.policy.profile import Profile
from komando.policy.verdict import Verdict
from komando.report.file_writer import FileWriter
from komando.report.hand_crop import draw_hand_crop
from komando.report.hand_mark import hand_marks
from komando.report.html_view import PhotoPictures, PhotoView, photo_view, worst_first
from komando.report.marked import blurred_rgb, draw_marked, encode_jpeg
from komando.report.words import SEVERITY, photo_verdict_name

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

_PICTURE_PX: Final = 1000
_HAND_PX: Final = 112
_QUALITY: Final = 80
_MOST_PASSING_PICTURES: Final = 400  # beyond it memory and file would grow without use
_MOST_PICTURES: Final = 2000


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


class HtmlWriter(FileWriter):
    """Collects photos as JPEG pictures and words; writes the page at the end.

    Args:
        path: The file.
        profile: The policy that judged, for title and sources.
        language: `id` or `en`.
        blur_faces: Blur the faces that were found.
        now: The time of the report.
    """

    def __init__(
        self,
        path: Path,
        *,
        profile: Profile,
        language: str = "id",
        blur_faces: bool = True,
        now: Callable[[], dt.datetime] = _now,
    ) -> None:
        super().__init__(path)
        self._profile = profile
        self._language = language
        self._blur_faces = blur_faces
        self._now = now
        self._photos: list[PhotoView] = []
        self._pictures = 0

    def add(self, checked: CheckedPhoto) -> None:
        """Take one photo; its pixels are not kept."""
        pictures = self._draw(checked)
        self._pictures += pictures.marked is not None
        order = len(self._photos) + 1
        self._photos.append(photo_view(checked.record, pictures, order, self._profile, self._language))

    def _draw(self, checked: CheckedPhoto) -> PhotoPictures:
        most = _MOST_PASSING_PICTURES if checked.record.verdict == Verdict.PASS else _MOST_PICTURES
        if checked.photo is None or self._pictures >= most:
            return PhotoPictures(None, {})
        marked = draw_marked(checked, self._language, self._blur_faces, max_side_px=_PICTURE_PX, framed=False)
        return PhotoPictures(encode_jpeg(marked, _QUALITY), _hand_pictures(checked, self._blur_faces))

    def _write_end(self) -> None:
        for piece in _template().generate(self._context()):
            self._file.write(piece)

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
            "photos": worst_first(self._photos),
            "counts": self._counts(),
            "blur_faces": self._blur_faces,
        }

    def _counts(self) -> list[tuple[Verdict, str, int]]:
        """Verdict, its name and the number of photos, worst first."""
        found = [photo.verdict for photo in self._photos]
        return [(verdict, photo_verdict_name(verdict, self._language), found.count(verdict)) for verdict in SEVERITY]

    def _localized(self, indonesian: str, english: str) -> str:
        return indonesian if self._language == "id" else english


def _hand_pictures(checked: CheckedPhoto, blur_faces: bool) -> dict[int, bytes]:
    """The enlarged hands that do not pass; the others can be seen in the marked picture."""
    wanted = [hand for hand in hand_marks(checked) if hand.verdict != Verdict.PASS]
    if not wanted:
        return {}
    rgb = blurred_rgb(checked, blur_faces)
    return {hand.number - 1: encode_jpeg(draw_hand_crop(rgb, hand, _HAND_PX), _QUALITY) for hand in wanted}


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
