"""Real photos for the nets: the labelled ones where they are, else our own rendered ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from komando.hands.litert_engine import LiteRtHandEngine
from komando.weights import Weights

SAMPLES = Path(__file__).parents[2] / "sample_images"
DATA = Path(os.environ.get("KOMANDO_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.fixture(scope="session")
def engine(weights: Weights) -> LiteRtHandEngine:
    return LiteRtHandEngine(weights)


@pytest.fixture(scope="session")
def close_ups() -> list[Path]:
    """About 150 photos of different people that fill much of the frame with a hand."""
    folder = DATA / "photos"
    if not folder.is_dir():
        return sorted(SAMPLES.glob("*.jpg"))
    sources = ("hagrid", "robbie", "subhi")
    return [photo for source in sources for photo in sorted((folder / source).rglob("*.jpg"))[::7]][:170]
