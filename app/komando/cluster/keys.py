"""Which photos have a record already, small enough to be handed to every computer: 32 bytes a photo."""

from __future__ import annotations

import hashlib
from typing import Final, Self

import numpy as np
import numpy.typing as npt

_BYTES: Final = 32  # hexadecimal digits: raw bytes could end in zeros, which NumPy cuts off


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


def key(name: str, sha256: str = "") -> bytes:
    """Of a photo, by its name and its bytes; without the bytes, of the name alone."""
    return hashlib.sha256(f"{sha256}\0{name}".encode()).hexdigest()[:_BYTES].encode()
