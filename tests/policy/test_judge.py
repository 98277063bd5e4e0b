from __future__ import annotations

from dataclasses import replace
from math import nextafter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading, Reason
from komando.policy.explain import (
    Shown,
    explain_gesture,
    explain_grainy,
    explain_hands_too_small,
    explain_hidden_detail,
    explain_more_frames,
    explain_unreadable,
    what_to_do,
)
from komando.policy.judge import (
    GRAINY_RULE,
    HIDDEN_DETAIL_RULE,
    MORE_FRAMES_RULE,
    TOO_SMALL_RULE,
    UNREADABLE_RULE,
    UNSURE_RULE,
    Judgement,
    PictureFacts,
    UnseenHands,
    judge,
)
from komando.policy.profile import GestureRule, Profile, Thresholds, builtin_ids, load_profile
from komando.policy.readings import SHOWN, Reading, ReadingKind
from komando.policy.schema import Localized
from komando.policy.verdict import Verdict, worst
from komando.policy.where import NOWHERE
from tests.policy.builders import READABLE, confidences, fingers_up, permuted, photos, reading, strict, unreadable

PROFILE: Final = strict()
HOLD, PASS = PROFILE.thresholds.hold, PROFILE.thresholds.pass_
SEVERITY: Final = (Verdict.PASS, Verdict.REVIEW, Verdict.HOLD)
SIZE_PX: Final = 64


def judged(*hands: HandReading, profile: Profile = PROFILE, unseen: UnseenHands | None = None) -> Judgement:
    return judge(profile, hands, [SIZE_PX] * len(hands), unseen)


def with_rule(gesture: Gesture, rule: GestureRule, **thresholds: float) -> Profile:
    changed = PROFILE.thresholds.model_copy(update=thresholds)
    return PROFILE.model_copy(update={"gestures": {**PROFILE.gestures, gesture: rule}, "thresholds": changed})


def _passes(gesture: Gesture) -> bool:
    return PROFILE.gestures[gesture].verdict == Verdict.PASS


class TestOneHand:
    def test_no_hand_passes_with_nothing_to_say(self) -> None:
        assert judged() == Judgement(Verdict.PASS, (), ())

    @pytest.mark.parametrize("gesture", READABLE)
    def test_sure_hand_gets_the_verdict_of_the_profile(self, gesture: Gesture) -> None:
        judgement = judged(reading(gesture))
        assert judgement.verdict == judgement.hands[0].verdict == PROFILE.gestures[gesture].verdict

    @pytest.mark.parametrize(
        ("gesture", "confidence", "verdict"),
        [
            pytest.param(Gesture.PEACE, HOLD, Verdict.HOLD, id="shown-at-hold"),
            pytest.param(Gesture.PEACE, nextafter(HOLD, 0), Verdict.REVIEW, id="shown-under-hold"),
            pytest.param(Gesture.PEACE, 0.0, Verdict.REVIEW, id="shown-without-confidence"),
            pytest.param(Gesture.PEACE, 1.0, Verdict.HOLD, id="shown-for-certain"),
            pytest.param(Gesture.FIST, PASS, Verdict.PASS, id="fist-at-pass"),
            pytest.param(Gesture.FIST, nextafter(PASS, 0), Verdict.REVIEW, id="fist-under-pass"),
            pytest.param(Gesture.FIST, 0.0, Verdict.REVIEW, id="fist-without-confidence"),
            pytest.param(Gesture.NAMASTE, HOLD, Verdict.REVIEW, id="reviewed-when-sure"),
            pytest.param(Gesture.NAMASTE, 0.0, Verdict.REVIEW, id="reviewed-when-unsure"),
        ],
    )
    def test_band(self, gesture: Gesture, confidence: float, verdict: Verdict) -> None:
        judgement = judged(reading(gesture, confidence))
        assert judgement.verdict == judgement.hands[0].verdict == verdict

    def test_thresholds_are_those_of_the_profile(self) -> None:
        profile = PROFILE.model_copy(update={"thresholds": Thresholds(hold=0.9, pass_=0.2)})
        assert judged(reading(Gesture.PEACE, 0.89), profile=profile).verdict == Verdict.REVIEW
        assert judged(reading(Gesture.PEACE, 0.9), profile=profile).verdict == Verdict.HOLD
        assert judged(reading(Gesture.FIST, 0.2), profile=profile).verdict == Verdict.PASS

    def test_hand_that_passes_has_no_finding(self) -> None:
        judgement = judged(reading(Gesture.FIST))
        assert judgement.findings == ()
        assert judgement.hands[0].rules == ()

    @pytest.mark.parametrize(
        ("hand", "rule"),
        [
            pytest.param(reading(Gesture.PEACE), "number.2", id="number"),
            pytest.param(reading(Gesture.L_SHAPE), "number.2", id="first-of-two-numbers"),
            pytest.param(reading(Gesture.FINGER_HEART), "heart", id="heart"),
            pytest.param(reading(Gesture.OTHER, fingers=fingers_up(3)), "number.3", id="unnamed-shape"),
            pytest.param(reading(Gesture.OTHER), "gesture.other", id="unnamed-shape-without-a-finger"),
            pytest.param(reading(Gesture.NAMASTE), "gesture.namaste", id="gesture"),
            pytest.param(reading(Gesture.PEACE, 0.1), "number.2", id="number-unsure"),
            pytest.param(reading(Gesture.RELAXED, 0.1), UNSURE_RULE, id="unsure-of-rest"),
            pytest.param(unreadable(), UNREADABLE_RULE, id="unreadable"),
        ],
    )
    def test_rule(self, hand: HandReading, rule: str) -> None:
        judgement = judged(hand)
        assert [finding.rule for finding in judgement.findings] == [rule]
        assert judgement.hands[0].rules == (rule,)

    def test_fist_held_by_another_policy_is_named_by_its_gesture(self) -> None:
        profile = with_rule(Gesture.FIST, GestureRule(verdict=Verdict.HOLD, sources=("BKN-2023",)))
        (finding,) = judged(reading(Gesture.FIST), profile=profile).findings
        assert (finding.rule, finding.verdict, finding.sources) == ("gesture.fist", Verdict.HOLD, ("BKN-2023",))

    def test_shown_gesture_that_a_policy_lets_pass(self) -> None:
        profile = with_rule(Gesture.PEACE, GestureRule(verdict=Verdict.PASS))
        assert judged(reading(Gesture.PEACE), profile=profile).verdict == Verdict.PASS
        assert judged(reading(Gesture.PEACE, 0.1), profile=profile).verdict == Verdict.REVIEW

    def test_readings_are_told_also_of_hands_that_pass(self) -> None:
        profile = with_rule(Gesture.PEACE, GestureRule(verdict=Verdict.PASS))
        assert judged(reading(Gesture.PEACE), profile=profile).hands[0].readings == (Reading(ReadingKind.NUMBER, 2),)

    def test_sources_are_those_of_the_rule(self) -> None:
        (finding,) = judged(reading(Gesture.PEACE)).findings
        assert finding.sources == PROFILE.gestures[Gesture.PEACE].sources != ()

    @pytest.mark.parametrize("sure", [pytest.param(True, id="sure"), pytest.param(False, id="unsure")])
    def test_message_says_how_sure_and_what_to_do(self, sure: bool) -> None:
        (finding,) = judged(reading(Gesture.PEACE, 1.0 if sure else 0.1)).findings
        shown = Shown(Gesture.PEACE, (Reading(ReadingKind.NUMBER, 2),), sure, (NOWHERE,))
        to_do = f" {what_to_do(Verdict.HOLD).en}" if sure else ""
        assert finding.message.en == explain_gesture(shown).en + to_do

    @pytest.mark.parametrize("gesture", sorted(gesture for gesture in READABLE if _passes(gesture)))
    def test_message_of_a_hand_that_may_be_at_rest_says_so(self, gesture: Gesture) -> None:
        (finding,) = judged(reading(gesture, 0.1)).findings
        assert finding.message == explain_gesture(Shown(gesture, (), False, (NOWHERE,)))
        assert finding.sources == ()


class TestUnreadable:
    @pytest.mark.parametrize("reason", Reason)
    def test_is_for_review_with_its_reason(self, reason: Reason) -> None:
        judgement = judge(PROFILE, [unreadable(reason)], [17])
        (finding,) = judgement.findings
        assert judgement.verdict == finding.verdict == Verdict.REVIEW
        assert finding.message == explain_unreadable(reason, 17, NOWHERE)

    def test_message_has_the_size_of_that_hand(self) -> None:
        judgement = judge(PROFILE, [unreadable(), reading(Gesture.FIST), unreadable()], [17, 90, 18])
        assert ["17 px" in finding.message.en for finding in judgement.findings] == [True, False]
        assert ["18 px" in finding.message.en for finding in judgement.findings] == [False, True]

    def test_policy_may_hold_it(self) -> None:
        profile = with_rule(Gesture.UNREADABLE, GestureRule(verdict=Verdict.HOLD))
        assert judged(unreadable(), profile=profile).verdict == Verdict.HOLD

    def test_sources_are_those_of_its_rule(self) -> None:
        profile = with_rule(Gesture.UNREADABLE, GestureRule(verdict=Verdict.REVIEW, sources=("BKN-2023",)))
        assert judged(unreadable(), profile=profile).findings[0].sources == ("BKN-2023",)

    def test_confidence_has_no_say(self) -> None:
        assert judged(replace(unreadable(), confidence=1.0)).verdict == Verdict.REVIEW


class TestPairs:
    @pytest.mark.parametrize("gesture", [Gesture.TWO_HAND_HEART, Gesture.NAMASTE])
    def test_two_hands_share_one_finding(self, gesture: Gesture) -> None:
        judgement = judged(reading(gesture, partner=1), reading(gesture, partner=0))
        assert [finding.hands for finding in judgement.findings] == [(0, 1)]
        assert [hand.rules for hand in judgement.hands] == [(judgement.findings[0].rule,)] * 2
        assert {hand.verdict for hand in judgement.hands} == {PROFILE.gestures[gesture].verdict}

    def test_hands_between_them_keep_their_own(self) -> None:
        heart = Gesture.TWO_HAND_HEART
        judgement = judged(reading(heart, partner=2), reading(Gesture.PEACE), reading(heart, partner=0))
        assert [(finding.rule, finding.hands) for finding in judgement.findings] == [
            ("heart", (0, 2)),
            ("number.2", (1,)),
        ]

    def test_same_gesture_without_a_pair_is_two_findings(self) -> None:
        judgement = judged(reading(Gesture.PEACE), reading(Gesture.PEACE))
        assert [finding.hands for finding in judgement.findings] == [(0,), (1,)]


class TestUnseenHands:
    UNSEEN: Final = UnseenHands(hand_px=12, limit_px=31)

    def test_photo_without_a_finding_is_for_review(self) -> None:
        judgement = judged(reading(Gesture.FIST), unseen=self.UNSEEN)
        (finding,) = judgement.findings
        assert judgement.verdict == finding.verdict == Verdict.REVIEW
        assert (finding.rule, finding.hands, finding.sources) == (TOO_SMALL_RULE, (), ())
        assert finding.message == explain_hands_too_small(12, 31)
        assert judgement.hands[0].verdict == Verdict.PASS

    def test_photo_without_a_hand_too(self) -> None:
        assert judged(unseen=self.UNSEEN).verdict == Verdict.REVIEW

    def test_held_photo_stays_held_and_says_both(self) -> None:
        judgement = judged(reading(Gesture.PEACE), unseen=self.UNSEEN)
        assert judgement.verdict == Verdict.HOLD
        assert [finding.rule for finding in judgement.findings] == ["number.2", TOO_SMALL_RULE]


class TestMoreFrames:
    @pytest.mark.parametrize(
        ("hands", "verdict", "rules"),
        [
            pytest.param([], Verdict.REVIEW, [MORE_FRAMES_RULE], id="no-hand"),
            pytest.param([reading(Gesture.FIST)], Verdict.REVIEW, [MORE_FRAMES_RULE], id="hand-that-passes"),
            pytest.param([reading(Gesture.PEACE)], Verdict.HOLD, ["number.2", MORE_FRAMES_RULE], id="held"),
        ],
    )
    def test_are_for_review(self, hands: list[HandReading], verdict: Verdict, rules: list[str]) -> None:
        judgement = judge(PROFILE, hands, [SIZE_PX] * len(hands), picture=PictureFacts(frames=7))
        assert (judgement.verdict, [finding.rule for finding in judgement.findings]) == (verdict, rules)
        finding = judgement.findings[-1]
        assert (finding.verdict, finding.hands, finding.sources) == (Verdict.REVIEW, (), ())
        assert finding.message == explain_more_frames(7)

    @given(photos(), st.integers(2, 1000), st.sampled_from(builtin_ids()))
    def test_never_pass(self, hands: list[HandReading], frames: int, name: str) -> None:
        profile, sizes_px = load_profile(name).profile, [SIZE_PX] * len(hands)
        still, moving = judge(profile, hands, sizes_px), judge(profile, hands, sizes_px, picture=PictureFacts(frames))
        assert moving.verdict == worst([still.verdict, Verdict.REVIEW])
        assert moving.hands == still.hands
        assert moving.findings[:-1] == still.findings


@given(photos(), st.sampled_from(builtin_ids()))
@pytest.mark.parametrize(
    ("picture", "rule", "message"),
    [
        pytest.param(PictureFacts(hides_detail=True), HIDDEN_DETAIL_RULE, explain_hidden_detail(), id="transparency"),
        pytest.param(PictureFacts(is_grainy=True), GRAINY_RULE, explain_grainy(), id="grain"),
    ],
)
def test_a_picture_that_may_hide_hands_never_passes(
    picture: PictureFacts, rule: str, message: Localized, hands: list[HandReading], name: str
) -> None:
    profile, sizes_px = load_profile(name).profile, [SIZE_PX] * len(hands)
    plain = judge(profile, hands, sizes_px)
    hiding = judge(profile, hands, sizes_px, picture=picture)
    assert hiding.verdict == worst([plain.verdict, Verdict.REVIEW])
    assert (hiding.hands, hiding.findings[:-1]) == (plain.hands, plain.findings)
    finding = hiding.findings[-1]
    assert (finding.rule, finding.verdict, finding.hands) == (rule, Verdict.REVIEW, ())
    assert finding.message == message


def test_sizes_must_be_as_many_as_hands() -> None:
    with pytest.raises(ValueError, match="2 hands, but 1 sizes"):
        judge(PROFILE, [reading(Gesture.FIST), reading(Gesture.FIST)], [SIZE_PX])


def by_hand(judgement: Judgement, index: int) -> tuple[object, ...]:
    return (judgement.hands[index], {finding.rule for finding in judgement.findings if index in finding.hands})


class TestInvariants:
    @given(photos(), st.booleans())
    def test_worst_hand_decides(self, hands: list[HandReading], some_unseen: bool) -> None:
        judgement = judged(*hands, unseen=UnseenHands(12, 31) if some_unseen else None)
        photo = [Verdict.REVIEW] if some_unseen else []
        assert judgement.verdict == worst([*(hand.verdict for hand in judgement.hands), *photo])
        assert judgement.verdict == worst(finding.verdict for finding in judgement.findings)
        assert judgement.verdict in SEVERITY

    @given(photos())
    def test_every_hand_that_does_not_pass_is_in_one_finding(self, hands: list[HandReading]) -> None:
        judgement = judged(*hands)
        named = sorted(index for finding in judgement.findings for index in finding.hands)
        assert named == [index for index, hand in enumerate(judgement.hands) if hand.verdict != Verdict.PASS]
        for finding in judgement.findings:
            assert {judgement.hands[index].rules for index in finding.hands} == {(finding.rule,)}
            assert {judgement.hands[index].verdict for index in finding.hands} == {finding.verdict}

    @given(st.data(), photos())
    def test_order_of_hands_only_orders_the_judgements(self, data: st.DataObject, hands: list[HandReading]) -> None:
        order = data.draw(st.permutations(range(len(hands))))
        before, after = judged(*hands), judged(*permuted(hands, order))
        assert after.verdict == before.verdict
        assert [by_hand(after, new) for new in range(len(hands))] == [by_hand(before, old) for old in order]
        assert len(after.findings) == len(before.findings)

    @given(photos(), st.sampled_from([Gesture.FIST, Gesture.RELAXED, Gesture.HOLDING]), st.floats(PASS, 1.0))
    def test_another_hand_that_passes_changes_nothing(
        self, hands: list[HandReading], gesture: Gesture, confidence: float
    ) -> None:
        before, after = judged(*hands), judged(*hands, reading(gesture, confidence))
        assert after.verdict == before.verdict
        assert after.findings == before.findings
        assert after.hands[:-1] == before.hands

    @given(photos(), photos())
    def test_two_photos_side_by_side_are_as_bad_as_the_worse(
        self, first: list[HandReading], second: list[HandReading]
    ) -> None:
        shifted = [
            hand if hand.partner is None else replace(hand, partner=hand.partner + len(first)) for hand in second
        ]
        assert judged(*first, *shifted).verdict == worst([judged(*first).verdict, judged(*second).verdict])

    @given(st.sampled_from(sorted(SHOWN | {Gesture.OTHER})), confidences, confidences)
    def test_surer_of_a_sign_is_never_milder(self, gesture: Gesture, first: float, second: float) -> None:
        unsure, sure = sorted((first, second))
        assert _severity(judged(reading(gesture, unsure))) <= _severity(judged(reading(gesture, sure)))

    @given(st.sampled_from([Gesture.FIST, Gesture.RELAXED, Gesture.HOLDING]), confidences, confidences)
    def test_surer_of_rest_is_never_stricter(self, gesture: Gesture, first: float, second: float) -> None:
        unsure, sure = sorted((first, second))
        assert _severity(judged(reading(gesture, sure))) <= _severity(judged(reading(gesture, unsure)))

    @given(photos())
    def test_no_hand_that_cannot_be_read_passes(self, hands: list[HandReading]) -> None:
        judgement = judged(*hands)
        for hand, outcome in zip(hands, judgement.hands, strict=True):
            if hand.reason is not None:
                assert outcome.verdict != Verdict.PASS


def _severity(judgement: Judgement) -> int:
    return SEVERITY.index(judgement.verdict)
