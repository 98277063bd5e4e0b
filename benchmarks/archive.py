"""Folders for the scan benchmark: mixed photos, very many small ones, and the journal of an archive."""

from __future__ import annotations

import hashlib
import io
import itertools
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from komando.record import PhotoRecord
from komando.scan.lines import as_line
from komando.scan.seen import stamp_of

_SAMPLES = Path(__file__).parents[1] / "sample_images"
_LONG_SIDES_PX = (640, 1200, 1600, 2400)
_FORMATS = (("jpg", "JPEG"), ("jpg", "JPEG"), ("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"))
_FILES_A_FOLDER = 1000


def make_mixed_photos(folder: Path, count: int) -> None:
    """The sample pictures in several sizes and formats, no two files alike; every fiftieth cannot be read."""
    folder.mkdir(parents=True)
    samples = sorted(_SAMPLES.glob("*.jpg"))
    kinds = itertools.cycle(itertools.product(_LONG_SIDES_PX, _FORMATS))
    for number, (sample, (side_px, (suffix, name))) in enumerate(zip(itertools.cycle(samples), kinds, strict=False)):
        if number == count:
            return
        path = folder / f"{number:05}.{suffix}"
        data = _encoded(sample, side_px, name, number)
        path.write_bytes(data[: len(data) // 2] if number % 50 == 49 else data)


def _encoded(sample: Path, side_px: int, file_format: str, number: int) -> bytes:
    with Image.open(sample) as opened:
        photo = opened.convert("RGB")
    scale = side_px / max(photo.size)
    photo = photo.resize((round(photo.width * scale), round(photo.height * scale)))
    photo.putpixel((0, 0), (number % 256, number // 256 % 256, 0))
    buffer = io.BytesIO()
    photo.save(buffer, file_format, quality=88)
    return buffer.getvalue() + number.to_bytes(4, "big") * (file_format == "JPEG")


def make_small_photos(folder: Path, count: int) -> None:
    """Small pictures without people, no two alike: to see what a scan keeps, not what a check costs."""
    folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    for number in range(count):
        Image.fromarray(generator.integers(0, 256, (80, 80, 3), np.uint8)).save(folder / f"{number:05}.jpg")


def make_known_archive(folder: Path, records: Path, line: bytes, count: int) -> None:
    """Files, and the records of a run over them that was broken off at its very end."""
    record = PhotoRecord.from_json(line.decode())
    shutil.rmtree(folder, ignore_errors=True)
    names = [f"{number // _FILES_A_FOLDER:05}/{number % _FILES_A_FOLDER:03}.jpg" for number in range(count)]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    with (
        records.with_name(f"{records.name}.partial").open("wb") as journal,
        records.with_name(f"{records.name}.seen").open("w", encoding="ascii") as seen,
    ):
        for name in names:
            sha256 = hashlib.sha256(name.encode()).hexdigest()
            journal.write(as_line(record.model_copy(update={"path": name, "sha256": sha256})))
            stamp, _ = stamp_of(str(folder / name), name)
            seen.write(f"{stamp.hex()} {sha256}\n")
