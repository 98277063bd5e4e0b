"""What each format's own check sees; the corpus in tests/fuzz tries the same at random."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from komando.errors import DamagedPhotoError, PhotoMemoryError, PhotoTooLargeError
from komando.photo import read
from komando.photo.read import read_photo
from tests.fuzz.seeds import chunk, encode, interlaced_png, textured


def png_chunks(data: bytes) -> list[bytes]:
    chunks, position = [], 8
    while position < len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        chunks.append(data[position:end])
        position = end
    return chunks


def png_of(chunks: list[bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def flat(color: str, file_format: str, **options: Any) -> bytes:
    return encode(Image.new("RGB", (1600, 1200), color), file_format, **options)


class TestPng:
    @pytest.mark.parametrize("make", [lambda: encode(textured(), "PNG"), lambda: interlaced_png(textured())])
    @pytest.mark.parametrize("name", [b"IHDR", b"IDAT", b"IEND"])
    def test_checksum_of_every_chunk_that_matters(self, make: Any, name: bytes) -> None:
        data = bytearray(make())
        start = data.index(name) - 4
        end = start + 12 + int.from_bytes(data[start : start + 4], "big")
        data[end - 1] ^= 1
        with pytest.raises(DamagedPhotoError):
            read_photo(bytes(data))

    def test_damage_in_text_that_nobody_reads_does_no_harm(self) -> None:
        chunks = png_chunks(encode(textured(), "PNG"))
        note = bytearray(chunk(b"tEXt", b"Comment\0note"))
        note[-1] ^= 1
        expected = read_photo(png_of(chunks)).rgb
        np.testing.assert_array_equal(read_photo(png_of([*chunks[:-1], bytes(note), chunks[-1]])).rgb, expected)

    def test_pixels_in_many_chunks(self) -> None:
        header, content, end = png_chunks(encode(textured(), "PNG"))
        pieces = [chunk(b"IDAT", content[8:-4][at : at + 100]) for at in range(0, len(content) - 12, 100)]
        expected = read_photo(encode(textured(), "PNG")).rgb
        np.testing.assert_array_equal(read_photo(png_of([header, *pieces, end])).rgb, expected)

    def test_interlaced_is_the_same_picture(self) -> None:
        np.testing.assert_array_equal(read_photo(interlaced_png(textured())).rgb, np.asarray(textured()))

    def test_exif_behind_the_pixels_turns_the_picture(self) -> None:
        tags = Image.Exif()
        tags[274] = 6
        header, *rest = png_chunks(encode(textured(), "PNG"))
        behind = png_of([header, *rest[:-1], chunk(b"eXIf", tags.tobytes()[6:]), rest[-1]])
        assert read_photo(behind).rgb.shape[:2] == textured().size

    def test_more_pixel_data_than_the_picture_has(self) -> None:
        header, content, end = png_chunks(encode(textured(), "PNG"))
        longer = zlib.compress(zlib.decompress(content[8:-4]) + b"\0" * 400)
        with pytest.raises(DamagedPhotoError, match="more than its size says"):
            read_photo(png_of([header, chunk(b"IDAT", longer), end]))

    def test_without_pixel_data(self) -> None:
        header, *_, end = png_chunks(encode(textured(), "PNG"))
        with pytest.raises(DamagedPhotoError, match="header is damaged"):
            read_photo(png_of([header, end]))


class TestWebp:
    @pytest.mark.parametrize("color", ["black", "white", "gray", "red"])
    @pytest.mark.parametrize("options", [{"quality": 1}, {"quality": 10}, {"quality": 90}, {"lossless": True}], ids=str)
    def test_picture_of_one_colour_is_whole(self, color: str, options: dict[str, Any]) -> None:
        """Its data hold runs of zeros that an encoder did write."""
        assert read_photo(flat(color, "WEBP", **options)).width == 1600

    def test_phones_put_other_things_behind(self) -> None:
        data = encode(textured(), "WEBP")
        np.testing.assert_array_equal(read_photo(data + b"moving picture" * 99).rgb, read_photo(data).rgb)


class TestTiff:
    @pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
    @pytest.mark.parametrize("compression", ["tiff_adobe_deflate", "jpeg"])
    def test_damage_that_libtiff_takes_lightly(self, compression: str, at: float) -> None:
        data = bytearray(encode(textured(320, 240), "TIFF", compression=compression))
        start = int(len(data) * at)
        data[start : start + 40] = np.random.default_rng(3).bytes(40)
        with pytest.raises(DamagedPhotoError):
            read_photo(bytes(data))

    @pytest.mark.parametrize("compression", ["group3", "group4"])
    def test_fax_pages_are_refused(self, compression: str) -> None:
        with pytest.raises(DamagedPhotoError, match="fax"):
            read_photo(encode(textured().convert("1"), "TIFF", compression=compression))

    def test_measurements_are_no_colours(self) -> None:
        measured = Image.fromarray(np.linspace(0, 1, 64 * 48, dtype=np.float32).reshape(48, 64))
        with pytest.raises(DamagedPhotoError, match="measurements"):
            read_photo(encode(measured, "TIFF"))


class TestHeicAndAvif:
    @pytest.mark.parametrize("file_format", ["HEIF", "AVIF"])
    @pytest.mark.parametrize("color", ["black", "white", "gray", "red"])
    def test_picture_of_one_colour_is_whole(self, file_format: str, color: str) -> None:
        assert read_photo(flat(color, file_format)).width == 1600

    @pytest.mark.parametrize("tile_px", [0, 64], ids=["one-piece", "grid"])
    def test_every_tile_of_a_heic_must_have_been_written(self, tile_px: int) -> None:
        data = encode(textured(256, 192), "HEIF", tile_size=tile_px)
        assert read_photo(data).width == 256
        start = data.index(b"mdat") + 4
        for share in (0.2, 0.5, 0.9):
            at = start + int((len(data) - start) * share)
            with pytest.raises(DamagedPhotoError):
                read_photo(data[:at] + bytes(40) + data[at + 40 :])

    def test_transparency_of_a_heic_is_checked_too(self) -> None:
        rgba = textured(256, 192)
        rgba.putalpha(textured(256, 192).convert("L"))
        data = encode(rgba, "HEIF")
        with pytest.raises(DamagedPhotoError):
            read_photo(data[:-400] + bytes(400))


def test_a_computer_short_of_memory_is_no_fault_of_the_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(read, "decoder_of", fails)
    with pytest.raises(PhotoMemoryError):
        read_photo(encode(textured(), "PNG"))


def rle_bmp() -> bytes:
    """A compressed BMP of 64 x 64 whose data say "end of picture" at once."""
    palette, content = b"\0\0\0\0" * 256, b"\0\1"
    offset = 54 + len(palette)
    head = b"BM" + struct.pack("<IHHI", offset + len(content), 0, 0, offset)
    return head + struct.pack("<IiiHHIIiiII", 40, 64, 64, 1, 8, 1, len(content), 0, 0, 256, 0) + palette + content


def test_compressed_bmp_is_refused() -> None:
    """Rows that it leaves out are black to every decoder."""
    with pytest.raises(DamagedPhotoError):
        read_photo(rle_bmp())


def test_what_needs_too_much_memory_is_refused_before_decoding() -> None:
    """Twenty-five megapixels of WebP need 150 MB; the file has a few kilobytes."""
    data = flat("gray", "WEBP")
    where = data.index(b"\x9d\x01\x2a") + 3
    large = data[:where] + struct.pack("<HH", 5100, 5000) + data[where + 4 :]
    with pytest.raises(PhotoTooLargeError, match="megapixels would take 153 MB"):
        read_photo(large)
