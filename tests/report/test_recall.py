from __future__ import annotations

import numpy as np
import pytest

from komando.photo.read import Photo
from komando.record import PersonRecord
from komando.report.hand_mark import hand_marks
from komando.report.marked import draw_marked
from komando.report.pictures import MakePictures
from komando.report.recall import recall
from tests.report.builders import HandSpec, make_record, textured

_PERSON = PersonRecord(id=1, row=1, place=1, box_xyxy=(200, 100, 300, 220))
_RECORD = make_record([HandSpec((320, 240), 150)], people=(_PERSON,))


def _photo(reduction: int) -> Photo:
    rgb = textured(640 // reduction, 480 // reduction)
    return Photo(rgb=rgb, sha256="0" * 64, format="JPEG", size_wh=(640, 480), reduction=reduction)


@pytest.mark.parametrize("reduction", [1, 2], ids=["whole", "reduced"])
def test_boxes_of_the_record_lie_in_the_picture(reduction: int) -> None:
    checked = recall(_RECORD, _photo(reduction))
    (mark,) = hand_marks(checked)
    box = np.array(_RECORD.hands[0].box_xyxy) / reduction
    assert np.allclose(mark.points_xy.ravel(), box)
    assert not mark.has_landmarks
    assert np.allclose(checked.faces_xyxy[0], np.array(_PERSON.box_xyxy) / reduction)


def test_faces_are_blurred_and_hands_have_boxes() -> None:
    photo = _photo(1)
    drawn = draw_marked(recall(_RECORD, photo), blur_faces=True, max_side_px=640, framed=False)
    scale = drawn.shape[1] / 640
    x1, y1, x2, y2 = (round(value * scale) for value in _PERSON.box_xyxy)
    assert np.abs(np.diff(drawn[y1:y2, x1:x2].astype(float), axis=1)).mean() < 20
    pictures = MakePictures()(recall(_RECORD, photo))
    assert pictures.overview is not None
    assert list(pictures.hands) == [0]


def test_another_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="another photo"):
        recall(_RECORD, Photo(rgb=textured(9, 9), sha256="f" * 64, format="JPEG"))
