"""The finger reader's nets: inputs -> fingers, meaning and shapes, each a logit. Trained with JAX and optax.

Half of the members read landmarks and context alone; they serve engines that tell no more, and are the ones that hold
on to finger shape. The others also read layers of two nets: the landmark net's, which know what the picture looks like
(objects in the hand, ears and shoes that are no hands), and those of a net that knows everyday things, of what is
around the hand. They go through their principal components, or the members would learn single photos by heart. Two
hidden layers of 96: larger nets and boosting were no better on sources the training never saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from komando.gestures import context, features
from komando.gestures.finger_model import (
    FINGERS,
    FLAG,
    INPUTS_WITHOUT_POOLED,
    OUTPUTS,
    FingerModel,
    Layer,
    mix,
    picture_blocks,
)
from komando.hands.geometry import Float32Array, FloatArray
from training.samples import Samples

Params = list[dict[str, Any]]
_FROM_FACE = slice(features.COUNT + context.FROM_FACE.start, features.COUNT + context.FROM_FACE.stop)


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How the nets are trained.

    Attributes:
        hidden: Units of each of the two hidden layers.
        epochs: Passes over the samples.
        batch: Samples a step.
        learning_rate: At its peak.
        weight_decay: Of AdamW.
        dropout: Share of hidden units that are left out at random.
        feature_noise: Standard deviation of noise on the scaled inputs.
        hidden_faces: Share of samples whose face is hidden, so that nothing depends on a face being seen.
        hidden_pooled: Share of the pooled layers' components that are left out at random.
        components: Principal components of the landmark net's pooled layer, of the run's crop.
        upright_components: The same of the upright square.
        surroundings_components: Principal components of the surroundings net's layer, of each of two wider squares.
        shape_members: Nets that read landmarks and context.
        pooled_members: Nets that read the pooled layers too.
        seed: Of everything random.
    """

    hidden: int = 96
    epochs: int = 24
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 3e-2
    dropout: float = 0.35
    feature_noise: float = 0.1
    hidden_faces: float = 0.3
    hidden_pooled: float = 0.3
    components: int = 128
    upright_components: int = 64
    surroundings_components: int = 64
    shape_members: int = 4
    pooled_members: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Scaling:
    """Standardised inputs; the context comes ready."""

    mean: FloatArray
    spread: FloatArray

    @classmethod
    def fit(cls, inputs: Float32Array) -> _Scaling:
        mean = inputs.mean(axis=0, dtype=np.float64)
        spread = inputs.std(axis=0, dtype=np.float64) + 1e-3
        mean[features.COUNT : INPUTS_WITHOUT_POOLED] = 0
        spread[features.COUNT : INPUTS_WITHOUT_POOLED] = 1
        return cls(mean, spread)

    def apply(self, inputs: Float32Array) -> Float32Array:
        return np.asarray((inputs - self.mean.astype(np.float32)) / self.spread.astype(np.float32), np.float32)


def train(samples: Samples, options: TrainOptions) -> FingerModel:
    """Train an ensemble; same samples and options give the same weights."""
    scaling = _Scaling.fit(samples.inputs)
    inputs = scaling.apply(samples.inputs)
    targets = samples.targets.astype(np.float32)
    weights = sample_weights(samples).astype(np.float32)
    components = _components_of(inputs, options)
    mixed = mix(inputs, components)
    shape_inputs = mixed[:, :INPUTS_WITHOUT_POOLED]
    seeds = range(options.seed, options.seed + options.shape_members)
    pooled_seeds = range(options.seed, options.seed + options.pooled_members)
    members = (
        *(_to_layers(_train_member(shape_inputs, targets, weights, options, seed)) for seed in seeds),
        *(_to_layers(_train_member(mixed, targets, weights, options, seed)) for seed in pooled_seeds),
    )
    return FingerModel(mean=scaling.mean, spread=scaling.spread, components=components, members=members)


def _components_of(inputs: Float32Array, options: TrainOptions) -> tuple[Float32Array, ...]:
    counts = (options.components, options.upright_components, *[options.surroundings_components] * 2)
    return tuple(
        _principal_components(block, count) for block, count in zip(picture_blocks(inputs), counts, strict=True)
    )


def _principal_components(pooled: Float32Array, count: int) -> Float32Array:
    """(inputs, count) directions, scaled so that each component has unit variance."""
    values, vectors = np.linalg.eigh(np.cov(pooled, rowvar=False, dtype=np.float64))
    best = np.argsort(-values)[:count]
    return np.asarray(vectors[:, best] / np.sqrt(np.maximum(values[best], 1e-6)), np.float32)


def sample_weights(samples: Samples) -> FloatArray:
    """Every source counts by the square root of its hands; flag and harmless hands weigh the same in sum.

    Hands that are neither weigh half of that: with less, poses (a hand on the chest) are too few to be learnt.
    """
    _, hand_index, rows_per_hand = np.unique(samples.hand, return_inverse=True, return_counts=True)
    weight = 1.0 / rows_per_hand[hand_index]
    for column in (samples.source, np.char.add(np.char.add(samples.source, ":"), samples.label)):
        _, index = np.unique(column, return_inverse=True)
        weight = weight / np.sqrt(np.bincount(index, weights=weight))[index]
    for flag, share in ((0.0, 1.0), (1.0, 1.0), (-1.0, 0.5)):
        mask = samples.targets[:, FLAG] == flag
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
    key, noise_key, *keys = jax.random.split(key, len(params) + 1)
    hidden = _hide(inputs, key, options) + options.feature_noise * jax.random.normal(noise_key, inputs.shape)
    for layer, layer_key in zip(params[:-1], keys, strict=True):
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


def _hide(inputs: Any, key: Any, options: TrainOptions) -> Any:
    """Hide faces and components at random."""
    face_key, pooled_key = jax.random.split(key)
    faces_kept = jax.random.bernoulli(face_key, 1 - options.hidden_faces, (len(inputs), 1))
    kept = jnp.ones(inputs.shape).at[:, _FROM_FACE].set(faces_kept)
    share = 1 - options.hidden_pooled
    pooled_kept = jax.random.bernoulli(pooled_key, share, (len(inputs), inputs.shape[1] - INPUTS_WITHOUT_POOLED))
    return inputs * kept.at[:, INPUTS_WITHOUT_POOLED:].set(pooled_kept / share)


def _to_layers(params: Params) -> tuple[Layer, ...]:
    return tuple(
        Layer(kernel=np.asarray(layer["kernel"], np.float32), bias=np.asarray(layer["bias"], np.float32))
        for layer in params
    )
