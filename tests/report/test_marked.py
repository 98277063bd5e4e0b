from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from komando.gestures.names import Gesture
from komando.hands.hand import RgbArray
from komando.messages import LANGUAGES
from komando.policy.verdict import Verdict
from komando.report.colors import EXTENDED_COLOR, PAPER, VERDICT_COLORS, Color
from komando.report.marked import draw_marked, encode_jpeg
from tests.report.builders import HandSpec, crowd, make_checked, make_unreadable


def _share(rgb: RgbArray, color: Color) -> float:
    return float((np.abs(rgb.astype(int) - color).max(axis=2) < 12).mean())


@pytest.mark.parametrize(
    ("size_wh", "specs", "expected_wh"),
    [
        ((336, 336), [HandSpec((168, 168), 300)], (1000, 1000)),
        ((24, 24), [HandSpec((12, 12), 20)], (1000, 1000)),
        ((1600, 1200), [HandSpec((800, 600), 300)], (1600, 1200)),
        ((6000, 4000), crowd(8, 5, 60, (6000, 4000)), (2400, 1600)),
    ],
    ids=["close-up of 336 px", "smallest photo", "kept as it is", "group of 40 hands"],
)
def test_size_is_readable(size_wh: tuple[int, int], specs: list[HandSpec], expected_wh: tuple[int, int]) -> None:
    picture = draw_marked(make_checked(specs, size_wh=size_wh))
    assert picture.dtype == np.uint8
    assert picture.shape[1] == expected_wh[0]
    assert expected_wh[1] * 1.05 < picture.shape[0]


@pytest.mark.parametrize("size_wh", [(3000, 40), (40, 3000)], ids=["strip", "column"])
def test_odd_shapes_carry_the_whole_banner(size_wh: tuple[int, int]) -> None:
    picture = draw_marked(make_checked([HandSpec((20, 20), 24)], size_wh=size_wh))
    assert picture.shape[1] >= 500


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("specs", "verdict"),
    [
        ([HandSpec((320, 240), 150)], Verdict.HOLD),
        ([HandSpec((320, 240), 150, Gesture.UNREADABLE)], Verdict.REVIEW),
        ([HandSpec((320, 240), 150, Gesture.FIST)], Verdict.PASS),
        ([], Verdict.PASS),
    ],
    ids=["hold", "review", "pass", "no hands"],
)
def test_the_banner_has_the_color_of_the_verdict(specs: list[HandSpec], verdict: Verdict, language: str) -> None:
    picture = draw_marked(make_checked(specs), language)
    assert _share(picture[:80], VERDICT_COLORS[verdict]) > 0.6


def test_languages_differ() -> None:
    checked = make_checked([HandSpec((320, 240), 150)])
    assert not np.array_equal(draw_marked(checked, "id"), draw_marked(checked, "en"))


def test_a_crowd_has_a_legend_under_the_picture() -> None:
    picture = draw_marked(make_checked(crowd(8, 5, 60, (6000, 4000)), size_wh=(6000, 4000)))
    assert picture.shape[0] > 2000
    legend = picture[-300:]
    assert _share(legend, PAPER) > 0.4
    assert _share(legend, VERDICT_COLORS[Verdict.PASS]) > 0.001


def test_a_crowd_too_large_for_the_legend_is_counted() -> None:
    size_wh = (4000, 3000)
    ninety = [replace(spec, gesture=Gesture.PEACE) for spec in crowd(10, 9, 60, size_wh)]
    heights = [draw_marked(make_checked(specs, size_wh=size_wh)).shape[0] for specs in (ninety[:60], ninety)]
    assert 0 < heights[1] - heights[0] < 100


def test_unframed_is_the_photo_alone() -> None:
    checked = make_checked([HandSpec((320, 240), 150)])
    assert draw_marked(checked, framed=False, max_side_px=1000).shape == (750, 1000, 3)


def test_faces_are_blurred_only_on_demand() -> None:
    checked = make_checked(size_wh=(1200, 900), faces_xyxy=[(500, 300, 700, 500)])
    shown, hidden = draw_marked(checked, framed=False), draw_marked(checked, blur_faces=True, framed=False)

    def detail(rgb: RgbArray) -> float:
        return float(np.abs(np.diff(rgb[320:480, 520:680].astype(float), axis=1)).mean())

    assert detail(shown) > 60
    assert detail(hidden) < 2


def test_a_hand_before_a_face_keeps_its_skeleton() -> None:
    checked = make_checked([HandSpec((600, 400), 180)], size_wh=(1200, 900), faces_xyxy=[(500, 300, 700, 500)])
    sharp, blurred = (draw_marked(checked, blur_faces=blur, framed=False)[300:500, 500:700] for blur in (False, True))
    assert _share(blurred, EXTENDED_COLOR) == pytest.approx(_share(sharp, EXTENDED_COLOR), rel=0.05)
    assert _share(sharp, EXTENDED_COLOR) > 0.01


def test_the_legend_shows_no_face_either() -> None:
    specs = [HandSpec((1000, 1000), 60)]
    checked = make_checked(specs, size_wh=(6000, 4000), faces_xyxy=[(900, 900, 1100, 1100)])
    blurred = draw_marked(checked, blur_faces=True)
    sharp = draw_marked(checked)
    assert not np.array_equal(blurred[-100:], sharp[-100:])


def test_an_unreadable_photo_cannot_be_marked() -> None:
    with pytest.raises(ValueError, match=r"cannot be marked.*broken\.jpg"):
        draw_marked(make_unreadable())


def test_the_photo_is_left_alone_and_the_picture_is_the_same_each_time() -> None:
    checked = make_checked([HandSpec((320, 240), 150)], faces_xyxy=[(10, 10, 60, 60)])
    assert checked.photo is not None
    before = checked.photo.rgb.copy()
    first, second = (draw_marked(checked, blur_faces=True) for _ in range(2))
    assert np.array_equal(checked.photo.rgb, before)
    assert np.array_equal(first, second)


def test_jpeg_has_no_metadata_and_the_right_colors() -> None:
    rgb = np.full((64, 64, 3), (200, 40, 30), np.uint8)
    data = encode_jpeg(rgb)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert np.abs(np.asarray(image).astype(int) - rgb).max() < 6
    assert b"Exif" not in data
