"""PROVISIONAL joint-angle reader, to be replaced by the trained one; the interface stays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from komando.gestures.names import FingerState, Gesture
from komando.gestures.reading import HandReading
from komando.hands.hand import Hand
from komando.weights import Weights

_NAMED = {
    "00000": Gesture.FIST, "01000": Gesture.INDEX, "10000": Gesture.THUMB_UP, "00001": Gesture.LITTLE,
    "00100": Gesture.MIDDLE, "01100": Gesture.PEACE, "11000": Gesture.L_SHAPE, "10001": Gesture.CALL,
    "01001": Gesture.HORNS, "01110": Gesture.THREE, "11100": Gesture.THREE_THUMB, "00111": Gesture.THREE_LOW,
    "11001": Gesture.ILY, "01111": Gesture.FOUR, "11111": Gesture.OPEN_PALM,
}  # fmt: skip


class GestureReader:
    def __init__(self, weights: Weights) -> None:
        pass

    def read(self, hands: Sequence[Hand]) -> list[HandReading]:
        return [self._read(hand) for hand in hands]

    def _read(self, hand: Hand) -> HandReading:
        w = hand.runs[0].world_xyz

        def angle(a: int, b: int, c: int) -> float:
            u, v = w[a] - w[b], w[c] - w[b]
            return float(np.degrees(np.arccos(np.clip(u @ v / (np.linalg.norm(u) * np.linalg.norm(v) + 1e-9), -1, 1))))

        up = [angle(m, m + 1, m + 3) > 140 for m in (5, 9, 13, 17)]
        away = np.linalg.norm(w[4] - w[9]) / (np.linalg.norm(w[5] - w[17]) + 1e-9)
        up = [bool(angle(1, 2, 4) > 150 and away > 1.1), *up]
        gesture = _NAMED.get("".join(str(int(x)) for x in up), Gesture.OTHER)
        fingers = tuple(FingerState.EXTENDED if x else FingerState.CURLED for x in up)
        return HandReading(gesture, 0.9, fingers, tuple(float(x) for x in up))
