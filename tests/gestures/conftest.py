"""Hands of our own rendered photos, found by the real nets once a run."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pytest

from komando.gestures.reader import GestureReader
from komando.hands.hand import Hand
from komando.hands.litert_engine import LiteRtHandEngine
from komando.photo.read import read_photo
from komando.weights import Weights, verify_weights
from tests.made_once import made_once

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="session")
def reader(weights: Weights) -> GestureReader:
    return GestureReader.open(weights)


@pytest.fixture(scope="session")
def sample_hands(folder_of_this_run: Path) -> dict[str, tuple[Hand, ...]]:
    """Name of a sample -> its hands, the largest first."""
    return _SampleHands(folder_of_this_run)


class _SampleHands(dict[str, tuple[Hand, ...]]):
    """Found when a test asks for them; whichever process is the first leaves them to the others."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> tuple[Hand, ...]:
        data = made_once(self._folder / f"{name}.hands", lambda: pickle.dumps(_hands_of(name)))
        hands: tuple[Hand, ...] = pickle.loads(data)  # noqa: S301 - our own
        self[name] = hands
        return hands


@cache  # `make mutation` runs the tests once and forks: thousands of later runs need no net
def _hands_of(name: str) -> tuple[Hand, ...]:
    hands = _engine().find_hands(read_photo((SAMPLES / f"{name}.jpg").read_bytes()).rgb).hands
    return tuple(sorted(hands, key=lambda hand: -hand.size_px))


@cache
def _engine() -> LiteRtHandEngine:
    return LiteRtHandEngine(verify_weights())
