"""One profile over all hands of a photo: a verdict for each hand, findings that say why, a verdict for the photo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading
from komando.policy.election_words import ElectionDay
from komando.policy.explain import (
    Shown,
    explain_gesture,
    explain_grainy,
    explain_hands_too_small,
    explain_hidden_detail,
    explain_more_frames,
    explain_rule,
    explain_salutes,
    explain_spelled,
    explain_sum,
    explain_unreadable,
    joined,
    what_to_do,
)
from komando.policy.judgement import PLAIN_PICTURE, Finding, HandJudgement, Judgement, PictureFacts, UnseenHands
from komando.policy.readings import SHOWN, Reading, ReadingKind, readings_of
from komando.policy.schema import GestureRule, Localized, Profile
from komando.policy.verdict import Verdict, is_stricter, mildest, worst
from komando.policy.where import NOWHERE, HandPlace

__all__ = [
    "GRAINY_RULE",
    "HIDDEN_DETAIL_RULE",
    "MORE_FRAMES_RULE",
    "TOO_SMALL_RULE",
    "UNREADABLE_RULE",
    "UNSURE_RULE",
    "Finding",
    "HandJudgement",
    "Judgement",
    "PictureFacts",
    "UnseenHands",
    "judge",
]

UNREADABLE_RULE = "hand.unreadable"
UNSURE_RULE = "hand.unsure"
TOO_SMALL_RULE = "photo.hands_too_small"
MORE_FRAMES_RULE = "photo.more_frames"
HIDDEN_DETAIL_RULE = "photo.hidden_detail"
GRAINY_RULE = "photo.grainy"
LARGEST_SUM = 10

_PairsOf = Callable[[Sequence[int]], Iterator[tuple[int, int]]]


def judge(
    profile: Profile,
    hands: Sequence[HandReading],
    sizes_px: Sequence[int],
    unseen: UnseenHands | None = None,
    *,
    places: Sequence[HandPlace] | None = None,
    day: dt.date | None = None,
    picture: PictureFacts = PLAIN_PICTURE,
) -> Judgement:
    """Judge all hands of one photo.

    Args:
        profile: The policy.
        hands: Readings, in the order of the record.
        sizes_px: Size of each hand, for the messages.
        unseen: Set when the photo shows people whose hands are under the limit.
        places: Where each hand is; None where nothing is known of it.
        day: Day of publishing; it has a say only where the profile has an election.
        picture: What of it was not looked at.
    """
    places = [NOWHERE] * len(hands) if places is None else places
    if not len(hands) == len(sizes_px) == len(places):
        raise ValueError(f"{len(hands)} hands, but {len(sizes_px)} sizes and {len(places)} places")
    photo = _Photo(profile.on(day), day, tuple(hands), tuple(sizes_px), tuple(places))
    own = [photo.finding(index) for index in range(len(hands))]
    findings = (
        *_once_a_pair(own, hands),
        *photo.sums(own),
        *photo.spelled(own),
        *([] if unseen is None else [_too_small(unseen)]),
        *([] if picture.frames == 1 else [_more_frames(picture.frames)]),
        *([_hidden_detail()] if picture.hides_detail else []),
        *([_grainy()] if picture.is_grainy else []),
    )
    judged = tuple(
        HandJudgement(
            verdict=worst(finding.verdict for finding in findings if index in finding.hands),
            readings=photo.readings(index),
            rules=tuple(finding.rule for finding in findings if index in finding.hands),
        )
        for index in range(len(hands))
    )
    return Judgement(worst(finding.verdict for finding in findings), judged, findings)


@dataclass(frozen=True, slots=True)
class _Photo:
    """All that is judged, `profile` as it holds on the day."""

    profile: Profile
    day: dt.date | None
    hands: tuple[HandReading, ...]
    sizes_px: tuple[int, ...]
    places: tuple[HandPlace, ...]

    def readings(self, index: int) -> tuple[Reading, ...]:
        return readings_of(self.hands[index].gesture, self.hands[index].fingers)

    def finding(self, index: int) -> Finding | None:
        """What there is to say of one hand, or of the pair of hands that it belongs to."""
        hand = self.hands[index]
        if hand.reason is not None:
            rule = self.profile.gestures[hand.gesture]
            message = explain_unreadable(hand.reason, self.sizes_px[index], self.places[index])
            return Finding(UNREADABLE_RULE, rule.verdict, (index,), message, rule.sources)
        rule_id, rule = self._rule(index)
        if rule.verdict == Verdict.PASS:
            if hand.confidence >= self.profile.thresholds.pass_:
                return None
            return Finding(UNSURE_RULE, Verdict.REVIEW, self._pair(index), self._unsure(index), ())
        verdict = rule.verdict if self._is_sure(index) else Verdict.REVIEW
        return Finding(rule_id, verdict, self._pair(index), self._message(index, rule, verdict), rule.sources)

    def sums(self, own: Sequence[Finding | None]) -> Iterator[Finding]:
        """Two hands of one person that both show a number."""
        for first, second in self._both(own, self._of_one_person):
            told: set[int] = set()
            for counts in product(self._values(first), self._values(second)):
                number = sum(counts)
                if number > LARGEST_SUM or number in told or (told and not self._matters(number)):
                    continue
                told.add(number)
                places = (self.places[first], self.places[second])
                sentence = explain_sum(*counts, places, self._are_sure(first, second))
                yield from self._together((first, second), number, sentence, own)

    def spelled(self, own: Sequence[Finding | None]) -> Iterator[Finding]:
        """Two neighbours whose numbers, side by side, are a number under which someone stands, or that has a rule."""
        for first, second in self._both(own, self._neighbours):
            for tens, ones in product(self._values(first), self._values(second)):
                if self._matters(10 * tens + ones):
                    sentence = explain_spelled(tens, ones, self._are_sure(first, second))
                    yield from self._together((first, second), 10 * tens + ones, sentence, own)

    def _rule(self, index: int) -> tuple[str, GestureRule]:
        """The rule of the gesture, or that of a reading if it is stricter."""
        readings = self.readings(index)
        gesture = self.hands[index].gesture
        rule_id, rule = _rule_id(gesture, readings), self.profile.gestures[gesture]
        for reading in readings:
            of_reading = self.profile.readings.get(reading.rule)
            if of_reading is not None and is_stricter(of_reading.verdict, rule.verdict):
                rule_id, rule = reading.rule, of_reading
        return rule_id, rule

    def _pair(self, index: int) -> tuple[int, ...]:
        partner = self.hands[index].partner
        return (index,) if partner is None else tuple(sorted((index, partner)))

    def _shown(self, index: int, sure: bool) -> Shown:
        places = tuple(self.places[each] for each in self._pair(index))
        return Shown(self.hands[index].gesture, self.readings(index), sure, places)

    def _is_sure(self, index: int) -> bool:
        return self.hands[index].confidence >= self.profile.thresholds.hold

    def _are_sure(self, first: int, second: int) -> bool:
        return self._is_sure(first) and self._is_sure(second)

    def _unsure(self, index: int) -> Localized:
        return explain_gesture(self._shown(index, sure=False))

    def _message(self, index: int, rule: GestureRule, verdict: Verdict) -> Localized:
        sure = self._is_sure(index)
        shown = self._shown(index, sure)
        numbers = [reading.value for reading in shown.readings if reading.value is not None]
        return joined(
            [
                explain_gesture(shown),
                *explain_salutes(self.profile.salute_names(shown.gesture)),
                *self._of_election(numbers),
                *(self._of_phase() if shown.readings else []),
                *explain_rule(rule),
                *([what_to_do(verdict)] if sure else []),
            ]
        )

    def _of_election(self, numbers: Sequence[int]) -> list[Localized]:
        election = self.profile.election
        return [] if election is None else ElectionDay(election).numbers(numbers)

    def _of_phase(self) -> list[Localized]:
        election = self.profile.election
        return [] if election is None else ElectionDay(election, self.day).phase()

    def _both(self, own: Sequence[Finding | None], pairs_of: _PairsOf) -> list[tuple[int, int]]:
        """Pairs among the hands that show a number and do not pass, and among all that show one.

        Hands that pass by themselves may still show a number together that has a rule of its own.
        """
        numbers = [index for index, hand in enumerate(self.hands) if hand.reason is None and self._values(index)]
        caught = [index for index in numbers if own[index] is not None]
        return list(dict.fromkeys([*pairs_of(caught), *pairs_of(numbers)]))

    def _of_one_person(self, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The two hands of each person who shows two.

        Two right hands are of two people, though in a crowd one face may be the nearest to both.
        """
        by_person: dict[int, list[int]] = {}
        for index in indexes:
            person = self.places[index].person
            if person is not None:
                by_person.setdefault(person, []).append(index)
        for hands in by_person.values():
            sides = [self.places[index].side for index in hands]
            if len(hands) == 2 and (sides[0] != sides[1] or sides[0] is None):
                yield hands[0], hands[1]

    def _neighbours(self, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Hands of people who stand beside each other in a row and show one number each, from the left."""
        by_person: dict[tuple[int, int], list[int]] = {}
        for index in indexes:
            place = self.places[index]
            if place.person is not None:
                by_person.setdefault((place.row, place.place), []).append(index)
        alone = {where: hands[0] for where, hands in by_person.items() if len(hands) == 1}
        for left, right in pairwise(sorted(alone)):
            if left[0] == right[0] and right[1] == left[1] + 1:
                yield alone[left], alone[right]

    def _values(self, index: int) -> tuple[int, ...]:
        """The numbers that the hand may stand for, that of its raised fingers first."""
        return tuple(reading.value for reading in self.readings(index) if reading.value is not None)

    def _matters(self, number: int) -> bool:
        """Whether someone stands under the number, or a rule of its own does not let it pass."""
        rule, election = self.profile.readings.get(_number_rule(number)), self.profile.election
        if rule is not None and rule.verdict != Verdict.PASS:
            return True
        return election is not None and election.is_live(number)

    def _together(
        self, pair: tuple[int, int], number: int, told: Localized, own: Sequence[Finding | None]
    ) -> Iterator[Finding]:
        """What two hands say together, if anything: no worse than each by itself, unless the number has a rule."""
        rule_id, sure = _number_rule(number), self._are_sure(*pair)
        alone = [own[index] for index in pair]
        verdict = mildest(Verdict.PASS if finding is None else finding.verdict for finding in alone)
        sources = tuple(dict.fromkeys(key for finding in alone if finding is not None for key in finding.sources))
        rule = self.profile.readings.get(rule_id)
        of_rule: list[Localized] = []
        if rule is not None:
            by_rule = rule.verdict if sure else mildest([rule.verdict, Verdict.REVIEW])
            if is_stricter(by_rule, verdict):
                verdict, sources, of_rule = by_rule, rule.sources, explain_rule(rule)
        if verdict == Verdict.PASS:
            return
        to_do = [what_to_do(verdict)] if sure else []
        message = joined([told, *self._of_election([number]), *self._of_phase(), *of_rule, *to_do])
        yield Finding(rule_id, verdict, (min(pair), max(pair)), message, sources)


def _number_rule(number: int) -> str:
    return Reading(ReadingKind.NUMBER, number).rule


def _rule_id(gesture: Gesture, readings: Sequence[Reading]) -> str:
    if gesture not in SHOWN and gesture != Gesture.OTHER:
        return f"gesture.{gesture}"
    return readings[0].rule if readings else f"gesture.{gesture}"


def _once_a_pair(own: Sequence[Finding | None], hands: Sequence[HandReading]) -> list[Finding]:
    """The two hands of a pair gesture share one finding."""
    return [
        finding
        for finding, hand, index in zip(own, hands, range(len(hands)), strict=True)
        if finding is not None and (hand.partner is None or hand.partner > index)
    ]


def _too_small(unseen: UnseenHands) -> Finding:
    message = explain_hands_too_small(unseen.hand_px, unseen.limit_px)
    return Finding(TOO_SMALL_RULE, Verdict.REVIEW, (), message, ())


def _more_frames(frames: int) -> Finding:
    return Finding(MORE_FRAMES_RULE, Verdict.REVIEW, (), explain_more_frames(frames), ())


def _hidden_detail() -> Finding:
    return Finding(HIDDEN_DETAIL_RULE, Verdict.REVIEW, (), explain_hidden_detail(), ())


def _grainy() -> Finding:
    return Finding(GRAINY_RULE, Verdict.REVIEW, (), explain_grainy(), ())
