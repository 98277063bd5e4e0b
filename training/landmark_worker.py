"""The landmark net of a worker process."""

from __future__ import annotations

from komando.hands.landmarker import HandLandmarker
from komando.weights import HAND_LANDMARKS, verify_weights

_landmarker: HandLandmarker | None = None


def open_landmarker() -> None:
    """Open the net; the initializer of a pool of processes."""
    global _landmarker  # noqa: PLW0603 - one net a worker process
    _landmarker = HandLandmarker(verify_weights().content[HAND_LANDMARKS])


def opened_landmarker() -> HandLandmarker:
    """The net of this process.

    Raises:
        RuntimeError: `open_landmarker` was not called here.
    """
    if _landmarker is None:
        raise RuntimeError("The worker has no net.")
    return _landmarker
