"""Open the engine that the settings name."""

from __future__ import annotations

from komando.hands.engine import HandEngine
from komando.hands.engine_name import EngineName
from komando.hands.litert_engine import LiteRtHandEngine
from komando.weights import Weights


def open_engine(name: EngineName, weights: Weights) -> HandEngine:
    """Open an engine for the calling thread.

    Raises:
        EngineUnavailableError: The engine's package is not installed.
    """
    if name == EngineName.MEDIAPIPE:
        # Loaded on demand: the package is an optional extra.
        from komando.hands.mediapipe_engine import MediaPipeHandEngine

        return MediaPipeHandEngine(weights)
    return LiteRtHandEngine(weights)
