"""Random numbers with limits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Rng = np.random.Generator


def around(rng: Rng, mean: float, deviation: float, low: float, high: float) -> float:
    """Returns a normal number, clipped to the limits."""
    return float(np.clip(rng.normal(mean, deviation), low, high))


def between(rng: Rng, low: float, high: float) -> float:
    """Returns a number anywhere between the limits."""
    return float(rng.uniform(low, high))


def chosen(rng: Rng, weights: Mapping[str, float]) -> str:
    """Returns one of the names, each as likely as its weight says."""
    names = list(weights)
    shares = np.array([weights[name] for name in names])
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]
