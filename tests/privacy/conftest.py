from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pytest
from PIL import ExifTags, Image

from tests.scan.pictures import PEACE

NAME: Final = "rapat-tertutup-wali-kota.jpg"
CAMERA: Final = "KameraRahasia"
LATITUDE: Final = (6.0, 54.0, 13.57)


class Office(NamedTuple):
    """A computer on which nobody has used Komando yet.

    Attributes:
        photo: The photo that is checked; its EXIF tells camera and place.
        home: The user's folder.
        temporary: Where programs put temporary files.
        data: Data folder of the service.
        environment: For processes.
    """

    photo: Path
    home: Path
    temporary: Path
    data: Path
    environment: dict[str, str]

    @property
    def secret(self) -> bytes:
        """A piece of the photo's compressed data that is found in no other file."""
        data = self.photo.read_bytes()
        return data[len(data) // 2 : len(data) // 2 + 64]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """The photo lies outside of everything that is searched."""
    folders = [tmp_path / name for name in ("photos", "home", "tmp", "data")]
    for folder in folders:
        folder.mkdir()
    photos, home, temporary, data = folders
    (photos / NAME).write_bytes(photo_with_a_place())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KOMANDO_", "COV_", "XDG_"))}
    ours = {"HOME": str(home), "TMPDIR": str(temporary), "KOMANDO_DATA_DIR": str(data), "NO_COLOR": "1"}
    return Office(photos / NAME, home, temporary, data, kept | ours)


def photo_with_a_place(sample: Path = PEACE) -> bytes:
    """A sample with two raised fingers, once more in its own right: other bytes than the sample's."""
    tags = Image.Exif()
    tags[ExifTags.Base.Make] = CAMERA
    place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "S", LATITUDE
    pixels = np.asarray(Image.open(sample))
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=91, exif=tags)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def tracer() -> str:
    """The system call tracer. CI installs it; without it the tests say that they were not run."""
    found = shutil.which("strace")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("strace is not installed: .ci/run must install it")
        pytest.skip("strace is not installed (apt-get install strace)")
    return found
