from __future__ import annotations

import io
import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from komando.errors import DamagedPhotoError
from komando.photo import jpeg
from komando.photo.jpeg import Component, JpegLayout, Scan, read_layout
from komando.photo.read import read_photo

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


def cut_with_end_mark(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)].rstrip(b"\xff") + b"\xff\xd9"


def scan_starts(data: bytes) -> list[int]:
    """Where the scans of a progressive file begin; the sequence occurs nowhere else in these files."""
    starts, position = [], data.find(b"\xff\xda")
    while position >= 0:
        starts.append(position)
        position = data.find(b"\xff\xda", position + 2)
    return starts


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("options", CODINGS)
class TestWhole:
    def test_photo_is_what_pillow_shows(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        data = encode(noise(shape), **options)
        expected = np.asarray(Image.open(io.BytesIO(data))).astype(np.int64)
        assert np.abs(read_photo(data).rgb - expected).max() <= 2

    def test_lower_half_of_true_mid_grey(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        rgb = noise(shape)
        rgb[shape[0] // 2 :] = MID_GREY
        assert (read_photo(encode(rgb, **options)).rgb[-1, -1] == MID_GREY).all()

    def test_bytes_behind_the_end_change_nothing(self, shape: tuple[int, int], options: dict[str, Any]) -> None:
        data = encode(noise(shape), **options)
        np.testing.assert_array_equal(read_photo(data + data[100:] + b"tail").rgb, read_photo(data).rgb)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("options", CODINGS)
@pytest.mark.parametrize("share", [0.5, 0.7, 0.95])
def test_cut_off_with_an_end_mark(shape: tuple[int, int], options: dict[str, Any], share: float) -> None:
    """OpenCV and Pillow decode such a file without a complaint."""
    with pytest.raises(DamagedPhotoError):
        read_photo(cut_with_end_mark(encode(noise(shape), **options), share))


@pytest.mark.parametrize("start", [0.3, 0.5, 0.8])
def test_overwritten_in_the_middle(start: float) -> None:
    data = bytearray(encode(noise((480, 640))))
    begin = int(len(data) * start)
    data[begin : begin + 4096] = np.random.default_rng(5).bytes(4096)
    with pytest.raises(DamagedPhotoError):
        read_photo(bytes(data))


class TestProgressive:
    data: Final = encode(noise((240, 320)), progressive=True)

    def test_has_the_scans_that_libjpeg_writes(self) -> None:
        layout = read_layout(self.data)
        assert layout.progressive
        assert len(layout.scans) == len(scan_starts(self.data)) == 10
        assert layout.is_complete()

    @pytest.mark.parametrize("kept", range(1, 10))
    def test_ended_cleanly_between_two_scans_is_refused(self, kept: int) -> None:
        """For libjpeg such a file is complete: it decodes, blurred, without a warning."""
        cut = self.data[: scan_starts(self.data)[kept]] + b"\xff\xd9"
        assert Image.open(io.BytesIO(cut)).convert("RGB").size == (320, 240)
        with pytest.raises(DamagedPhotoError, match="scans are missing"):
            read_photo(cut)

    def test_more_scans_than_an_encoder_writes_are_refused(self) -> None:
        last = scan_starts(self.data)[-1]
        with pytest.raises(DamagedPhotoError, match="more than 100 scans"):
            read_photo(self.data[:-2] + self.data[last:-2] * 100 + b"\xff\xd9")


GREY = Component(1, 1.0)
COLORS = (Component(1, 1.0), Component(2, 0.25), Component(3, 0.25))


@pytest.mark.parametrize(
    ("layout", "complete"),
    [
        pytest.param(JpegLayout(False, (GREY,), (Scan((1,), 0, 63, 0),)), True, id="grey"),
        pytest.param(JpegLayout(False, COLORS, (Scan((1, 2, 3), 0, 63, 0),)), True, id="one-scan"),
        pytest.param(JpegLayout(False, COLORS, tuple(Scan((i,), 0, 63, 0) for i in (1, 2, 3))), True, id="one-each"),
        pytest.param(
            JpegLayout(False, COLORS, (Scan((1,), 0, 63, 0), Scan((2,), 0, 63, 0))), False, id="a-colour-less"
        ),
        pytest.param(JpegLayout(True, (GREY,), (Scan((1,), 0, 0, 0),)), False, id="mean-values-alone"),
        pytest.param(JpegLayout(True, (GREY,), (Scan((1,), 0, 0, 0), Scan((1,), 1, 63, 0))), True, id="two-steps"),
        pytest.param(JpegLayout(True, (GREY,), (Scan((1,), 0, 0, 1), Scan((1,), 1, 63, 0))), False, id="a-bit-less"),
        pytest.param(JpegLayout(True, (GREY,), (Scan((1,), 0, 0, 0), Scan((1,), 1, 62, 0))), False, id="one-less"),
    ],
)
def test_complete_is_every_bit_of_every_coefficient(layout: JpegLayout, complete: bool) -> None:
    assert layout.is_complete() == complete


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xd8", id="start-mark-alone"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10", id="cut-segment"),
        pytest.param(b"\xff\xd8\xff\xda\0\x08" + b"\0" * 40, id="scan-without-a-frame"),
        pytest.param(b"\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x10\0\xff\xda\0\x08\0", id="no-components"),
        pytest.param(b"\xff\xd8" + b"no JPEG at all, in any way", id="text"),
    ],
)
def test_layout_of_what_is_no_jpeg(data: bytes) -> None:
    with pytest.raises(DamagedPhotoError):
        read_layout(data + b"\xff\xd9")


@given(
    st.lists(st.sampled_from([b"\x00", b"\x07", b"\xff", b"\xd0", b"\xd7", b"\xd8"]), max_size=24).map(b"".join),
    st.integers(0, 24),
)
def test_entropy_data_end_at_the_next_marker(data: bytes, start: int) -> None:
    found = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]").search(data, start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jpeg, "_CHUNK_BYTES", 3)
        assert jpeg._end_of_entropy_data(data, min(start, len(data))) == (len(data) if found is None else found.start())
