from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from komando.hands.geometry import FloatArray
from komando.people.place import Person, place_people
from tests.people.builders import FACE_PX, face

Places = list[tuple[int, int, float]]


def places(faces: list[FloatArray]) -> Places:
    """(row, place, centre x) of each person, in the order of their ids."""
    people = place_people(faces)
    return [(person.row, person.place, float(person.box_xyxy[[0, 2]].mean())) for person in people]


class TestPlacePeople:
    @pytest.mark.parametrize(
        ("faces", "expected"),
        [
            pytest.param([], [], id="nobody"),
            pytest.param([face(50, 50)], [(1, 1, 50)], id="one"),
            pytest.param(
                [face(500, 300), face(200, 310), face(350, 295)],
                [(1, 1, 200), (1, 2, 350), (1, 3, 500)],
                id="one-row-from-the-left",
            ),
            pytest.param(
                [face(150, 100), face(450, 100), face(300, 400), face(600, 400)],
                [(1, 1, 300), (1, 2, 600), (2, 1, 150), (2, 2, 450)],
                id="two-rows-from-the-front",
            ),
            pytest.param(
                [face(200, 400), face(300, 330), face(400, 400), face(500, 330), face(250, 120)],
                [(1, 1, 200), (1, 2, 300), (1, 3, 400), (1, 4, 500), (2, 1, 250)],
                id="staggered-by-less-than-a-face-is-one-row",
            ),
            pytest.param(
                [face(200, 400), face(300, 300), face(400, 400), face(500, 300)],
                [(1, 1, 200), (1, 2, 400), (2, 1, 300), (2, 2, 500)],
                id="staggered-by-a-face-is-two-rows",
            ),
            pytest.param(
                [
                    face(200, 600, 160),
                    face(500, 600, 160),
                    face(300, 350, 100),
                    face(600, 350, 100),
                    face(400, 180, 70),
                ],
                [(1, 1, 200), (1, 2, 500), (2, 1, 300), (2, 2, 600), (3, 1, 400)],
                id="rows-behind-are-smaller",
            ),
            pytest.param(
                [face(100, 500), face(300, 450), face(500, 400), face(700, 350)],
                [(1, 1, 100), (1, 2, 300), (1, 3, 500), (1, 4, 700)],
                id="slanted-row-stays-one",
            ),
            pytest.param(
                [face(100, 400), face(400, 260), face(700, 400)],
                [(1, 1, 100), (1, 2, 400), (1, 3, 700)],
                id="a-tall-one-between-two-children-stands-in-their-row",
            ),
        ],
    )
    def test_rows_and_places(self, faces: list[FloatArray], expected: Places) -> None:
        assert places(faces) == expected

    @pytest.mark.parametrize(
        ("beside_faces", "above_faces", "rows"),
        [
            pytest.param(1.0, 0.8, 1, id="side-by-side-at-the-limit"),
            pytest.param(1.0, 0.81, 2, id="side-by-side-over-the-limit"),
            pytest.param(3.0, 1.5, 1, id="apart-at-the-limit"),
            pytest.param(3.0, 1.51, 2, id="apart-over-the-limit"),
            pytest.param(9.0, 2.2, 1, id="far-apart-at-the-limit"),
            pytest.param(9.0, 2.21, 2, id="far-apart-over-the-limit"),
        ],
    )
    def test_limit_of_a_row(self, beside_faces: float, above_faces: float, rows: int) -> None:
        people = place_people([face(100, 500), face(100 + beside_faces * FACE_PX, 500 - above_faces * FACE_PX)])
        assert people[-1].row == rows

    def test_boxes_are_those_of_the_faces(self) -> None:
        boxes = [face(500, 300), face(200, 310)]
        found = place_people(boxes)
        np.testing.assert_array_equal([person.box_xyxy for person in found], boxes[::-1])

    def test_person_is_frozen(self) -> None:
        (person,) = place_people([face(50, 50)])
        anyone: Any = person
        with pytest.raises(FrozenInstanceError):
            anyone.id = 7

    def test_person_knows_a_place_and_nothing_else(self) -> None:
        assert list(Person.__dataclass_fields__) == ["id", "row", "place", "box_xyxy"]


# Whole numbers and powers of two, so that a move or a scaling rounds nothing.
faces_of_a_photo = st.lists(
    st.builds(face, st.integers(0, 4000), st.integers(0, 3000), st.sampled_from([40, 60, 100, 160])), max_size=12
)


class TestInvariants:
    @given(faces_of_a_photo)
    def test_ids_count_from_one_by_row_and_place(self, faces: list[FloatArray]) -> None:
        people = place_people(faces)
        assert [person.id for person in people] == list(range(1, len(faces) + 1))
        assert [(person.row, person.place) for person in people] == sorted(
            (person.row, person.place) for person in people
        )

    @given(faces_of_a_photo)
    def test_rows_and_places_have_no_gap(self, faces: list[FloatArray]) -> None:
        people = place_people(faces)
        rows = sorted({person.row for person in people})
        assert rows == list(range(1, len(rows) + 1))
        for row in rows:
            members = [person for person in people if person.row == row]
            assert [person.place for person in members] == list(range(1, len(members) + 1))
            lefts = [float(person.box_xyxy[0]) for person in members]
            assert lefts == sorted(lefts)

    @given(faces_of_a_photo)
    def test_rows_further_back_lie_higher(self, faces: list[FloatArray]) -> None:
        people = place_people(faces)
        heights = {
            row: [float(person.box_xyxy[[1, 3]].mean()) for person in people if person.row == row]
            for row in {person.row for person in people}
        }
        for row in range(1, len(heights)):
            assert min(heights[row]) >= max(heights[row + 1])

    @given(faces_of_a_photo, st.integers(-5000, 5000), st.integers(-5000, 5000))
    def test_moving_the_picture_changes_no_place(self, faces: list[FloatArray], right: int, down: int) -> None:
        moved = [box + np.array([right, down, right, down]) for box in faces]
        assert _rows_and_places(moved) == _rows_and_places(faces)

    @given(faces_of_a_photo, st.sampled_from([0.125, 0.5, 2.0, 8.0]))
    def test_scaling_the_picture_changes_no_place(self, faces: list[FloatArray], scale: float) -> None:
        assert _rows_and_places([box * scale for box in faces]) == _rows_and_places(faces)

    @given(faces_of_a_photo, st.randoms(use_true_random=False))
    def test_order_of_the_faces_does_not_matter(self, faces: list[FloatArray], random: Any) -> None:
        assume(len({float(box[1] + box[3]) for box in faces}) == len(faces))
        assume(len({float(box[0]) for box in faces}) == len(faces))
        shuffled = list(faces)
        random.shuffle(shuffled)
        assert places(shuffled) == places(faces)


def _rows_and_places(faces: list[FloatArray]) -> list[tuple[int, int]]:
    return [(row, place) for row, place, _ in places(faces)]


def test_face_size_is_the_longer_side() -> None:
    assert Person(1, 1, 1, np.array([10.0, 20.0, 40.0, 70.0])).face_px == 50
