"""Records and pictures of very many photos, kept on disk until a report is written: memory stays flat.

The file has no name (where the system knows such files) and goes with the process, however that ends.
"""

from __future__ import annotations

import json
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from komando.errors import OutputError
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.pictures import Pictures
from komando.report.words import SEVERITY


@dataclass(frozen=True, slots=True)
class Spooled:
    """One photo as it came.

    Attributes:
        order: From 1, in the order in which the photos came.
        record: Its record.
        pictures: Its pictures, without the one for a file of its own.
    """

    order: int
    record: PhotoRecord
    pictures: Pictures


class PhotoSpool:
    """Takes photos in any order and gives them back worst first.

    Args:
        folder: Where the file lies, as a rule the folder of the report: there must be space for both.

    Raises:
        OutputError: The folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._count = 0
        self._places: Mapping[Verdict, array[int]] = {verdict: array("Q") for verdict in SEVERITY}
        try:
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - stays open as long as the spool
        except OSError as error:
            raise _failure(error) from error
        self._cleanup = weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._count

    def count(self, verdict: Verdict) -> int:
        """Photos of one verdict."""
        return len(self._places[verdict])

    def add(self, record: PhotoRecord, pictures: Pictures) -> None:
        """Take one photo.

        Raises:
            OutputError: It cannot be written, for want of space for instance.
        """
        self._count += 1
        parts = [record.to_json().encode(), pictures.overview or b"", pictures.thumbnail or b""]
        parts += pictures.hands.values()
        head = [self._count, [len(part) for part in parts], list(pictures.hands), pictures.original_missing]
        try:
            self._places[record.verdict].append(self._file.tell())
            self._file.write(json.dumps(head).encode() + b"\n")
            self._file.writelines(parts)
        except OSError as error:
            raise _failure(error) from error

    def worst_first(self) -> Iterator[Spooled]:
        """All photos; those of one verdict in the order in which they came. No photo can be added while this runs."""
        for verdict in SEVERITY:
            for place in self._places[verdict]:
                self._file.seek(place)
                yield self._read()

    def close(self) -> None:
        """Let go of the file."""
        self._cleanup()

    def _read(self) -> Spooled:
        order, lengths, hands, missing = json.loads(self._file.readline())
        record, overview, thumbnail, *crops = (self._file.read(length) for length in lengths)
        pictures = Pictures(
            overview=overview or None,
            thumbnail=thumbnail or None,
            hands=dict(zip(hands, crops, strict=True)),
            original_missing=missing,
        )
        return Spooled(order, PhotoRecord.from_json(record.decode()), pictures)


def _failure(error: OSError) -> OutputError:
    return OutputError(f"The report's photos cannot be set aside on disk ({error.strerror}).")
