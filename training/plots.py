"""Plots of docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from training.datasets import Intent
from training.outcomes import HandOutcome, PhotoOutcome

mpl.use("Agg")
mpl.rcParams.update({"svg.hashsalt": "komando", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
_PASS_LIMITS = np.linspace(0.02, 0.6, 30)
_HOLD_LIMIT = 0.8


def plot_trade_off(outcomes: Sequence[PhotoOutcome], path: Path) -> None:
    """What the width of the review band buys: signs not passed against harmless photos for review.

    The band reaches from each limit of the probability of a sign up to .8, from where a hand is held.
    """
    figure, axes = plt.subplots(figsize=(6.4, 4))
    for title, close_up, color in (("close-ups", True, "#1f77b4"), ("whole photos", False, "#d95f02")):
        group = [outcome for outcome in outcomes if outcome.close_up == close_up and not outcome.photo.rendered]
        signs = np.array([outcome.flag_score for outcome in group if outcome.photo.intent == Intent.FLAG])
        harmless = np.array([outcome.flag_score for outcome in group if outcome.photo.intent != Intent.FLAG])
        caught = [float((signs >= limit).mean()) for limit in _PASS_LIMITS]
        reviewed = [float(((harmless >= limit) & (harmless < _HOLD_LIMIT)).mean()) for limit in _PASS_LIMITS]
        axes.plot(reviewed, caught, marker=".", color=color, label=title)
    axes.set_xlabel("harmless photos for review")
    axes.set_ylabel("photos with a sign held or for review")
    axes.legend(loc="lower right")
    _save(figure, path)


def plot_reliability(outcomes: Sequence[HandOutcome], path: Path) -> None:
    """How often a hand shows something, against the probability that the reader gave."""
    figure, axes = plt.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    for title, large, color in (("96 px and more", True, "#1f77b4"), ("under 96 px", False, "#d95f02")):
        rows = reliability([outcome for outcome in outcomes if (outcome.size_px >= 96) == large])
        axes.plot([row[1] for row in rows], [row[2] for row in rows], marker="o", color=color, label=title)
    axes.set_xlabel("probability given")
    axes.set_ylabel("share that shows something, both classes weighted alike")
    axes.legend(loc="upper left")
    _save(figure, path)


def reliability(outcomes: Sequence[HandOutcome], bins: int = 10) -> list[tuple[int, float, float]]:
    """(hands, mean probability, share of signs) by parts of the probability; signs and others weigh the same in sum."""
    flags = np.array([outcome.photo.intent == Intent.FLAG for outcome in outcomes])
    probabilities = np.array([outcome.flag for outcome in outcomes])
    weights = np.where(flags, 0.5 / max(flags.sum(), 1), 0.5 / max((~flags).sum(), 1))
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    rows = []
    for place in range(bins):
        mask = places == place
        if mask.any():
            mean = float(np.average(probabilities[mask], weights=weights[mask]))
            rows.append((int(mask.sum()), mean, float(np.average(flags[mask], weights=weights[mask]))))
    return rows


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
