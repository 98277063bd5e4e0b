from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import zlib
from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFile, PngImagePlugin

from komando.errors import (
    DamagedPhotoError,
    EmptyPhotoError,
    NotAPhotoError,
    PhotoError,
    PhotoTooLargeError,
    PhotoTooSmallError,
    SeveralPicturesError,
)
from komando.photo.formats import SUFFIXES
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits
from komando.photo.read import read_photo, sha256_hex

WIDTH: Final = 64
HEIGHT: Final = 48
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
LOSSY_TOLERANCE: Final = 12


def quadrants() -> Image.Image:
    """Red and green above, blue and white below: no turn or flip leaves it as it is."""
    rgb = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    rgb[: HEIGHT // 2, : WIDTH // 2], rgb[: HEIGHT // 2, WIDTH // 2 :] = RED, GREEN
    rgb[HEIGHT // 2 :, : WIDTH // 2], rgb[HEIGHT // 2 :, WIDTH // 2 :] = BLUE, WHITE
    return Image.fromarray(rgb)


def textured(width: int = 320, height: int = 240) -> Image.Image:
    """A picture with detail everywhere, so that its compressed data are spread over the whole file."""
    noise = np.random.default_rng(7).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    return tags


def png_header(width: int, height: int) -> bytes:
    """A PNG that ends after its header: decoding it must fail."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", b"")


def _png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def assert_quadrants(rgb: npt.NDArray[np.uint8], tolerance: int = LOSSY_TOLERANCE) -> None:
    """Compares the middles of the quadrants: at the borders a lossy format blurs."""
    assert rgb.shape == (HEIGHT, WIDTH, 3)
    rows, columns = (HEIGHT // 4, 3 * HEIGHT // 4), (WIDTH // 4, 3 * WIDTH // 4)
    middles = np.array([[rgb[row, column] for column in columns] for row in rows], np.int64)
    assert np.abs(middles - np.array([[RED, GREEN], [BLUE, WHITE]])).max() <= tolerance


FORMATS = [
    pytest.param("JPEG", {"quality": 95, "subsampling": 0}, False, id="jpeg"),
    pytest.param("JPEG", {"quality": 95, "progressive": True}, False, id="jpeg-progressive"),
    pytest.param("PNG", {}, True, id="png"),
    pytest.param("WEBP", {"lossless": True}, True, id="webp-lossless"),
    pytest.param("WEBP", {"quality": 95}, False, id="webp-lossy"),
    pytest.param("HEIF", {"quality": 95}, False, id="heic"),
    pytest.param("AVIF", {"quality": 95}, False, id="avif"),
    pytest.param("TIFF", {}, True, id="tiff"),
    pytest.param("TIFF", {"compression": "tiff_lzw"}, True, id="tiff-lzw"),
    pytest.param("BMP", {}, True, id="bmp"),
    pytest.param("GIF", {}, True, id="gif"),
]


class TestFormats:
    @pytest.mark.parametrize(("file_format", "options", "lossless"), FORMATS)
    def test_decodes_to_the_right_pixels(self, file_format: str, options: Mapping[str, Any], lossless: bool) -> None:
        photo = read_photo(encode(quadrants(), file_format, **options))
        assert photo.format == file_format
        assert (photo.width, photo.height) == (WIDTH, HEIGHT)
        assert_quadrants(photo.rgb)
        if lossless:
            np.testing.assert_array_equal(photo.rgb, np.asarray(quadrants()))

    @pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"])
    def test_pixels_are_read_only_and_contiguous(self, file_format: str) -> None:
        rgb = read_photo(encode(quadrants(), file_format)).rgb
        assert rgb.dtype == np.uint8
        assert rgb.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            rgb[0, 0] = 0

    def test_turned_pixels_are_contiguous_too(self) -> None:
        assert read_photo(encode(quadrants(), "JPEG", exif=exif(6))).rgb.flags.c_contiguous
        assert read_photo(encode(quadrants(), "PNG", exif=exif(6))).rgb.flags.c_contiguous

    def test_photo_with_several_pictures_gives_the_first(self) -> None:
        data = encode(quadrants(), "MPO", save_all=True, append_images=[Image.new("RGB", (WIDTH, HEIGHT))])
        photo = read_photo(data)
        assert photo.format == "MPO"
        assert_quadrants(photo.rgb)

    @pytest.mark.parametrize("file_format", ["PNG", "WEBP", "TIFF", "AVIF"])
    def test_several_pictures_are_refused(self, file_format: str) -> None:
        """A verdict on the first frame or page would say nothing of the others."""
        frames = [Image.new("RGB", (WIDTH, HEIGHT), color) for color in (GREEN, BLUE)]
        data = encode(quadrants(), file_format, save_all=True, append_images=frames, quality=95)
        with pytest.raises(SeveralPicturesError):
            read_photo(data)

    @pytest.mark.parametrize(("kind", "whole"), [(1, True), (4, True), (0, False), (2, False)])
    def test_tiff_with_a_thumbnail_or_a_mask_behind_is_one_picture(self, kind: int, whole: bool) -> None:
        second = Image.new("RGB", (WIDTH, HEIGHT))
        second.encoderinfo = {"tiffinfo": {254: kind}}
        data = encode(quadrants(), "TIFF", save_all=True, append_images=[second])
        if whole:
            assert_quadrants(read_photo(data).rgb)
        else:
            with pytest.raises(SeveralPicturesError):
                read_photo(data)

    def test_heic_shows_its_primary_picture(self) -> None:
        others = [Image.new("RGB", (WIDTH, HEIGHT), color) for color in (GREEN, BLUE)]
        data = encode(
            others[0], "HEIF", save_all=True, append_images=[quadrants(), others[1]], primary_index=1, quality=95
        )
        assert_quadrants(read_photo(data).rgb)

    def test_sha256_is_of_the_file_and_not_of_the_pixels(self) -> None:
        data = encode(quadrants(), "PNG")
        photo = read_photo(data)
        assert photo.sha256 == hashlib.sha256(data).hexdigest() == sha256_hex(data)

    def test_jpeg_followed_by_other_bytes_opens(self) -> None:
        data = encode(textured(), "JPEG", quality=90)
        expected = read_photo(data).rgb
        for tail in (b"trailing", b"\0" * 4096, data):
            np.testing.assert_array_equal(read_photo(data + tail).rgb, expected)

    def test_size_is_told_upright(self) -> None:
        photo = read_photo(encode(stored(8), "JPEG", exif=exif(8)))
        assert (photo.width, photo.height) == (photo.rgb.shape[1], photo.rgb.shape[0]) == (WIDTH, HEIGHT)

    def test_photo_is_frozen(self) -> None:
        photo = read_photo(encode(quadrants(), "PNG"))
        with pytest.raises(FrozenInstanceError):
            photo.format = "JPEG"  # type: ignore[misc]

    def test_every_format_has_a_suffix_that_a_scan_looks_at(self) -> None:
        Image.init()
        readable = {suffix for suffix, name in Image.registered_extensions().items() if name in Image.OPEN}
        assert readable >= SUFFIXES - {".jfif", ".jpe"}
        names = {Image.registered_extensions()[suffix] for suffix in SUFFIXES}
        assert names == {"JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"}


# What must be done to an upright picture so that a viewer who obeys the orientation sees it upright again.
STORED_AS: Final[dict[int, Image.Transpose | None]] = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored(orientation: int) -> Image.Image:
    turn = STORED_AS[orientation]
    return quadrants() if turn is None else quadrants().transpose(turn)


_UNUSED_TAG: Final = 0x0113


def with_turn_in_exif(file_format: str, in_container: bool) -> bytes:
    """A file whose EXIF says "turn"; telephones say it in the container (`irot`) as well.

    The encoders move the orientation from EXIF to the container. So it is written once more under an unused tag, which
    then gets the name of the orientation.
    """
    tags = exif(6 if in_container else 1)
    tags[_UNUSED_TAG] = 6
    data = encode(stored(6), file_format, exif=tags.tobytes(), quality=95)
    assert (b"irot" in data) == in_container
    order = "<" if struct.pack("<HH", _UNUSED_TAG, 3) in data else ">"
    unused, orientation = (struct.pack(order + "HH", tag, 3) for tag in (_UNUSED_TAG, ExifTags.Base.Orientation))
    assert data.count(unused) == 1
    data = data.replace(orientation, struct.pack(order + "HH", _UNUSED_TAG + 1, 3))
    return data.replace(unused, orientation)


def with_xmp(file_format: str, orientation: int) -> dict[str, Any]:
    """Options of an encoder that write XMP of an orientation."""
    xmp = f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}"/>'
    if file_format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp)
        return {"pnginfo": text}
    if file_format == "TIFF":
        return {"tiffinfo": {ExifTags.Base.XMLPacket: xmp.encode()}}
    return {"xmp": xmp.encode()}


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize(
        ("file_format", "options"),
        [
            pytest.param("JPEG", {"quality": 95, "subsampling": 0}, id="jpeg"),
            pytest.param("PNG", {}, id="png"),
            pytest.param("WEBP", {"lossless": True}, id="webp"),
            pytest.param("TIFF", {}, id="tiff"),
            pytest.param("HEIF", {"quality": 95}, id="heic"),
            pytest.param("AVIF", {"quality": 95}, id="avif"),
        ],
    )
    def test_comes_out_upright_once(self, file_format: str, options: Mapping[str, Any], orientation: int) -> None:
        data = encode(stored(orientation), file_format, exif=exif(orientation).tobytes(), **options)
        photo = read_photo(data)
        assert (photo.width, photo.height) == (WIDTH, HEIGHT)
        assert_quadrants(photo.rgb)

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_grey_and_cmyk_jpegs_too(self, orientation: int) -> None:
        for mode in ("L", "CMYK"):
            data = encode(stored(orientation).convert(mode), "JPEG", quality=95, exif=exif(orientation))
            upright = encode(quadrants().convert(mode), "JPEG", quality=95)
            difference = np.abs(read_photo(data).rgb.astype(np.int64) - read_photo(upright).rgb)
            assert np.median(difference) <= LOSSY_TOLERANCE

    @pytest.mark.parametrize("file_format", ["HEIF", "AVIF"])
    def test_turn_in_container_and_exif_counts_once(self, file_format: str) -> None:
        assert_quadrants(read_photo(with_turn_in_exif(file_format, in_container=True)).rgb)

    @pytest.mark.parametrize("file_format", ["HEIF", "AVIF"])
    def test_turn_in_exif_alone_is_ignored_where_the_container_decides(self, file_format: str) -> None:
        """So do all viewers of HEIF and AVIF: the format says that EXIF has no say."""
        photo = read_photo(with_turn_in_exif(file_format, in_container=False))
        difference = np.abs(photo.rgb.astype(np.int64) - np.asarray(stored(6)))
        assert np.median(difference) <= LOSSY_TOLERANCE

    @pytest.mark.parametrize("orientation", [0, 9, 65535])
    def test_value_that_means_nothing_is_ignored(self, orientation: int) -> None:
        for file_format in ("JPEG", "PNG"):
            assert_quadrants(read_photo(encode(quadrants(), file_format, exif=exif(orientation))).rgb)

    @pytest.mark.parametrize("orientation", [3, 6])
    @pytest.mark.parametrize("file_format", ["JPEG", "MPO", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
    def test_orientation_in_xmp_alone_turns_nothing(self, file_format: str, orientation: int) -> None:
        """No viewer obeys it."""
        written = 1 if file_format == "HEIF" else orientation  # its encoder would move it to the container
        data = encode(quadrants(), file_format, quality=95, **with_xmp(file_format, written))
        data = data.replace(b'tiff:Orientation="1"', b'tiff:Orientation="%d"' % orientation)
        assert b'tiff:Orientation="%d"' % orientation in data
        assert_quadrants(read_photo(data).rgb, tolerance=20)

    @pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
    def test_exif_turns_whatever_xmp_says(self, file_format: str) -> None:
        options = {**with_xmp(file_format, 3), "exif": exif(6).tobytes()}
        if file_format == "TIFF":
            options["tiffinfo"][ExifTags.Base.Orientation] = options.pop("exif") and 6
        data = encode(stored(6), file_format, quality=95, **options)
        assert_quadrants(read_photo(data).rgb, tolerance=20)

    @pytest.mark.parametrize("keyword", ["exif", "Raw profile type exif"])
    def test_text_of_a_png_is_no_exif(self, keyword: str) -> None:
        text = PngImagePlugin.PngInfo()
        block = exif(6).tobytes()
        text.add_text(keyword, f"\nexif\n{len(block)}\n{block.hex()}" if keyword.startswith("Raw") else block)
        assert_quadrants(read_photo(encode(quadrants(), "PNG", pnginfo=text)).rgb)

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    @pytest.mark.parametrize(
        "block",
        [
            pytest.param(b"Exif\0\0", id="empty"),
            pytest.param(b"Exif\0\0junkjunkjunkjunk", id="no-tiff"),
            pytest.param(b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12", id="cut"),
            pytest.param(b"Exif\0\0MM\0*\x7f\xff\xff\xff", id="points-outside"),
            pytest.param(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02ab\0\0\0\0\0\0", id="a-text"),
        ],
    )
    @pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
    def test_damaged_exif_leaves_the_picture_readable(self, file_format: str, block: bytes) -> None:
        assert_quadrants(read_photo(encode(quadrants(), file_format, exif=block, quality=95)).rgb, tolerance=20)


def _palette_with_transparent_white() -> Image.Image:
    image = Image.new("P", (WIDTH, HEIGHT), 0)
    image.putpalette([*BLUE, *RED])
    image.paste(1, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return image


def _half_transparent(mode: str) -> Image.Image:
    """Left half opaque, right half fully transparent over a dark colour."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), (30, 60, 90, 255)).convert(mode)
    clear = Image.new("RGBA", (WIDTH // 2, HEIGHT), (30, 60, 90, 0)).convert(mode)
    image.paste(clear, (WIDTH // 2, 0))
    return image


def _sixteen_bit(value: int) -> Image.Image:
    return Image.fromarray(np.full((HEIGHT, WIDTH), value, np.uint16))


GREY_OF_30_60_90: Final = round(0.299 * 30 + 0.587 * 60 + 0.114 * 90)

MODES = [
    pytest.param(Image.new("L", (WIDTH, HEIGHT), 77), "PNG", {}, (77,) * 3, (77,) * 3, id="grey-png"),
    pytest.param(Image.new("L", (WIDTH, HEIGHT), 77), "JPEG", {}, (77,) * 3, (77,) * 3, id="grey-jpeg"),
    pytest.param(Image.new("1", (WIDTH, HEIGHT), 1), "PNG", {}, WHITE, WHITE, id="black-and-white"),
    pytest.param(_palette_with_transparent_white(), "PNG", {}, BLUE, RED, id="palette"),
    pytest.param(
        _palette_with_transparent_white(), "PNG", {"transparency": 1}, BLUE, WHITE, id="palette-transparent-index"
    ),
    pytest.param(_palette_with_transparent_white(), "GIF", {"transparency": 1}, BLUE, WHITE, id="gif-transparent"),
    pytest.param(_half_transparent("RGBA"), "PNG", {}, (30, 60, 90), WHITE, id="rgba-png"),
    pytest.param(_half_transparent("RGBA"), "WEBP", {"lossless": True}, (30, 60, 90), WHITE, id="rgba-webp"),
    pytest.param(_half_transparent("RGBA"), "TIFF", {}, (30, 60, 90), WHITE, id="rgba-tiff"),
    pytest.param(_half_transparent("RGBA"), "AVIF", {"quality": 100}, (30, 60, 90), WHITE, id="rgba-avif"),
    pytest.param(_half_transparent("RGBA"), "HEIF", {"quality": 100}, (30, 60, 90), WHITE, id="rgba-heic"),
    pytest.param(_half_transparent("LA"), "PNG", {}, (GREY_OF_30_60_90,) * 3, WHITE, id="grey-alpha"),
    pytest.param(
        Image.new("CMYK", (WIDTH, HEIGHT), (0, 255, 255, 0)), "JPEG", {"quality": 95}, RED, RED, id="cmyk-jpeg"
    ),
    pytest.param(
        Image.new("CMYK", (WIDTH, HEIGHT), (0, 0, 0, 0)), "JPEG", {"quality": 95}, WHITE, WHITE, id="cmyk-jpeg-white"
    ),
    pytest.param(_sixteen_bit(0), "PNG", {}, (0,) * 3, (0,) * 3, id="16-bit-black"),
    pytest.param(_sixteen_bit(0x80FF), "PNG", {}, (0x80,) * 3, (0x80,) * 3, id="16-bit-middle"),
    pytest.param(_sixteen_bit(0xFFFF), "PNG", {}, WHITE, WHITE, id="16-bit-white"),
    pytest.param(_sixteen_bit(0x80FF), "TIFF", {}, (0x80,) * 3, (0x80,) * 3, id="16-bit-tiff"),
]


class TestModes:
    @pytest.mark.parametrize(("image", "file_format", "options", "left", "right"), MODES)
    def test_becomes_rgb_over_white(
        self,
        image: Image.Image,
        file_format: str,
        options: Mapping[str, Any],
        left: tuple[int, int, int],
        right: tuple[int, int, int],
    ) -> None:
        rgb = read_photo(encode(image, file_format, **options)).rgb.astype(np.int64)
        assert rgb.shape == (HEIGHT, WIDTH, 3)
        assert np.abs(rgb[HEIGHT // 2, WIDTH // 4] - left).max() <= 3
        assert np.abs(rgb[HEIGHT // 2, 3 * WIDTH // 4] - right).max() <= 3

    def test_half_opaque_is_mixed_with_white(self) -> None:
        data = encode(Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 128)), "PNG")
        assert abs(int(read_photo(data).rgb[0, 0, 0]) - 127) <= 1


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def jpeg(**options: Any) -> bytes:
    return encode(textured(), "JPEG", **{"quality": 90, **options})


def raw_of_a_camera() -> bytes:
    """A TIFF whose first picture calls itself a reduced-resolution version of another."""
    return encode(textured(160, 120), "TIFF", tiffinfo={254: 1})


BAD = [
    pytest.param(b"", EmptyPhotoError, id="empty"),
    pytest.param(b"Daftar hadir apel pagi\n" * 40, NotAPhotoError, id="text-named-jpg"),
    pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\0" * 200, NotAPhotoError, id="pdf"),
    pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'/>", NotAPhotoError, id="svg"),
    pytest.param(b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 99, NotAPhotoError, id="video"),
    pytest.param(b"P6\n64 64\n255\n" + b"\0" * 64 * 64 * 3, NotAPhotoError, id="format-not-taken-ppm"),
    pytest.param(raw_of_a_camera(), NotAPhotoError, id="raw-with-thumbnail-first"),
    pytest.param(b"\0" * 1000, NotAPhotoError, id="zeros"),
    pytest.param(cut(jpeg(), 0.5), DamagedPhotoError, id="jpeg-half"),
    pytest.param(cut(jpeg(), 0.95), DamagedPhotoError, id="jpeg-95-percent"),
    pytest.param(jpeg()[:-2], DamagedPhotoError, id="jpeg-without-end"),
    pytest.param(jpeg()[:20], DamagedPhotoError, id="jpeg-20-bytes"),
    pytest.param(cut(jpeg(progressive=True), 0.6), DamagedPhotoError, id="jpeg-progressive-60-percent"),
    pytest.param(cut(jpeg(progressive=True), 0.95), DamagedPhotoError, id="jpeg-progressive-95-percent"),
    pytest.param(cut(jpeg(), 0.5) + b"\xff\xd9", DamagedPhotoError, id="jpeg-half-with-end-mark"),
    pytest.param(cut(encode(textured().convert("CMYK"), "JPEG"), 0.95), DamagedPhotoError, id="jpeg-cmyk-95-percent"),
    pytest.param(cut(encode(textured().convert("L"), "JPEG"), 0.95), DamagedPhotoError, id="jpeg-grey-95-percent"),
    *[
        pytest.param(cut(encode(textured(), name), share), DamagedPhotoError, id=f"{name.lower()}-{share:.0%}")
        for name in ("PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF")
        for share in (0.5, 0.95)
    ],
    pytest.param(cut(encode(textured(), "TIFF", compression="tiff_lzw"), 0.5), DamagedPhotoError, id="tiff-lzw-50%"),
    pytest.param(png_header(64, 64), DamagedPhotoError, id="png-header-alone"),
    pytest.param(encode(Image.new("RGB", (1, 1)), "PNG"), PhotoTooSmallError, id="one-pixel"),
    pytest.param(encode(Image.new("RGB", (2000, 23)), "PNG"), PhotoTooSmallError, id="one-side-small"),
    pytest.param(png_header(20_000, 15_000), PhotoTooLargeError, id="300-megapixel-png"),
    pytest.param(png_header(2**31 - 1, 2**31 - 1), PhotoTooLargeError, id="largest-png"),
]


class TestRefused:
    @pytest.mark.parametrize(("data", "error"), BAD)
    def test_bad_file_is_told_apart(self, data: bytes, error: type[PhotoError]) -> None:
        with pytest.raises(PhotoError) as raised:
            read_photo(data)
        assert type(raised.value) is error
        assert len(str(raised.value)) > 20

    def test_smallest_side_is_let_through(self) -> None:
        side = DEFAULT_LIMITS.min_side_px
        assert read_photo(encode(Image.new("RGB", (side, side)), "PNG")).width == side

    @pytest.mark.parametrize(
        ("limits", "error"),
        [
            pytest.param(PhotoLimits(max_pixels=WIDTH * HEIGHT), None, id="pixels-at-limit"),
            pytest.param(PhotoLimits(max_pixels=WIDTH * HEIGHT - 1), PhotoTooLargeError, id="pixels-over"),
            pytest.param(PhotoLimits(min_side_px=HEIGHT), None, id="side-at-limit"),
            pytest.param(PhotoLimits(min_side_px=HEIGHT + 1), PhotoTooSmallError, id="side-under"),
        ],
    )
    def test_limits_are_inclusive(self, limits: PhotoLimits, error: type[PhotoError] | None) -> None:
        data = encode(quadrants(), "PNG")
        if error is None:
            assert_quadrants(read_photo(data, limits).rgb)
        else:
            with pytest.raises(error):
                read_photo(data, limits)

    def test_bytes_are_counted_before_anything_is_parsed(self) -> None:
        data = encode(quadrants(), "PNG")
        assert read_photo(data, PhotoLimits(max_bytes=len(data))).width == WIDTH
        with pytest.raises(PhotoTooLargeError, match=f"{len(data)}.*{len(data) - 1}"):
            read_photo(data, PhotoLimits(max_bytes=len(data) - 1))
        with pytest.raises(PhotoTooLargeError):
            read_photo(b"not even a picture", PhotoLimits(max_bytes=3))

    def test_message_names_size_and_limit(self) -> None:
        with pytest.raises(PhotoTooLargeError, match=r"20000 x 15000 = 300,000,000 pixels.*120,000,000"):
            read_photo(png_header(20_000, 15_000))

    @pytest.mark.parametrize(
        "bomb",
        [
            pytest.param(png_header(20_000, 15_000), id="png"),
            pytest.param(
                b"GIF89a" + struct.pack("<HH", 30, 30) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
                b"," + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0\x02\x02\x44\x01\0;",
                id="gif-frame-larger-than-its-screen",
            ),
            pytest.param(
                b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 20_000, 15_000, 1, 24, 0,
                                                                        0, 0, 0, 0, 0),
                id="bmp",
            ),
        ],
    )  # fmt: skip
    def test_bomb_is_refused_before_decoding(self, bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: ImageFile.ImageFile) -> None:
            raise AssertionError("the picture was decoded")

        monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
        tracemalloc.start()
        try:
            with pytest.raises(PhotoTooLargeError):
                read_photo(bomb)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 2_000_000

    def test_jpeg_bomb_is_refused_before_decoding(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = bytearray(jpeg())
        frame = data.index(b"\xff\xc0")
        data[frame + 5 : frame + 9] = struct.pack(">HH", 15_000, 20_000)

        def refuse(*_: object) -> None:
            raise AssertionError("the picture was decoded")

        monkeypatch.setattr("cv2.imdecode", refuse)
        with pytest.raises(PhotoTooLargeError, match="20000 x 15000"):
            read_photo(bytes(data))

    def test_jpeg_whose_header_lies_is_damaged(self) -> None:
        data = bytearray(jpeg())
        frame = data.index(b"\xff\xc0")
        data[frame + 5 : frame + 9] = struct.pack(">HH", 2000, 2000)
        with pytest.raises(DamagedPhotoError):
            read_photo(bytes(data))


SMALL_LIMITS: Final = PhotoLimits(max_bytes=100_000, max_pixels=400_000, min_side_px=1)
SMALL_JPEG: Final = encode(textured(64, 48), "JPEG", quality=80, exif=exif(3))
SMALL_PNG: Final = encode(textured(64, 48), "PNG", exif=exif(3))
SMALL_OTHERS: Final = tuple(encode(textured(64, 48), name) for name in ("WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF"))


def mutated(original: bytes) -> st.SearchStrategy[bytes]:
    """A few bytes overwritten, and perhaps the end cut off or other bytes added."""
    edits = st.lists(st.tuples(st.integers(0, len(original) - 1), st.binary(min_size=1, max_size=8)), max_size=6)
    return st.builds(_edit, st.just(original), edits, st.integers(1, len(original)), st.binary(max_size=8))


def _edit(original: bytes, edits: list[tuple[int, bytes]], length: int, tail: bytes) -> bytes:
    changed = bytearray(original)
    for position, replacement in edits:
        changed[position : position + len(replacement)] = replacement
    return bytes(changed[:length]) + tail


def header_size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as header:
        return header.size


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what it meets; the product keeps that off stderr
class TestHostile:
    @settings(deadline=None)
    @given(st.binary(max_size=600))
    def test_random_bytes_are_an_error_of_ours(self, data: bytes) -> None:
        with pytest.raises(PhotoError):
            read_photo(data, SMALL_LIMITS)

    @settings(deadline=None)
    @given(
        st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"BM", b"RIFF\x40\0\0\0WEBP"]),
        st.binary(max_size=600),
    )
    def test_random_bytes_after_a_known_start_too(self, start: bytes, rest: bytes) -> None:
        _read_or_refuse(start + rest)

    @settings(deadline=None, max_examples=300)
    @given(mutated(SMALL_JPEG))
    def test_mutated_jpeg_decodes_to_its_size_or_is_refused(self, data: bytes) -> None:
        _read_or_refuse(data)

    @settings(deadline=None, max_examples=300)
    @given(mutated(SMALL_PNG))
    def test_mutated_png_decodes_to_its_size_or_is_refused(self, data: bytes) -> None:
        _read_or_refuse(data)

    @settings(deadline=None, max_examples=300)
    @given(st.sampled_from(SMALL_OTHERS).flatmap(mutated))
    def test_other_mutated_pictures_too(self, data: bytes) -> None:
        _read_or_refuse(data)


def _read_or_refuse(data: bytes) -> None:
    try:
        photo = read_photo(data, SMALL_LIMITS)
    except (NotAPhotoError, DamagedPhotoError, PhotoTooSmallError, PhotoTooLargeError):
        return
    assert photo.rgb.dtype == np.uint8
    assert not photo.rgb.flags.writeable
    assert sorted(photo.rgb.shape[:2]) == sorted(header_size(data))
