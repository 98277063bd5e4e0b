"""Train the finger reader on all sources and write it to `models/`: `python -m training.train`.

Figures for its quality come from `python -m training.evaluate`, which never reads a photo with a model that saw its
source. The calibration temperature is fitted on those source-blind readings.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np

from komando.hands.geometry import FloatArray
from komando.weights import CHECKSUMS, FINGER_READER
from training.corpus import load_corpus
from training.crossval import blind_readings
from training.finger_net import TrainOptions, train

logger = logging.getLogger(__name__)
_MODELS = Path(__file__).parents[1] / "models"


def main() -> None:
    """Train, calibrate, write the weights and their checksum."""
    logging.basicConfig(level=logging.INFO)
    corpus = load_corpus()
    options = TrainOptions()
    model = train(corpus.samples, options)
    temperature = fit_temperature(*blind_readings(corpus, options))
    logger.info("flag temperature %.3f", temperature)
    path = _MODELS / FINGER_READER
    path.write_text(replace(model, flag_temperature=temperature).to_json(), encoding="ascii")
    write_checksums(_MODELS)
    logger.info("wrote %s (%d samples)", path, len(corpus.samples.flag))


def fit_temperature(logits: FloatArray, flags: FloatArray) -> float:
    """The divisor of the flag logits with the least log loss on source-blind readings of hands, both classes equal."""
    weights = np.where(flags == 1, 0.5 / (flags == 1).sum(), 0.5 / (flags == 0).sum())

    def log_loss(temperature: float) -> float:
        margin = logits / temperature * np.where(flags == 1, 1, -1)
        return float((weights * np.logaddexp(0, -margin)).sum())

    candidates = np.exp(np.linspace(np.log(0.3), np.log(4.0), 200))
    return float(min(candidates, key=log_loss))


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS over the model files of `folder`."""
    files = sorted(path for path in folder.iterdir() if path.suffix in {".tflite", ".json"})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
