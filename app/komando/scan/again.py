"""Pictures of a photo whose record is known: no net is run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from komando.errors import PhotoError
from komando.photo.limits import PhotoLimits
from komando.record import PhotoRecord
from komando.workers.jobs import Product

if TYPE_CHECKING:
    from komando.checker import Checker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MakeAgain(Generic[T]):
    """A job for a worker: the product of a photo that was looked at earlier.

    Attributes:
        record: Its record.
        path: Where it lies.
        data: Its bytes, if it lies in an archive.
        limits: What is not read.
        product: See `Product`.
    """

    record: PhotoRecord
    path: Path
    data: bytes | None
    limits: PhotoLimits
    product: Product[T]

    def __call__(self, _: Checker) -> T | None:
        """The product; None if the file has become another one meanwhile."""
        from komando.photo.read import read_photo
        from komando.report.recall import recall

        try:
            data = self.path.read_bytes() if self.data is None else self.data
            return self.product(recall(self.record, read_photo(data, self.limits)))
        except (OSError, PhotoError, ValueError):
            return None
