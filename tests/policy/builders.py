"""Hands as the gesture reader would read them, without any picture."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from komando.gestures.names import FingerState, Gesture
from komando.gestures.reading import HandReading, Reason
from komando.policy.profile import Profile, load_profile

STRICT = "id-strict-fist"
READABLE = tuple(gesture for gesture in Gesture if gesture != Gesture.UNREADABLE)
PAIRS = (Gesture.TWO_HAND_HEART, Gesture.NAMASTE)
CURLED = (FingerState.CURLED,) * 5


def strict() -> Profile:
    return load_profile(STRICT).profile


def reading(
    gesture: Gesture,
    confidence: float = 1.0,
    fingers: tuple[FingerState, ...] = CURLED,
    partner: int | None = None,
) -> HandReading:
    return HandReading(gesture, confidence, fingers, (0.5,) * 5, partner=partner)


def unreadable(reason: Reason = Reason.TOO_SMALL) -> HandReading:
    return HandReading(Gesture.UNREADABLE, 0.0, (FingerState.UNKNOWN,) * 5, (0.5,) * 5, reason=reason)


def fingers_up(count: int) -> tuple[FingerState, ...]:
    return (FingerState.EXTENDED,) * count + (FingerState.CURLED,) * (5 - count)


confidences = st.floats(0.0, 1.0)
finger_states = st.tuples(*[st.sampled_from(FingerState)] * 5)
single_hands = st.one_of(
    st.builds(reading, st.sampled_from(READABLE), confidences, finger_states),
    st.builds(unreadable, st.sampled_from(Reason)),
)
pairs_of_hands = st.builds(
    lambda gesture, confidence: (reading(gesture, confidence), reading(gesture, confidence)),
    st.sampled_from(PAIRS),
    confidences,
)


@st.composite
def photos(draw: st.DrawFn) -> list[HandReading]:
    """The hands of one photo: single ones, and pairs whose hands name each other."""
    hands = draw(st.lists(single_hands, max_size=5))
    for first, second in draw(st.lists(pairs_of_hands, max_size=2)):
        at = len(hands)
        hands += [replace(first, partner=at + 1), replace(second, partner=at)]
    order = draw(st.permutations(range(len(hands))))
    return permuted(hands, order)


def permuted(hands: list[HandReading], order: list[int]) -> list[HandReading]:
    """The same hands in another order: hand `order[i]` comes to place i, and pairs still name each other."""
    place = {old: new for new, old in enumerate(order)}
    moved = [hands[old] for old in order]
    return [hand if hand.partner is None else replace(hand, partner=place[hand.partner]) for hand in moved]
