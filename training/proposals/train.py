"""Train the proposal net and write it to `models/`: `python -m training.proposals.train`.

With `--without a` or `b` the net sees no photo of half of the sources, and is written to this folder: that half is
measured with it (`training/proposals/blind.py`). Needs `requirements/proposals.txt` in an environment of its own:
TensorFlow asks for other versions of what the product uses. A training takes three quarters of an hour on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from komando.hands import proposals
from komando.hands.proposals import INPUT_PX, STRIDE_PX
from komando.weights import HAND_PROPOSALS
from training.checksums import write_checksums
from training.proposals import targets
from training.proposals.blind import HALVES, blind_file, sources_of
from training.proposals.crops import CropMaker
from training.proposals.net import build, to_tflite
from training.proposals.pictures import Picture, read_pictures

logger = logging.getLogger(__name__)
_MODELS = Path(__file__).parents[2] / "models"
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How the net is trained.

    Attributes:
        steps: Of the optimiser.
        batch: Crops a step.
        learning_rate: At its peak.
        warm_up: Steps to the peak; from there along a cosine.
        weight_decay: Of AdamW.
        averaged_from: Share of the steps after which weights are averaged.
        averaging: Weight of the average so far.
        seed: Of everything random.
        threads: Of the processor.
    """

    steps: int = 3200
    batch: int = 24
    learning_rate: float = 3e-3
    warm_up: int = 100
    weight_decay: float = 1e-4
    averaged_from: float = 0.6
    averaging: float = 0.995
    seed: int = 1
    threads: int = 2


def main() -> None:
    """Train; write the weights and their card."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(prog="python -m training.proposals.train")
    parser.add_argument("--without", choices=sorted(HALVES), help="leave out half of the sources, to measure on them")
    parser.add_argument("--steps", type=int, default=TrainOptions().steps, help="of the optimiser")
    parser.add_argument("--threads", type=int, default=TrainOptions().threads, help="of the processor")
    arguments = parser.parse_args()
    options = TrainOptions(steps=arguments.steps, threads=arguments.threads)
    pictures = read_pictures()
    if arguments.without:
        left_out = sources_of(arguments.without)
        seen = [picture for picture in pictures if picture.source not in left_out]
        _write(blind_file(arguments.without), seen, options, f" --without {arguments.without}")
        return
    _write(_MODELS / HAND_PROPOSALS, pictures, options)
    write_checksums(_MODELS)


def _write(path: Path, pictures: list[Picture], options: TrainOptions, arguments: str = "") -> None:
    path.write_bytes(train(pictures, options))
    path.with_suffix(".md").write_text(card(pictures, path, options, arguments), encoding="utf-8")
    logger.info("wrote %s", path)


def train(pictures: list[Picture], options: TrainOptions) -> bytes:
    """The trained net as a .tflite file."""
    tf.keras.utils.set_random_seed(options.seed)
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = build(targets.CROP_PX)
    _expect_few(model)
    optimizer = tf.keras.optimizers.AdamW(options.learning_rate, weight_decay=options.weight_decay, global_clipnorm=5.0)

    @tf.function  # type: ignore[untyped-decorator]
    def step(crops: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            parts = losses(model(tf.cast(crops, tf.float32) / 255, training=True), wanted)
            total = parts[0] + 0.3 * parts[1] + 0.3 * parts[2] + 0.1 * parts[3]
        gradients = tape.gradient(total, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return tf.stack(parts)

    averaged: list[Any] = []
    recent = []
    for number, (crops, wanted) in enumerate(_batches(CropMaker(pictures, options.seed), options)):
        optimizer.learning_rate.assign(_learning_rate(number, options))
        recent.append(step(crops, wanted).numpy())
        if number >= options.averaged_from * options.steps:
            weights = model.get_weights()
            old = averaged or weights
            averaged = [options.averaging * a + (1 - options.averaging) * b for a, b in zip(old, weights, strict=True)]
        if len(recent) == 100:
            logger.info("step %d: heat, faces, boxes, face sizes %s", number + 1, np.mean(recent, axis=0).round(3))
            recent.clear()
    model.set_weights(averaged)
    return to_tflite(model, INPUT_PX)


def losses(said: Any, wanted: Any) -> list[Any]:
    """Heat of hands, heat of faces (penalty-reduced focal loss of CenterNet), boxes of hands, sizes of faces (L1)."""
    learn = wanted[..., targets.LEARN_HEAT]
    weight = wanted[..., targets.HAND_WEIGHT]
    box_errors = tf.abs(
        said[..., proposals.HAND_X : proposals.FACE_HEAT] - wanted[..., targets.HAND_BOX]
    ) * tf.constant([0.5, 0.5, 1.0])
    face_weight = wanted[..., targets.FACE_WEIGHT]
    size_errors = tf.abs(said[..., proposals.FACE_SIZE] - wanted[..., targets.FACE_SIZE])
    return [
        _focal(said[..., proposals.HAND_HEAT], wanted[..., targets.HAND_HEAT], learn),
        _focal(said[..., proposals.FACE_HEAT], wanted[..., targets.FACE_HEAT], tf.ones_like(learn)),
        tf.reduce_sum(weight[..., tf.newaxis] * box_errors) / (tf.reduce_sum(weight) + 1),
        tf.reduce_sum(face_weight * size_errors) / (tf.reduce_sum(face_weight) + 1),
    ]


def _focal(logits: Any, heat: Any, learn: Any) -> Any:
    chance = tf.sigmoid(logits)
    here = tf.cast(heat > 0.99, tf.float32) * learn
    hits = here * (1 - chance) ** 2 * tf.nn.softplus(-logits)
    misses = (learn - here) * (1 - heat) ** 4 * chance**2 * tf.nn.softplus(logits)
    return (tf.reduce_sum(hits) + tf.reduce_sum(misses)) / (tf.reduce_sum(here) + 1)


def _expect_few(model: Any) -> None:
    """Begin with hardly any heat: nearly all cells are empty."""
    kernel, bias = model.layers[-1].get_weights()
    bias[:] = 0
    bias[[proposals.HAND_HEAT, proposals.FACE_HEAT]] = -4
    model.layers[-1].set_weights([kernel * 0.3, bias])


def _learning_rate(number: int, options: TrainOptions) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * number / options.steps))
    return options.learning_rate * min(1.0, (number + 1) / options.warm_up) * (0.99 * cosine + 0.01)


def _batches(
    maker: CropMaker, options: TrainOptions
) -> Iterator[tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]]:
    """Batches in their order, made ahead in a thread of its own."""

    def make(number: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
        made = [maker.make(number * options.batch + index) for index in range(options.batch)]
        return np.stack([crop for crop, _ in made]), np.stack([wanted for _, wanted in made])

    with ThreadPoolExecutor(1) as pool:
        waiting = [pool.submit(make, number) for number in range(_AHEAD)]
        for number in range(options.steps):
            yield waiting.pop(0).result()
            waiting.append(pool.submit(make, number + _AHEAD))


def card(pictures: list[Picture], weights: Path, options: TrainOptions, arguments: str = "") -> str:
    """The model card, Markdown.

    Args:
        pictures: What the net learnt from.
        weights: Its file.
        options: Of the training.
        arguments: Of the command that trained it.
    """
    close_ups = ", ".join(sorted({picture.source for picture in pictures if not picture.whole}))
    whole = sum(picture.whole for picture in pictures)
    hands = sum(len(picture.hands_xyxy) for picture in pictures)
    return f"""# Hand proposals

Tells where in a photo, or in a tile of it, hands may be and about how large; the palm net then looks there.

| | |
|---|---|
| file | `{weights.name}` |
| sha256 | `{hashlib.sha256(weights.read_bytes()).hexdigest()}` |
| source | our own, trained by `python -m training.proposals.train{arguments}` (seeded) |
| licence | Apache-2.0 |
| input | 1 x {INPUT_PX} x {INPUT_PX} x 3 float32, RGB in 0..1, the photo halved by averaging and \
scaled, black outside |
| output | 1 x {INPUT_PX // STRIDE_PX} x {INPUT_PX // STRIDE_PX} x 6, for cells of {STRIDE_PX} pixels: \
logit that a hand's centre lies here, its offset in cells (x, y), \
log2 of its size in 16 pixels, logit that a face's centre lies here, log2 of its size |
| net | inverted residuals and a feature pyramid (`training/proposals/net.py`), {options.steps} steps of \
{options.batch} crops |
| trained on | {hands} hands of {whole} whole photos and {len(pictures) - whole} close-ups ({close_ups}); the photos \
are not part of the project |
| measured | docs/performance.md, every photo by a net that saw no photo of its source |

## Known limits

- It proposes, and is often wrong: what the palm and landmark nets do not confirm is no hand.
- Boxes of whole photos come from a thorough search with those nets: hands that it missed were learnt as background.
- Learnt on hands of 7 to 110 px of its input. Larger ones are looked for on the photo at 160 pixels.
- The face outputs only tell how large people are, and so whether to look more closely.
"""


if __name__ == "__main__":
    main()
