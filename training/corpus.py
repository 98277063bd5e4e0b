"""The labelled photos together with the hands that the engine found in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.datasets import LabelledPhoto, data_folder, read_close_ups, read_renders, read_whole_photos
from training.hand_cache import CACHE, Seen, hands_of
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
        samples: Rows of those hands.
    """

    close_ups: list[LabelledPhoto]
    whole_photos: list[LabelledPhoto]
    found: dict[Path, Seen]
    pairs: list[LabelledHand]
    samples: Samples


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
    found = hands_of(photo.path for photo in photos)
    pairs = labelled_hands(photos, found)
    return Corpus(close_ups, whole_photos, found, pairs, build_samples(pairs))
