"""Places that the hand nets take for a hand and that show none: faces, ears, feet, folds of cloth, letters.

The engine finds few of them in the labelled photos, and each is another one in the next photo. These were looked for
with a palm net that is hardly sure (`python -m training.find_non_hands`) and checked by eye.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from komando.gestures.names import Gesture
from komando.hands.geometry import RotatedSquare
from komando.hands.hand import Hand, LandmarkRun, RgbArray, most_trusted_first
from komando.hands.upright_look import upright_square
from komando.photo.read import read_photo
from komando.weights import verify_weights
from training import kept
from training.datasets import Intent, LabelledPhoto, photo_key
from training.hand_cache import Seen, nets_key
from training.hand_nets import HandNets, open_nets, opened_nets
from training.samples import LabelledHand

PLACES = Path(__file__).parent / "labels" / "non_hands.csv"
COLUMNS = ("photo_sha256", "center_x", "center_y", "side_px", "angle_rad")
_PROCESSES = 2


def non_hands(photos: Sequence[LabelledPhoto], found: dict[Path, Seen]) -> list[LabelledHand]:
    """What the nets see in the places of `PLACES`, as hands that are none; photos that nothing was found in are out."""
    places = read_places()
    squares_of = {
        photo: squares
        for photo in photos
        if photo.path in found and not photo.rendered and (squares := places.get(photo_key(photo.path)))
    }
    return [
        LabelledHand(_as_non_hand(photo), hand, found[photo.path].hands, found[photo.path].faces_xyxy)
        for photo, hands in zip(squares_of, _looked_at(squares_of), strict=True)
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


def look_again(nets: HandNets, rgb: RgbArray, first: LandmarkRun) -> Hand:
    """What the landmark net sees in a place, in a second run and upright too, hand or not."""
    second = nets.landmarker.run_again(rgb, first)
    hand = Hand(most_trusted_first(first, second), palm_score=0.0)
    return replace(hand, upright_look=nets.looker.look(rgb, upright_square(hand.box_xyxy)))


def _as_non_hand(photo: LabelledPhoto) -> LabelledPhoto:
    return replace(
        photo, intent=Intent.NATURAL, gesture=Gesture.RELAXED, fingers=None, count=None, box_xyxy=None, no_hand=True
    )


def _looked_at(squares_of: dict[LabelledPhoto, list[RotatedSquare]]) -> list[tuple[Hand, ...]]:
    digest = hashlib.sha256(PLACES.read_bytes() + Path(__file__).read_bytes())
    name = f"non-hands-{digest.hexdigest()[:16]}-{nets_key(verify_weights())}"
    known: list[tuple[Hand, ...]] | None = kept.load(name)
    if known is not None:
        return known
    with ProcessPoolExecutor(_PROCESSES, initializer=open_nets) as pool:
        hands = list(pool.map(_look, (photo.path for photo in squares_of), squares_of.values(), chunksize=16))
    kept.save(name, hands)
    return hands


def _look(path: Path, squares: Sequence[RotatedSquare]) -> tuple[Hand, ...]:
    nets, rgb = opened_nets(), read_photo(path.read_bytes()).rgb
    return tuple(look_again(nets, rgb, nets.landmarker.run(rgb, square)) for square in squares)
