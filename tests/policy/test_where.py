from __future__ import annotations

import pytest

from komando.policy.where import NOWHERE, HandPlace, Side, count_phrase, where_phrase


def at(side: Side | None = "right", *, row: int = 1, rows: int = 1, people: int = 5, person: int = 1) -> HandPlace:
    return HandPlace(side, person, place=3, row=row, rows=rows, people=people)


@pytest.mark.parametrize(
    ("places", "indonesian", "english"),
    [
        pytest.param([NOWHERE], "satu tangan", "one hand", id="nothing-known"),
        pytest.param([HandPlace("left")], "tangan kiri", "left hand", id="nobody-near"),
        pytest.param([at(people=1)], "tangan kanan", "right hand", id="only-person"),
        pytest.param([at()], "tangan kanan, orang ke-3 dari kiri", "right hand, person 3 from the left", id="one-row"),
        pytest.param(
            [at("left", rows=3)],
            "tangan kiri, orang ke-3 dari kiri, baris depan",
            "left hand, person 3 from the left, front row",
            id="front",
        ),
        pytest.param(
            [at(row=3, rows=3)],
            "tangan kanan, orang ke-3 dari kiri, baris belakang",
            "right hand, person 3 from the left, back row",
            id="back",
        ),
        pytest.param(
            [at(row=2, rows=3)],
            "tangan kanan, orang ke-3 dari kiri, baris ke-2 dari depan",
            "right hand, person 3 from the left, row 2 from the front",
            id="between",
        ),
        pytest.param(
            [at("left"), at("right")],
            "kedua tangan, orang ke-3 dari kiri",
            "both hands, person 3 from the left",
            id="both",
        ),
        pytest.param([at(), at(person=2)], "tangan dua orang", "hands of two people", id="of-two-people"),
    ],
)
def test_phrase(places: list[HandPlace], indonesian: str, english: str) -> None:
    assert where_phrase(places, "id") == indonesian
    assert where_phrase(places, "en") == english


def test_several_hands() -> None:
    assert (count_phrase(12, "id"), count_phrase(12, "en")) == ("12 tangan", "12 hands")
