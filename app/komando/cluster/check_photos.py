"""What runs on the cluster: one process a processor keeps a worker with open nets and looks at photo after photo.

The worker is the one of a local scan: a photo that hangs or kills it costs that photo alone, and records are the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from komando.cluster.keys import Keys, key
from komando.cluster.photos import PhotoAddress, open_store
from komando.errors import ArchiveError, ClusterError, PhotoAccessError, PhotoError, PhotoTooLargeError
from komando.record import ModelStamps, PhotoRecord, PolicyStamp
from komando.scan.archive import Archive
from komando.scan.lines import as_line
from komando.settings import Settings
from komando.terms import unreadable_record
from komando.workers.jobs import CheckBytes, CheckFile
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool

ADDRESSES: Final = "address"
NAMES: Final = "name"
LINES: Final = "line"

Stamps = tuple[PolicyStamp, ModelStamps]


class CheckPhotos:
    """Checks batches of photos; Ray Data keeps one of these in each of its actors.

    Args:
        settings: For the check.
        stamps: Policy and models of the computer that asked; others would give other records.
        store: Address of the object store; None for a folder.

    Raises:
        ClusterError: This computer has another policy or other models.
    """

    def __init__(self, settings: Settings, stamps: Stamps, store: str | None) -> None:
        self._pool = WorkerPool(settings, WorkerLimits.of(settings, workers=1))
        if (self._pool.terms.stamp(), self._pool.models) != stamps:
            raise ClusterError("A computer of the cluster has another policy or other models than this one.")
        self._pool.wait_until_ready()
        self._settings = settings
        self._store = None if store is None else open_store(store)[0]
        self._done = Keys.of(b"")
        self._archive: tuple[str, dict[str, Callable[[int], bytes]]] = ("", {})

    def __call__(self, batch: dict[str, Any], done: list[Any]) -> Any:
        """Check some photos.

        Args:
            batch: `ADDRESSES`: each a pickled `PhotoAddress`.
            done: Ray's reference to the digests of `Keys`: the photos that have a record. In a list, as Ray would
                copy what a bare one stands for.

        Returns:
            A table with a row for each photo: its name and its record as a line, empty where there is one already.
        """
        import pyarrow as pa
        import ray

        self._done = Keys(ray.get(done[0]))
        addresses: list[PhotoAddress] = [pickle.loads(address) for address in batch[ADDRESSES]]  # noqa: S301 - our own
        lines = [self._look_at(address) for address in addresses]
        names = [address.name for address in addresses]
        return pa.table({NAMES: pa.array(names, pa.string()), LINES: pa.array(lines, pa.binary())})

    def _look_at(self, address: PhotoAddress) -> bytes:
        data: bytes | None = None
        sha256: str | None = None
        try:
            if isinstance(address.error, PhotoError):
                raise address.error
            data, sha256 = self._fetch(address)
            if sha256 is not None and key(address.name, sha256) in self._done:
                return b""
            return as_line(self._check(address, data))
        except PhotoError as error:
            record = unreadable_record(address.name, error, self._pool.terms, self._pool.models, sha256)
            return as_line(record)

    def _check(self, address: PhotoAddress, data: bytes | None) -> PhotoRecord:
        if data is not None:
            by_bytes: CheckBytes[None] = CheckBytes(data, address.name)
            return self._pool.submit(by_bytes).result().record
        by_path: CheckFile[None] = CheckFile(Path(address.location), address.name)
        return self._pool.submit(by_path).result().record

    def _fetch(self, address: PhotoAddress) -> tuple[bytes | None, str | None]:
        """The photo's bytes, None for a file that its worker reads, and their sha256, None if it cannot be read."""
        if self._store is not None:
            data = _download(self._store, address.location, self._settings.max_bytes)
        elif address.member is not None:
            data = self._member(address.location, address.member)
        else:
            return None, self._hash(Path(address.location))
        return data, hashlib.sha256(data).hexdigest()

    def _member(self, location: str, name: str) -> bytes:
        """Archives come one after another, so one is kept open."""
        if self._archive[0] != location:
            self._archive = (location, {member.name: member.read for member in Archive(Path(location)).members()})
        if name not in self._archive[1]:
            raise ArchiveError("The photo is no longer in its ZIP file.")
        return self._archive[1][name](self._settings.max_bytes)

    def _hash(self, path: Path) -> str | None:
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_size <= self._settings.max_bytes:
                with path.open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
        return None


def _download(store: Any, location: str, max_bytes: int) -> bytes:
    try:
        with store.open_input_stream(location) as stream:
            data: bytes = stream.read(max_bytes + 1)
    except OSError as error:
        raise PhotoAccessError(f"The file cannot be read ({error}).") from error
    if len(data) > max_bytes:
        raise PhotoTooLargeError(f"The file has more than {max_bytes:,} bytes, the limit.")
    return data


def rows_of(table: Any) -> Iterator[tuple[str, bytes]]:
    """Name and line of each photo of a table that `CheckPhotos` has returned."""
    yield from zip(table[NAMES].to_pylist(), table[LINES].to_pylist(), strict=True)
