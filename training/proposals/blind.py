"""Nets that saw no photo of half of the sources, to measure on that half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from komando.weights import HAND_PROPOSALS, Weights
from training.datasets import data_folder, read_all_whole_photos

HALVES: Final = {"a": frozenset({"hagrid"}), "b": frozenset({"subhi", "emrecandir"})}
"""Close-up sources that each half has; whole photos are dealt out to the halves by turns, source by source."""


def blind_file(half: str) -> Path:
    """Where the net that never saw this half lies, its card beside it."""
    return Path(__file__).with_name(f"hand_proposals-without-{half}.tflite")


def sources_of(half: str) -> frozenset[str]:
    """The sources of a half.

    Raises:
        FileNotFoundError: The labelled photos are not on this machine.
    """
    folder = data_folder()
    if folder is None:
        raise FileNotFoundError("The labelled photos are not here: set KOMANDO_DATA to their folder.")
    sources = sorted({photo.source for photo in read_all_whole_photos(folder)})
    return HALVES[half] | frozenset(sources[sorted(HALVES).index(half) :: len(HALVES)])


def weights_without(weights: Weights, half: str) -> Weights:
    """The weights with a proposal net that saw no photo of half of the sources."""
    return replace(weights, content={**weights.content, HAND_PROPOSALS: blind_file(half).read_bytes()})
