"""Text made short for a card of the report."""

from __future__ import annotations

import pytest

from komando.desk.report_short import gist, shortened, shortened_name
from komando.gestures.names import Gesture
from komando.gestures.reading import Reason
from komando.policy.explain import (
    Shown,
    explain_gesture,
    explain_hands_too_small,
    explain_sum,
    explain_unreadable,
)
from komando.policy.profile import Localized
from komando.policy.where import NOWHERE

UNSURE = [explain_gesture(Shown(gesture, (), False, (NOWHERE,))) for gesture in Gesture]
UNREADABLE = [explain_unreadable(reason, 20, NOWHERE) for reason in Reason]


@pytest.mark.parametrize(
    "message", [*UNSURE, *UNREADABLE, explain_hands_too_small(12, 24), explain_sum(1, 2, (NOWHERE, NOWHERE), False)]
)
def test_what_the_check_asks_for_is_no_part_of_the_gist(message: Localized) -> None:
    assert "mohon" in message.id
    assert "mohon" not in gist(message.id)
    assert "please" in message.en
    assert "please" not in gist(message.en)
    assert gist(message.id).endswith(".")
    assert gist(message.en).endswith(".")


def test_only_the_first_sentence_is_the_gist() -> None:
    said = "Kelima jari terangkat (tangan kanan) dan dapat dibaca sebagai angka 5."
    assert gist(f"{said} Lambaian tangan pun terbaca sama; kebijakan ini tidak memberi pengecualian.") == said


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        pytest.param("satu dua tiga", 13, "satu dua tiga", id="fits"),
        pytest.param("satu dua tiga", 12, "satu dua\u00a0…", id="one-letter-too-long"),
        pytest.param("satu dua, tiga empat", 12, "satu dua\u00a0…", id="comma-goes"),
        pytest.param("pertanggungjawaban", 10, "pertanggu…", id="one-long-word"),
        pytest.param("", 10, "", id="nothing"),
    ],
)
def test_text_ends_after_a_whole_word(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short
    assert len(short) <= most


@pytest.mark.parametrize("most", range(4, 30))
def test_a_name_keeps_both_ends(most: int) -> None:
    short = shortened_name("Dokumentasi_Kegiatan_0012.jpg", most)
    assert len(short) <= most
    assert (short[0], short[-1]) == ("D", "g")
