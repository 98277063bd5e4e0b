"""Large pictures are decoded smaller or refused, and what comes out is the same picture."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from PIL import ExifTags, Image

from komando import Checker
from komando.errors import PhotoTooLargeError
from komando.hands.litert_engine import LiteRtHandEngine
from komando.photo.decoders import decoder_of
from komando.photo.header import open_header
from komando.photo.limits import DEFAULT_LIMITS, choose_reduction
from komando.photo.read import Photo, read_photo
from komando.weights import verify_weights
from tests.scan.pictures import SAMPLES
from tools.peak_memory import peak_memory

WORKER_BYTES: Final = 300_000_000


def smooth(width: int, height: int, cell: int = 200) -> Image.Image:
    small = np.random.default_rng(2).integers(0, 256, (height // cell, width // cell, 3), np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("megapixels", "bytes_a_pixel", "reduction"),
    [
        pytest.param(12, 3, 1, id="fits"),
        pytest.param(26, 3, 1, id="just-fits"),
        pytest.param(27, 1, 2, id="more-pixels-than-hands-need"),
        pytest.param(104, 3, 2, id="just-fits-halved"),
        pytest.param(120, 3, 4, id="largest"),
        pytest.param(24, 6, 2, id="memory"),
        pytest.param(119, 5, 4, id="memory-again"),
        pytest.param(23, 7, None, id="hands-would-be-lost"),
        pytest.param(60, 40, None, id="nothing-helps"),
    ],
)
def test_reduction_is_the_least_that_fits(megapixels: int, bytes_a_pixel: float, reduction: int | None) -> None:
    pixels = megapixels * 1_000_000
    if reduction is None:
        with pytest.raises(PhotoTooLargeError, match=r"would take .* MB of memory"):
            choose_reduction(pixels, lambda by: pixels * bytes_a_pixel / by**2 if by == 1 else 1e12, DEFAULT_LIMITS)
    else:
        assert choose_reduction(pixels, lambda by: pixels * bytes_a_pixel / by**2, DEFAULT_LIMITS) == reduction


KINDS = [
    pytest.param("JPEG", {"quality": 95}, id="jpeg"),
    pytest.param("JPEG", {"quality": 95, "progressive": True}, id="jpeg-progressive"),
    pytest.param("PNG", {}, id="png"),
    pytest.param("WEBP", {"quality": 95}, id="webp"),
    pytest.param("TIFF", {"compression": "tiff_lzw"}, id="tiff"),
    pytest.param("HEIF", {"quality": 95}, id="heic"),
    pytest.param("AVIF", {"quality": 95}, id="avif"),
    pytest.param("BMP", {}, id="bmp"),
]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("reduction", [2, 4])
@pytest.mark.parametrize(("file_format", "options"), KINDS)
def test_reduced_picture_is_the_whole_picture(
    file_format: str, options: dict[str, Any], reduction: int, orientation: int
) -> None:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    picture = smooth(403, 301, cell=40)
    data = encode(picture, file_format, **options, **({} if file_format == "BMP" else {"exif": tags.tobytes()}))
    whole = read_photo(data)
    with open_header(data) as header:
        decoder = decoder_of(header, data)
        reduced = decoder.decode(reduction).rgb
    assert decoder.size_wh == (whole.width, whole.height)
    assert reduced.shape == (-(-whole.height // reduction), -(-whole.width // reduction), 3)
    assert reduced.flags.c_contiguous
    enlarged = np.asarray(Image.fromarray(reduced).resize((whole.width, whole.height), Image.Resampling.BILINEAR))
    assert np.abs(enlarged.astype(np.int64) - whole.rgb).mean() < 8


def test_record_tells_pixels_of_the_file() -> None:
    """The sample eight times as large is halved; hands and limits are told as if it were not."""
    with Image.open(SAMPLES / "peace_01.jpg") as sample:
        large = sample.resize((sample.width * 8, sample.height * 8), Image.Resampling.BICUBIC)
    data = encode(large, "JPEG", quality=90)
    with Checker.open() as checker:
        halved = checker.inspect(data, "large.jpg")
        plain = checker.check((SAMPLES / "peace_01.jpg").read_bytes(), "peace.jpg")
    assert isinstance(halved.photo, Photo)
    assert halved.photo.reduction == 2
    record = halved.record
    assert (record.width, record.height) == large.size
    assert record.verdict == plain.verdict
    np.testing.assert_allclose(record.hands[0].box_xyxy, np.array(plain.hands[0].box_xyxy) * 8, atol=8 * 12)
    assert record.hands[0].size_px == pytest.approx(plain.hands[0].size_px * 8, rel=0.05)
    search = LiteRtHandEngine(verify_weights()).find_hands(halved.photo.rgb, halved.faces_xyxy)
    assert record.smallest_readable_hand_px == 2 * search.smallest_readable_hand_px
    assert halved.hands[0].size_px == pytest.approx(record.hands[0].size_px / 2, abs=1)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the peak on Linux alone")
@pytest.mark.parametrize(
    ("file_format", "size", "options"),
    [
        pytest.param("JPEG", (12_000, 9_900), {"quality": 60}, id="jpeg-119-megapixels"),
        pytest.param("PNG", (6_000, 4_000), {"compress_level": 1}, id="png-24-megapixels"),
    ],
)
def test_a_worker_stays_under_its_bar(
    tmp_path: Path, record_property: Any, file_format: str, size: tuple[int, int], options: dict[str, Any]
) -> None:
    path = tmp_path / "photo"
    path.write_bytes(encode(smooth(*size), file_format, **options))
    peak = peak_memory(path)
    record_property("peak_mb", round(peak.peak_bytes / 1e6))
    assert peak.error == "-"
    assert peak.peak_bytes <= WORKER_BYTES
