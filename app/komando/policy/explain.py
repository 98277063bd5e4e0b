"""The reason of each finding: whole sentences, joined by spaces alone.

What is seen, where, and what it can read as is one sentence, chosen by case; what a number means in the election, what
else people know the shape as, and what to do are others. Words speak of photos and hands, never of guilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from komando.gestures.names import Gesture
from komando.gestures.reading import Reason
from komando.messages import LANGUAGES, format_list, translate
from komando.policy.readings import Reading, ReadingKind
from komando.policy.schema import GestureRule, Localized
from komando.policy.verdict import Verdict
from komando.policy.where import HandPlace, where_phrase

_SHOWN: Final = {
    Gesture.INDEX: "The index finger is raised (%(where)s); it can be read as the number 1.",
    Gesture.THUMB_UP: "The thumb points up (%(where)s); it can be read as the number 1.",
    Gesture.THUMB_DOWN: "The thumb points down (%(where)s); it can be read as a sign.",
    Gesture.LITTLE: "The little finger is raised (%(where)s); it can be read as the number 1.",
    Gesture.MIDDLE: "The middle finger is raised (%(where)s); it can be read as the number 1 or as an insult.",
    Gesture.PEACE: "The index and middle fingers are raised (%(where)s); they can be read as the number 2.",
    Gesture.L_SHAPE: (
        "Thumb and index finger form an L (%(where)s); it can be read as the number 2, or 7 when it points down."
    ),
    Gesture.CALL: "Thumb and little finger are raised (%(where)s); they can be read as the number 2 or 6.",
    Gesture.HORNS: (
        "The index and little fingers are raised (%(where)s); they can be read as the number 2 or the metal sign."
    ),
    Gesture.THREE: "Three fingers are raised (%(where)s); they can be read as the number 3.",
    Gesture.THREE_THUMB: "Thumb, index and middle finger are raised (%(where)s); they can be read as the number 3.",
    Gesture.THREE_LOW: "The middle, ring and little fingers are raised (%(where)s); they can be read as the number 3.",
    Gesture.OK: "Thumb and index finger form a ring (%(where)s); it can be read as OK, or as the number 3 or 9.",
    Gesture.ILY: (
        "Thumb, index and little finger are raised (%(where)s); they can be read as the metal sign or the number 3."
    ),
    Gesture.FOUR: "Four fingers are raised (%(where)s); they can be read as the number 4.",
    Gesture.OPEN_PALM: "All five fingers are spread or raised (%(where)s); they can be read as the number 5.",
    Gesture.FINGER_HEART: "Thumb and index finger cross (%(where)s); it can be read as a finger heart.",
    Gesture.TWO_HAND_HEART: "Two hands form a heart (%(where)s).",
    Gesture.OVERHEAD_HEART: "The arms form a heart above the head (%(where)s).",
    Gesture.NAMASTE: "The palms are pressed together (%(where)s); some circulars permit this, others do not name it.",
    Gesture.HAND_ON_CHEST: "A hand lies on the chest (%(where)s); some circulars permit this, others do not name it.",
    Gesture.SALUTE: "The fingers touch the temple, as in a salute (%(where)s).",
    Gesture.OTHER: "The hand shows a shape that has no name (%(where)s); it can be read as a sign.",
    Gesture.FIST: "The hand is closed to a fist (%(where)s).",
    Gesture.RELAXED: "The hand is at rest (%(where)s).",
    Gesture.HOLDING: "The hand holds something (%(where)s).",
}
_HALF: Final = {
    Gesture.TWO_HAND_HEART: "The hand forms half of a heart that takes two hands (%(where)s).",
    Gesture.NAMASTE: "The hand seems to be pressed to the other one, palm to palm (%(where)s); "
    "some circulars permit this, others do not name it.",
}
_COUNTED: Final = (
    "The hand shows a shape that has no name (%(where)s); "
    "by its raised fingers it can be read as the number %(number)d."
)
_UNSURE: Final = {
    Gesture.FIST: "The hand looks like a fist (%(where)s), but this is not certain: please look at it.",
    Gesture.RELAXED: "The hand seems to be at rest (%(where)s), but this is not certain: please look at it.",
    Gesture.HOLDING: "The hand seems to hold something (%(where)s), but this is not certain: please look at it.",
    Gesture.NAMASTE: "The palms seem to be pressed together (%(where)s), but this is not certain: please look at it.",
    Gesture.HAND_ON_CHEST: "A hand seems to lie on the chest (%(where)s), but this is not certain: please look at it.",
    Gesture.SALUTE: "A hand seems to salute (%(where)s), but this is not certain: please look at it.",
}
_UNSURE_NUMBER: Final = (
    "The hand may show the number %(number)d (%(where)s), but this is not certain: please look at it."
)
_UNSURE_HEART: Final = "The hand may show a heart (%(where)s), but this is not certain: please look at it."
_UNSURE_SIGN: Final = "The hand may show a sign (%(where)s), but this is not certain: please look at it."
_UNREADABLE: Final = {
    Reason.TOO_SMALL: "The hand is only %(size_px)d px (%(where)s) and cannot be read: please give the original file.",
    Reason.CUT: "The photo's edge cuts the hand (%(where)s): please look at it.",
    Reason.DARK: "The hand is too dark to be read (%(where)s): please look at it.",
    Reason.BLURRED: "The hand is blurred (%(where)s): please look at it, or give a sharper photo.",
    Reason.EDGE_ON: "The hand is seen edge-on (%(where)s), its fingers hide each other: please look at it.",
    Reason.RUNS_APART: "The hand is partly hidden or unclear (%(where)s): please look at it.",
    Reason.NOT_RECOGNISED: "There may be a hand here whose pose cannot be made out (%(where)s): please look at it.",
    Reason.AT_ODDS: "The fingers and the hand as a whole read differently (%(where)s): please look at it.",
}
_HANDS_TOO_SMALL: Final = (
    "Hands of about %(hand_px)d px cannot be read in this photo (the limit here is %(limit_px)d px): "
    "please give the original file."
)
_MORE_FRAMES: Final = (
    "This GIF has %(frames)d frames and only the first one was looked at: "
    "please look at the others, or give a still photo."
)
_HIDDEN_DETAIL: Final = (
    "Transparent parts of this picture hide something that shows as soon as the transparency is lost: "
    "please look at it, or save the picture without transparency and check that."
)
_GRAINY: Final = (
    "This picture is so grainy or dithered that hands may be missed: please look at it, or give the original file."
)
_SUM: Final = "The hands show %(first)d and %(second)d (%(where)s); together they can be read as the number %(number)d."
_UNSURE_SUM: Final = (
    "The hands may show %(first)d and %(second)d (%(where)s), together the number %(number)d, "
    "but this is not certain: please look at it."
)
_SPELLED: Final = (
    "Two people side by side show %(first)d and %(second)d; side by side they can be read as the number %(number)d."
)
_UNSURE_SPELLED: Final = (
    "Two people side by side may show %(first)d and %(second)d, read side by side the number %(number)d, "
    "but this is not certain: please look at it."
)
_SALUTES: Final = "A shape like this is also known as %(salutes)s."
_DISPUTED: Final = "Sources disagree about this pose."
_WHAT_TO_DO: Final = {
    Verdict.HOLD: "Retake the photo, or crop or blur this part, before it is published.",
    Verdict.REVIEW: "A person should look at it and decide.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One hand, or the pair of hands of one gesture, that does not pass.

    Attributes:
        gesture: Its shape.
        readings: What it may stand for.
        sure: Whether the shape is certain.
        places: Where the hand or the two hands are.
    """

    gesture: Gesture
    readings: tuple[Reading, ...]
    sure: bool
    places: tuple[HandPlace, ...]


def explain_gesture(shown: Shown) -> Localized:
    """What is seen, where, and what it can read as."""
    numbers = [reading.value for reading in shown.readings if reading.value is not None]
    hearts = any(reading.kind == ReadingKind.HEART for reading in shown.readings)
    if shown.sure and shown.gesture == Gesture.OTHER and numbers:
        return _both(_COUNTED, shown.places, number=numbers[0])
    if shown.sure:
        sentences = _HALF if len(shown.places) == 1 and shown.gesture in _HALF else _SHOWN
        return _both(sentences[shown.gesture], shown.places)
    if shown.gesture in _UNSURE:
        return _both(_UNSURE[shown.gesture], shown.places)
    if numbers:
        return _both(_UNSURE_NUMBER, shown.places, number=numbers[0])
    return _both(_UNSURE_HEART if hearts else _UNSURE_SIGN, shown.places)


def explain_sum(first: int, second: int, places: Sequence[HandPlace], sure: bool) -> Localized:
    """What the two hands of one person add up to."""
    sentence = _SUM if sure else _UNSURE_SUM
    return _both(sentence, places, first=first, second=second, number=first + second)


def explain_spelled(first: int, second: int, sure: bool) -> Localized:
    """Which number two neighbours spell, read from the left of the picture."""
    sentence = _SPELLED if sure else _UNSURE_SPELLED
    return _both(sentence, (), first=first, second=second, number=10 * first + second)


def explain_unreadable(reason: Reason, size_px: int, place: HandPlace) -> Localized:
    """Why a hand could not be read."""
    if reason == Reason.TOO_SMALL:
        return _both(_UNREADABLE[reason], (place,), size_px=size_px)
    return _both(_UNREADABLE[reason], (place,))


def explain_hands_too_small(hand_px: int, limit_px: int) -> Localized:
    """Why a photo whose people are too small is not passed."""
    return _both(_HANDS_TOO_SMALL, (), hand_px=hand_px, limit_px=limit_px)


def explain_more_frames(frames: int) -> Localized:
    """Why an animation is not passed, whatever its first frame shows."""
    return _both(_MORE_FRAMES, (), frames=frames)


def explain_hidden_detail() -> Localized:
    """Why a picture is not passed whose transparent parts show something in other programs."""
    return _both(_HIDDEN_DETAIL, ())


def explain_grainy() -> Localized:
    """Why a picture is not passed in which noise hides hands."""
    return _both(_GRAINY, ())


def explain_salutes(names: Sequence[str]) -> list[Localized]:
    """By which names people know the shape."""
    if not names:
        return []
    texts = {language: translate(_SALUTES, language, salutes=format_list(names, language)) for language in LANGUAGES}
    return [Localized(**texts)]


def explain_rule(rule: GestureRule) -> list[Localized]:
    """What the profile has to say of its own rule."""
    disputed = [_both(_DISPUTED, ())] if rule.disputed else []
    return disputed if rule.note is None else [*disputed, rule.note]


def what_to_do(verdict: Verdict) -> Localized:
    """The next step."""
    return _both(_WHAT_TO_DO[verdict], ())


def joined(sentences: Iterable[Localized]) -> Localized:
    """Whole sentences one after another."""
    told = list(sentences)
    return Localized(id=" ".join(text.id for text in told), en=" ".join(text.en for text in told))


def _both(sentence: str, places: Sequence[HandPlace], **values: object) -> Localized:
    return Localized(**{language: _in(language, sentence, places, values) for language in LANGUAGES})


def _in(language: str, sentence: str, places: Sequence[HandPlace], values: dict[str, object]) -> str:
    where = {"where": where_phrase(places, language)} if places else {}
    return translate(sentence, language, **values, **where)
