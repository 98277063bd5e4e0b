"""Train the finger reader on all sources and write it to `models/`: `python -m training.train`.

Figures for its quality come from `python -m training.evaluate`, which never reads a photo with a model that saw its
source. The calibration temperature is fitted on those source-blind readings.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

from komando.weights import FINGER_READER
from training.checksums import write_checksums
from training.corpus import Corpus, load_corpus
from training.crossval import calibrated_models
from training.finger_net import TrainOptions, train

logger = logging.getLogger(__name__)
_MODELS = Path(__file__).parents[1] / "models"


def main() -> None:
    """Train, calibrate, write the weights and their checksum."""
    logging.basicConfig(level=logging.INFO)
    corpus = load_corpus()
    options = TrainOptions()
    _, temperature = calibrated_models(corpus, options)
    model = train(corpus.samples, options)
    logger.info("flag temperature %.3f", temperature)
    path = _MODELS / FINGER_READER
    path.write_bytes(replace(model, flag_temperature=temperature).to_npz())
    path.with_suffix(".md").write_text(card(corpus, path), encoding="utf-8")
    write_checksums(_MODELS)
    logger.info("wrote %s (%d samples)", path, len(corpus.samples.hand))


def card(corpus: Corpus, weights: Path) -> str:
    """The model card, Markdown."""
    sources = ", ".join(sorted({photo.source for photo in corpus.close_ups}))
    return f"""# Finger reader

Reads 21 hand landmarks: is each finger extended, does the hand show something (a number, a heart), is it a fist?

| | |
|---|---|
| file | `{weights.name}` |
| sha256 | `{hashlib.sha256(weights.read_bytes()).hexdigest()}` |
| source | our own, trained by `python -m training.train` (seeded) |
| licence | Apache-2.0 |
| input | 236 features of one landmark run (`komando/gestures/features.py`), 8 of the hand's \
surroundings (`context.py`), and for half of the members components of what nets know of the picture: the 1152 values \
of the landmark net's last pooling layer, of the run's crop and of an upright square, and the 1280 values of the \
surroundings net, of squares twice and four times as wide |
| output | 13 logits: thumb, index, middle, ring, little finger extended; shows something; fist; \
finger heart; half of a two-hand heart; pressed palm; no hand; hand on a chest; holding something |
| net | {TrainOptions().shape_members} + {TrainOptions().pooled_members} perceptrons of two hidden layers of \
{TrainOptions().hidden}, logits averaged |
| trained on | {len(corpus.pairs)} hands of {len(corpus.close_ups)} close-ups ({sources}) and \
{len(corpus.whole_photos)} whole photos, {corpus.non_hands} places in them that the nets take for hands, \
and on copies shrunk to 20-72 px; the photos are not part of the project |
| measured | docs/accuracy.md, every photo by a model that saw no photo of its source |

The probability that a hand shows something is calibrated by one temperature, fitted on source-blind readings.

## Known limits

- Thumbs up and down are the weakest signs: few people showed them in the training photos.
- Finger hearts, L, ILY, two-hand hearts, pressed palms and hands on the chest were learnt from rendered hands alone:
  there are no photos of them.
- Under 20 px it is not asked.
"""


if __name__ == "__main__":
    main()
