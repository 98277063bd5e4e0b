"""Look for places that the hand nets take for a hand and that may show none: `python -m training.find_non_hands DIR`.

Writes contact sheets and `places.csv` to DIR, one place a row, numbered as on the sheets. The rows whose tile shows no
hand at all belong into `training/labels/non_hands.csv`; many of the others show a hand that the engine leaves out.
"""

from __future__ import annotations

import csv
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from komando.hands.geometry import FloatArray, RotatedSquare, apart_px, box_center, box_iou, box_side_px
from komando.hands.hand import Hand, RgbArray
from komando.hands.palm_detection import PalmDetector, landmark_crop
from komando.hands.search_options import SearchOptions
from komando.hands.squares import squares_around_faces, tile_levels, whole_square
from komando.photo.read import read_photo
from komando.weights import PALM_DETECTION, verify_weights
from training.corpus import load_corpus
from training.datasets import LabelledPhoto, photo_key
from training.hand_cache import Seen
from training.hand_nets import HandNets
from training.non_hands import COLUMNS, look_again, read_places
from training.samples import any_angle_rad
from training.sheets import hand_tile, side_by_side, write_on

_LEAST_PALM: Final = 0.04  # the engine's own threshold is `SearchOptions.palm_threshold`
_LEAST_PRESENCE, _LEAST_SECOND_PRESENCE = 0.5, 0.25
_SMALLEST_PX = 18
_TILES = (1 / 2, 1 / 3, 1 / 6)
_MOST_SQUARES, _MOST_PALMS, _MOST_FACES = 40, 50, 8
_CROPS_A_FACE, _CROPS_ANYWHERE = 5, 15
_SAME_PALM_IOU, _SAME_PLACE_IOU = 0.3, 0.2
_BESIDE = 0.54  # of the sum of two sizes: nearer places lie on the hand that is known
# Frames of one video are much alike.
_EVERY: Final = {"emrecandir": 3, "subhi": 6, "robbie": 20, "ardamavi": 20}
_TILE_PX, _COLUMNS, _TILES_A_SHEET = 120, 14, 154
_nets: tuple[PalmDetector, HandNets] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    square: RotatedSquare
    tile: RgbArray


def main(folder: Path) -> None:
    """Look in every labelled photo and write what was found."""
    corpus = load_corpus()
    labelled = read_places()
    photos = [*corpus.whole_photos, *_some(corpus.close_ups)]
    photos = [photo for photo in photos if photo.path in corpus.found and photo_key(photo.path) not in labelled]
    with ProcessPoolExecutor(2, initializer=_open_nets) as pool:
        found = list(pool.map(_look, photos, [corpus.found[photo.path] for photo in photos], chunksize=4))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(("number", *COLUMNS))
        pairs = ((photo, place) for photo, places in zip(photos, found, strict=True) for place in places)
        rows.writerows((number, *_row(photo, place.square)) for number, (photo, place) in enumerate(pairs))
    tiles = [place.tile for places in found for place in places]
    for number, tile in enumerate(tiles):
        write_on(tile, str(number), (2, 12))
    for start in range(0, len(tiles), _TILES_A_SHEET):
        sheet = side_by_side(tiles[start : start + _TILES_A_SHEET], _COLUMNS)
        cv2.imwrite(str(folder / f"sheet-{start // _TILES_A_SHEET:02}.png"), sheet[..., ::-1])


def _some(photos: Sequence[LabelledPhoto]) -> Iterator[LabelledPhoto]:
    counts: dict[str, int] = {}
    for photo in {photo.path: photo for photo in photos if not photo.rendered}.values():
        number = counts[photo.source] = counts.get(photo.source, -1) + 1
        if number % _EVERY.get(photo.source, 1) == 0:
            yield photo


def _row(photo: LabelledPhoto, square: RotatedSquare) -> tuple[str, ...]:
    x, y = square.center_xy
    return photo_key(photo.path), f"{x:.1f}", f"{y:.1f}", f"{square.side_px:.1f}", f"{square.angle_rad:.3f}"


def _open_nets() -> None:
    global _nets  # noqa: PLW0603 - one set of nets a worker process
    weights = verify_weights()
    _nets = PalmDetector(weights.content[PALM_DETECTION]), HandNets.of(weights)


def _look(photo: LabelledPhoto, seen: Seen) -> list[_Place]:
    """Places beside the hands that are known, each shown once."""
    if _nets is None:
        raise RuntimeError("The worker has no nets.")
    palms, nets = _nets
    rgb = read_photo(photo.path.read_bytes()).rgb
    rng = np.random.default_rng(zlib.crc32(photo.path.name.encode()))
    known = [hand.box_xyxy for hand in seen.hands]
    if photo.box_xyxy is not None:
        known.append(np.array(photo.box_xyxy))
    taken: list[FloatArray] = []
    places = []
    for square in (*_palm_crops(palms, rgb, seen.faces_xyxy, rng), *_random_crops(rgb, seen.faces_xyxy, rng)):
        first = nets.landmarker.run(rgb, square)
        if first.presence < _LEAST_SECOND_PRESENCE:
            continue
        hand = look_again(nets, rgb, first)
        if not _may_be_taken_for_a_hand(hand) or _lies_on_any(hand, known):
            continue
        if _overlaps_any(hand.box_xyxy, taken, _SAME_PLACE_IOU):
            continue
        taken.append(hand.box_xyxy)
        places.append(_Place(square, hand_tile(rgb, hand.box_xyxy, _TILE_PX)))
    return places


def _palm_crops(
    palms: PalmDetector, rgb: RgbArray, faces_xyxy: Sequence[FloatArray], rng: np.random.Generator
) -> Iterator[RotatedSquare]:
    height, width = rgb.shape[:2]
    options = SearchOptions()
    squares = [
        whole_square(width, height),
        *tile_levels(width, height, _TILES, options.tile_overlap, options.min_tile_px),
        *squares_around_faces(faces_xyxy, width, height, options.tile_faces),
    ]
    some = [squares[index] for index in rng.permutation(len(squares))[:_MOST_SQUARES]]
    detections = [palm for square in some for palm in palms.detect(rgb, square, _LEAST_PALM)]
    taken: list[FloatArray] = []
    for palm in sorted(detections, key=lambda palm: -palm.score):
        if _overlaps_any(palm.box_xyxy, taken, _SAME_PALM_IOU):
            continue
        taken.append(palm.box_xyxy)
        yield landmark_crop(palm, options.target_angle_rad)
        if len(taken) == _MOST_PALMS:
            return


def _random_crops(rgb: RgbArray, faces_xyxy: Sequence[FloatArray], rng: np.random.Generator) -> Iterator[RotatedSquare]:
    """Crops of faces, and of anything."""
    for box in faces_xyxy[:_MOST_FACES]:
        (x, y), face = box_center(box), float(box_side_px(box))
        for _ in range(_CROPS_A_FACE):
            dx, dy = rng.normal(0, 0.5, 2) * face
            yield RotatedSquare((float(x + dx), float(y + dy)), face * _between(rng, 0.6, 2.5), any_angle_rad(rng))
    height, width = rgb.shape[:2]
    for _ in range(_CROPS_ANYWHERE):
        center = (float(rng.uniform(0, width)), float(rng.uniform(0, height)))
        yield RotatedSquare(center, min(height, width) * _between(rng, 0.06, 0.6), any_angle_rad(rng))


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _may_be_taken_for_a_hand(hand: Hand) -> bool:
    best, second = hand.runs
    return (
        best.presence >= _LEAST_PRESENCE and second.presence >= _LEAST_SECOND_PRESENCE and hand.size_px >= _SMALLEST_PX
    )


def _lies_on_any(hand: Hand, boxes_xyxy: Sequence[FloatArray]) -> bool:
    return any(
        apart_px(hand.center_xy, box_center(box)) < _BESIDE * (hand.size_px + float(box_side_px(box)))
        for box in boxes_xyxy
    )


def _overlaps_any(box_xyxy: FloatArray, others_xyxy: Sequence[FloatArray], iou: float) -> bool:
    return bool(others_xyxy) and float(box_iou(box_xyxy, np.array(others_xyxy)).max()) > iou


if __name__ == "__main__":
    main(Path(sys.argv[1]))
