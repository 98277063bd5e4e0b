"""What the proposal net should say of a crop: heat where a hand's centre is, and how large the hand is (CenterNet)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from komando.hands.geometry import FloatArray, box_center, box_side_px
from komando.hands.proposals import REFERENCE_PX, STRIDE_PX

CROP_PX: Final = 224
HAND_HEAT, HAND_BOX, HAND_WEIGHT, FACE_HEAT, FACE_SIZE, FACE_WEIGHT, LEARN_HEAT = 0, slice(1, 4), 4, 5, 6, 7, 8
CHANNELS: Final = 9
_SPREAD: Final = 0.13  # of a hand's size
_LEAST_SPREAD_PX: Final = 3.5
_NEAR: Final = 0.5
_UNSURE_MARGIN_PX: Final = 4


@dataclass(slots=True)
class Known:
    """What is known of a crop; boxes (x1, y1, x2, y2) in its pixels.

    Attributes:
        hands: Hands.
        faces: Faces.
        unsure: Places of which nothing is learnt.
    """

    hands: list[FloatArray] = field(default_factory=list)
    faces: list[FloatArray] = field(default_factory=list)
    unsure: list[FloatArray] = field(default_factory=list)


def target(known: Known) -> npt.NDArray[np.float32]:
    """(cells, cells, CHANNELS) what is to be learnt in each cell of `STRIDE_PX`; see the channels' names."""
    cells = CROP_PX // STRIDE_PX
    grid = np.asarray((np.arange(cells) + 0.5) * STRIDE_PX, np.float64)
    out = np.zeros((cells, cells, CHANNELS), np.float32)
    out[..., LEARN_HEAT] = 1
    for box in known.unsure:
        margin = 0.1 * (box[2] - box[0]) + _UNSURE_MARGIN_PX
        rows = (grid > box[1] - margin) & (grid < box[3] + margin)
        columns = (grid > box[0] - margin) & (grid < box[2] + margin)
        out[rows[:, np.newaxis] & columns, LEARN_HEAT] = 0
    _add(out, known.hands, grid, HAND_HEAT, HAND_WEIGHT)
    out[out[..., HAND_HEAT] == 1, LEARN_HEAT] = 1
    _add(out, known.faces, grid, FACE_HEAT, FACE_WEIGHT)
    return out


def _add(out: npt.NDArray[np.float32], boxes: Sequence[FloatArray], grid: FloatArray, heat: int, weight: int) -> None:
    nearest = np.zeros(out.shape[:2])
    for box in boxes:
        center, size = box_center(box), float(box_side_px(box))
        spread = max(_SPREAD * size, _LEAST_SPREAD_PX)
        near = np.exp(-((grid - center[0]) ** 2 + (grid[:, np.newaxis] - center[1]) ** 2) / (2 * spread**2))
        column, row = np.clip(center // STRIDE_PX, 0, len(grid) - 1).astype(int)
        near[row, column] = 1
        mine = (near > _NEAR) & (near > nearest)
        nearest = np.maximum(nearest, near)
        out[..., heat] = np.maximum(out[..., heat], near)
        out[mine, weight] = near[mine]
        if heat == FACE_HEAT:
            out[mine, FACE_SIZE] = np.log2(size / REFERENCE_PX)
            continue
        rows, columns = np.nonzero(mine)
        offsets = (center - np.stack([grid[columns], grid[rows]], axis=-1)) / STRIDE_PX
        out[mine, HAND_BOX] = np.concatenate([offsets, np.full((len(rows), 1), np.log2(size / REFERENCE_PX))], axis=1)
