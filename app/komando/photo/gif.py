"""GIF: the first frame as a file of its own, and how many frames there are; none is decoded for that.

Opened as it is, an animation takes memory for what comes behind the first frame before any limit is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from komando.errors import DamagedPhotoError, SeveralPicturesError

FIRST_BYTES: Final = (b"GIF87a", b"GIF89a")
_EXTENSION, _FRAME = b"!"[0], b","[0]
_NEXT_BLOCK: Final = re.compile(rb"[!,;]")
_CONTROL, _TRANSPARENT = b"!\xf9", 1
_HEADER_BYTES: Final = 13
_FRAME_BYTES: Final = 10
_MOST_FRAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """What is read of a GIF.

    Attributes:
        still: A GIF of the first frame alone.
        frames: How many frames begin in the file; of one whose end is missing viewers show a part.
    """

    still: bytes
    frames: int


def first_frame(data: bytes) -> FirstFrame:
    """Walk over the blocks, up to the end mark.

    Raises:
        SeveralPicturesError: More frames than anybody would look at.
        DamagedPhotoError: There is no frame.
    """
    head_end = _HEADER_BYTES + _palette_bytes(data, 10)
    still, control, frames = b"", b"", 0
    for start, end in _blocks(data, head_end):
        if data[start] == _FRAME:
            frames += 1
        if frames > _MOST_FRAMES:
            raise SeveralPicturesError(f"The file holds several pictures: more than {_MOST_FRAMES:,} frames.")
        if data[start] == _FRAME and frames == 1:
            still = b"".join((memoryview(data)[:head_end], control, memoryview(data)[start:end]))
        elif data.startswith(_CONTROL, start):
            control = _transparency(data[start + 3 : start + 7])
    if not frames:
        raise DamagedPhotoError("The GIF is cut off or damaged: there is no picture in it.")
    return FirstFrame(still, frames)


def _blocks(data: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Start and end of each extension and frame. What is no block is skipped, as lenient viewers do."""
    while (found := _NEXT_BLOCK.search(data, position)) is not None:
        start = found.start()
        if data[start] == _EXTENSION:
            position = _behind_sub_blocks(data, start + 2)
        elif data[start] == _FRAME:
            palette_bytes = _palette_bytes(data, start + _FRAME_BYTES - 1)
            position = _behind_sub_blocks(data, start + _FRAME_BYTES + palette_bytes + 1)
        else:
            return
        yield start, position


def _transparency(content: bytes) -> bytes:
    """A control block that says which colour is transparent, and nothing of other frames."""
    transparent = len(content) == 4 and content[0] & _TRANSPARENT
    return b"".join((_CONTROL, b"\4\1\0\0", content[3:], b"\0")) if transparent else b""


def _palette_bytes(data: bytes, flags_at: int) -> int:
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 128 else 0


def _behind_sub_blocks(data: bytes, position: int) -> int:
    while position < len(data) and (length := data[position]):
        position += 1 + length
    return position + 1
