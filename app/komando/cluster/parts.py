"""The records of a cluster's run: a folder of parts, each as JSON Lines and as Parquet.

A part appears whole or not at all. The lines are what counts: a Parquet file that is missing is made from them. Of a
photo the newest line counts, which lies in the last part; when a run is through, older ones are taken out.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from komando.cluster.keys import Keys, LineKeys, key
from komando.errors import OutputError
from komando.scan.lines import LineReader, name_and_verdict

_ROWS: Final = 1000
_SECONDS: Final = 60.0
_LINES_SUFFIX: Final = ".jsonl"
_TABLE_SUFFIX: Final = ".parquet"


class Parts:
    """The folder of records; lines that are added become parts of 1,000 photos, or of what came within a minute.

    Attributes:
        done: Keys of the photos whose newest line can be used in this run.

    Args:
        folder: Made when it is missing.
        reader: Knows the lines that can be used.
        rows: Photos in a part, at most.
        resume: Use the lines of earlier runs; if not, those of photos that are seen anew are taken out all the same.

    Raises:
        OutputError: The folder cannot be read or written.
    """

    def __init__(self, folder: Path, reader: LineReader, rows: int = _ROWS, *, resume: bool = True) -> None:
        self._folder = folder
        self._reader = reader
        self._rows = rows
        self._waiting: list[bytes] = []
        self._since = time.monotonic()
        with self._telling():
            folder.mkdir(parents=True, exist_ok=True)
            self._number = 1 + max((int(path.stem[5:]) for path in self._files()), default=-1)
            self._first_new = self._number
            self._mend()
            self._index(resume=resume)
        self._seen_anew: set[str] = set()

    def add(self, name: str, line: bytes) -> None:
        """Take the line of one photo.

        Raises:
            OutputError: A part cannot be written.
        """
        if key(name) in self._names:
            self._seen_anew.add(name)
        self._waiting.append(line)
        if len(self._waiting) >= self._rows or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            OutputError: It cannot be written.
        """
        self._since = time.monotonic()
        if not self._waiting:
            return
        with self._telling():
            self._write(self._folder / f"part-{self._number:06d}{_LINES_SUFFIX}", self._waiting)
        self._number += 1
        self._waiting = []

    def finish(self) -> None:
        """Every photo has a line now: write what waits, and leave of the lines of older parts the newest of each name.

        Raises:
            OutputError: A part cannot be written.
        """
        self.flush()
        if not self._stale and not self._seen_anew and not len(self._told_twice):
            return
        told = set(self._seen_anew)
        with self._telling():
            for path in reversed(self._files()):
                if int(path.stem[5:]) < self._first_new:
                    self._tidy(path, told)

    def lines(self) -> Iterator[bytes]:
        """All lines, part after part."""
        for path in self._files():
            with path.open("rb") as file:
                yield from file

    def photos(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, verdict and line of every photo, part after part."""
        for line in self.lines():
            told = name_and_verdict(line)
            if told is not None:
                yield *told, line

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"part-[0-9]*{_LINES_SUFFIX}"))

    def _mend(self) -> None:
        """Make tables that are missing."""
        for path in self._files():
            if not path.with_suffix(_TABLE_SUFFIX).exists():
                _write_table(path.with_suffix(_TABLE_SUFFIX), path.read_bytes().splitlines(keepends=True))

    def _index(self, *, resume: bool) -> None:
        keys, self._stale = LineKeys(), False
        for line in self.lines():
            known = self._reader.read(line)
            told = name_and_verdict(line) if known is None else (known.name,)
            self._stale |= known is None
            if told is not None:
                keys.add(told[0], None if known is None else known.sha256)
        self.done = keys.photos if resume else Keys.of(b"")
        self._names, self._told_twice = keys.names, keys.names_told_twice

    def _tidy(self, path: Path, told: set[str]) -> None:
        """Keep the lines that can be used of names that no newer line tells of, and note those that come again."""
        lines = path.read_bytes().splitlines(keepends=True)
        kept = []
        for line in reversed(lines):
            known = self._reader.read(line)
            if known is None or known.name in told:
                continue
            kept.append(line)
            if key(known.name) in self._told_twice:
                told.add(known.name)
        if len(kept) < len(lines):
            self._write(path, kept[::-1])

    def _write(self, path: Path, lines: Sequence[bytes]) -> None:
        table = path.with_suffix(_TABLE_SUFFIX)
        table.unlink(missing_ok=True)  # a run that ends here leaves none, and not one that says something else
        _put(path, b"".join(lines))
        _write_table(table, lines)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(f"The records cannot be kept in {self._folder} ({error.strerror}).") from error


def _put(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _write_table(path: Path, lines: Iterable[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        {
            "path": pa.string(),
            "sha256": pa.string(),
            "verdict": pa.string(),
            "rules": pa.list_(pa.string()),
            "policy": pa.string(),
            "policy_sha256": pa.string(),
            "record": pa.string(),
        }
    )
    rows = [_row(line) for line in lines]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink, compression="zstd")
    _put(path, sink.getvalue().to_pybytes())


def _row(line: bytes) -> dict[str, Any]:
    record = json.loads(line)
    return {
        "path": record["path"],
        "sha256": record["sha256"],
        "verdict": record["verdict"],
        "rules": list(dict.fromkeys(finding["rule"] for finding in record["findings"])),
        "policy": record["policy"]["id"],
        "policy_sha256": record["policy"]["sha256"],
        "record": line.decode().rstrip("\n"),
    }
