"""Photos together with nets that have not learnt from them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.scenes import Portrait, read_portraits, sample_portraits
from komando.weights import Weights
from training.datasets import data_folder
from training.proposals.blind import HALVES, sources_of, weights_without

logger = logging.getLogger(__name__)
_SEED: Final = 1
"""Other pictures than those of seed 0, on whose misses the search was mended: what is tuned on is not reported."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Half of the sources.

    Attributes:
        portraits: Pictures of people to make scenes of.
        sources: Whose whole photos are looked at.
        weights: With a proposal net that saw none of these sources.
    """

    portraits: Sequence[Portrait]
    sources: frozenset[str]
    weights: Weights


def read_panels(weights: Weights, portraits: int) -> list[Panel]:
    """Both halves; where the labelled photos are missing, our own samples and the product's net."""
    if data_folder() is None:
        logger.warning("The labelled photos are not here: scenes are made of sample_images.")
        return [Panel(sample_portraits(), frozenset(), weights)]
    return [
        Panel(read_portraits(weights, HALVES[half], portraits, _SEED), sources_of(half), weights_without(weights, half))
        for half in HALVES
    ]
