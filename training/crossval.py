"""Source-blind training: every photo is read by a model that saw no photo of its source."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from komando.gestures.finger_model import FingerModel
from komando.gestures.inputs import hand_inputs
from komando.hands.geometry import FloatArray
from training import kept
from training.corpus import Corpus
from training.datasets import Intent, LabelledPhoto
from training.finger_net import TrainOptions, train
from training.samples import Samples

_WHOLE_PHOTO_FOLDS = 5
_PROCESSES = 2
# Two trainings side by side on a thread each take two thirds of the time of one after the other on two.
_ONE_THREAD: Final = {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "OPENBLAS_NUM_THREADS": "1"}
_CODE = (Path(__file__), Path(__file__).with_name("finger_net.py"))
_trained_on: tuple[Samples, TrainOptions] | None = None


@dataclass(frozen=True, slots=True)
class BlindModel:
    """A model and the sources it never saw."""

    sources: frozenset[str]
    model: FingerModel


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


def blind_models(corpus: Corpus, options: TrainOptions) -> list[BlindModel]:
    """One model for each fold, trained on everything but the fold's sources; kept in `training/cache/`."""
    samples = corpus.samples
    key = hashlib.sha256(repr(options).encode())
    for array in (samples.inputs, samples.targets):
        key.update(np.ascontiguousarray(array).tobytes())
    for source in _CODE:
        key.update(source.read_bytes())
    name = f"blind-{key.hexdigest()[:16]}"
    known: list[BlindModel] | None = kept.load(name)
    if known is not None:
        return known
    close_up_sources = sorted({photo.source for photo in corpus.close_ups})
    with _trainers(samples, options) as pool:
        models = list(pool.map(_train_without, folds(corpus.whole_photos, close_up_sources)))
    kept.save(name, models)
    return models


@contextmanager
def _trainers(samples: Samples, options: TrainOptions) -> Iterator[ProcessPoolExecutor]:
    """Processes that train on the samples, on one thread each: JAX asks its environment when it starts."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(_PROCESSES, context, initializer=_open_samples, initargs=(samples, options)) as pool:
            yield pool
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _open_samples(samples: Samples, options: TrainOptions) -> None:
    global _trained_on  # noqa: PLW0603 - one table a worker process
    _trained_on = samples, options


def _train_without(sources: frozenset[str]) -> BlindModel:
    if _trained_on is None:
        raise RuntimeError("The worker has no samples.")
    samples, options = _trained_on
    return BlindModel(sources, train(samples.where(~np.isin(samples.source, sorted(sources))), options))


def calibrated_models(corpus: Corpus, options: TrainOptions) -> tuple[list[BlindModel], float]:
    """Blind models that share one flag temperature, and that temperature."""
    models = blind_models(corpus, options)
    temperature = fit_temperature(*blind_flags(corpus, models))
    return [replace(blind, model=replace(blind.model, flag_temperature=temperature)) for blind in models], temperature


def blind_flags(corpus: Corpus, models: Sequence[BlindModel]) -> tuple[FloatArray, FloatArray]:
    """Flag logits of every labelled hand by the model blind to its source, and the (n,) true flags 0 or 1."""
    model_of = {source: blind.model for blind in models for source in blind.sources}
    logits, flags = [], []
    for pair in corpus.pairs:
        if pair.photo.intent == Intent.UNKNOWN:
            continue
        inputs = hand_inputs(pair.hand, pair.others, pair.faces_xyxy)
        logits.append(model_of[pair.photo.source].read(inputs).flag)
        flags.append(float(pair.photo.intent == Intent.FLAG))
    return np.array(logits), np.array(flags)


def fit_temperature(logits: FloatArray, flags: FloatArray) -> float:
    """The divisor of the flag logits with the least log loss on source-blind readings of hands, both classes equal."""
    weights = np.where(flags == 1, 0.5 / (flags == 1).sum(), 0.5 / (flags == 0).sum())

    def log_loss(temperature: float) -> float:
        margin = logits / temperature * np.where(flags == 1, 1, -1)
        return float((weights * np.logaddexp(0, -margin)).sum())

    candidates = np.exp(np.linspace(np.log(0.3), np.log(4.0), 200))
    return float(min(candidates, key=log_loss))
