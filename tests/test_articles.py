"""The articles that the product grew from, as far as the sample pictures reach; named after their towns.

Bandarlampung (a selfie), Malang (a roll call with many small hands) and a person whose two hands make 7 have no
pictures yet.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from komando.checker import CheckedPhoto, Checker, Terms
from komando.policy.profile import load_profile, parse_profile
from komando.policy.verdict import Verdict

SAMPLES: Final = Path(__file__).parents[1] / "sample_images"
BENGKULU_SELATAN: Final = """
schema = "komando.policy/1"
id = "bengkulu-selatan"
extends = "id-strict-fist"
title = { id = "Bengkulu Selatan", en = "Bengkulu Selatan" }
description = { id = "Untuk pengujian; nama pasangan dikarang.", en = "For tests; the names of the pairs are made up." }
[election]
kind = "pilkada"
region = "Kabupaten Bengkulu Selatan"
pairs = [{ number = 1, names = "Nama Satu & Nama Dua" }, { number = 2, names = "Nama Tiga & Nama Empat" }]
campaign = { from = 2024-09-25, until = 2024-11-23 }
voting = 2024-11-27
"""
LOCAL: Final = parse_profile(BENGKULU_SELATAN.encode(), "bengkulu-selatan.toml")


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker.open() as opened:
        yield opened


def inspect(checker: Checker, name: str, terms: Terms | None = None) -> CheckedPhoto:
    return checker.inspect((SAMPLES / name).read_bytes(), name, terms)


class TestPangkalpinang:
    """No finger codes, no heart, only the fist."""

    @pytest.mark.parametrize(
        "name", ["index_01.jpg", "peace_01.jpg", "three_01.jpg", "four_01.jpg", "open_palm_01.jpg", "thumb_up_01.jpg"]
    )
    def test_finger_codes_are_held(self, checker: Checker, name: str) -> None:
        assert inspect(checker, name).record.verdict == Verdict.HOLD

    @pytest.mark.parametrize("name", ["finger_heart_01.jpg", "two_hand_heart_01.jpg"])
    def test_hearts_are_not_passed(self, checker: Checker, name: str) -> None:
        assert inspect(checker, name).record.verdict in {Verdict.REVIEW, Verdict.HOLD}

    @pytest.mark.parametrize("name", ["fist_01.jpg", "group_all_fists.jpg"])
    def test_the_fist_passes(self, checker: Checker, name: str) -> None:
        assert inspect(checker, name).record.verdict == Verdict.PASS


class TestBengkuluSelatan:
    """Neutral before, during and after the campaign, on social media too."""

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            pytest.param(dt.date(2024, 9, 1), "masih sebelum masa kampanye", id="before"),
            pytest.param(dt.date(2024, 10, 10), "jatuh pada masa kampanye", id="during"),
            pytest.param(dt.date(2024, 11, 25), "jatuh pada masa tenang", id="quiet-days"),
            pytest.param(dt.date(2024, 11, 27), "adalah hari pemungutan suara", id="vote"),
            pytest.param(dt.date(2026, 11, 22), "sudah lewat", id="after"),
        ],
    )
    def test_the_day_changes_words_and_no_verdict(self, checker: Checker, day: dt.date, words: str) -> None:
        record = inspect(checker, "peace_01.jpg", Terms(LOCAL, day)).record
        (finding,) = record.findings
        assert record.verdict == inspect(checker, "peace_01.jpg").record.verdict == Verdict.HOLD
        assert words in finding.message.id
        assert "pilkada Kabupaten Bengkulu Selatan" in finding.message.id

    def test_a_copy_from_social_media_is_held_too(self, checker: Checker) -> None:
        copy = io.BytesIO()
        with Image.open(SAMPLES / "group_one_peace.jpg") as image:
            image.thumbnail((1080, 1350))
            image.save(copy, "JPEG", quality=75)
        record = checker.check(copy.getvalue(), "group_one_peace.jpg")
        assert record.verdict == Verdict.HOLD
        assert "number.2" in {finding.rule for finding in record.findings}

    def test_the_same_day_gives_the_same_record(self, checker: Checker) -> None:
        terms = Terms(LOCAL, dt.date(2024, 10, 10))
        records = [inspect(checker, "peace_01.jpg", terms).record for _ in range(2)]
        assert records[0].findings == records[1].findings
        assert records[0].hands == records[1].hands


class TestPasuruan:
    """No movement that stands for a ballot number, even by accident."""

    def test_a_pointing_finger_is_not_passed(self, checker: Checker) -> None:
        assert inspect(checker, "index_01.jpg").record.verdict != Verdict.PASS

    def test_the_local_pair_is_named(self, checker: Checker) -> None:
        record = inspect(checker, "peace_01.jpg", Terms(LOCAL, dt.date(2024, 10, 10))).record
        assert "nomor urut 2 - Nama Tiga & Nama Empat" in record.findings[0].message.id

    def test_without_an_election_no_pair_is_named(self, checker: Checker) -> None:
        terms = Terms(load_profile("id-strict-fist"), dt.date(2024, 10, 10))
        record = inspect(checker, "peace_01.jpg", terms).record
        assert "nomor urut" not in record.findings[0].message.id
        assert record.findings == inspect(checker, "peace_01.jpg").record.findings
