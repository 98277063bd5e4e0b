"""Hands of our own rendered photos, found by the real nets once a session."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from komando.gestures.reader import GestureReader
from komando.hands.hand import Hand
from komando.hands.litert_engine import LiteRtHandEngine
from komando.photo.read import read_photo
from komando.weights import Weights, verify_weights

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="session")
def reader(weights: Weights) -> GestureReader:
    return GestureReader.open(weights)


@pytest.fixture(scope="session")
def sample_hands() -> dict[str, tuple[Hand, ...]]:
    """Name of each single-hand sample -> its hands, the largest first."""
    return _sample_hands()


@cache  # `make mutation` runs the tests once and forks: thousands of later runs need no net
def _sample_hands() -> dict[str, tuple[Hand, ...]]:
    engine = LiteRtHandEngine(verify_weights())
    found = {}
    for path in sorted(SAMPLES.glob("*.jpg")):
        if not path.name.startswith("group"):
            hands = engine.find_hands(read_photo(path.read_bytes()).rgb).hands
            found[path.stem] = tuple(sorted(hands, key=lambda hand: -hand.size_px))
    return found
