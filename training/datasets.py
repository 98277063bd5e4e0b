"""The labelled photos, read once and mapped to one vocabulary; the traps of their README are dealt with here alone.

The photos are not part of the project. `KOMANDO_DATA` names their folder; without it `../shared/data` beside the
repository is looked at.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from komando.gestures.names import Gesture


class Intent(StrEnum):
    """What a hand or a photo shows, for the strictest policy."""

    FLAG = "flag"  # a number or a heart
    FIST = "fist"
    NATURAL = "natural"  # nothing is shown
    UNKNOWN = "unknown"  # not to be scored


NO_HAND = "no_hand"
"""Label of what the engine took for a hand: an ear, a shoe, a knee."""

FingersUp = tuple[bool | None, bool | None, bool | None, bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One photo with what it shows.

    Attributes:
        path: File.
        source: Who took it; photos of one source never lie on both sides of a split.
        intent: See `Intent`.
        gesture: What the hand shows, None where the source gives only a count or a whole-photo verdict.
        fingers: Thumb to little finger, None where the label does not say.
        count: Raised fingers, None where the label does not say.
        box_xyxy: The labelled hand in pixels of the file, None where the source gives none.
        no_hand: The label says that there is no hand.
        body: Name of the rendered body; empty for photos.
    """

    path: Path
    source: str
    intent: Intent
    gesture: Gesture | None = None
    fingers: FingersUp | None = None
    count: int | None = None
    box_xyxy: tuple[float, float, float, float] | None = None
    no_hand: bool = False
    body: str = ""

    @property
    def rendered(self) -> bool:
        """Whether it is one of our own pictures."""
        return self.source.startswith("rendered")


_T, _F = True, False
_LABELS: dict[str, tuple[Gesture, FingersUp]] = {
    "fist": (Gesture.FIST, (_F, _F, _F, _F, _F)),
    "index": (Gesture.INDEX, (_F, _T, _F, _F, _F)),
    "index_on_lips": (Gesture.INDEX, (_F, _T, _F, _F, _F)),
    "peace": (Gesture.PEACE, (_F, _T, _T, _F, _F)),
    "peace_back": (Gesture.PEACE, (_F, _T, _T, _F, _F)),
    "two_together": (Gesture.PEACE, (_F, _T, _T, _F, _F)),
    "two_together_back": (Gesture.PEACE, (_F, _T, _T, _F, _F)),
    "two_back_of_hand": (Gesture.PEACE, (_F, _T, _T, _F, _F)),
    "three_imr": (Gesture.THREE, (_F, _T, _T, _T, _F)),
    "three_imr (thumb+pinky touch)": (Gesture.THREE, (None, _T, _T, _T, _F)),
    "imp (thumb+ring touch)": (Gesture.OTHER, (None, _T, _T, _F, _T)),
    "irp (thumb+middle touch)": (Gesture.OTHER, (None, _T, _F, _T, _T)),
    "ok_sign (thumb+index touch)": (Gesture.OK, (None, None, _T, _T, _T)),
    "three_tim": (Gesture.THREE_THUMB, (_T, _T, _T, _F, _F)),
    "four": (Gesture.FOUR, (_F, _T, _T, _T, _T)),
    "open_palm": (Gesture.OPEN_PALM, (_T, _T, _T, _T, _T)),
    "open_palm_back": (Gesture.OPEN_PALM, (_T, _T, _T, _T, _T)),
    # Fingers held together: the thumb lies at the palm or beside it.
    "open_palm_closed_fingers": (Gesture.OPEN_PALM, (None, _T, _T, _T, _T)),
    "call": (Gesture.CALL, (_T, _F, _F, _F, _T)),
    "rock": (Gesture.HORNS, (_F, _T, _F, _F, _T)),
    "ok": (Gesture.OK, (None, None, _T, _T, _T)),
    "ok_sign": (Gesture.OK, (None, None, _T, _T, _T)),
    "thumb_up": (Gesture.THUMB_UP, (_T, _F, _F, _F, _F)),
    "thumb_down": (Gesture.THUMB_DOWN, (_T, _F, _F, _F, _F)),
}
# `none` of HaGRID is a relaxed or busy hand: the true negatives.
_NATURAL = {"none", "body:arms crossed on chest", "body:hands on hips", "body:both hands on head", "body:no_class"}
# People busy with something, not labelled by hand: nobody poses a number, but for these, by a closer look.
_NATURAL_SOURCES = {"mmpose"}
_SHOWN_IN_NATURAL_SOURCES = {
    "onehand10k_1402.jpg": "ok_sign",
    "onehand10k_33.jpg": "index_on_lips",
    "onehand10k_9.jpg": "a flat hand before the mouth",  # who can tell
}
# Counts of `subhi`: 1 may be the thumb, 3 is often OK-like, so only the count is known. Five and zero are certain.
_COUNTS = {"count1": 1, "count2": 2, "count3": 3, "count4": 4, "count5": 5}
_HAND_LABELS = Path(__file__).parent / "labels" / "people_hands.csv"
_SHOWN_FINGERS: dict[str, FingersUp] = {
    "l_shape": (_T, _T, _F, _F, _F),
    "finger_heart": (None, None, _F, _F, _F),
}
# The same people and the same source under two names.
_SOURCES = {"mediapipe_modelmaker": "hagrid"}


def data_folder() -> Path | None:
    """Folder of the labelled photos, None on a machine that has none."""
    folder = Path(os.environ.get("KOMANDO_DATA", Path(__file__).parents[2] / "shared" / "data"))
    return folder if (folder / "hands.csv").is_file() else None


def read_close_ups(folder: Path) -> list[LabelledPhoto]:
    """Close-up photos, one labelled hand each in practice; photos whose label says nothing are left out."""
    photos: dict[Path, LabelledPhoto] = {}
    for row in _rows(folder / "hands.csv"):
        path = folder / row["path"]
        photo = _close_up(path, _SOURCES.get(row["set"], row["set"]), _label(row["set"], path.name, row["gesture"]))
        if photo is None:
            continue
        photo = replace(photo, box_xyxy=_box(row["bbox_xyxy"]))
        known = photos.setdefault(photo.path, photo)
        if known.intent != Intent.FLAG and photo.intent == Intent.FLAG:
            photos[photo.path] = photo
    return list(photos.values())


def _label(set_name: str, file_name: str, gesture: str) -> str:
    if set_name not in _NATURAL_SOURCES:
        return gesture
    return _SHOWN_IN_NATURAL_SOURCES.get(file_name, "none")


def _close_up(path: Path, source: str, label: str) -> LabelledPhoto | None:
    if label in _NATURAL:
        return LabelledPhoto(path, source, Intent.NATURAL, Gesture.RELAXED)
    if label in _COUNTS:
        count = _COUNTS[label]
        fingers: FingersUp | None = (_T, _T, _T, _T, _T) if count == 5 else None
        return LabelledPhoto(path, source, Intent.FLAG, Gesture.OPEN_PALM if count == 5 else None, fingers, count)
    if label not in _LABELS:
        return None
    gesture, fingers = _LABELS[label]
    intent = Intent.FIST if gesture == Gesture.FIST else Intent.FLAG
    raised = None if None in fingers else sum(bool(finger) for finger in fingers)
    return LabelledPhoto(path, source, intent, gesture, fingers, raised)


def read_whole_photos(folder: Path) -> list[LabelledPhoto]:
    """Whole photos of offices, schools and groups, judged by eye; photos judged unclear are left out.

    The verdicts were given at contact-sheet size, where signs in a crowd slip through. A photo in which a closer look
    found a sign (`read_hand_labels`) is FLAG whatever its verdict.
    """
    return [photo for photo in read_all_whole_photos(folder) if photo.intent != Intent.UNKNOWN]


def read_all_whole_photos(folder: Path) -> list[LabelledPhoto]:
    """Whole photos like those of `read_whole_photos`, and those judged unclear, which are UNKNOWN."""
    intents = {"PASS": Intent.NATURAL, "FLAG": Intent.FLAG}
    labels = read_hand_labels()
    photos = []
    for row in _rows(folder / "people.csv"):
        path = folder / row["path"]
        intent = intents.get(row["verdict"], Intent.UNKNOWN)
        shown = any(label.intent == Intent.FLAG for label in labels.get(photo_key(path), ()))
        photos.append(LabelledPhoto(path, row["set"], Intent.FLAG if shown and intent != Intent.UNKNOWN else intent))
    return photos


@dataclass(frozen=True, slots=True)
class HandLabel:
    """What one hand of a whole photo shows, by eye.

    Attributes:
        box_xyxy: The hand, pixels of the file.
        intent: See `Intent`; UNKNOWN where the eye could not tell either.
        gesture: None where it has no name.
        fingers: Thumb to little finger, None where unknown.
        no_hand: There is no hand.
    """

    box_xyxy: tuple[float, float, float, float]
    intent: Intent
    gesture: Gesture | None = None
    fingers: FingersUp | None = None
    no_hand: bool = False


def photo_key(path: Path) -> str:
    """Name of a photo in the hand labels: the start of its sha256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def read_hand_labels() -> dict[str, list[HandLabel]]:
    """Our own labels of single hands in whole photos, by `photo_key`.

    Every hand that the engine found in the FLAG photos has one; in PASS photos those hands have one that an earlier
    reader took for a sign.
    """
    labels: dict[str, list[HandLabel]] = {}
    for row in _rows(_HAND_LABELS):
        box = (float(row["x0"]), float(row["y0"]), float(row["x1"]), float(row["y1"]))
        labels.setdefault(row["photo_sha256"], []).append(_hand_label(row["label"], box))
    return labels


def _hand_label(label: str, box: tuple[float, float, float, float]) -> HandLabel:
    if label == "unclear":
        return HandLabel(box, Intent.UNKNOWN)
    if label == "shown":
        return HandLabel(box, Intent.FLAG)
    if label == NO_HAND:
        return HandLabel(box, Intent.NATURAL, Gesture.RELAXED, no_hand=True)
    gesture = Gesture(label)
    intent = {Gesture.FIST: Intent.FIST, Gesture.RELAXED: Intent.NATURAL}.get(gesture, Intent.FLAG)
    fingers = _LABELS[label][1] if label in _LABELS else _SHOWN_FINGERS.get(label)
    return HandLabel(box, intent, gesture, fingers)


def read_renders(folder: Path) -> list[LabelledPhoto]:
    """Hands rendered by `python -m tools.render_training`, one entry a hand; bodies are split into two sources."""
    file = folder / "labels.json"
    if not file.is_file():
        return []
    entries = [entry for entry in json.loads(file.read_text(encoding="utf-8")) if entry["readable"]]
    bodies = sorted({entry["body"] for entry in entries})
    return [_render(folder, entry, bodies.index(entry["body"]) % 2) for entry in entries]


_RENDERED_INTENTS = {
    Gesture.FIST: Intent.FIST,
    Gesture.RELAXED: Intent.NATURAL,
    Gesture.HOLDING: Intent.NATURAL,
    # What these mean is for the policy to say.
    Gesture.NAMASTE: Intent.UNKNOWN,
    Gesture.HAND_ON_CHEST: Intent.UNKNOWN,
}


def _render(folder: Path, entry: dict[str, Any], half: int) -> LabelledPhoto:
    gesture = Gesture(entry["gesture"])
    fingers = None if entry["fingers"] is None else tuple(entry["fingers"])
    return LabelledPhoto(
        path=folder / entry["file"],
        source=f"rendered-{'ab'[half]}",
        intent=_RENDERED_INTENTS.get(gesture, Intent.FLAG),
        gesture=gesture,
        fingers=fingers,
        box_xyxy=tuple(entry["box_xyxy"]),
        body=entry["body"],
    )


def _box(cell: str) -> tuple[float, float, float, float] | None:
    if not cell:
        return None
    x1, y1, x2, y2 = (float(value) for value in re.split(r"[\s,;]+", cell.strip("[] ")))
    return x1, y1, x2, y2


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
