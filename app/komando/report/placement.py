"""Where labels go: near their hand, off every hand and every other label, off faces where that can be had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray

_RINGS: Final = 12


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """A label that wants a place.

    Attributes:
        anchor_xyxy: (4,) the box that it names.
        size_wh: Width and height of the label in pixels.
    """

    anchor_xyxy: FloatArray
    size_wh: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """A place for a label.

    Attributes:
        box_xyxy: (4,) whole pixels.
        free: Whether it covers no hand and no other label.
    """

    box_xyxy: FloatArray
    free: bool


@dataclass(slots=True)
class LabelPlacer:
    """Places labels one after another; the first asked get the best places.

    Attributes:
        region_xyxy: (4,) labels stay inside.
        hands_xyxy: (n, 4) never covered while any other place is left.
        faces_xyxy: (m, 4) covered only if nothing else is free.
        gap_px: Distance between a label and its hand's box.
    """

    region_xyxy: FloatArray
    hands_xyxy: FloatArray
    faces_xyxy: FloatArray
    gap_px: float
    _taken: list[FloatArray] = field(default_factory=list)

    def place_all(self, requests: Sequence[LabelRequest]) -> list[Placement]:
        """A place for each label, in the order asked."""
        return [self.place(request) for request in requests]

    def place(self, request: LabelRequest) -> Placement:
        """The first free candidate that covers no face, else the first free one, else the one that covers least."""
        obstacles = np.concatenate([self.hands_xyxy.reshape(-1, 4), np.array(self._taken).reshape(-1, 4)])
        faces = self.faces_xyxy.reshape(-1, 4)
        ranked: list[tuple[float, float, int, FloatArray]] = []
        for order, candidate in enumerate(self._candidates(request)):
            cost = (_overlap_px(candidate, obstacles), _overlap_px(candidate, faces))
            ranked.append((*cost, order, candidate))
            if cost == (0.0, 0.0):
                break
        best = min(ranked, key=lambda entry: entry[:3])
        self._taken.append(best[3])
        return Placement(best[3], free=best[0] == 0.0)

    def _candidates(self, request: LabelRequest) -> Iterator[FloatArray]:
        width, height = request.size_wh
        x1, y1, x2, y2 = request.anchor_xyxy
        for ring in range(_RINGS):
            gap = self.gap_px + ring * height * 0.75
            above, below = y1 - gap - height, y2 + gap
            left, right = x1 - gap - width, x2 + gap
            middle_x, middle_y = (x1 + x2 - width) / 2, (y1 + y2 - height) / 2
            for x in (x1, middle_x, x2 - width):
                yield self._inside(x, above, width, height)
            for x in (x1, middle_x, x2 - width):
                yield self._inside(x, below, width, height)
            for y in (y1, middle_y, y2 - height):
                yield self._inside(right, y, width, height)
                yield self._inside(left, y, width, height)
            for x, y in ((right, above), (left, above), (right, below), (left, below)):
                yield self._inside(x, y, width, height)

    def _inside(self, x: float, y: float, width: int, height: int) -> FloatArray:
        left, top, right, bottom = self.region_xyxy
        x = round(max(left, min(x, right - width)))
        y = round(max(top, min(y, bottom - height)))
        return np.array([x, y, x + width, y + height], np.float64)


def _overlap_px(box_xyxy: FloatArray, others_xyxy: FloatArray) -> float:
    """Area of `box_xyxy` that `others_xyxy` cover, counted once for each of them."""
    top_left = np.maximum(box_xyxy[:2], others_xyxy[:, :2])
    bottom_right = np.minimum(box_xyxy[2:], others_xyxy[:, 2:])
    return float(np.clip(bottom_right - top_left, 0, None).prod(axis=1).sum())
