from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from komando.photo.grain import GRAINY, grain, without_grain
from tests.fuzz.seeds import textured

WIDTH, HEIGHT = 900, 700
Rgb = npt.NDArray[np.uint8]


def smooth() -> Rgb:
    """Slopes and soft blobs, as a photo has them at its full size."""
    small = textured(WIDTH // 8, HEIGHT // 8).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return (np.asarray(small) // 2 + 64).astype(np.uint8)


def noisy(picture: Rgb, deviation: float) -> Rgb:
    """With noise that all three colours share, so that the luma has it as it is."""
    noise = np.random.default_rng(5).normal(0, deviation, (*picture.shape[:2], 1))
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


def with_gravel(picture: Rgb, share: float) -> Rgb:
    """The lower part is as rough as can be."""
    rows = int(picture.shape[0] * share)
    gravel = np.random.default_rng(6).integers(20, 236, (rows, picture.shape[1], 1), np.uint8)
    return np.concatenate([picture[: picture.shape[0] - rows], gravel.repeat(3, axis=2)])


@pytest.mark.parametrize("deviation", [5, 10, 20, 30])
def test_is_the_deviation_of_the_noise(deviation: float) -> None:
    assert grain(noisy(smooth(), deviation)) == pytest.approx(deviation, rel=0.15)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(smooth(), id="smooth"),
        pytest.param(with_gravel(smooth(), 0.6), id="gravel-in-most-of-it"),
        pytest.param(np.full((HEIGHT, WIDTH, 3), 90, np.uint8), id="one-color"),
        pytest.param(np.zeros((HEIGHT, WIDTH, 3), np.uint8), id="black"),
        pytest.param(cv2.GaussianBlur(noisy(smooth(), 30), (0, 0), 3), id="noise-that-was-smoothed"),
    ],
)
def test_a_picture_without_grain_has_little(picture: Rgb) -> None:
    assert grain(picture) < 3


@pytest.mark.parametrize("mode", ["1", "P"])
def test_dithering_is_grain(mode: str) -> None:
    assert grain(np.asarray(Image.fromarray(smooth()).convert(mode).convert("RGB"))) > 15


def test_a_white_sky_does_not_hide_it() -> None:
    picture = noisy(smooth(), 20)
    picture[: HEIGHT // 2] = 255
    assert grain(picture) == pytest.approx(20, rel=0.2)


@pytest.mark.parametrize(("width", "height"), [(24, 24), (33, 24), (24, 900), (5000, 40)])
def test_pictures_of_every_shape(width: int, height: int) -> None:
    picture = np.full((height, width, 3), 128, np.uint8)
    assert grain(picture) == 0
    assert grain(noisy(picture, 20)) == pytest.approx(20, rel=0.25)


def test_the_picture_is_left_as_it_is() -> None:
    picture = smooth()
    picture.flags.writeable = False
    assert grain(picture) == grain(picture.copy())


def test_smoothing_takes_most_of_it_and_leaves_the_rest() -> None:
    plain = smooth()
    smoothed = without_grain(noisy(plain, 15))
    assert grain(smoothed) < GRAINY / 2
    assert np.abs(smoothed.astype(int) - plain).mean() < 5
