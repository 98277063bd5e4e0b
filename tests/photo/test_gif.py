"""A GIF is read by its first frame; how many more there are is counted without decoding them."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import GifImagePlugin, Image, ImageFile

from komando.errors import DamagedPhotoError, PhotoTooLargeError, SeveralPicturesError
from komando.photo.gif import first_frame
from komando.photo.limits import PhotoLimits
from komando.photo.read import read_photo

WIDTH, HEIGHT = 64, 48
MOST: Final = 1000
END: Final = b";"
COMMENT: Final = b"!\xfe\x0da,b!c;d,e,f;g\0"
SMALL_MEMORY: Final = PhotoLimits(max_decode_bytes=100_000_000)
BLACK_AND_WHITE: Final = b"\x08\x07\x00\x01\x04\x08\x00\x20\x20\x00"
"""Two pixels of each."""
EMPTY_EXTENSION: Final = b"!\x01\0"


def animated(colors: Sequence[tuple[int, int, int]], size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """As an encoder writes it: each frame of one colour."""
    buffer, (first, *others) = io.BytesIO(), [Image.new("RGB", size, color) for color in colors]
    first.save(buffer, "GIF", save_all=True, append_images=others)
    return buffer.getvalue()


def start(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The file up to its first block; black and white."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"


def frame(*, own_palette: bool = False, side_px: int = 1, pixels: bytes = b"\2\2\x44\1\0") -> bytes:
    """A frame in the corner, by default with the data of one pixel."""
    palette = b"\0,!;\0\0" if own_palette else b""
    flags = b"\x80" if own_palette else b"\0"
    return b"," + struct.pack("<HHHH", 0, 0, side_px, side_px) + flags + palette + pixels


def control(disposal: int, transparent: int | None = None) -> bytes:
    """The block before a frame; `disposal` says what becomes of it when the next is shown."""
    return b"!\xf9\4" + bytes([disposal << 2 | (transparent is not None), 0, 0, transparent or 0, 0])


RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


class TestFirstFrame:
    @pytest.mark.parametrize("colors", [(RED,), (RED, GREEN), (RED, GREEN, BLUE)], ids=len)
    def test_is_decoded_and_the_others_are_counted(self, colors: Sequence[tuple[int, int, int]]) -> None:
        photo = read_photo(animated(colors))
        assert (photo.format, photo.frames) == ("GIF", len(colors))
        assert (photo.width, photo.height) == (WIDTH, HEIGHT)
        np.testing.assert_array_equal(photo.rgb, np.full((HEIGHT, WIDTH, 3), RED))

    def test_must_be_whole(self) -> None:
        data = start() + frame(side_px=8) + frame() + END
        assert first_frame(data).frames == 2
        with pytest.raises(DamagedPhotoError):
            read_photo(data)

    @pytest.mark.parametrize("blocks", [b"", END + frame(), COMMENT + END], ids=["cut-off", "ended", "comment"])
    def test_must_be_there(self, blocks: bytes) -> None:
        with pytest.raises(DamagedPhotoError):
            read_photo(start() + blocks)

    def test_behind_an_empty_extension(self) -> None:
        """Pillow would take it for the extension's content, and a later frame for the first."""
        data = start(24, 24) + EMPTY_EXTENSION + frame(side_px=2, pixels=BLACK_AND_WHITE) + frame() * 30 + END
        photo = read_photo(data)
        assert photo.frames == 31
        assert photo.rgb[:2, :2, 0].tolist() == [[0, 255], [255, 0]]

    @pytest.mark.parametrize("disposal", [0, 1, 2, 3])
    def test_transparent_parts_are_white_whatever_comes_behind(self, disposal: int) -> None:
        data = start() + control(disposal, transparent=0) + frame(side_px=2, pixels=BLACK_AND_WHITE) + frame() + END
        assert read_photo(data).rgb.min() == 255
        assert read_photo(data.replace(control(disposal, transparent=0), control(disposal))).rgb.min() == 0


COUNTED = [
    pytest.param(start() + frame() + END, 1, id="one"),
    pytest.param(start() + frame() + frame() + END, 2, id="two"),
    pytest.param(start() + frame(own_palette=True) * 3 + END, 3, id="palettes-that-look-like-blocks"),
    pytest.param(start() + COMMENT + frame() + COMMENT + END, 1, id="comments-that-look-like-blocks"),
    pytest.param(start() + frame() + END + frame(), 1, id="behind-the-end-mark"),
    pytest.param(start() + frame() + b"\0\0\0" + frame() + END, 2, id="behind-bytes-that-are-no-block"),
    pytest.param(start() + frame() + frame()[:1], 2, id="second-cut-off-in-its-head"),
    pytest.param(start() + frame() + frame()[:-2], 2, id="second-cut-off-in-its-pixels"),
    pytest.param(start() + frame() + EMPTY_EXTENSION + frame() + END, 2, id="behind-an-empty-extension"),
    pytest.param(start() + frame() + b"!", 1, id="cut-off-in-an-extension"),
    pytest.param(start() + frame(), 1, id="without-end-mark"),
]


class TestFrames:
    @pytest.mark.parametrize(("data", "frames"), COUNTED)
    def test_are_counted(self, data: bytes, frames: int) -> None:
        assert read_photo(data).frames == frames

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=12, unique=True))
    def test_are_as_many_as_pillow_finds(self, colors: list[tuple[int, int, int]]) -> None:
        data = animated(colors)
        with Image.open(io.BytesIO(data)) as opened:
            assert getattr(opened, "n_frames", 1) == first_frame(data).frames == len(colors)

    @pytest.mark.parametrize("others", [END, b""], ids=["closed", "open"])
    def test_most(self, others: bytes) -> None:
        assert read_photo(start() + frame() * MOST + others).frames == MOST


class TestBombs:
    @pytest.fixture(autouse=True)
    def nothing_is_decoded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: ImageFile.ImageFile) -> None:
            raise AssertionError("the picture was decoded")

        monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)

    @pytest.mark.parametrize("frames", [MOST + 1, 100_000], ids=["one-too-many", "very-many"])
    def test_of_frames(self, frames: int) -> None:
        with pytest.raises(SeveralPicturesError, match="more than 1,000 frames") as raised:
            read_photo(start() + frame() * frames + END)
        assert raised.value.code == "photo-several-pictures"

    @pytest.mark.parametrize("disposal", [0, 1, 2, 3])
    @pytest.mark.parametrize("between", [b"", COMMENT, EMPTY_EXTENSION], ids=["nothing", "comment", "empty-extension"])
    def test_nothing_of_later_frames_is_left_to_prepare_for(self, disposal: int, between: bytes) -> None:
        """Pillow would take memory for that when it opens the file."""
        data = start() + between + control(disposal, transparent=1) + between + frame(side_px=8) + frame() + END
        with Image.open(io.BytesIO(first_frame(data).still)) as opened:
            assert isinstance(opened, GifImagePlugin.GifImageFile)
            assert (opened.disposal_method, opened.dispose, opened.is_animated) == (0, None, False)

    @pytest.mark.parametrize(
        ("data", "limits"),
        [
            pytest.param(start(65_535, 65_535) + frame() * 2 + END, PhotoLimits(), id="pixels"),
            pytest.param(start() + frame() * 2 + END, PhotoLimits(max_bytes=20), id="bytes"),
            pytest.param(start(12_000, 9_000) + frame() * 2 + END, SMALL_MEMORY, id="memory"),
        ],
    )
    def test_of_size(self, data: bytes, limits: PhotoLimits) -> None:
        with pytest.raises(PhotoTooLargeError):
            read_photo(data, limits)
