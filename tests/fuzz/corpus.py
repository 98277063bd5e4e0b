"""Broken and hostile files, each with what must become of it.

A case is told by seed, mutation and number, and the same three give the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count as count_from
from typing import Final

import numpy as np

from tests.fuzz.seeds import Seed, chunk, seeds

Random = np.random.Generator


class Outcome(Enum):
    """What must become of a file."""

    ERROR = "an error"
    SAME_OR_ERROR = "the very pixels of the seed, or an error"
    SAME = "the very pixels of the seed"
    ANY = "a picture of the size that the file claims, or an error"


@dataclass(frozen=True, slots=True)
class Case:
    """One file.

    Attributes:
        name: Seed, mutation and number.
        data: Its bytes.
        seed: What it was made from.
        outcome: What must become of it.
    """

    name: str
    data: bytes
    seed: Seed
    outcome: Outcome


Mutation = Callable[[Seed, Random], "tuple[bytes, Outcome] | None"]

WITHOUT_REDUNDANCY: Final = ("BMP", "TIFF-plain", "TIFF-exif", "TIFF-icc", "TIFF-cmyk", "TIFF-16", "TIFF-palette",
                             "TIFF-rgba", "TIFF-packbits")  # fmt: skip
"""Any bytes are pixels: what was overwritten cannot be told from what was photographed."""


def cases(count: int) -> Iterator[Case]:
    """`count` cases: every seed with every mutation in a random order, then again with other numbers."""
    mutations, made, numbers = list(MUTATIONS.items()), 0, count_from(0)
    pairs = [(seed, *mutation) for seed in seeds() for mutation in mutations]
    for around in count_from(0):
        for index in np.random.default_rng([around, 7]).permutation(len(pairs)):
            seed, name, mutation = pairs[index]
            number = next(numbers)
            mutated = mutation(seed, np.random.default_rng([number, 8]))
            if mutated is None or mutated[0] == seed.data:
                continue
            data, outcome = mutated
            yield Case(f"{seed.name}/{name}/{number}", data, seed, outcome if seed.still else Outcome.ANY)
            made += 1
            if made == count:
                return


def _cut(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    return seed.data[: int(rng.integers(1, len(seed.data)))], Outcome.SAME_OR_ERROR


def _cut_near_the_end(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    return seed.data[: -int(rng.integers(1, 200))], Outcome.SAME_OR_ERROR


def _cut_and_closed(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    """Cut off, with the end that the format asks for."""
    share = seed.data[: int(rng.integers(len(seed.data) // 3, len(seed.data)))]
    match seed.format:
        case "JPEG":
            return share.rstrip(b"\xff") + b"\xff\xd9", Outcome.SAME_OR_ERROR
        case "PNG":
            return share + chunk(b"IEND", b""), Outcome.SAME_OR_ERROR
        case "GIF":
            return share + b"\0;", Outcome.SAME_OR_ERROR
        case "WEBP" if seed.data[12:16] in {b"VP8 ", b"VP8L"}:
            share += b"\0" * (len(share) % 2)
            sizes = struct.pack("<I", len(share) - 8), struct.pack("<I", len(share) - 20)
            return share[:4] + sizes[0] + share[8:16] + sizes[1] + share[20:], Outcome.SAME_OR_ERROR
    return None


def _png_rows_missing(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    """Fewer rows than the header says, every checksum right."""
    if seed.name not in {"PNG-plain", "PNG-grey", "PNG-palette", "PNG-rgba", "PNG-interlaced", "PNG-16-bit"}:
        return None
    start = seed.data.index(b"IDAT") - 4
    (length,) = struct.unpack_from(">I", seed.data, start)
    rows = zlib.decompress(seed.data[start + 8 : start + 8 + length])
    kept = rows[: int(rng.integers(0, len(rows)))]
    return seed.data[:start] + chunk(b"IDAT", zlib.compress(kept)) + chunk(b"IEND", b""), Outcome.ERROR


def _zeros_to_the_end(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    """A broken-off copy to a disk that had reserved the space."""
    start = int(rng.integers(len(seed.data) // 4, len(seed.data) * 3 // 4))
    return seed.data[:start] + bytes(len(seed.data) - start), _of_overwritten_pixels(seed)


def _zeros_in_the_middle(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    length = len(seed.data) // 4
    start = int(rng.integers(len(seed.data) // 4, len(seed.data) // 2))
    return seed.data[:start] + bytes(length) + seed.data[start + length :], _of_overwritten_pixels(seed)


def _of_overwritten_pixels(seed: Seed) -> Outcome:
    return Outcome.ANY if seed.name.startswith(WITHOUT_REDUNDANCY) else Outcome.SAME_OR_ERROR


def _bits_flipped(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    data = bytearray(seed.data)
    for at in rng.integers(0, len(data), int(rng.integers(1, 9))):
        data[int(at)] ^= 1 << int(rng.integers(0, 8))
    sure = seed.format == "PNG" and seed.still
    return bytes(data), Outcome.SAME_OR_ERROR if sure else Outcome.ANY


def _bytes_overwritten(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    data, length = bytearray(seed.data), int(rng.integers(1, 64))
    start = int(rng.integers(0, len(data)))
    data[start : start + length] = rng.bytes(length)
    return bytes(data), Outcome.SAME_OR_ERROR if seed.format == "PNG" else Outcome.ANY


def _wrong_header(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    data, at = bytearray(seed.data), int(rng.integers(0, 64))
    data[at : at + 4] = rng.bytes(4)
    return bytes(data), Outcome.ANY


def _header_of_another(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    other = seeds()[int(rng.integers(0, len(seeds())))]
    length = int(rng.integers(4, 40))
    return other.data[:length] + seed.data[length:], Outcome.ANY


def _slice_removed(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    start, length = int(rng.integers(0, len(seed.data))), int(rng.integers(1, 200))
    return seed.data[:start] + seed.data[start + length :], Outcome.ANY


def _slice_repeated(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    start, length = int(rng.integers(0, len(seed.data))), int(rng.integers(1, 200))
    return seed.data[: start + length] + seed.data[start:], Outcome.ANY


def _payload_behind(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    """Containers made of boxes may refuse what is no box."""
    strict = seed.format in {"HEIF", "AVIF"}
    return seed.data + rng.bytes(int(rng.integers(1, 5000))), Outcome.SAME_OR_ERROR if strict else Outcome.SAME


def _another_behind(seed: Seed, rng: Random) -> tuple[bytes, Outcome]:
    strict = seed.format in {"HEIF", "AVIF"}
    other = seeds()[int(rng.integers(0, len(seeds())))]
    return seed.data + other.data, Outcome.SAME_OR_ERROR if strict else Outcome.SAME


def _giant(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    """A header that claims far more pixels than there are."""
    side = int(rng.choice([1000, 16_000, 60_000]))
    found = _where_the_size_stands(seed)
    if found is None:
        return None
    at, layout = found
    largest = 16_000 if seed.format == "WEBP" else 65_000
    size = struct.pack(layout, *[min(side, largest)] * 2)
    data = bytearray(seed.data)
    data[at : at + len(size)] = size
    if seed.format == "PNG":
        data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    # libavif stretches the whole picture to the size that the container claims.
    return bytes(data), Outcome.ANY if seed.format == "AVIF" else Outcome.ERROR


def _where_the_size_stands(seed: Seed) -> tuple[int, str] | None:
    data = seed.data
    match seed.format:
        case "PNG":
            return 16, ">II"
        case "BMP":
            return 18, "<ii"
        case "JPEG":
            frame = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
            return frame + 5, ">HH"
        case "HEIF" | "AVIF" if b"ispe" in data:
            return data.index(b"ispe") + 8, ">II"
        case "WEBP" if data[12:16] == b"VP8 ":
            return 26, "<HH"
    return None


def _segments_inserted(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    """Metadata that no viewer knows, EXIF that is broken, and text that unpacks to a hundred times its size."""
    if seed.name.endswith(("exif", "animated")):
        return None
    if seed.format == "JPEG":
        content = (b"Exif\0\0" if rng.integers(0, 2) else b"") + rng.bytes(int(rng.integers(1, 2000)))
        marker = bytes([0xFF, int(rng.choice([0xE1, 0xE5, 0xFE]))])
        segment = marker + struct.pack(">H", len(content) + 2) + content
        return seed.data[:2] + segment + seed.data[2:], Outcome.SAME_OR_ERROR
    if seed.format == "PNG":
        content = b"note\0\0" + zlib.compress(bytes(int(rng.integers(1, 5_000_000))))
        return seed.data[:33] + chunk(b"zTXt", content) + seed.data[33:], Outcome.SAME_OR_ERROR
    return None


def _exif_broken(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    at = max(seed.data.find(b"MM\0*\0\0\0\x08"), seed.data.find(b"II*\0\x08\0\0\0"))
    if not seed.name.endswith("exif") or at < 0:
        return None
    data = bytearray(seed.data)
    for position in rng.integers(at, min(at + 120, len(data)), 4):
        data[int(position)] = int(rng.integers(0, 256))
    return bytes(data), Outcome.ANY


def _deflate_bomb(seed: Seed, rng: Random) -> tuple[bytes, Outcome] | None:
    """Pixel data that unpack to a thousand times the picture."""
    if seed.name != "PNG-plain":
        return None
    start = seed.data.index(b"IDAT") - 4
    bomb = zlib.compress(bytes(int(rng.integers(10_000_000, 50_000_000))), 1)
    return seed.data[:start] + chunk(b"IDAT", bomb) + chunk(b"IEND", b""), Outcome.ERROR


MUTATIONS: Final[dict[str, Mutation]] = {
    "cut": _cut,
    "bits-flipped": _bits_flipped,
    "cut-near-the-end": _cut_near_the_end,
    "zeros-to-the-end": _zeros_to_the_end,
    "cut-and-closed": _cut_and_closed,
    "payload-behind": _payload_behind,
    "bytes-overwritten": _bytes_overwritten,
    "giant": _giant,
    "zeros-in-the-middle": _zeros_in_the_middle,
    "wrong-header": _wrong_header,
    "png-rows-missing": _png_rows_missing,
    "slice-removed": _slice_removed,
    "segments-inserted": _segments_inserted,
    "header-of-another": _header_of_another,
    "slice-repeated": _slice_repeated,
    "another-behind": _another_behind,
    "exif-broken": _exif_broken,
    "deflate-bomb": _deflate_bomb,
}
