"""Source-blind training: every photo is read by a model that saw no photo of its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from komando.gestures.features import hand_features
from komando.gestures.finger_model import FingerModel
from komando.hands.geometry import FloatArray
from training.corpus import Corpus
from training.datasets import Intent, LabelledPhoto
from training.finger_net import TrainOptions, train
from training.samples import Samples

_WHOLE_PHOTO_FOLDS = 5


def folds(photos: Sequence[LabelledPhoto], close_up_sources: Sequence[str]) -> list[frozenset[str]]:
    """Sets of sources held out together: each close-up source alone, the sources of whole photos in five groups."""
    counts: dict[str, int] = {}
    for photo in photos:
        if photo.source not in close_up_sources:
            counts[photo.source] = counts.get(photo.source, 0) + 1
    groups: list[list[str]] = [[] for _ in range(_WHOLE_PHOTO_FOLDS)]
    for source in sorted(counts, key=lambda name: (-counts[name], name)):
        min(groups, key=lambda group: sum(counts[name] for name in group)).append(source)
    return [*(frozenset({source}) for source in sorted(close_up_sources)), *(frozenset(group) for group in groups)]


def blind_models(
    samples: Samples, held_out: Sequence[frozenset[str]], options: TrainOptions
) -> Iterator[tuple[frozenset[str], FingerModel]]:
    """Train one model for each fold on everything but the fold's sources."""
    for sources in held_out:
        yield sources, train(samples.where(~np.isin(samples.source, sorted(sources))), options)


def blind_readings(corpus: Corpus, options: TrainOptions) -> tuple[FloatArray, FloatArray]:
    """Flag logits of every labelled hand by a model blind to its source, and the (n,) true flags 0 or 1."""
    samples = corpus.samples
    logits, flags = [], []
    for sources, model in blind_models(samples, corpus_folds(corpus), options):
        rows = np.isin(samples.source, sorted(sources))
        for number in np.unique(samples.hand[rows]):
            photo, hand = corpus.pairs[number]
            if photo.intent == Intent.UNKNOWN:
                continue
            logits.append(model.read(np.array([hand_features(run) for run in hand.runs])).flag)
            flags.append(float(photo.intent == Intent.FLAG))
    return np.array(logits), np.array(flags)


def corpus_folds(corpus: Corpus) -> list[frozenset[str]]:
    """The folds of a corpus; see `folds`."""
    sources = sorted({photo.source for photo in corpus.close_ups})
    return folds(corpus.whole_photos, sources)
