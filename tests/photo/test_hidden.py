"""Transparent parts that hide something are told; cut-outs of which nothing is left under the transparency are not."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from komando.photo.decoders import decoder_of
from komando.photo.header import open_header
from komando.photo.hidden import HiddenDetail
from komando.photo.read import read_photo
from tests.fuzz.seeds import encode, textured

WIDTH, HEIGHT = 640, 480
Rgba = npt.NDArray[np.uint8]
LOSSLESS: Final[dict[str, Any]] = {"lossless": True, "exact": True}


def detail(alpha: int | npt.NDArray[np.uint8], width: int = WIDTH, height: int = HEIGHT) -> Rgba:
    rgb = np.asarray(textured(width, height))
    return np.dstack([rgb, np.broadcast_to(np.uint8(alpha) if isinstance(alpha, int) else alpha, (height, width))])


def disc(softness_px: float = 0.7) -> npt.NDArray[np.uint8]:
    """Alpha of a cut-out: opaque in the middle, with an edge that is more or less soft."""
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(alpha, (WIDTH // 2, HEIGHT // 2), HEIGHT // 3, 255, -1)
    return np.asarray(cv2.GaussianBlur(alpha, (0, 0), softness_px), np.uint8)


def cut_out(color: int, softness_px: float = 0.7) -> Rgba:
    """What was removed is of one colour; the soft edge has the colours of what it was cut out of."""
    picture = detail(disc(softness_px))
    picture[picture[..., 3] == 0] = (color, color, color, 0)
    return picture


def erased(side_px: int) -> Rgba:
    """An opaque picture in which a square was made transparent, its pixels kept."""
    picture = detail(255)
    picture[200 : 200 + side_px, 300 : 300 + side_px, 3] = 0
    return picture


def striped_alpha() -> npt.NDArray[np.uint8]:
    return np.where(np.arange(HEIGHT) // 8 % 2, 0, 12).astype(np.uint8)[:, None].repeat(WIDTH, axis=1)


def shadow() -> Rgba:
    picture = cut_out(0)
    picture[..., 3] = np.maximum(picture[..., 3], np.roll(disc(15) // 2, (20, 20), (0, 1)))
    picture[disc() < 255, :3] = 0
    return picture


def with_a_clear_color(image: Image.Image) -> bytes:
    return encode(image, "PNG", transparency=image.getpixel((0, 0)))


def bmp(picture: Rgba) -> bytes:
    """With the header that has a mask for alpha (version 4)."""
    pixels = picture[::-1, :, [2, 1, 0, 3]].tobytes()
    height, width = picture.shape[:2]
    header = struct.pack("<IiiHHIIiiII", 108, width, height, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(48)
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header)) + header + pixels


FORMATS: Final = [
    pytest.param("PNG", {}, id="png"),
    pytest.param("WEBP", LOSSLESS, id="webp-lossless"),
    pytest.param("WEBP", {"quality": 80, "exact": True}, id="webp"),
    pytest.param("TIFF", {}, id="tiff"),
    pytest.param("AVIF", {"quality": 70}, id="avif"),
    pytest.param("HEIF", {"quality": 70}, id="heic"),
]

HIDING: Final = [
    pytest.param(detail(0), id="all"),
    pytest.param(detail(12), id="all-but-a-trace"),
    pytest.param(detail(100), id="all-pale"),
    pytest.param(detail(striped_alpha()), id="all-in-stripes"),
    pytest.param(detail(disc()), id="what-is-around-a-person"),
    pytest.param(detail(disc(6)), id="what-is-around-a-person-softly"),
    pytest.param(detail(255 - disc()), id="a-person"),
    pytest.param(erased(60), id="a-small-part"),
]
HIDING_NOTHING: Final = [
    pytest.param(detail(255), id="opaque"),
    pytest.param(detail(160), id="pale-but-visible"),
    pytest.param(cut_out(0), id="cut-out-over-black"),
    pytest.param(cut_out(255), id="cut-out-over-white"),
    pytest.param(cut_out(0, 4), id="cut-out-with-a-soft-edge"),
    pytest.param(shadow(), id="soft-shadow"),
    pytest.param(np.full((HEIGHT, WIDTH, 4), (90, 60, 30, 0), np.uint8), id="nothing-but-one-color"),
]


@pytest.mark.parametrize(("file_format", "options"), FORMATS)
@pytest.mark.parametrize("picture", HIDING)
def test_hidden_detail_is_told(picture: Rgba, file_format: str, options: Mapping[str, Any]) -> None:
    assert read_photo(encode(Image.fromarray(picture), file_format, **options)).hides_detail


@pytest.mark.parametrize(("file_format", "options"), FORMATS)
@pytest.mark.parametrize("picture", HIDING_NOTHING)
def test_one_color_under_transparency_hides_nothing(
    picture: Rgba, file_format: str, options: Mapping[str, Any]
) -> None:
    assert not read_photo(encode(Image.fromarray(picture), file_format, **options)).hides_detail


@pytest.mark.parametrize(
    ("data", "hides"),
    [
        pytest.param(
            encode(textured(WIDTH, HEIGHT).quantize(16), "PNG", transparency=bytes(16)), True, id="palette-of-4-bits"
        ),
        pytest.param(encode(Image.fromarray(detail(0)).convert("LA"), "PNG"), True, id="grey-png"),
        pytest.param(
            encode(textured(WIDTH, HEIGHT).quantize(200), "PNG", transparency=bytes(200)), True, id="palette-of-clear"
        ),
        pytest.param(encode(textured(WIDTH, HEIGHT).quantize(200), "PNG", transparency=3), False, id="palette-png"),
        pytest.param(encode(textured(WIDTH, HEIGHT).quantize(200), "GIF", transparency=3), False, id="gif"),
        pytest.param(with_a_clear_color(textured(WIDTH, HEIGHT)), False, id="png-with-a-clear-color"),
        pytest.param(with_a_clear_color(textured(WIDTH, HEIGHT).convert("L")), False, id="grey-with-a-clear-color"),
        pytest.param(encode(textured(WIDTH, HEIGHT), "JPEG"), False, id="jpeg"),
        pytest.param(encode(textured(WIDTH, HEIGHT), "WEBP"), False, id="webp-without-alpha"),
    ],
)
def test_other_ways_to_be_transparent(data: bytes, hides: bool) -> None:
    assert read_photo(data).hides_detail == hides


def test_sixteen_bit_grey_with_a_clear_color_is_read_opaque() -> None:
    grey = Image.fromarray(np.full((HEIGHT, WIDTH), 0x8000, np.uint16))
    assert (read_photo(encode(grey, "PNG", transparency=0x8000)).rgb == 0x80).all()


class TestBmp:
    def test_whose_alpha_is_0_everywhere_has_none(self) -> None:
        photo = read_photo(bmp(detail(0)))
        np.testing.assert_array_equal(photo.rgb, detail(0)[..., :3])
        assert not photo.hides_detail

    @pytest.mark.parametrize("alpha", [1, 20])
    def test_whose_alpha_is_little_hides_the_picture(self, alpha: int) -> None:
        assert read_photo(bmp(detail(alpha))).hides_detail

    def test_with_one_pixel_of_alpha_hides_the_others(self) -> None:
        picture = detail(0)
        picture[5, 5, 3] = 255
        assert read_photo(bmp(picture)).hides_detail

    def test_opaque(self) -> None:
        photo = read_photo(bmp(detail(255)))
        np.testing.assert_array_equal(photo.rgb, detail(255)[..., :3])
        assert not photo.hides_detail


@pytest.mark.parametrize("reduction", [1, 2, 4])
@pytest.mark.parametrize(("width", "height"), [(403, 301), (1500, 700), (64, 3000)])
@pytest.mark.parametrize("alpha", [0, 255])
def test_a_reduced_picture_hides_the_same(width: int, height: int, reduction: int, alpha: int) -> None:
    data = encode(Image.fromarray(detail(alpha, width, height)), "PNG")
    with open_header(data) as header:
        assert decoder_of(header, data).decode(reduction).hides_detail == (alpha == 0)


def test_the_longest_picture_is_taken_in_strip_by_strip() -> None:
    """Its blocks are no larger than a strip, however long it is."""
    stripes = np.zeros((64, 50_000, 4), np.uint8)
    stripes[:, np.arange(50_000) // 128 % 2 == 1, :3] = 255
    found = HiddenDetail(50_000, 128)
    found.append(stripes)
    found.append(stripes)
    assert found.is_found()


def test_no_rows_hide_nothing() -> None:
    assert not HiddenDetail(WIDTH, HEIGHT).is_found()
