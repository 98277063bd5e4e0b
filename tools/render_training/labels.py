"""What is written down of each rendered hand."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tools.render_samples.scene import HandTruth

from .postures import Fingers
from .quota import Job
from .shots import Shot

LABELS = "labels.json"
_SOURCE = "rendered"
_FLESH = 0.06


@dataclass(frozen=True)
class Label:
    """One hand of a picture; a picture of two hands has two labels.

    Attributes:
        file: Name of the picture, which begins with the kind of ``quota``.
        gesture: The project's name of the gesture.
        fingers: Thumb to little finger: stretched or not; None where that would be a guess.
        source: Always ``rendered``.
        pose_seed: Number that everything random in the picture follows from.
        body: The body's proportions.
        landmarks_xy: 21 joints in MediaPipe's order, in pixels of the picture.
        box_xyxy: Box about the joints with some room for the flesh, in pixels, within the picture.
        side: The person's own right or left hand.
        readable: Whether a person could name the gesture; False for hearts and thumbs whose tips are not seen.
    """

    file: str
    gesture: str
    fingers: Fingers | None
    source: str
    pose_seed: int
    body: str
    landmarks_xy: list[list[float]]
    box_xyxy: list[float]
    side: str
    readable: bool = True


def labels_of(job: Job, shot: Shot) -> list[Label]:
    """Returns the labels of all hands in a picture."""
    known = zip(shot.scene.hands, shot.fingers, shot.readable, strict=True)
    return [_label(job, shot, *one) for one in known]


def read_labels(folder: Path) -> list[Label]:
    """Returns the labels of the pictures that the folder has already."""
    path = folder / LABELS
    if not path.is_file():
        return []
    labels = [Label(**entry) for entry in json.loads(path.read_text("utf-8"))]
    return [label for label in labels if (folder / label.file).is_file()]


def write_labels(folder: Path, labels: list[Label]) -> None:
    """Writes the labels so that a reader never meets half a file."""
    lines = ",\n".join(json.dumps(asdict(label)) for label in sorted(labels, key=lambda label: label.file))
    draft = folder / f"{LABELS}.part"
    draft.write_text(f"[\n{lines}\n]\n", "utf-8")
    draft.replace(folder / LABELS)


def _label(job: Job, shot: Shot, hand: HandTruth, fingers: Fingers | None, readable: bool) -> Label:
    camera = shot.scene.camera
    points = camera.project(hand.joints_m)
    low, high = points.min(axis=0), points.max(axis=0)
    room = _FLESH * float((high - low).max())
    size = np.array(camera.size_px, dtype=np.float64)
    box = np.concatenate([np.clip(low - room, 0.0, size), np.clip(high + room, 0.0, size)])
    return Label(
        job.file,
        hand.gesture,
        fingers,
        _SOURCE,
        job.pose_seed,
        shot.body,
        points.round(2).tolist(),
        box.round(1).tolist(),
        hand.side,
        readable,
    )
