from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from komando.gestures.names import Gesture
from komando.report.small_pictures import draw_marked_pictures, draw_preview
from tests.report.builders import HandSpec, crowd, make_checked, textured


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("size_wh", "thumbnail_wh", "display_wh"),
    [
        pytest.param((4000, 3000), (320, 240), (2048, 1536), id="large"),
        pytest.param((600, 900), (213, 320), (600, 900), id="upright"),
        pytest.param((100, 50), (100, 50), (100, 50), id="small-stays-small"),
        pytest.param((5000, 24), (320, 2), (2048, 10), id="long"),
    ],
)
def test_preview(size_wh: tuple[int, int], thumbnail_wh: tuple[int, int], display_wh: tuple[int, int]) -> None:
    preview = draw_preview(textured(*size_wh))
    assert preview.size_wh == size_wh
    assert opened(preview.thumbnail).size == thumbnail_wh
    assert opened(preview.display).size == display_wh


def difference(first: Image.Image, second: Image.Image, box_xyxy: tuple[int, int, int, int]) -> float:
    crops = [np.asarray(picture.crop(box_xyxy), np.float64) for picture in (first, second)]
    return float(np.abs(crops[0] - crops[1]).mean())


def test_only_faces_are_blurred() -> None:
    checked = make_checked((HandSpec((450, 380), 90),), faces_xyxy=[(100, 60, 220, 200)])
    pictures = draw_marked_pictures(checked)
    blurred, with_faces = opened(pictures.blurred), opened(pictures.with_faces)
    assert blurred.size == with_faces.size == (480, 360)
    assert difference(blurred, with_faces, (90, 60, 150, 140)) > 3
    assert difference(blurred, with_faces, (300, 200, 470, 350)) < 1


@pytest.mark.parametrize(
    "specs",
    [
        pytest.param((HandSpec((320, 240), 3),), id="tiny"),
        pytest.param((HandSpec((2, 2), 60), HandSpec((638, 478), 60)), id="at-the-corners"),
        pytest.param((HandSpec((320, 240), 900, Gesture.UNREADABLE),), id="larger-than-the-picture"),
        pytest.param(tuple(crowd(10, 8, 20, (640, 480))), id="crowd"),
        pytest.param((), id="none"),
    ],
)
def test_hands_anywhere(specs: tuple[HandSpec, ...]) -> None:
    marked = opened(draw_marked_pictures(make_checked(specs)).with_faces)
    plain = opened(draw_marked_pictures(make_checked(())).with_faces)
    assert marked.size == (480, 360)
    assert (difference(marked, plain, (0, 0, 480, 360)) > 0) == bool(specs)
