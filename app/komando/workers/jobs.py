"""What worker processes do with photos. What comes back is a record and bytes, never pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from komando.errors import PathNotFoundError, PhotoAccessError
from komando.record import PhotoRecord
from komando.terms import Terms

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto, Checker

T = TypeVar("T")

Product = Callable[["CheckedPhoto"], T]
"""Makes what a caller needs besides the record, where the pixels are. It can be pickled, and so can what it makes."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """Outcome of a job.

    Attributes:
        record: The record.
        product: What the job's product made; None without one.
    """

    record: PhotoRecord
    product: T | None


@dataclass(frozen=True, slots=True)
class CheckFile(Generic[T]):
    """Check one file.

    Attributes:
        path: Where it lies.
        name: What the record calls it.
        product: See `Product`.
    """

    path: Path
    name: str
    product: Product[T] | None = None

    def __call__(self, checker: Checker) -> Checked[T]:
        """Check it; a file that is gone gives a record that says so."""
        try:
            checked = checker.inspect_file(self.path, self.name)
        except PathNotFoundError:
            checked = checker.unreadable(self.name, PhotoAccessError("The file is no longer there."))
        return _with_product(checked, self.product)


@dataclass(frozen=True, slots=True)
class CheckBytes(Generic[T]):
    """Check the bytes of one photo.

    Attributes:
        data: The bytes.
        name: What the record calls them.
        terms: By what the photo is judged; None for the terms of the pool.
        product: See `Product`.
    """

    data: bytes
    name: str
    terms: Terms | None = None
    product: Product[T] | None = None

    def __call__(self, checker: Checker) -> Checked[T]:
        """Check them."""
        return _with_product(checker.inspect(self.data, self.name, self.terms), self.product)


def _with_product(checked: CheckedPhoto, product: Product[T] | None) -> Checked[T]:
    return Checked(checked.record, None if product is None else product(checked))
