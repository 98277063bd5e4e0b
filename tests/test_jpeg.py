from __future__ import annotations

import io
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from komando.jpeg import ends_early

MID_GREY: Final = 128
SHAPES = [
    pytest.param((480, 640), id="whole-blocks"),
    pytest.param((479, 641), id="cut-blocks"),
    pytest.param((100, 30), id="narrow"),
]
CODINGS = [
    pytest.param({}, id="baseline"),
    pytest.param({"subsampling": 0}, id="full-colour"),
    pytest.param({"optimize": True}, id="own-huffman-tables"),
    pytest.param({"restart_marker_rows": 1}, id="restart-marks"),
    pytest.param({"progressive": True}, id="progressive"),
]


def noise(shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    small = np.random.default_rng(3).integers(0, 256, (*[side // 8 + 1 for side in shape], 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)).copy()


def encode(rgb: npt.NDArray[np.uint8], **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", **{"quality": 90, **options})
    return buffer.getvalue()


def decode(data: bytes) -> npt.NDArray[np.uint8]:
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)


def cut_with_end_mark(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)].rstrip(b"\xff") + b"\xff\xd9"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("options", CODINGS)
class TestWhole:
    def test_photo(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        data = encode(noise(shape), **options)
        assert not ends_early(data, decode(data))

    def test_photo_that_ends_in_true_mid_grey(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        rgb = noise(shape)
        rgb[shape[0] // 2 :] = MID_GREY
        data = encode(rgb, **options)
        decoded = decode(data)
        assert (decoded[-1, -1] == MID_GREY).all()
        assert not ends_early(data, decoded)
        assert not ends_early(data + b"trailing bytes", decoded)

    def test_nothing_but_grey(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        data = encode(np.full((*shape, 3), MID_GREY, np.uint8), **options)
        assert not ends_early(data, decode(data))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "options", [pytest.param(*coding.values, id=coding.id) for coding in CODINGS if coding.id != "progressive"]
)
class TestEndsEarly:
    @pytest.mark.parametrize("share", [0.5, 0.7, 0.95])
    def test_cut_off_with_an_end_mark(self, shape: tuple[int, int], options: dict[str, Any], share: float) -> None:
        """OpenCV decodes such a file without a complaint."""
        data = cut_with_end_mark(encode(noise(shape), **options), share)
        assert ends_early(data, decode(data))

    def test_cut_off_where_the_rest_would_have_been_grey(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        rgb = noise(shape)
        rgb[-shape[0] // 8 :] = MID_GREY
        data = cut_with_end_mark(encode(rgb, **options), 0.6)
        assert ends_early(data, decode(data))


@pytest.mark.parametrize("start", [0.3, 0.5, 0.8])
def test_overwritten_in_the_middle(start: float) -> None:
    data = bytearray(encode(noise((480, 640))))
    begin = int(len(data) * start)
    data[begin : begin + 4096] = np.random.default_rng(5).bytes(4096)
    damaged = bytes(data)
    assert ends_early(damaged, decode(damaged))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xd8", id="start-mark-alone"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10", id="cut-segment"),
        pytest.param(b"\xff\xd8\xff\xda\0\x08" + b"\0" * 40, id="scan-without-end"),
        pytest.param(b"no JPEG at all, in any way", id="text"),
    ],
)
def test_what_cannot_be_decoded_counts_as_ending_early(data: bytes) -> None:
    assert ends_early(data + b"\xff\xd9", np.full((8, 8, 3), MID_GREY, np.uint8))
