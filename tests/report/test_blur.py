from __future__ import annotations

import numpy as np
import pytest

from komando.hands.hand import RgbArray
from komando.report.blur import blur_boxes
from tests.report.builders import textured


def _detail(rgb: RgbArray) -> float:
    """Mean step between neighbouring pixels."""
    return float(np.abs(np.diff(rgb.astype(float), axis=1)).mean())


def test_detail_is_gone_in_the_enlarged_box_and_kept_outside() -> None:
    photo = textured(400, 300)
    blurred = blur_boxes(photo, [np.array([100.0, 100, 200, 200])])
    assert _detail(photo[80:220, 80:220]) > 60
    assert _detail(blurred[80:220, 80:220]) < 2
    outside = np.ones((300, 400), bool)
    outside[80:220, 80:220] = False
    assert np.array_equal(blurred[outside], photo[outside])


def test_only_coarse_shades_are_left_of_a_face() -> None:
    rng = np.random.default_rng(7)
    photo = np.kron(rng.integers(0, 256, (20, 20, 1)), np.ones((10, 10, 3))).astype(np.uint8)
    blurred = blur_boxes(photo, [np.array([0.0, 0, 200, 200])])
    waves = (blurred[..., 0] - blurred[..., 0].mean()) * np.hanning(200)
    spectrum = np.abs(np.fft.rfft(waves, axis=1)).mean(axis=0)
    assert spectrum[10:].sum() < 0.1 * spectrum.sum()


def test_the_photo_itself_is_left_alone() -> None:
    photo = textured(100, 100)
    before = photo.copy()
    photo.flags.writeable = False
    blur_boxes(photo, [np.array([10.0, 10, 60, 60])])
    assert np.array_equal(photo, before)


@pytest.mark.parametrize(
    "box",
    [[-50.0, -50, 20, 20], [90.0, 90, 300, 300], [50.0, 50, 51, 51], [500.0, 500, 600, 600], [50.0, 50, 50, 50]],
    ids=["over the corner", "over the far corner", "one pixel", "outside", "empty"],
)
def test_odd_boxes(box: list[float]) -> None:
    assert blur_boxes(textured(100, 100), [np.array(box)]).shape == (100, 100, 3)
