"""HEIC and AVIF: where the coded pictures lie in the file, and whether their data can be what an encoder wrote.

Neither format has checksums, and libheif shows what its decoder makes of damaged data. What can be seen from outside is
a picture whose data were never written, as after a broken-off copy: zeros. HEVC forbids three zero bytes in a row
inside its units (H.265, 7.4.2), and AV1's arithmetic coder does not write long runs of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from komando.errors import DamagedPhotoError

_ITEM_BOXES: Final = frozenset({b"meta", b"iprp", b"ipco", b"iinf", b"iref"})
_VERSIONED: Final = frozenset({b"meta", b"iinf", b"iref"})
_FORBIDDEN_IN_HEVC: Final = (b"\0\0\0", b"\0\0\1", b"\0\0\2")
_ZEROS: Final = bytes(64)


@dataclass(slots=True)
class _Items:
    """What the boxes say.

    Attributes:
        primary: Id of the picture that is shown.
        types: Four letters for each item.
        extents: Where the bytes of each item lie: (inside idat, start, length).
        parts: Items that an item is put together from.
        beside: For an item, those that belong to it: its transparency, depth.
        idat: Start of the box of small items.
        length_bytes: Of the length before each HEVC unit.
    """

    primary: int = 0
    types: dict[int, bytes] = field(default_factory=dict)
    extents: dict[int, list[tuple[bool, int, int]]] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    beside: dict[int, list[int]] = field(default_factory=dict)
    idat: int = 0
    length_bytes: int = 4


def verify_coded_items(data: bytes) -> None:
    """Check the coded data of the primary picture and, of a grid, of all its tiles.

    Raises:
        DamagedPhotoError: The boxes or the coded data are damaged.
    """
    try:
        items = _read_items(data)
        coded = list(_coded_items(items, items.primary))
        for item in coded:
            _verify(items, item, _content(data, items, item))
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise DamagedPhotoError("The picture's boxes are damaged.") from error
    if not coded:
        raise DamagedPhotoError("The file names no picture to show.")


def _coded_items(items: _Items, item: int, depth: int = 0) -> Iterator[int]:
    """The item itself or what it is put together from, and what belongs to it."""
    if depth > 4:
        raise ValueError("pictures made of pictures, without end")
    for other in items.beside.get(item, ()):
        yield from _coded_items(items, other, depth + 1)
    parts = items.parts.get(item)
    if parts is None:
        yield item
        return
    for part in parts:
        yield from _coded_items(items, part, depth + 1)


def _verify(items: _Items, item: int, content: bytes) -> None:
    kind = items.types[item]
    if not content:
        raise DamagedPhotoError("A part of the picture has no data.")
    if kind == b"hvc1":
        for unit in _units(content, items.length_bytes):
            if any(forbidden in unit for forbidden in _FORBIDDEN_IN_HEVC):
                raise DamagedPhotoError("The picture's data are damaged: bytes are missing.")
    elif kind == b"av01" and _ZEROS in content:
        raise DamagedPhotoError("The picture's data are damaged: bytes are missing.")


def _units(content: bytes, length_bytes: int) -> Iterator[bytes]:
    position = 0
    while position < len(content):
        length = int.from_bytes(content[position : position + length_bytes], "big")
        end = position + length_bytes + length
        if not length or end > len(content):
            raise DamagedPhotoError("The picture's data are damaged: a unit has a wrong length.")
        yield content[position + length_bytes : end]
        position = end


def _content(data: bytes, items: _Items, item: int) -> bytes:
    pieces = []
    for in_idat, start, length in items.extents[item]:
        begin = start + items.idat if in_idat else start
        end = begin + length if length else len(data)
        if end > len(data):
            raise DamagedPhotoError("The picture is cut off.")
        pieces.append(data[begin:end])
    return b"".join(pieces)


def _read_items(data: bytes) -> _Items:
    items = _Items()
    for name, start, end in _boxes(data, 0, len(data)):
        _read_box(items, data, name, start, end)
    return items


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box."""
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", data, start + 8), 16
        box_end = end if length == 0 else start + length
        if length and (length < head or box_end > end):
            raise ValueError("a box reaches beyond its parent")
        yield name, start + head, box_end
        start = box_end


def _read_box(items: _Items, data: bytes, name: bytes, start: int, end: int) -> None:
    if name in _ITEM_BOXES:
        version = data[start]
        inner = start + (4 if name in _VERSIONED else 0)
        if name == b"iref":
            _read_references(items, data, inner, end, wide=version > 0)
            return
        inner += (2 if version == 0 else 4) if name == b"iinf" else 0
        for child, child_start, child_end in _boxes(data, inner, end):
            _read_box(items, data, child, child_start, child_end)
    elif name == b"pitm":
        (items.primary,) = struct.unpack_from(">I" if data[start] else ">H", data, start + 4)
    elif name == b"infe" and data[start] >= 2:
        wide = data[start] == 3
        (item,) = struct.unpack_from(">I" if wide else ">H", data, start + 4)
        kind = start + 4 + (4 if wide else 2) + 2
        items.types[item] = data[kind : kind + 4]
    elif name == b"iloc":
        _read_locations(items, data, start)
    elif name == b"idat":
        items.idat = start
    elif name == b"hvcC":
        items.length_bytes = (data[start + 21] & 3) + 1


def _read_references(items: _Items, data: bytes, start: int, end: int, *, wide: bool) -> None:
    code, size = ("I", 4) if wide else ("H", 2)
    for name, inner, _ in _boxes(data, start, end):
        source, count = struct.unpack_from(f">{code}H", data, inner)
        targets = struct.unpack_from(f">{count}{code}", data, inner + size + 2)
        if name == b"dimg":
            items.parts[source] = list(targets)
        elif name == b"auxl":
            for target in targets:
                items.beside.setdefault(target, []).append(source)


def _read_locations(items: _Items, data: bytes, start: int) -> None:
    version, sizes = (
        data[start],
        (data[start + 4] >> 4, data[start + 4] & 15, data[start + 5] >> 4, data[start + 5] & 15),
    )
    offset_bytes, length_bytes, base_bytes, index_bytes = sizes
    cursor = _Cursor(data, start + 6)
    for _ in range(cursor.number(4 if version == 2 else 2)):
        item = cursor.number(4 if version == 2 else 2)
        method = cursor.number(2) & 15 if version else 0
        cursor.number(2)
        base = cursor.number(base_bytes)
        extents = []
        for _ in range(cursor.number(2)):
            cursor.number(index_bytes if version else 0)
            offset, length = cursor.number(offset_bytes), cursor.number(length_bytes)
            extents.append((method == 1, base + offset, length))
        items.extents[item] = extents


class _Cursor:
    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position

    def number(self, width: int) -> int:
        """The next big-endian number of `width` bytes; no bytes are 0."""
        piece = self._data[self._position : self._position + width]
        if len(piece) < width:
            raise ValueError("the boxes end early")
        self._position += width
        return int.from_bytes(piece, "big")
