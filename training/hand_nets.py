"""The nets that look at a hand whose place is known, and those of a worker process."""

from __future__ import annotations

from dataclasses import dataclass

from komando.hands.landmarker import HandLandmarker
from komando.hands.upright_look import UprightLooker
from komando.weights import HAND_LANDMARKS, HAND_SURROUNDINGS, Weights, verify_weights


@dataclass(frozen=True, slots=True)
class HandNets:
    """One per thread.

    Attributes:
        landmarker: Runs along the hand.
        looker: Upright looks.
    """

    landmarker: HandLandmarker
    looker: UprightLooker

    @classmethod
    def of(cls, weights: Weights) -> HandNets:
        """Open them."""
        landmarker = HandLandmarker(weights.content[HAND_LANDMARKS])
        return cls(landmarker, UprightLooker(landmarker, weights.content[HAND_SURROUNDINGS]))


_nets: HandNets | None = None


def open_nets() -> None:
    """Open the nets of this process; the initializer of a pool of processes."""
    global _nets  # noqa: PLW0603 - one set of nets a worker process
    _nets = HandNets.of(verify_weights())


def opened_nets() -> HandNets:
    """The nets of this process.

    Raises:
        RuntimeError: `open_nets` was not called here.
    """
    if _nets is None:
        raise RuntimeError("The worker has no nets.")
    return _nets
