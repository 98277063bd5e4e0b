"""Numbers of several hands, elections, and what changes no verdict."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading
from komando.policy.explain import explain_spelled, explain_sum, joined, what_to_do
from komando.policy.judge import Judgement, judge
from komando.policy.profile import GestureRule, Profile, Thresholds, load_profile
from komando.policy.schema import Election, ElectionKind, HandVerdict, Pair, Phase, PhaseRules
from komando.policy.verdict import Verdict, is_stricter, worst
from komando.policy.where import HandPlace, Side
from tests.policy.builders import READABLE, fingers_up, permuted, photos, reading, strict, unreadable

PEMILU: Final = load_profile("id-pemilu-2024").profile
CAMPAIGN: Final = dt.date(2024, 1, 15)


def at(person: int, *, place: int | None = None, row: int = 1, side: Side | None = "right") -> HandPlace:
    return HandPlace(side, person, place=person if place is None else place, row=row, rows=2, people=9)


def both(first: HandReading, second: HandReading) -> list[tuple[HandReading, HandPlace]]:
    """The right and the left hand of one person."""
    return [(first, at(1)), (second, at(1, side="left"))]


def judged(
    *hands: tuple[HandReading, HandPlace], profile: Profile | None = None, day: dt.date | None = None
) -> Judgement:
    readings, places = [hand for hand, _ in hands], [place for _, place in hands]
    chosen = strict() if profile is None else profile
    return judge(chosen, readings, [64] * len(hands), places=places, day=day)


def told(judgement: Judgement) -> list[tuple[str, tuple[int, ...]]]:
    return [(finding.rule, finding.hands) for finding in judgement.findings]


class TestSums:
    def test_two_hands_of_one_person_add_up(self) -> None:
        judgement = judged(*both(reading(Gesture.OPEN_PALM), reading(Gesture.PEACE)))
        assert told(judgement) == [("number.5", (0,)), ("number.2", (1,)), ("number.7", (0, 1))]
        assert [hand.rules for hand in judgement.hands] == [("number.5", "number.7"), ("number.2", "number.7")]
        assert "bila dijumlahkan, dapat dibaca sebagai angka 7" in judgement.findings[-1].message.id

    @pytest.mark.parametrize(
        ("first", "second", "total"),
        [
            pytest.param(Gesture.OPEN_PALM, Gesture.INDEX, 6, id="six"),
            pytest.param(Gesture.OPEN_PALM, Gesture.FOUR, 9, id="nine"),
            pytest.param(Gesture.OPEN_PALM, Gesture.OPEN_PALM, 10, id="ten"),
            pytest.param(Gesture.CALL, Gesture.L_SHAPE, 4, id="raised-fingers-count"),
        ],
    )
    def test_sum(self, first: Gesture, second: Gesture, total: int) -> None:
        judgement = judged(*both(reading(first), reading(second)))
        assert told(judgement)[-1] == (f"number.{total}", (0, 1))

    @pytest.mark.parametrize(
        "hands",
        [
            pytest.param([(Gesture.PEACE, 1), (Gesture.PEACE, 2)], id="two-people"),
            pytest.param([(Gesture.PEACE, 1), (Gesture.FIST, 1)], id="a-fist-is-no-number"),
            pytest.param([(Gesture.PEACE, 1), (Gesture.FINGER_HEART, 1)], id="a-heart-is-no-number"),
            pytest.param([(Gesture.PEACE, 1)] * 3, id="three-hands-near-one-face"),
        ],
    )
    def test_no_sum(self, hands: list[tuple[Gesture, int]]) -> None:
        sides: list[Side] = ["right", "left", "left"]
        judgement = judged(
            *[(reading(gesture), at(person, side=side)) for (gesture, person), side in zip(hands, sides, strict=False)]
        )
        assert all(len(finding.hands) == 1 for finding in judgement.findings)

    def test_two_right_hands_are_not_of_one_person(self) -> None:
        hand = (reading(Gesture.PEACE), at(1))
        assert len(judged(hand, hand).findings) == 2

    def test_hands_of_unknown_side_add_up(self) -> None:
        hand = (reading(Gesture.PEACE), at(1, side=None))
        assert told(judged(hand, hand))[-1] == ("number.4", (0, 1))

    def test_hands_near_nobody_do_not_add_up(self) -> None:
        assert len(judged((reading(Gesture.PEACE), HandPlace()), (reading(Gesture.PEACE), HandPlace())).findings) == 2

    def test_a_hand_that_cannot_be_read_does_not_add_up(self) -> None:
        assert len(judged(*both(reading(Gesture.PEACE), unreadable())).findings) == 2

    def test_a_hand_that_passes_does_not_add_up(self) -> None:
        rule = GestureRule(verdict=Verdict.PASS)
        profile = strict().model_copy(update={"gestures": {**strict().gestures, Gesture.PEACE: rule}})
        judgement = judged(*both(reading(Gesture.PEACE), reading(Gesture.INDEX)), profile=profile)
        assert told(judgement) == [("number.1", (1,))]

    def test_unsure_of_one_hand_is_unsure_of_the_sum(self) -> None:
        judgement = judged(*both(reading(Gesture.PEACE, 0.2), reading(Gesture.INDEX)))
        assert judgement.findings[-1].verdict == Verdict.REVIEW
        assert "mohon ditinjau" in judgement.findings[-1].message.id

    @pytest.mark.parametrize(
        ("confidences", "sure"),
        [
            pytest.param((1.0, 1.0), True, id="both-sure"),
            pytest.param((0.2, 1.0), False, id="unsure-of-the-first"),
            pytest.param((1.0, 0.2), False, id="unsure-of-the-second"),
        ],
    )
    def test_what_to_do_is_said_where_both_hands_are_sure(self, confidences: tuple[float, float], sure: bool) -> None:
        hands = [reading(Gesture.PEACE, confidences[0]), reading(Gesture.INDEX, confidences[1])]
        *_, together = judged(*both(*hands)).findings
        places = [place for _, place in both(*hands)]
        to_do = [what_to_do(Verdict.HOLD)] if sure else []
        assert together.message == joined([explain_sum(2, 1, places, sure), *to_do])

    def test_sources_of_a_sum_are_those_of_both_hands(self) -> None:
        rules = {
            Gesture.PEACE: GestureRule(verdict=Verdict.HOLD, sources=("A", "B")),
            Gesture.INDEX: GestureRule(verdict=Verdict.HOLD, sources=("C", "B")),
        }
        profile = strict().model_copy(update={"gestures": {**strict().gestures, **rules}})
        judgement = judged(*both(reading(Gesture.PEACE), reading(Gesture.INDEX)), profile=profile)
        assert judgement.findings[-1].sources == ("A", "B", "C")

    @given(st.sampled_from(range(1, 6)), st.sampled_from(range(1, 6)))
    def test_any_two_counts_add_up(self, first: int, second: int) -> None:
        hands = [reading(Gesture.OTHER, fingers=fingers_up(count)) for count in (first, second)]
        assert told(judged(*both(*hands)))[-1] == (f"number.{first + second}", (0, 1))

    def test_two_hands_in_an_l_are_four(self) -> None:
        judgement = judged(*both(reading(Gesture.L_SHAPE), reading(Gesture.L_SHAPE)))
        assert told(judgement) == [("number.2", (0,)), ("number.2", (1,)), ("number.4", (0, 1))]

    def test_another_sum_of_their_readings_is_told_if_it_is_live(self) -> None:
        judgement = judged(*both(reading(Gesture.L_SHAPE), reading(Gesture.L_SHAPE)), profile=PEMILU)
        assert told(judgement)[2:] == [("number.4", (0, 1)), ("number.9", (0, 1))]
        assert "Angka 9 adalah nomor urut partai PKN." in judgement.findings[-1].message.id

    def test_no_sum_is_over_ten(self) -> None:
        """Two hands have ten fingers, even where one reads as 6 and 11 is live."""
        judgement = judged(*both(reading(Gesture.OPEN_PALM), reading(Gesture.CALL)), profile=PEMILU)
        assert PEMILU.election is not None
        assert PEMILU.election.is_live(11)
        assert told(judgement)[2:] == [("number.7", (0, 1))]

    def test_unnamed_shapes_add_up_by_their_count(self) -> None:
        other = reading(Gesture.OTHER, fingers=fingers_up(3))
        assert told(judged(*both(other, reading(Gesture.FOUR))))[-1] == ("number.7", (0, 1))


class TestSpelled:
    def test_neighbours_spell_a_number_that_is_live(self) -> None:
        judgement = judged((reading(Gesture.PEACE), at(4)), (reading(Gesture.INDEX), at(3)), profile=PEMILU)
        assert told(judgement)[-1] == ("number.12", (0, 1))
        assert "Angka 12 adalah nomor urut partai PAN." in judgement.findings[-1].message.id

    def test_two_neighbours_who_each_form_an_l(self) -> None:
        election = Election(kind=ElectionKind.OTHER, pairs=(Pair(number=22, names="A & B"),))
        profile = strict().model_copy(update={"election": election})
        judgement = judged((reading(Gesture.L_SHAPE), at(1)), (reading(Gesture.L_SHAPE), at(2)), profile=profile)
        assert told(judgement)[-1] == ("number.22", (0, 1))
        assert "nomor urut 22 - A & B" in judgement.findings[-1].message.id

    @pytest.mark.parametrize(
        ("confidences", "sure"),
        [
            pytest.param((1.0, 1.0), True, id="both-sure"),
            pytest.param((0.2, 1.0), False, id="unsure-of-the-first"),
            pytest.param((1.0, 0.2), False, id="unsure-of-the-second"),
        ],
    )
    def test_it_is_as_sure_as_both_hands(self, confidences: tuple[float, float], sure: bool) -> None:
        hands = [reading(Gesture.INDEX, confidences[0]), reading(Gesture.PEACE, confidences[1])]
        *_, together = judged((hands[0], at(1)), (hands[1], at(2)), profile=PEMILU).findings
        assert together.message.en.startswith(explain_spelled(1, 2, sure).en)
        assert together.message.en.endswith(what_to_do(Verdict.HOLD).en) == sure
        assert together.verdict == (Verdict.HOLD if sure else Verdict.REVIEW)

    def test_every_reading_may_be_a_digit(self) -> None:
        judgement = judged((reading(Gesture.INDEX), at(1)), (reading(Gesture.CALL), at(2)), profile=PEMILU)
        assert told(judgement)[2:] == [("number.12", (0, 1)), ("number.16", (0, 1))]

    @pytest.mark.parametrize(
        ("first", "second", "profile"),
        [
            pytest.param(at(3), at(5), PEMILU, id="somebody-between"),
            pytest.param(at(3), at(4, row=2), PEMILU, id="another-row"),
            pytest.param(at(4), at(3), PEMILU, id="21-is-no-party"),
            pytest.param(at(3), at(4), strict(), id="no-election"),
        ],
    )
    def test_otherwise_not(self, first: HandPlace, second: HandPlace, profile: Profile) -> None:
        judgement = judged((reading(Gesture.INDEX), first), (reading(Gesture.PEACE), second), profile=profile)
        assert len(judgement.findings) == 2


class TestElection:
    def test_a_live_number_is_named_with_its_pair(self) -> None:
        (finding,) = judged((reading(Gesture.PEACE), at(3)), profile=PEMILU, day=CAMPAIGN).findings
        assert finding.message.id == (
            "Jari telunjuk dan jari tengah terangkat (tangan kanan, orang ke-3 dari kiri, baris depan) dan dapat "
            "dibaca sebagai angka 2. Angka 2 adalah nomor urut 2 - Prabowo–Gibran pada pemilihan presiden, juga "  # noqa: RUF001
            "nomor urut partai Gerindra. Tanggal publikasi, 15 Januari 2024, jatuh pada masa kampanye pemilihan "
            "presiden: "
            "putuskan sebelum foto dipublikasikan. Ambil ulang fotonya, atau potong atau buramkan bagian ini, sebelum "
            "foto dipublikasikan."
        )

    def test_every_number_of_a_gesture_is_named(self) -> None:
        (finding,) = judged((reading(Gesture.L_SHAPE), at(3)), profile=PEMILU, day=CAMPAIGN).findings
        assert "nomor urut 2 - Prabowo–Gibran" in finding.message.id  # noqa: RUF001
        assert "partai Gelora" in finding.message.id
        assert "salam literasi" in finding.message.id

    def test_a_hand_that_stands_for_nothing_does_not_speak_of_the_election(self) -> None:
        hand = (reading(Gesture.NAMASTE), at(3))
        assert judged(hand, profile=PEMILU, day=CAMPAIGN).findings == judged(hand, profile=PEMILU).findings

    def test_a_number_that_is_not_live_is_still_a_number(self) -> None:
        pilkada = load_profile("id-pangkalpinang-2025").profile
        (finding,) = judged((reading(Gesture.OPEN_PALM), at(3)), profile=pilkada).findings
        assert (finding.rule, finding.verdict) == ("number.5", Verdict.HOLD)
        assert "nomor urut" not in finding.message.id

    @given(photos(), st.dates(), st.dates())
    def test_the_day_changes_words_alone(self, hands: list[HandReading], first: dt.date, second: dt.date) -> None:
        judgements = [judge(PEMILU, hands, [64] * len(hands), day=day) for day in (first, second)]
        assert [one.verdict for one in judgements[0].hands] == [one.verdict for one in judgements[1].hands]
        assert told(judgements[0]) == told(judgements[1])

    @given(photos(), st.dates())
    def test_without_an_election_the_day_has_no_say(self, hands: list[HandReading], day: dt.date) -> None:
        sizes = [64] * len(hands)
        assert judge(strict(), hands, sizes, day=day) == judge(strict(), hands, sizes)

    def test_a_profile_may_be_stricter_in_a_phase(self) -> None:
        rules = PhaseRules(gestures={Gesture.NAMASTE: GestureRule(verdict=Verdict.HOLD)})
        profile = PEMILU.model_copy(update={"phases": {Phase.VOTING: rules}})
        verdicts = [
            judged((reading(Gesture.NAMASTE), at(1)), profile=profile, day=day).verdict
            for day in (CAMPAIGN, dt.date(2024, 2, 14))
        ]
        assert verdicts == [Verdict.REVIEW, Verdict.HOLD]


class TestReadings:
    def test_the_stricter_rule_decides_and_names_the_finding(self) -> None:
        rules = {"number.7": GestureRule(verdict=Verdict.HOLD, sources=("A",))}
        polri = load_profile("ph-csc").profile.model_copy(update={"readings": rules})
        (finding,) = judged((reading(Gesture.L_SHAPE), at(1)), profile=polri).findings
        assert (finding.rule, finding.verdict, finding.sources) == ("number.7", Verdict.HOLD, ("A",))

    def test_a_milder_rule_changes_nothing(self) -> None:
        profile = strict().model_copy(update={"readings": {"number.2": GestureRule(verdict=Verdict.PASS)}})
        assert judged((reading(Gesture.PEACE), at(1)), profile=profile) == judged((reading(Gesture.PEACE), at(1)))


def with_rules(
    gestures: dict[Gesture, HandVerdict], readings: dict[str, GestureRule], live: tuple[int, ...] = ()
) -> Profile:
    rules = strict().gestures | {gesture: GestureRule(verdict=verdict) for gesture, verdict in gestures.items()}
    election = Election(kind=ElectionKind.PILKADA, pairs=tuple(Pair(number=number) for number in live))
    return strict().model_copy(update={"gestures": rules, "readings": readings, "election": election})


class TestReadingsOfTwoHands:
    @pytest.mark.parametrize(
        ("alone", "rule", "confidences", "verdict"),
        [
            pytest.param(Verdict.REVIEW, Verdict.HOLD, (1.0, 1.0), Verdict.HOLD, id="stricter-than-both-hands"),
            pytest.param(Verdict.PASS, Verdict.HOLD, (1.0, 1.0), Verdict.HOLD, id="both-hands-pass"),
            pytest.param(Verdict.PASS, Verdict.REVIEW, (1.0, 1.0), Verdict.REVIEW, id="for-review"),
            pytest.param(Verdict.PASS, Verdict.HOLD, (1.0, 0.75), Verdict.REVIEW, id="unsure-of-one-hand"),
            pytest.param(Verdict.REVIEW, Verdict.HOLD, (0.6, 1.0), Verdict.REVIEW, id="unsure-of-the-other-one"),
            pytest.param(Verdict.PASS, Verdict.PASS, (1.0, 1.0), Verdict.PASS, id="a-rule-that-lets-it-pass"),
            pytest.param(Verdict.HOLD, Verdict.REVIEW, (1.0, 1.0), Verdict.HOLD, id="a-milder-rule"),
        ],
    )
    def test_the_stricter_decides(
        self, alone: HandVerdict, rule: HandVerdict, confidences: tuple[float, float], verdict: Verdict
    ) -> None:
        profile = with_rules(
            {Gesture.OPEN_PALM: alone, Gesture.PEACE: alone}, {"number.7": GestureRule(verdict=rule)}, (7,)
        )
        hands = [reading(Gesture.OPEN_PALM, confidences[0]), reading(Gesture.PEACE, confidences[1])]
        judgement = judged(*both(*hands), profile=profile)
        together = [finding.verdict for finding in judgement.findings if finding.hands == (0, 1)]
        assert together == ([] if verdict == Verdict.PASS else [verdict])
        assert {judgement.verdict, *(hand.verdict for hand in judgement.hands)} == {verdict}

    def test_hands_that_pass_are_named_by_the_number_alone(self) -> None:
        rule = GestureRule(verdict=Verdict.HOLD, sources=("A",), disputed=True)
        profile = with_rules({Gesture.OPEN_PALM: Verdict.PASS}, {"number.10": rule}, (10,))
        palms = both(reading(Gesture.OPEN_PALM), reading(Gesture.OPEN_PALM))
        judgement = judged(*palms, profile=profile)
        (finding,) = judgement.findings
        assert (finding.rule, finding.hands, finding.sources) == ("number.10", (0, 1), ("A",))
        assert [hand.rules for hand in judgement.hands] == [("number.10",)] * 2
        assert finding.message.en == (
            f"{explain_sum(5, 5, [place for _, place in palms], sure=True).en} The number 10 is a ballot number in the "
            f"regional election. Sources disagree about this pose. {what_to_do(Verdict.HOLD).en}"
        )

    def test_another_sum_of_their_readings_may_have_a_rule(self) -> None:
        profile = with_rules({}, {"number.8": GestureRule(verdict=Verdict.HOLD, sources=("A",))})
        judgement = judged(*both(reading(Gesture.CALL), reading(Gesture.PEACE)), profile=profile)
        assert told(judgement)[2:] == [("number.4", (0, 1)), ("number.8", (0, 1))]

    @pytest.mark.parametrize("alone", [Verdict.PASS, Verdict.REVIEW])
    def test_neighbours_may_spell_a_number_that_has_a_rule(self, alone: HandVerdict) -> None:
        profile = with_rules(
            {Gesture.INDEX: alone, Gesture.PEACE: alone}, {"number.12": GestureRule(verdict=Verdict.HOLD)}
        )
        judgement = judged((reading(Gesture.PEACE), at(4)), (reading(Gesture.INDEX), at(3)), profile=profile)
        assert (judgement.findings[-1].rule, judgement.findings[-1].verdict) == ("number.12", Verdict.HOLD)
        assert [hand.verdict for hand in judgement.hands] == [Verdict.HOLD] * 2

    def test_a_hand_that_passes_hides_no_number_of_the_others(self) -> None:
        """Somebody's other hand shows a number that may be shown."""
        profile = with_rules({Gesture.THUMB_UP: Verdict.PASS}, {}, (12,))
        hands = [(reading(Gesture.INDEX), at(1)), (reading(Gesture.THUMB_UP), at(1, side="left"))]
        judgement = judged(*hands, (reading(Gesture.PEACE), at(2)), profile=profile)
        assert told(judgement)[-1] == ("number.12", (0, 2))


RULES: Final = tuple(GestureRule(verdict=verdict) for verdict in (Verdict.PASS, Verdict.REVIEW, Verdict.HOLD))
people = st.builds(at, st.integers(1, 4), row=st.integers(1, 2), side=st.sampled_from(["right", "left", None]))


@st.composite
def placed(draw: st.DrawFn) -> list[tuple[HandReading, HandPlace]]:
    return [(hand, draw(st.one_of(people, st.just(HandPlace())))) for hand in draw(photos())]


class TestInvariants:
    @given(placed())
    def test_the_worst_hand_decides_whatever_adds_up(self, hands: list[tuple[HandReading, HandPlace]]) -> None:
        judgement = judged(*hands, profile=PEMILU)
        assert judgement.verdict == worst(hand.verdict for hand in judgement.hands)
        for finding in judgement.findings:
            assert not is_stricter(finding.verdict, worst(judgement.hands[index].verdict for index in finding.hands))

    @given(placed(), st.dictionaries(st.integers(1, 12).map("number.{}".format), st.sampled_from(RULES)))
    def test_rules_of_numbers_never_loosen_a_hand(
        self, hands: list[tuple[HandReading, HandPlace]], readings: dict[str, GestureRule]
    ) -> None:
        alone: dict[Gesture, HandVerdict] = {Gesture.OPEN_PALM: Verdict.PASS, Gesture.THREE: Verdict.REVIEW}
        before, after = (judged(*hands, profile=with_rules(alone, rules)) for rules in ({}, readings))
        assert after.verdict == worst(hand.verdict for hand in after.hands)
        for first, second in zip(before.hands, after.hands, strict=True):
            assert not is_stricter(first.verdict, second.verdict)

    @given(placed(), placed())
    def test_where_hands_are_changes_no_verdict(
        self, hands: list[tuple[HandReading, HandPlace]], others: list[tuple[HandReading, HandPlace]]
    ) -> None:
        """Mirroring a photo swaps sides and places."""
        moved = [
            (hand, others[index][1] if index < len(others) else HandPlace()) for index, (hand, _) in enumerate(hands)
        ]
        before, after = judged(*hands, profile=PEMILU), judged(*moved, profile=PEMILU)
        assert [hand.verdict for hand in before.hands] == [hand.verdict for hand in after.hands]
        assert before.verdict == after.verdict

    @given(photos(), st.integers(1, 2000))
    def test_scale_changes_no_verdict(self, hands: list[HandReading], size_px: int) -> None:
        before, after = judge(strict(), hands, [64] * len(hands)), judge(strict(), hands, [size_px] * len(hands))
        assert [hand.verdict for hand in before.hands] == [hand.verdict for hand in after.hands]

    @given(st.data(), placed())
    def test_order_of_hands_changes_no_finding(
        self, data: st.DataObject, hands: list[tuple[HandReading, HandPlace]]
    ) -> None:
        order = data.draw(st.permutations(range(len(hands))))
        readings = permuted([hand for hand, _ in hands], order)
        moved = [(hand, hands[old][1]) for hand, old in zip(readings, order, strict=True)]
        before, after = judged(*hands, profile=PEMILU), judged(*moved, profile=PEMILU)
        assert sorted((finding.rule, finding.verdict) for finding in before.findings) == sorted(
            (finding.rule, finding.verdict) for finding in after.findings
        )

    @given(
        placed(),
        st.sampled_from(READABLE),
        st.sampled_from([Verdict.PASS, Verdict.REVIEW, Verdict.HOLD]),
        st.floats(0, 0.7),
        st.floats(0.7, 1),
    )
    def test_a_stricter_profile_never_loosens_a_photo(
        self,
        hands: list[tuple[HandReading, HandPlace]],
        gesture: Gesture,
        verdict: Verdict,
        hold: float,
        pass_: float,
    ) -> None:
        rule = strict().gestures[gesture]
        stricter = replace_rule(strict(), gesture, worst([rule.verdict, verdict]))
        stricter = stricter.model_copy(update={"thresholds": Thresholds(hold=hold, pass_=pass_)})
        assert not is_stricter(judged(*hands).verdict, judged(*hands, profile=stricter).verdict)


def replace_rule(profile: Profile, gesture: Gesture, verdict: Verdict) -> Profile:
    rule = profile.gestures[gesture].model_copy(update={"verdict": verdict})
    return profile.model_copy(update={"gestures": {**profile.gestures, gesture: rule}})


def test_a_pair_of_two_people_is_told_as_such() -> None:
    heart = reading(Gesture.TWO_HAND_HEART)
    judgement = judged((replace(heart, partner=1), at(1)), (replace(heart, partner=0), at(2)))
    assert "tangan dua orang" in judgement.findings[0].message.id
