"""Pictures with the boxes of their hands and faces, for the proposal net to learn from.

Where nobody drew a box, a search without proposals does, far more thorough than the product's: landmarks with a high
presence are hands; of what it is less sure of nothing is learnt.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from komando.hands.geometry import FloatArray, box_iou
from komando.hands.hand import RgbArray
from komando.hands.search_options import SearchOptions
from komando.photo.read import read_photo
from komando.weights import verify_weights
from training import kept
from training.corpus import RENDERS
from training.datasets import data_folder, photo_key, read_all_whole_photos, read_close_ups, read_hand_labels
from training.hand_cache import Seen, search

logger = logging.getLogger(__name__)
RENDERED = "rendered"
_BOXES = "proposal-boxes"
_THOROUGH = SearchOptions(proposals=False, tile_fractions=(1 / 3, 1 / 6, 1 / 10), min_tile_px=96, landmark_runs=1)
_SURE = 0.8
_SAME_IOU = 0.3
_LONGEST_PX = {True: 1280, False: 640}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to learn from.

    Attributes:
        rgb: Its pixels.
        source: Who took it; see `LabelledPhoto`.
        whole: A photo of whole scenes, not a close-up.
        hands_xyxy: (n, 4) hands, pixels.
        unsure_xyxy: (n, 4) places of which nothing is learnt.
        faces_xyxy: (n, 4) faces, pixels.
    """

    rgb: RgbArray
    source: str
    whole: bool
    hands_xyxy: FloatArray
    unsure_xyxy: FloatArray
    faces_xyxy: FloatArray


@dataclass(frozen=True, slots=True)
class SearchedBoxes:
    """What a search found in one photo.

    Attributes:
        hands_xyxy: (n, 4) photo pixels.
        presence: (n,) of those hands.
        faces_xyxy: (n, 4) photo pixels.
    """

    hands_xyxy: FloatArray
    presence: FloatArray
    faces_xyxy: FloatArray


def read_pictures() -> list[Picture]:
    """Every labelled photo and every rendered picture in which a hand is known.

    Raises:
        FileNotFoundError: The labelled photos are not on this machine.
    """
    folder = data_folder()
    if folder is None:
        raise FileNotFoundError("The labelled photos are not here: set KOMANDO_DATA to their folder.")
    return [*_whole_photos(folder), *_close_ups(folder), *_renders()]


def _whole_photos(folder: Path) -> Iterator[Picture]:
    photos = read_all_whole_photos(folder)
    searched = _searched([photo.path for photo in photos])
    labels = read_hand_labels()
    for photo in photos:
        labelled = labels.get(photo_key(photo.path), [])
        hands = [np.array(label.box_xyxy) for label in labelled if not label.no_hand]
        known = _boxes([np.array(label.box_xyxy) for label in labelled])
        yield from _picture(photo.path, photo.source, hands, known, searched)


def _close_ups(folder: Path) -> Iterator[Picture]:
    photos = read_close_ups(folder)
    searched = _searched([photo.path for photo in photos])
    for photo in photos:
        hands = [] if photo.box_xyxy is None else [np.array(photo.box_xyxy)]
        yield from _picture(photo.path, photo.source, hands, _boxes(hands), searched, whole=False)


def _renders() -> Iterator[Picture]:
    file = RENDERS / "labels.json"
    if not file.is_file():
        return
    boxes: dict[Path, list[FloatArray]] = {}
    for entry in json.loads(file.read_text(encoding="utf-8")):
        boxes.setdefault(RENDERS / entry["file"], []).append(np.array(entry["box_xyxy"], np.float64))
    searched = _searched(boxes)
    for path, hands in boxes.items():
        yield from _picture(path, RENDERED, hands, _boxes(hands), searched, whole=False)


def _picture(
    path: Path,
    source: str,
    hands: Sequence[FloatArray],
    known_xyxy: FloatArray,
    searched: dict[Path, SearchedBoxes],
    *,
    whole: bool = True,
) -> Iterator[Picture]:
    """The picture, if it can be read; a close-up only if it has a hand.

    Args:
        path: File.
        source: See `Picture`.
        hands: Labelled hands.
        known_xyxy: (n, 4) places that the labels speak of: hands, and what is none.
        searched: By path.
        whole: See `Picture`.
    """
    boxes = searched.get(path)
    if boxes is None:
        return
    overlaps = [box_iou(box, known_xyxy).max() if len(known_xyxy) else 0.0 for box in boxes.hands_xyxy]
    new = np.array(overlaps, np.float64) < _SAME_IOU
    sure = boxes.presence >= _SURE
    all_hands = np.concatenate([_boxes(hands), boxes.hands_xyxy[new & sure]])
    if not whole and not len(all_hands):
        return
    rgb = read_photo(path.read_bytes()).rgb
    scale = min(1.0, _LONGEST_PX[whole] / max(rgb.shape[:2]))
    if scale < 1:
        rgb = np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    unsure = boxes.hands_xyxy[new & ~sure]
    yield Picture(rgb, source, whole, all_hands * scale, unsure * scale, boxes.faces_xyxy * scale)


def _boxes(boxes: Sequence[FloatArray]) -> FloatArray:
    return np.array(boxes, np.float64).reshape(-1, 4)


def _searched(paths: Iterable[Path]) -> dict[Path, SearchedBoxes]:
    """The thorough search, once a photo: its boxes are labels, and stay when the engine changes."""
    known: dict[str, SearchedBoxes | None] = kept.load(_BOXES) or {}
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(set(paths))}
    missing = [path for path, digest in digests.items() if digest not in known]
    if missing:
        logger.info("looking for hands in %d pictures", len(missing))
        found = (_boxes_of(seen) for seen in search(missing, verify_weights(), _THOROUGH))
        known.update(zip((digests[path] for path in missing), found, strict=True))
        kept.save(_BOXES, known)
    boxes = {path: known[digest] for path, digest in digests.items()}
    return {path: found for path, found in boxes.items() if found is not None}


def _boxes_of(seen: Seen | None) -> SearchedBoxes | None:
    if seen is None:
        return None
    presence: npt.NDArray[np.float64] = np.array([hand.presence for hand in seen.hands], np.float64)
    return SearchedBoxes(_boxes([hand.box_xyxy for hand in seen.hands]), presence, _boxes(seen.faces_xyxy))
