"""Names that are right in an archive, or on one file system, and refused by another one."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_UNFIT: Final = {
    errno.ENAMETOOLONG,
    errno.ENOTDIR,  # a file lies where a folder of that name would be
    errno.EEXIST,
    errno.EISDIR,  # or the other way round
    errno.EINVAL,  # characters that are not allowed
    errno.EILSEQ,
}


class UnfitNameError(Exception):
    """A file cannot have its name in a folder that can be written otherwise."""


@contextmanager
def telling_unfit_names() -> Iterator[None]:
    """Around what gives a file its name and nothing else.

    Raises:
        UnfitNameError: In place of an OSError that speaks of the name.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _UNFIT:
            raise
        raise UnfitNameError(f"its name cannot be used there: {error.strerror}") from error
