from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from komando.people.faces import FaceDetector
from komando.people.place import place_people
from komando.photo.read import read_photo
from komando.weights import verify_weights

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector(verify_weights())


def test_finds_the_faces_of_a_group(detector: FaceDetector) -> None:
    rgb = read_photo((SAMPLES / "group_all_fists.jpg").read_bytes()).rgb
    faces = detector.find(rgb)
    assert len(faces) >= 3
    height, width = rgb.shape[:2]
    for x1, y1, x2, y2 in faces:
        assert -width * 0.1 < x1 < x2 < width * 1.1
        assert -height * 0.1 < y1 < y2 < height * 1.1
    assert len(place_people(faces)) == len(faces)


def test_same_pixels_same_faces(detector: FaceDetector) -> None:
    rgb = read_photo((SAMPLES / "group_one_peace.jpg").read_bytes()).rgb
    np.testing.assert_array_equal(detector.find(rgb), detector.find(rgb))


def test_no_face_is_found_twice(detector: FaceDetector) -> None:
    rgb = read_photo((SAMPLES / "group_all_fists.jpg").read_bytes()).rgb
    centers = [(box[:2] + box[2:]) / 2 for box in detector.find(rgb)]
    sizes = [float((box[2:] - box[:2]).max()) for box in detector.find(rgb)]
    for first in range(len(centers)):
        for second in range(first):
            assert np.linalg.norm(centers[first] - centers[second]) > 0.5 * min(sizes[first], sizes[second])


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((24, 24, 3), id="smallest"),
        pytest.param((60, 900, 3), id="wide"),
        pytest.param((900, 60, 3), id="high"),
    ],
)
def test_plain_grey_shows_no_face(detector: FaceDetector, shape: tuple[int, int, int]) -> None:
    assert detector.find(np.full(shape, 128, np.uint8)) == ()
