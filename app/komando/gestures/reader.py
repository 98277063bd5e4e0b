"""Hands -> gestures: the finger model's probabilities first, then names for what the fingers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from komando.gestures.doubt import is_cut, reason_for_doubt
from komando.gestures.finger_model import FingerLogits, FingerModel
from komando.gestures.inputs import hand_inputs
from komando.gestures.names import FingerState, Gesture
from komando.gestures.overhead import read_overhead_hearts
from komando.gestures.pairs import read_pairs
from komando.gestures.reading import HandReading, Reason
from komando.gestures.salute import read_salutes
from komando.gestures.shapes import name_shape
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.quality import HandQuality
from komando.hands.ssd import sigmoid
from komando.weights import FINGER_READER, Weights

SMALLEST_READABLE_PX: Final = 20
"""Under it flag and fist are guesses (docs/accuracy.md, by size)."""

_FLAG = 0.5
# Of smaller hands that one landmark run alone has seen, most show nothing, however sure the reader is; larger ones lie
# near the lens or are cut.
_DOUBTED_SIGN, _DOUBTED_PX = 0.5, 96
_SURELY_AT_REST = 0.7  # no policy asks for less to let a hand pass
# Fingers beyond the edge cost certainty that the reader does not know of: a V that has lost a quarter of the hand came
# to 0.81. Of 707 labelled photos without a sign it is one more for review.
_SURELY_AT_REST_WHEN_CUT = 0.9
_AT_REST: Final = frozenset({Gesture.RELAXED, Gesture.HOLDING, Gesture.FIST})
_POSES: Final = frozenset({Gesture.NAMASTE, Gesture.HAND_ON_CHEST})
_SHAPE = 0.5
# A sheet or a microphone before the chest: docs/accuracy.md, "Poses that a policy names".
_PERHAPS_HOLDING = 0.2
_HOLDING = 0.3  # few labels tell it from a hand at rest, so its probabilities are low; both pass
_SUSPECTED_HEART = 0.11  # docs/accuracy.md, "Suspecting a finger heart": no fist yet, and few harmless hands
# How unsure a finger may be for the fingers to contradict the hand as a whole; a lone thumb must be surer.
_SIGN_DOUBT, _THUMB_DOUBT = 0.2, 0.1
_SURE_EXTENDED, _SURE_CURLED = 0.7, 0.3


class GestureReader:
    """Reads the hands of one photo together: some gestures take two."""

    def __init__(self, model: FingerModel) -> None:
        self._model = model

    @classmethod
    def open(cls, weights: Weights) -> GestureReader:
        """Open the published finger model."""
        return cls(FingerModel.from_npz(weights.content[FINGER_READER]))

    def read(
        self,
        hands: Sequence[Hand],
        faces_xyxy: Sequence[FloatArray] = (),
        qualities: Sequence[HandQuality] | None = None,
    ) -> list[HandReading]:
        """A reading for each hand, in the same order.

        Args:
            hands: All hands of one photo.
            faces_xyxy: Boxes of its faces, photo pixels.
            qualities: How well each hand can be seen: says why one cannot be told, and changes nothing else.
        """
        readings = []
        for index, hand in enumerate(hands):
            others = [*hands[:index], *hands[index + 1 :]]
            reading = self._read(hand, self._model.read(hand_inputs(hand, others, faces_xyxy)))
            readings.append(reading if qualities is None else _with_reason(reading, hand, qualities[index]))
        paired = read_overhead_hearts(hands, read_pairs(hands, readings), faces_xyxy)
        return read_salutes(hands, paired, faces_xyxy)

    def _read(self, hand: Hand, logits: FingerLogits) -> HandReading:
        extended = sigmoid(logits.fingers)
        flag, fist = _probability(logits.flag), _probability(logits.fist)
        fingers = tuple(_state(float(probability)) for probability in extended)
        probabilities = tuple(float(probability) for probability in extended)
        if hand.size_px < SMALLEST_READABLE_PX or not hand.recognised:
            reason = Reason.TOO_SMALL if hand.recognised else Reason.NOT_RECOGNISED
            return HandReading(Gesture.UNREADABLE, 0.0, fingers, probabilities, reason)
        named, sure = _trained_shape(logits, extended)
        if named is not None and named in _POSES:
            confidence = min(sure, 1 - _shows_something(named, flag, extended))
            return HandReading(named, confidence, fingers, probabilities)
        if flag >= _FLAG:
            shape = named or name_shape(hand, extended >= 0.5)
            doubted = hand.doubted and hand.size_px < _DOUBTED_PX
            return HandReading(shape, _DOUBTED_SIGN if doubted else flag, fingers, probabilities)
        heart = _suspected_heart(logits)
        if heart is not None:
            return HandReading(heart, _FLAG, fingers, probabilities)
        if _fingers_contradict(extended):
            return HandReading(Gesture.UNREADABLE, 0.0, fingers, probabilities, Reason.AT_ODDS)
        return HandReading(_resting(fist, _probability(logits.holding)), 1 - flag, fingers, probabilities)


def _with_reason(reading: HandReading, hand: Hand, quality: HandQuality) -> HandReading:
    """A hand that may be at rest or not, and that the picture shows badly, is unreadable for that reason."""
    sure = _SURELY_AT_REST_WHEN_CUT if is_cut(quality) else _SURELY_AT_REST
    if reading.gesture not in _AT_REST or reading.confidence >= sure:
        return reading
    reason = reason_for_doubt(quality, hand.size_px)
    return reading if reason is None else replace(reading, gesture=Gesture.UNREADABLE, confidence=0.0, reason=reason)


def _trained_shape(logits: FingerLogits, extended: FloatArray) -> tuple[Gesture | None, float]:
    """The likeliest shape that the model knows as a whole, if likely enough: extended fingers alone would not tell it.

    A hand on the chest is flat and empty: one that may show a heart or hold something, or whose fingers clearly form a
    sign, does not count.
    """
    probabilities = {
        Gesture.FINGER_HEART: _probability(logits.finger_heart),
        # One hand of the heart may be lost where the two overlap.
        Gesture.TWO_HAND_HEART: _probability(logits.half_heart),
        Gesture.NAMASTE: _probability(logits.namaste),
    }
    is_empty = _probability(logits.holding) < _PERHAPS_HOLDING
    if is_empty and _suspected_heart(logits) is None and not _fingers_contradict(extended):
        probabilities[Gesture.HAND_ON_CHEST] = _probability(logits.hand_on_chest)
    best = max(probabilities, key=probabilities.__getitem__)
    return (best if probabilities[best] >= _SHAPE else None), probabilities[best]


def _shows_something(pose: Gesture, flag: float, extended: FloatArray) -> float:
    """Probability that a hand read as a pose shows something after all, 0 where nothing says so.

    Palms that are pressed together look like open hands, and open hands like a sign: of those the flag tells nothing.
    """
    if _fingers_contradict(extended):
        return max(flag, float(np.maximum(extended, 1 - extended).min()))
    explained = pose == Gesture.NAMASTE and (extended[1:] >= 0.5).all()
    return flag if flag >= _FLAG and not explained else 0.0


def _resting(fist: float, holding: float) -> Gesture:
    if fist >= _SHAPE:
        return Gesture.FIST
    return Gesture.HOLDING if holding >= _HOLDING else Gesture.RELAXED


def _suspected_heart(logits: FingerLogits) -> Gesture | None:
    """A heart that the hand as a whole was not read as."""
    if _probability(logits.finger_heart) >= _SUSPECTED_HEART:
        return Gesture.FINGER_HEART
    return Gesture.TWO_HAND_HEART if _probability(logits.half_heart) >= _SHAPE else None


def _fingers_contradict(extended: FloatArray) -> bool:
    """Whether the fingers clearly form a sign although the hand as a whole was read as showing none.

    A straight open hand does not count, hands at rest are often straight. A lone thumb must be clearer than other
    signs: it sticks out of many a clasped hand.
    """
    up = extended >= 0.5
    if up[1:].all() or not up.any():
        return False
    doubt = _THUMB_DOUBT if not up[1:].any() else _SIGN_DOUBT
    return bool((np.minimum(extended, 1 - extended) < doubt).all())


def _state(extended_probability: float) -> FingerState:
    if extended_probability >= _SURE_EXTENDED:
        return FingerState.EXTENDED
    return FingerState.CURLED if extended_probability <= _SURE_CURLED else FingerState.UNKNOWN


def _probability(logit: float) -> float:
    return float(sigmoid(np.array(logit)))
