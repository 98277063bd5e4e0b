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
from komando.hands.landmarker import HandLandmarker
from komando.hands.palm_detection import PalmDetector, landmark_crop
from komando.hands.search_options import SearchOptions
from komando.hands.squares import squares_around_faces, tile_levels, whole_square
from komando.photo.read import read_photo
from komando.weights import HAND_LANDMARKS, PALM_DETECTION, verify_weights
from training.corpus import load_corpus
from training.datasets import LabelledPhoto, photo_key
from training.hand_cache import Seen
from training.non_hands import COLUMNS, look_at, read_places

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
_TILE_PX, _COLUMNS, _ROWS = 120, 14, 11
_nets: tuple[PalmDetector, HandLandmarker] | None = None


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
    for number, sheet in enumerate(_sheets(tiles)):
        cv2.imwrite(str(folder / f"sheet-{number:02}.png"), sheet[..., ::-1])


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
    _nets = PalmDetector(weights.content[PALM_DETECTION]), HandLandmarker(weights.content[HAND_LANDMARKS])


def _look(photo: LabelledPhoto, seen: Seen) -> list[_Place]:
    """Places beside the hands that are known, each shown once."""
    if _nets is None:
        raise RuntimeError("The worker has no nets.")
    palms, landmarker = _nets
    rgb = read_photo(photo.path.read_bytes()).rgb
    rng = np.random.default_rng(zlib.crc32(photo.path.name.encode()))
    known = [hand.box_xyxy for hand in seen.hands]
    if photo.box_xyxy is not None:
        known.append(np.array(photo.box_xyxy))
    taken: list[FloatArray] = []
    places = []
    for square in (*_palm_crops(palms, rgb, seen.faces_xyxy, rng), *_random_crops(rgb, seen.faces_xyxy, rng)):
        if landmarker.run(rgb, square).presence < _LEAST_SECOND_PRESENCE:
            continue
        hand = look_at(landmarker, rgb, square)
        if not _may_be_taken_for_a_hand(hand) or _lies_on_any(hand, known):
            continue
        if taken and box_iou(hand.box_xyxy, np.array(taken)).max() > _SAME_PLACE_IOU:
            continue
        taken.append(hand.box_xyxy)
        places.append(_Place(square, _tile(rgb, hand.box_xyxy)))
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
        if taken and box_iou(palm.box_xyxy, np.array(taken)).max() > _SAME_PALM_IOU:
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
            yield RotatedSquare((float(x + dx), float(y + dy)), face * _between(rng, 0.6, 2.5), _any_angle_rad(rng))
    height, width = rgb.shape[:2]
    for _ in range(_CROPS_ANYWHERE):
        center = (float(rng.uniform(0, width)), float(rng.uniform(0, height)))
        yield RotatedSquare(center, min(height, width) * _between(rng, 0.06, 0.6), _any_angle_rad(rng))


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _any_angle_rad(rng: np.random.Generator) -> float:
    return float(rng.uniform(-np.pi, np.pi))


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


def _tile(rgb: RgbArray, box_xyxy: FloatArray) -> RgbArray:
    (x, y), scale = box_center(box_xyxy), _TILE_PX / (2.6 * float(box_side_px(box_xyxy)))
    to_tile = np.array([[scale, 0, _TILE_PX / 2 - x * scale], [0, scale, _TILE_PX / 2 - y * scale]])
    return np.asarray(cv2.warpAffine(rgb, to_tile, (_TILE_PX, _TILE_PX), flags=cv2.INTER_AREA), np.uint8)


def _sheets(tiles: Sequence[RgbArray]) -> Iterator[RgbArray]:
    per_sheet = _COLUMNS * _ROWS
    for start in range(0, len(tiles), per_sheet):
        sheet = np.zeros((_ROWS * _TILE_PX, _COLUMNS * _TILE_PX, 3), np.uint8)
        for index, tile in enumerate(tiles[start : start + per_sheet]):
            y, x = (index // _COLUMNS) * _TILE_PX, (index % _COLUMNS) * _TILE_PX
            sheet[y : y + _TILE_PX, x : x + _TILE_PX] = tile
            cv2.putText(sheet, str(start + index), (x + 2, y + 12), 0, 0.42, (255, 0, 0), 1)
        yield sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
