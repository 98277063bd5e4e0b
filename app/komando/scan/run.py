"""Check found files one after another, in their order, with one checker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from komando.checker import CheckedPhoto, Checker
from komando.errors import PathNotFoundError, PhotoAccessError
from komando.scan.files import FoundFile


def scan_files(checker: Checker, files: Iterable[FoundFile]) -> Iterator[CheckedPhoto]:
    """Check each file; one that cannot be read gives a record that says so, and the others still come."""
    for file in files:
        yield _check(checker, file)


def _check(checker: Checker, file: FoundFile) -> CheckedPhoto:
    if file.error is not None:
        return checker.unreadable(file.name, file.error)
    try:
        return checker.inspect_file(file.path, file.name)
    except PathNotFoundError:
        return checker.unreadable(file.name, PhotoAccessError("The file is no longer there."))
