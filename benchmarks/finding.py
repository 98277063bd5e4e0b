"""How many hands are found, by their size, and how many things are taken for hands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.scenes import Portrait, Scene, forwarded, group_scene, video_call
from benchmarks.searches import Search
from komando.hands.geometry import FloatArray, box_iou, box_side_px
from komando.hands.hand import Hand
from komando.photo.read import read_photo
from training.datasets import Intent, data_folder, photo_key, read_hand_labels, read_whole_photos

SIZES_PX = (24, 32, 48, 64, 96, 128, 192, 256, 384)
_SCENE_PX = (4000, 3000)
_PEOPLE = 14
_FOUND_IOU = 0.25
BANDS_PX = ((16, 24), (24, 32), (32, 48), (48, 96), (96, 100_000))


@dataclass(frozen=True, slots=True)
class Tally:
    """What one search found in one kind of photo.

    Attributes:
        kind: Of photo.
        search: Name of the search.
        hands: Known hands.
        found: Of those.
        false: Things outside every person that were taken for hands.
        photos: How many were looked at.
    """

    kind: str
    search: str
    hands: int
    found: int
    false: int
    photos: int


def scenes(portraits: Sequence[Portrait], per_size: int, seed: int = 1) -> Iterator[tuple[str, Scene]]:
    """Group scenes by hand size, video calls, and forwarded copies."""
    rng = np.random.default_rng(seed)
    for size in SIZES_PX:
        for _ in range(per_size):
            yield f"12 MP scene, hands of {size} px", group_scene(portraits, _SCENE_PX, size, _PEOPLE, rng)
    for side in (3, 5):
        for _ in range(per_size):
            yield f"video call of {side * side}", video_call(portraits, side, rng)
    for size in (96, 160):
        for _ in range(per_size):
            scene = group_scene(portraits, _SCENE_PX, size, _PEOPLE, rng)
            yield f"forwarded copy at 1600 px, hands of {round(size * 0.4)} px", forwarded(scene)


def tally_scenes(searches: Sequence[Search], portraits: Sequence[Portrait], per_size: int) -> list[Tally]:
    """Every search on every scene."""
    tallies: list[Tally] = []
    for kind, scene in scenes(portraits, per_size):
        rgb = read_photo(scene.jpeg).rgb
        for search in searches:
            hands = search.find(rgb)
            found = sum(is_found(box, hands) for box in scene.hands_xyxy)
            false = sum(not _lies_in(hand, scene.portraits_xyxy) for hand in hands)
            tallies.append(Tally(kind, search.name, len(scene.hands_xyxy), found, false, 1))
    return added_up(tallies)


def tally_photos(searches: Sequence[Search], sources: Collection[str], limit: int | None = None) -> list[Tally]:
    """Hands of whole photos of these sources that were labelled by eye; only on a machine that has the photos.

    The labels were made on what an earlier search had found: a hand that every search misses is not among them.
    """
    folder = data_folder()
    labels = read_hand_labels()
    photos = [] if folder is None else [photo.path for photo in read_whole_photos(folder) if photo.source in sources]
    labelled = [path for path in photos if photo_key(path) in labels][:limit]
    tallies: list[Tally] = []
    counts = {(search.name, band): [0, 0] for search in searches for band in BANDS_PX}
    for path in labelled:
        rgb = read_photo(path.read_bytes()).rgb
        shown = [
            np.array(label.box_xyxy)
            for label in labels[photo_key(path)]
            if label.intent in {Intent.FLAG, Intent.FIST} and not label.no_hand
        ]
        for search in searches:
            hands = search.find(rgb)
            for box in shown:
                size = float(box_side_px(box))
                band = next((band for band in BANDS_PX if band[0] <= size < band[1]), None)
                if band is not None:
                    counts[search.name, band][0] += 1
                    counts[search.name, band][1] += is_found(box, hands)
    for (name, (low, high)), (hands_count, found) in counts.items():
        band_name = f"{low}-{high} px" if high < BANDS_PX[-1][1] else f"{low} px and more"
        tallies.append(Tally(f"signs and fists of {band_name}", name, hands_count, found, 0, len(labelled)))
    return tallies


def added_up(tallies: Sequence[Tally]) -> list[Tally]:
    """Tallies of one kind and search in one, in the order in which they come first."""
    sums: dict[tuple[str, str], Tally] = {}
    for tally in tallies:
        key = (tally.kind, tally.search)
        before = sums.get(key)
        sums[key] = tally if before is None else _sum(before, tally)
    return list(sums.values())


def _sum(one: Tally, other: Tally) -> Tally:
    return replace(
        one,
        hands=one.hands + other.hands,
        found=one.found + other.found,
        false=one.false + other.false,
        photos=one.photos + other.photos,
    )


def is_found(box_xyxy: FloatArray, hands: Sequence[Hand]) -> bool:
    """Whether one of the hands is the one in the box: they overlap, or one's centre lies in the middle of the other."""
    if not hands:
        return False
    boxes = np.array([hand.box_xyxy for hand in hands])
    return bool(box_iou(box_xyxy, boxes).max() > _FOUND_IOU)


def _lies_in(hand: Hand, places_xyxy: FloatArray) -> bool:
    center = hand.center_xy
    return bool(((center >= places_xyxy[:, :2]) & (center <= places_xyxy[:, 2:])).all(axis=1).any())
