"""The work on one photo that needs its pixels, made to be sent to another process: paths in, bytes and records out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from komando.checker import Checker
from komando.desk.traces import PhotoTraces, traces_of
from komando.errors import PhotoError
from komando.photo.limits import PhotoLimits
from komando.photo.read import read_photo
from komando.record import PhotoRecord
from komando.report.small_pictures import MarkedPictures, Preview, draw_marked_pictures, draw_preview
from komando.terms import Terms


@dataclass(frozen=True, slots=True)
class PreviewJob:
    """A first look, long before the check: thumbnail and display picture; None of a photo that cannot be read."""

    path: Path
    limits: PhotoLimits

    def __call__(self, _: Checker) -> Preview | None:
        """Decode and shrink.

        Raises:
            FileNotFoundError: The photo was wiped.
        """
        try:
            return draw_preview(read_photo(self.path.read_bytes(), self.limits).rgb)
        except PhotoError:
            return None  # the check will say why


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check brings back; pictures are None of a photo that could not be read."""

    record: PhotoRecord
    traces: PhotoTraces
    marked: MarkedPictures | None
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class CheckJob:
    """The check itself.

    Attributes:
        path: The original.
        name: What the record calls the photo.
        terms: By what it is judged.
        wants_preview: Whether there is no preview yet.
    """

    path: Path
    name: str
    terms: Terms | None
    wants_preview: bool

    def __call__(self, checker: Checker) -> Checked:
        """Check and draw.

        Raises:
            FileNotFoundError: The photo was wiped.
        """
        checked = checker.inspect(self.path.read_bytes(), self.name, self.terms)
        if checked.photo is None:
            return Checked(checked.record, PhotoTraces(), None, None)
        preview = draw_preview(checked.photo.rgb) if self.wants_preview else None
        return Checked(checked.record, traces_of(checked), draw_marked_pictures(checked), preview)
