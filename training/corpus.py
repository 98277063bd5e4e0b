"""The labelled photos together with the hands that the engine found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from komando.weights import verify_weights
from training.datasets import LabelledPhoto, data_folder, read_close_ups, read_renders, read_whole_photos
from training.hand_cache import Seen, hands_of
from training.kept import CACHE
from training.non_hands import non_hands
from training.proposals.blind import HALVES, sources_of, weights_without
from training.samples import LabelledHand, Samples, build_samples, labelled_hands

RENDERS = CACHE / "renders"
"""Where `python -m tools.render_training --out training/cache/renders` puts its pictures; training goes without too."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that training and evaluation need.

    Attributes:
        close_ups: One labelled hand each.
        whole_photos: Judged as a whole.
        found: What the nets found, by path.
        pairs: The labelled hands, in the order of `Samples.hand`.
        samples: Rows of those hands, and after them of places that show none, to train with.
    """

    close_ups: list[LabelledPhoto]
    whole_photos: list[LabelledPhoto]
    found: dict[Path, Seen]
    pairs: list[LabelledHand]
    samples: Samples

    @property
    def non_hands(self) -> int:
        """How many such places."""
        return int(self.samples.hand.max()) + 1 - len(self.pairs)


def load_corpus() -> Corpus:
    """Read labels, run or recall the engine, build the rows.

    Raises:
        FileNotFoundError: The labelled photos are not on this machine.
    """
    folder = data_folder()
    if folder is None:
        raise FileNotFoundError("The labelled photos are not here: set KOMANDO_DATA to their folder.")
    close_ups = [*read_close_ups(folder), *read_renders(RENDERS)]
    whole_photos = read_whole_photos(folder)
    photos = [*close_ups, *whole_photos]
    found = _find_hands(photos)
    pairs = labelled_hands(photos, found)
    samples = build_samples([*pairs, *non_hands(photos, found)])
    return Corpus(close_ups, whole_photos, found, pairs, samples)


def _find_hands(photos: Sequence[LabelledPhoto]) -> dict[Path, Seen]:
    """Hands, found with a proposal net that saw no photo of the same source.

    Rendered hands and a few sources of close-ups, whose hands are too large to need it, take the product's.
    """
    weights = verify_weights()
    found: dict[Path, Seen] = {}
    left = list(photos)
    for half in HALVES:
        sources = sources_of(half)
        found |= hands_of((photo.path for photo in left if photo.source in sources), weights_without(weights, half))
        left = [photo for photo in left if photo.source not in sources]
    return found | hands_of((photo.path for photo in left), weights)
