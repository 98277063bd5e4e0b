"""Places that the hand nets take for a hand and that show none: faces, ears, feet, folds of cloth, letters.

The engine finds few of them in the labelled photos, and each is another one in the next photo. These were looked for
with a palm net that is hardly sure (`python -m training.find_non_hands`) and checked by eye.
"""

from __future__ import annotations

import csv
import hashlib
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from komando.gestures.names import Gesture
from komando.hands.geometry import RotatedSquare
from komando.hands.hand import Hand, RgbArray
from komando.hands.landmarker import HandLandmarker, recrop, upright_crop
from komando.photo.read import read_photo
from komando.weights import HAND_LANDMARKS, verify_weights
from training.datasets import Intent, LabelledPhoto, photo_key
from training.hand_cache import CACHE, NET_CODE, Seen
from training.samples import LabelledHand

PLACES = Path(__file__).parent / "labels" / "non_hands.csv"
COLUMNS = ("photo_sha256", "center_x", "center_y", "side_px", "angle_rad")
_PROCESSES = 2
_landmarker: HandLandmarker | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    path: Path
    squares: tuple[RotatedSquare, ...]


def non_hands(photos: Sequence[LabelledPhoto], found: dict[Path, Seen]) -> list[LabelledHand]:
    """What the nets see in the places of `PLACES`, as hands that are none; photos that nothing was found in are out."""
    places = read_places()
    jobs = {}
    for photo in photos:
        squares = places.get(photo_key(photo.path), ()) if photo.path in found and not photo.rendered else ()
        if squares:
            jobs[photo.path] = _Job(photo.path, tuple(squares))
    label_of = {photo.path: photo for photo in photos if photo.path in jobs}
    return [
        LabelledHand(_as_non_hand(label_of[path]), hand, found[path].hands, found[path].faces_xyxy)
        for path, hands in zip(jobs, _looked_at(list(jobs.values())), strict=True)
        for hand in hands
    ]


def read_places() -> dict[str, list[RotatedSquare]]:
    """Crops for the landmark net, in pixels of the photo, by `photo_key`."""
    places: dict[str, list[RotatedSquare]] = {}
    with PLACES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            x, y, side_px, angle_rad = (float(row[name]) for name in COLUMNS[1:])
            places.setdefault(row["photo_sha256"], []).append(RotatedSquare((x, y), side_px, angle_rad))
    return places


def look_at(landmarker: HandLandmarker, rgb: RgbArray, square: RotatedSquare) -> Hand:
    """What the landmark net sees in a place, in both runs and upright, hand or not."""
    first = landmarker.run(rgb, square)
    second = landmarker.run(rgb, recrop(first), mirrored=True)
    hand = Hand((first, second) if first.presence >= second.presence else (second, first), palm_score=0.0)
    return replace(hand, upright_pooled=landmarker.pooled(rgb, upright_crop(hand.box_xyxy)))


def _as_non_hand(photo: LabelledPhoto) -> LabelledPhoto:
    return replace(
        photo, intent=Intent.NATURAL, gesture=Gesture.RELAXED, fingers=None, count=None, box_xyxy=None, no_hand=True
    )


def _looked_at(jobs: Sequence[_Job]) -> list[tuple[Hand, ...]]:
    digest = hashlib.sha256(PLACES.read_bytes())
    for source in (Path(__file__), *NET_CODE):
        digest.update(source.read_bytes())
    file = CACHE / f"non-hands-{digest.hexdigest()[:16]}.pickle"
    if file.is_file():
        with file.open("rb") as stream:
            cached: list[tuple[Hand, ...]] = pickle.load(stream)  # noqa: S301 - our own file, never shipped
        return cached
    with ProcessPoolExecutor(_PROCESSES, initializer=_open_landmarker) as pool:
        hands = list(pool.map(_look, jobs, chunksize=16))
    CACHE.mkdir(exist_ok=True)
    with file.open("wb") as stream:
        pickle.dump(hands, stream)
    return hands


def _open_landmarker() -> None:
    global _landmarker  # noqa: PLW0603 - one net a worker process
    _landmarker = HandLandmarker(verify_weights().content[HAND_LANDMARKS])


def _look(job: _Job) -> tuple[Hand, ...]:
    if _landmarker is None:
        raise RuntimeError("The worker has no net.")
    rgb = read_photo(job.path.read_bytes()).rgb
    return tuple(look_at(_landmarker, rgb, square) for square in job.squares)
