"""The five articles that the product grew from, end to end on the sample pictures; named after their towns."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageOps

from komando.checker import CheckedPhoto, Checker
from komando.gestures.names import Gesture
from komando.policy.profile import LoadedProfile, load_profile, parse_profile
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.terms import Terms

SAMPLES: Final = Path(__file__).parents[1] / "sample_images"
EXPECTED: Final[dict[str, dict[str, Any]]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))[
    "images"
]
NOT_PASSED: Final = {Verdict.REVIEW, Verdict.HOLD}
NOT_HELD: Final = {Verdict.PASS, Verdict.REVIEW}

Record = Callable[[str], PhotoRecord]


def policy_of(policy_id: str, region: str, pairs: str) -> LoadedProfile:
    """The default policy with an election in a region; pairs and their names are made up."""
    text = f"""
schema = "komando.policy/1"
id = "{policy_id}"
extends = "id-strict-fist"
title = {{ id = "{region}", en = "{region}, for tests" }}
description = {{ id = "Untuk pengujian; nama dikarang.", en = "For tests; pairs are made up." }}
[election]
kind = "pilkada"
region = "{region}"
pairs = [{pairs}]
campaign = {{ from = 2024-09-25, until = 2024-11-23 }}
voting = 2024-11-27
"""
    return parse_profile(text.encode(), f"{policy_id}.toml")


BENGKULU_SELATAN: Final = policy_of(
    "bengkulu-selatan",
    "Kabupaten Bengkulu Selatan",
    '{ number = 1, names = "Nama Satu & Nama Dua" }, { number = 2, names = "Nama Tiga & Nama Empat" }',
)
PASURUAN: Final = policy_of(
    "pasuruan",
    "Kabupaten Pasuruan",
    '{ number = 1, names = "Nama Satu & Nama Dua" }, { number = 7, names = "Nama Lima & Nama Enam" }',
)


def inspect(checker: Checker, name: str, terms: Terms | None = None) -> CheckedPhoto:
    return checker.inspect((SAMPLES / name).read_bytes(), name, terms)


def as_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return data.getvalue()


def social_media_copy(name: str) -> bytes:
    """1080 px wide and compressed again."""
    with Image.open(SAMPLES / name) as image:
        image.thumbnail((1080, 1350))
        return as_jpeg(image, quality=75)


CODES: Final = (
    "index_01.jpg",
    "thumb_up_01.jpg",
    "peace_01.jpg",
    "l_shape_01.jpg",
    "l_down_01.jpg",
    "call_01.jpg",
    "horns_01.jpg",
    "three_01.jpg",
    "three_thumb_01.jpg",
    "ok_01.jpg",
    "ily_01.jpg",
    "four_01.jpg",
    "open_palm_01.jpg",
)
HEARTS: Final = ("finger_heart_01.jpg", "two_hand_heart_01.jpg")


class TestPangkalpinang:
    """No finger codes, no heart, only the fist."""

    @pytest.mark.parametrize("name", [*CODES, *HEARTS])
    def test_finger_codes_and_hearts_are_held(self, sample_record: Record, name: str) -> None:
        assert sample_record(name).verdict == Verdict.HOLD

    def test_a_small_heart_seen_from_its_side_is_not_passed(self, sample_record: Record) -> None:
        assert sample_record("finger_heart_02.jpg").verdict in NOT_PASSED

    @pytest.mark.parametrize("name", ["fist_01.jpg", "group_all_fists.jpg"])
    def test_the_fist_passes(self, sample_record: Record, name: str) -> None:
        assert sample_record(name).verdict == Verdict.PASS

    def test_a_dark_fist_seen_from_its_knuckles_passes(self, sample_record: Record) -> None:
        assert sample_record("fist_02.jpg").verdict == Verdict.PASS


def selfie(name: str, taken: str, edge: str) -> bytes:
    """A selfie, as the camera saw it or as its owner sees it, whole or with a quarter of the hand beyond an edge."""
    (hand,) = EXPECTED[name]["hands"]
    x1, y1, x2, y2 = hand["box_xyxy"]
    with Image.open(SAMPLES / name) as image:
        left = x1 + 0.25 * (x2 - x1) if edge == "side" else 0
        bottom = y2 - 0.25 * (y2 - y1) if edge == "bottom" else image.height
        cut = image.crop((round(left), 0, image.width, round(bottom)))
        return as_jpeg(ImageOps.mirror(cut) if taken == "mirrored" else cut)


TAKEN: Final = ("as-taken", "mirrored")
EDGES: Final = ("none", "side", "bottom")


class TestBandarlampung:
    """No selfies with a hand movement that points to a pair."""

    @pytest.mark.parametrize("taken", TAKEN)
    def test_two_fingers_near_the_lens_are_held(self, sample_checker: Checker, taken: str) -> None:
        record = sample_checker.check(selfie("selfie_peace.jpg", taken, "none"), "selfie.jpg")
        largest = max(record.hands, key=lambda hand: hand.size_px)
        assert record.verdict == largest.verdict == Verdict.HOLD
        assert largest.gesture == Gesture.PEACE
        assert largest.size_px > 0.3 * (record.height or 0)

    # Both fingers are in the picture and a person reads them at once, so `pass` is wrong in every row.
    @pytest.mark.parametrize(
        ("taken", "edge"),
        [
            pytest.param("as-taken", "side"),
            pytest.param("mirrored", "side"),
            pytest.param("as-taken", "bottom"),
            pytest.param("mirrored", "bottom"),
        ],
    )
    def test_two_fingers_cut_by_the_edge_are_not_passed(self, sample_checker: Checker, taken: str, edge: str) -> None:
        record = sample_checker.check(selfie("selfie_peace.jpg", taken, edge), "selfie.jpg")
        assert record.verdict in NOT_PASSED

    @pytest.mark.parametrize("taken", TAKEN)
    @pytest.mark.parametrize("edge", EDGES)
    def test_a_fist_near_the_lens_is_not_held(self, sample_checker: Checker, taken: str, edge: str) -> None:
        assert sample_checker.check(selfie("selfie_fist.jpg", taken, edge), "selfie.jpg").verdict in NOT_HELD


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
    def test_the_day_changes_words_and_no_verdict(
        self, sample_checker: Checker, sample_record: Record, day: dt.date, words: str
    ) -> None:
        record = inspect(sample_checker, "peace_01.jpg", Terms(BENGKULU_SELATAN, day)).record
        (finding,) = record.findings
        assert record.verdict == sample_record("peace_01.jpg").verdict == Verdict.HOLD
        assert words in finding.message.id
        assert "pilkada Kabupaten Bengkulu Selatan" in finding.message.id

    def test_a_copy_from_social_media_is_held_too(self, sample_checker: Checker) -> None:
        record = sample_checker.check(social_media_copy("group_one_peace.jpg"), "copy.jpg")
        assert record.width == 1080
        assert record.verdict == Verdict.HOLD
        assert "number.2" in {finding.rule for finding in record.findings}

    def test_fists_of_a_copy_are_not_held(self, sample_checker: Checker) -> None:
        assert sample_checker.check(social_media_copy("group_all_fists.jpg"), "copy.jpg").verdict in NOT_HELD

    def test_the_same_day_gives_the_same_record(self, sample_checker: Checker) -> None:
        terms = Terms(BENGKULU_SELATAN, dt.date(2024, 10, 10))
        records = [inspect(sample_checker, "peace_01.jpg", terms).record for _ in range(2)]
        assert records[0].findings == records[1].findings
        assert records[0].hands == records[1].hands


def hand_at(record: PhotoRecord, gesture: Gesture) -> list[Verdict]:
    """The verdicts of the hands that were found where a picture truly shows a gesture."""
    truth = [hand for hand in EXPECTED[record.path]["hands"] if hand["gesture"] == gesture]
    verdicts = []
    for hand in truth:
        x1, y1, x2, y2 = hand["box_xyxy"]
        for found in record.hands:
            left, top, right, bottom = found.box_xyxy
            if x1 < (left + right) / 2 < x2 and y1 < (top + bottom) / 2 < y2:
                verdicts.append(found.verdict)
    return verdicts


class TestMalang:
    """A declaration at the morning roll call: eighteen people, hands of 30 to 90 px."""

    @pytest.mark.parametrize(
        "gesture",
        [
            Gesture.PEACE,
            Gesture.THUMB_UP,
            Gesture.THREE,
            Gesture.OPEN_PALM,
        ],
    )
    def test_every_code_among_the_fists_is_held(self, sample_record: Record, gesture: Gesture) -> None:
        record = sample_record("group_roll_call_codes.jpg")
        assert record.verdict == Verdict.HOLD
        assert Verdict.HOLD in hand_at(record, gesture)

    def test_hands_of_neighbours_are_not_added_up(self, sample_record: Record) -> None:
        findings = sample_record("group_roll_call_codes.jpg").findings
        assert [finding.rule for finding in findings if len(finding.hands) > 1] == []

    def test_fists_alone_are_not_held(self, sample_record: Record) -> None:
        record = sample_record("group_roll_call_fists.jpg")
        assert record.verdict in NOT_HELD
        assert Verdict.HOLD not in {hand.verdict for hand in record.hands}

    def test_the_reason_says_who_in_which_row(self, sample_record: Record) -> None:
        messages = [finding.message.id for finding in sample_record("group_roll_call_codes.jpg").findings]
        assert any("baris ke-2 dari depan" in message for message in messages)
        assert any("dari kiri" in message for message in messages)


class TestPasuruan:
    """No movement that stands for a ballot number, even by accident."""

    @pytest.mark.parametrize("name", ["clasp_thumb_01.jpg", "pointing_01.jpg", "index_01.jpg"])
    def test_a_number_by_accident_is_not_passed(self, sample_record: Record, name: str) -> None:
        assert sample_record(name).verdict in NOT_PASSED

    def test_two_hands_make_seven_and_the_local_pair_is_named(self, sample_checker: Checker) -> None:
        record = inspect(sample_checker, "seven_01.jpg", Terms(PASURUAN, dt.date(2024, 10, 10))).record
        (finding,) = [finding for finding in record.findings if finding.rule == "number.7"]
        assert record.verdict == finding.verdict == Verdict.HOLD
        assert len(finding.hands) == 2
        assert "nomor urut 7 - Nama Lima & Nama Enam" in finding.message.id

    def test_the_pair_of_a_single_hand_is_named(self, sample_checker: Checker) -> None:
        record = inspect(sample_checker, "index_01.jpg", Terms(PASURUAN, dt.date(2024, 10, 10))).record
        assert "nomor urut 1 - Nama Satu & Nama Dua" in record.findings[0].message.id

    def test_without_an_election_no_pair_is_named(self, sample_checker: Checker, sample_record: Record) -> None:
        terms = Terms(load_profile("id-strict-fist"), dt.date(2024, 10, 10))
        record = inspect(sample_checker, "peace_01.jpg", terms).record
        assert "nomor urut" not in record.findings[0].message.id
        assert record.findings == sample_record("peace_01.jpg").findings
