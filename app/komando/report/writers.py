"""Report files by suffix: `.jsonl`, `.json`, `.csv`, `.html`, `.sarif`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from komando.errors import OutputError
from komando.policy.profile import Profile
from komando.report.csv_writer import CsvWriter
from komando.report.json_writers import JsonArrayWriter, JsonLinesWriter
from komando.report.sarif_writer import SarifWriter

if TYPE_CHECKING:
    from types import TracebackType

    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures

SUFFIXES: Final = (".jsonl", ".json", ".csv", ".html", ".sarif")
WITH_PICTURES: Final = (".html",)


class ReportWriter(Protocol):
    """Takes records one after another, with their pictures. The file is there after `finish`, and not before."""

    def add(self, record: PhotoRecord, pictures: Pictures | None = None, /) -> None:
        """Take one photo; formats without pictures leave them out."""
        ...

    def finish(self) -> None:
        """Write what is left and put the file in its place; call it once."""
        ...

    def discard(self) -> None:
        """Leave no file."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


def open_writer(path: Path, *, profile: Profile, language: str = "id", show_faces: bool = False) -> ReportWriter:
    """The writer for a report file.

    Args:
        path: Its suffix chooses the format.
        profile: The policy that judges the photos; it names the sources of its rules.
        language: `id` or `en`.
        show_faces: Whether faces were left as they are in the pictures; the HTML report says so.

    Raises:
        OutputError: Unknown suffix, or a folder that cannot be written to.
    """
    match path.suffix.lower():
        case ".jsonl":
            return JsonLinesWriter(path)
        case ".json":
            return JsonArrayWriter(path)
        case ".csv":
            return CsvWriter(path, language)
        case ".html":
            from komando.report.html import HtmlWriter  # templates and dates, which no other format needs

            return HtmlWriter(path, profile=profile, language=language, show_faces=show_faces)
        case ".sarif":
            return SarifWriter(path, profile=profile, language=language)
        case suffix:
            wanted = ", ".join(SUFFIXES)
            raise OutputError(f"A report's name must end in one of {wanted}. Received: {suffix or 'no suffix'!r}")
