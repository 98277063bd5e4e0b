"""The ways to look for hands that are compared: ours, blind tiling with our nets, MediaPipe on the whole photo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from komando.hands.engine import HandEngine
from komando.hands.hand import Hand, RgbArray
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.search_options import SearchOptions
from komando.people.faces import FaceDetector
from komando.weights import Weights

TILINGS = {
    "blind tiling 1, 1/3, 1/6": (1 / 3, 1 / 6),
    "the same and 1/12": (1 / 3, 1 / 6, 1 / 12),
    "the same and 1/24": (1 / 3, 1 / 6, 1 / 12, 1 / 24),
}
"""Sides of tiles against the photo's longer side."""


@dataclass(frozen=True, slots=True)
class Search:
    """One way to look for hands.

    Attributes:
        name: In tables.
        find: From pixels to hands.
    """

    name: str
    find: Callable[[RgbArray], tuple[Hand, ...]]


@contextmanager
def open_searches(weights: Weights) -> Iterator[list[Search]]:
    """All of them; each has nets of its own."""
    from komando.hands.mediapipe_engine import MediaPipeHandEngine

    faces = FaceDetector(weights)
    ours = LiteRtHandEngine(weights)
    peer: HandEngine = MediaPipeHandEngine(weights)
    yield [
        Search("Komando", lambda rgb: ours.find_hands(rgb, faces.find(rgb)).hands),
        *(_tiling(weights, name, fractions) for name, fractions in TILINGS.items()),
        Search("MediaPipe, whole photo", lambda rgb: peer.find_hands(rgb).hands),
    ]
    peer.close()  # MediaPipe complains at exit otherwise


def _tiling(weights: Weights, name: str, fractions: tuple[float, ...]) -> Search:
    engine = LiteRtHandEngine(weights, SearchOptions(proposals=False, tile_fractions=fractions))
    return Search(name, lambda rgb: engine.find_hands(rgb).hands)
