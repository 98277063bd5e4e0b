"""What a scan says of one photo."""

from __future__ import annotations

from functools import cached_property
from typing import Generic, Self, TypeVar

from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.scan.files import FoundFile
from komando.scan.lines import as_line

T = TypeVar("T")


class Scanned(Generic[T]):
    """One photo and its record. The record is parsed when somebody asks for it: most of a resumed run nobody does.

    Attributes:
        file: The photo.
        line: The record as a whole line.
        verdict: The record's verdict.
        product: What was made of the photo besides; None if nothing was, or could be.
        was_told: Whether the line lay in the records already, where it belongs.
    """

    def __init__(
        self, file: FoundFile, line: bytes, verdict: Verdict, product: T | None, *, was_told: bool = False
    ) -> None:
        self.file = file
        self.line = line
        self.verdict = verdict
        self.product = product
        self.was_told = was_told

    @classmethod
    def of(cls, file: FoundFile, record: PhotoRecord, product: T | None, line: bytes | None = None) -> Self:
        """Of a record that is at hand."""
        scanned = cls(file, as_line(record) if line is None else line, record.verdict, product)
        scanned.__dict__["record"] = record
        return scanned

    @cached_property
    def record(self) -> PhotoRecord:
        """The record."""
        return PhotoRecord.from_json(self.line.decode())
