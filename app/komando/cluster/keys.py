"""Which photos have a record already, small enough to be handed to every computer: 32 bytes a photo."""

from __future__ import annotations

import hashlib
from typing import Final, Self

import numpy as np
import numpy.typing as npt

_BYTES: Final = 32  # hexadecimal digits: raw bytes could end in zeros, which NumPy cuts off
_NO_KEY: Final = bytes(_BYTES)


class Keys:
    """A set of keys in one sorted array, which Ray shares between the processes of a computer without copying it.

    Args:
        digests: (n,) of `key`, sorted, each once.
    """

    def __init__(self, digests: npt.NDArray[np.bytes_]) -> None:
        self.digests = digests

    @classmethod
    def of(cls, keys: bytes) -> Self:
        """The set of keys that follow each other in `keys`."""
        return cls(np.unique(np.frombuffer(keys, dtype=f"S{_BYTES}")))

    def __contains__(self, key: bytes) -> bool:
        place = int(np.searchsorted(self.digests, np.bytes_(key)))
        return place < len(self.digests) and bool(self.digests[place] == key)

    def __len__(self) -> int:
        return len(self.digests)


class LineKeys:
    """Keys of lines in their order, the newest last: of their names, and of their photos where a line can be used."""

    def __init__(self) -> None:
        self._of_names = bytearray()
        self._of_photos = bytearray()

    def add(self, name: str, sha256: str | None) -> None:
        """Note a line; `sha256` is None if it cannot be used."""
        self._of_names += key(name)
        self._of_photos += _NO_KEY if sha256 is None else key(name, sha256)

    @property
    def photos(self) -> Keys:
        """Photos whose line can be used: the last one of their name, whatever older ones say."""
        names, photos = self._arrays()
        _, last = np.unique(names[::-1], return_index=True)
        newest = photos[::-1][last]
        return Keys(np.unique(newest[newest != b""]))

    @property
    def names(self) -> Keys:
        """Names of lines that can be used."""
        names, photos = self._arrays()
        return Keys(np.unique(names[photos != b""]))

    @property
    def names_told_twice(self) -> Keys:
        """Names of several lines that can be used."""
        names, photos = self._arrays()
        found, counts = np.unique(names[photos != b""], return_counts=True)
        return Keys(found[counts > 1])

    def _arrays(self) -> tuple[npt.NDArray[np.bytes_], npt.NDArray[np.bytes_]]:
        kind = f"S{_BYTES}"
        return np.frombuffer(self._of_names, kind), np.frombuffer(self._of_photos, kind)


def key(name: str, sha256: str = "") -> bytes:
    """Of a photo, by its name and its bytes; without the bytes, of the name alone."""
    return hashlib.sha256(f"{sha256}\0{name}".encode()).hexdigest()[:_BYTES].encode()
