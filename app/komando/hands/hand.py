"""What is known of a hand before anyone reads its gesture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from komando.hands.geometry import Float32Array, FloatArray, RotatedSquare, bounding_box, box_center
from komando.hands.landmarks import COUNT

PooledArray = Float32Array
"""(1152,) the landmark net's last pooling layer."""
UprightLook = Float32Array
"""(3712,) the same of an upright square around a hand, and twice the 1280 values of the surroundings net."""


@dataclass(frozen=True, slots=True)
class LandmarkRun:
    """What the landmark net says of one crop.

    Attributes:
        points_xyz: (21, 3) x and y in photo pixels, z in the same unit, 0 at the wrist, negative towards the camera.
        world_xyz: (21, 3) metres, origin near the hand's centre, axes along the crop's sides.
        presence: Probability that the crop shows a hand, 0..1.
        right_score: Handedness as the net sees it, 1 = right hand in a photo that is not mirrored.
        crop: The square of the photo that the net looked at.
        pooled: What the net knows of the crop before it places the landmarks; None from an engine that does not tell.
    """

    points_xyz: FloatArray
    world_xyz: FloatArray
    presence: float
    right_score: float
    crop: RotatedSquare
    pooled: PooledArray | None = None

    def __post_init__(self) -> None:
        for name, array in (("points_xyz", self.points_xyz), ("world_xyz", self.world_xyz)):
            if array.shape != (COUNT, 3):
                raise ValueError(f"{name} must have shape (21, 3). Received: {array.shape}")


def most_trusted_first(first: LandmarkRun, second: LandmarkRun) -> tuple[LandmarkRun, LandmarkRun]:
    """Two runs in the order of `Hand.runs`."""
    return (first, second) if first.presence >= second.presence else (second, first)


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand of the photo.

    Attributes:
        runs: Landmark runs on different crops of the same hand, the most trusted first; never empty.
        palm_score: Score of the palm detection that led here, 0..1.
        doubted: Whether a second landmark run was made and found no hand.
        upright_look: What nets know of upright squares around the hand: how it lies in the photo and on what, which
            crops turned along the hand do not show. None from an engine that does not tell.
        place_xyxy: (4,) box of a place that looks like a hand from afar, photo pixels, while the landmark net sees none
            there: its landmarks mean nothing. None of a hand that it sees.
        box_xyxy: (4,) box around the landmarks of the most trusted run, or that place, photo pixels.
    """

    runs: tuple[LandmarkRun, ...]
    palm_score: float
    doubted: bool = False
    upright_look: UprightLook | None = None
    place_xyxy: FloatArray | None = None
    box_xyxy: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        box_xyxy = bounding_box(self.points_xyz[:, :2]) if self.place_xyxy is None else self.place_xyxy
        object.__setattr__(self, "box_xyxy", box_xyxy)  # asked for again and again

    @property
    def recognised(self) -> bool:
        """Whether the landmark net sees a hand."""
        return self.place_xyxy is None

    @property
    def points_xyz(self) -> FloatArray:
        """(21, 3) landmarks of the most trusted run, in photo pixels."""
        return self.runs[0].points_xyz

    @property
    def presence(self) -> float:
        """Probability that this is a hand, of the most trusted run."""
        return self.runs[0].presence

    @property
    def handedness(self) -> Literal["right", "left"]:
        """`right` or `left`: a hint for people only, no rule rests on it (a selfie may be mirrored)."""
        return "right" if self.runs[0].right_score >= 0.5 else "left"

    @property
    def center_xy(self) -> FloatArray:
        """(2,) centre of the box, photo pixels."""
        return box_center(self.box_xyxy)

    @property
    def size_px(self) -> float:
        """Longer side of the box, photo pixels."""
        box = self.box_xyxy  # asked thousands of times a photo: four numbers need no array
        return float(max(box[2] - box[0], box[3] - box[1]))


@dataclass(frozen=True, slots=True)
class HandSearch:
    """All hands of a photo and the limits of the search.

    Attributes:
        hands: From left to right.
        smallest_readable_hand_px: Smaller hands may have been missed or cannot be read.
        detect_ms: Wall time of palm detection.
        landmarks_ms: Wall time of the landmark runs.
    """

    hands: tuple[Hand, ...]
    smallest_readable_hand_px: int
    detect_ms: float
    landmarks_ms: float


RgbArray = npt.NDArray[np.uint8]
