"""Grey of more than eight bits, as scanners and cameras write it."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from komando.photo.read import read_photo
from tests.fuzz.seeds import textured

GREY = np.asarray(textured().convert("L"))


def tiff(bits: int, photometric: int, samples: bytes) -> bytes:
    """One uncompressed strip of grey."""
    height, width = GREY.shape
    tags = [(256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, 1), (262, 3, photometric), (277, 3, 1)]
    tags = sorted([*tags, (273, 4, 8), (278, 4, height), (279, 4, len(samples))])
    directory = b"".join(struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value) for tag, kind, value in tags)
    start = b"II*\0" + struct.pack("<I", 8 + len(samples))
    return start + samples + struct.pack("<H", len(tags)) + directory + bytes(4)


def twelve_bits(samples: npt.NDArray[np.integer[Any]]) -> bytes:
    """Two samples in three bytes."""
    first, second = samples[:, 0::2], samples[:, 1::2]
    packed = np.dstack([first >> 4, (first & 15) << 4 | second >> 8, second & 255])
    return packed.astype(np.uint8).tobytes()


DEEP = GREY.astype(np.uint16)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(tiff(8, 1, GREY.tobytes()), id="8"),
        pytest.param(tiff(8, 0, (255 - GREY).tobytes()), id="8-white-is-zero"),
        pytest.param(tiff(12, 1, twelve_bits(DEEP << 4 | DEEP >> 4)), id="12"),
        pytest.param(tiff(16, 1, (DEEP * 257).astype("<u2").tobytes()), id="16"),
        pytest.param(tiff(16, 0, (65535 - DEEP * 257).astype("<u2").tobytes()), id="16-white-is-zero"),
    ],
)
def test_grey_of_every_depth_is_the_same_picture(data: bytes) -> None:
    expected = np.asarray(Image.fromarray(GREY).convert("RGB"))
    np.testing.assert_array_equal(read_photo(data).rgb, expected)
