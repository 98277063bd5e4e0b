"""Report files by suffix: `.jsonl`, `.json`, `.csv`, `.html`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from komando.errors import OutputError
from komando.policy.profile import Profile
from komando.report.csv_writer import CsvWriter
from komando.report.html import HtmlWriter
from komando.report.json_writers import JsonArrayWriter, JsonLinesWriter

if TYPE_CHECKING:
    from types import TracebackType

    from komando.checker import CheckedPhoto

SUFFIXES: Final = (".jsonl", ".json", ".csv", ".html")


class ReportWriter(Protocol):
    """Takes checked photos one after another. The file is there after `finish`, and not before."""

    def add(self, checked: CheckedPhoto) -> None:
        """Take one photo."""
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
        show_faces: Leave faces as they are in the pictures of the HTML report.

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
            return HtmlWriter(path, profile=profile, language=language, blur_faces=not show_faces)
        case suffix:
            wanted = ", ".join(SUFFIXES)
            raise OutputError(f"A report's name must end in one of {wanted}. Received: {suffix or 'no suffix'!r}")
