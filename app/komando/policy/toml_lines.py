"""In which line of a TOML file a key stands: tomllib names lines for broken syntax only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

KeyPath = tuple[str | int, ...]

_HEADER: Final = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_ASSIGNMENT: Final = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_.\-\s])+?)\s*=(.*)$""")
_PART: Final = re.compile(r"""\s*("[^"]*"|'[^']*'|[^."'\s]+)\s*(?:\.|$)""")
_MARK: Final = re.compile(r'"""|' r"'''|" r'"(?:[^"\\]|\\.)*"|' r"'[^']*'|#.*|[\[\]{}]")
_LONG_QUOTES: Final = ('"""', "'''")


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Path of each table and of each key that begins a line -> its line, from 1.

    Keys inside an inline table or a list are not told apart: they stand where that value begins.

    Example:
        >>> key_lines('[a]\nb = 1\n[[c]]\nd = 2')
        {('a',): 1, ('a', 'b'): 2, ('c',): 3, ('c', 0): 3, ('c', 0, 'd'): 4}
    """
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    repeated: Counter[KeyPath] = Counter()
    inside = _Inside()
    for number, line in enumerate(text.splitlines(), start=1):
        if inside.value:
            inside.read(line)
        elif header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                repeated[table] += 1
                table = (*table, repeated[table] - 1)
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], number)
        elif assignment := _ASSIGNMENT.match(line):
            lines.setdefault((*table, *_parts(assignment[1])), number)
            inside.read(assignment[2])
    return lines


def line_of(lines: dict[KeyPath, int], path: Sequence[str | int]) -> int | None:
    """The line of a key, or of the nearest table or value around it; None if the file has none of them."""
    for length in range(len(path), 0, -1):
        line = lines.get(tuple(path[:length]))
        if line is not None:
            return line
    return None


class _Inside:
    """Whether the reader is inside a value that goes on over several lines."""

    def __init__(self) -> None:
        self._brackets = 0
        self._quotes: str | None = None

    @property
    def value(self) -> bool:
        return self._brackets > 0 or self._quotes is not None

    def read(self, text: str) -> None:
        while text:
            if self._quotes is not None:
                _, found, text = text.partition(self._quotes)
                self._quotes = None if found else self._quotes
                continue
            mark = _MARK.search(text)
            if mark is None:
                return
            text = text[mark.end() :]
            self._take(mark[0])

    def _take(self, mark: str) -> None:
        if mark in _LONG_QUOTES:
            self._quotes = mark
        elif mark in "[{":
            self._brackets += 1
        elif mark in "]}":
            self._brackets -= 1


def _parts(dotted: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
