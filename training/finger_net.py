"""The finger reader's net: features -> fingers, meaning and shapes, each a logit. Trained with JAX and optax.

Two hidden layers of 96: larger nets and boosting were no better on sources the training never saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from komando.gestures.finger_model import FINGERS, OUTPUTS, FingerModel, Float32Array, Layer
from komando.hands.geometry import FloatArray
from training.samples import Samples

Params = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How the net is trained."""

    hidden: int = 96
    epochs: int = 30
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 3e-2
    dropout: float = 0.35
    feature_noise: float = 0.1
    members: int = 3
    seed: int = 0


def train(samples: Samples, options: TrainOptions) -> FingerModel:
    """Train an ensemble; same samples and options give the same weights."""
    mean = samples.features.mean(axis=0)
    spread = samples.features.std(axis=0) + 1e-3
    inputs = ((samples.features - mean) / spread).astype(np.float32)
    targets = np.column_stack([samples.fingers, samples.flag, samples.fist, samples.shapes]).astype(np.float32)
    weights = sample_weights(samples).astype(np.float32)
    seeds = range(options.seed, options.seed + options.members)
    members = [_train_member(inputs, targets, weights, options, seed) for seed in seeds]
    return FingerModel(mean=mean, spread=spread, members=tuple(_to_layers(member) for member in members))


def sample_weights(samples: Samples) -> FloatArray:
    """Every source counts by the square root of its hands; flag and harmless hands weigh the same in sum."""
    _, hand_index, rows_per_hand = np.unique(samples.hand, return_inverse=True, return_counts=True)
    weight = 1.0 / rows_per_hand[hand_index]
    for column in (samples.source, np.char.add(np.char.add(samples.source, ":"), samples.label)):
        _, index = np.unique(column, return_inverse=True)
        weight = weight / np.sqrt(np.bincount(index, weights=weight))[index]
    for flag, share in ((0.0, 1.0), (1.0, 1.0), (-1.0, 0.1)):
        mask = samples.flag == flag
        weight[mask] *= share / max(weight[mask].sum(), 1e-9)
    return np.asarray(weight * len(weight) / weight.sum(), np.float64)


def _train_member(
    inputs: Float32Array, targets: Float32Array, weights: Float32Array, options: TrainOptions, seed: int
) -> Params:
    key = jax.random.PRNGKey(seed)
    params = _init(key, inputs.shape[1], options.hidden)
    steps_per_epoch = -(-len(inputs) // options.batch)
    schedule = optax.cosine_onecycle_schedule(options.epochs * steps_per_epoch, options.learning_rate)
    optimizer = optax.adamw(schedule, weight_decay=options.weight_decay)
    state = optimizer.init(params)

    def step(params: Params, state: Any, batch: Any, key: Any) -> tuple[Params, Any]:
        gradient = jax.grad(partial(_loss, options=options))(params, *batch, key)
        updates, state = optimizer.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    compiled_step = jax.jit(step)
    rng = np.random.default_rng(seed)
    for _ in range(options.epochs):
        order = np.resize(rng.permutation(len(inputs)), steps_per_epoch * options.batch)
        for rows in order.reshape(steps_per_epoch, options.batch):
            key, used = jax.random.split(key)
            params, state = compiled_step(params, state, (inputs[rows], targets[rows], weights[rows]), used)
    return params


def _init(key: Any, inputs: int, hidden: int) -> Params:
    sizes = [(inputs, hidden), (hidden, hidden), (hidden, OUTPUTS)]
    keys = jax.random.split(key, len(sizes))
    return [
        {"kernel": jax.random.normal(k, size) * np.sqrt(2 / size[0]), "bias": jnp.zeros(size[1])}
        for k, size in zip(keys, sizes, strict=True)
    ]


def _loss(params: Params, inputs: Any, targets: Any, weights: Any, key: Any, options: TrainOptions) -> Any:
    keys = jax.random.split(key, len(params))
    hidden = inputs + options.feature_noise * jax.random.normal(keys[0], inputs.shape)
    for layer, layer_key in zip(params[:-1], keys[1:], strict=True):
        hidden = jax.nn.relu(hidden @ layer["kernel"] + layer["bias"])
        kept = jax.random.bernoulli(layer_key, 1 - options.dropout, hidden.shape)
        hidden = jnp.where(kept, hidden / (1 - options.dropout), 0)
    logits = hidden @ params[-1]["kernel"] + params[-1]["bias"]
    known = targets >= 0
    # A little label smoothing: contact-sheet labels are not all right.
    smooth = jnp.clip(targets, 0, 1) * 0.98 + 0.01
    losses = optax.sigmoid_binary_cross_entropy(logits, smooth) * known
    per_row = losses[:, FINGERS].sum(axis=1) * 0.3 + losses[:, FINGERS.stop :].sum(axis=1)
    return (per_row * weights).mean()


def _to_layers(params: Params) -> tuple[Layer, ...]:
    return tuple(
        Layer(kernel=np.asarray(layer["kernel"], np.float32), bias=np.asarray(layer["bias"], np.float32))
        for layer in params
    )
