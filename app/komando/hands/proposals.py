"""Where in a photo hands may be, and about how large: our own net on the shrunken photo, and on finer and finer tiles.

The palm net needs a hand to fill a sixth of what it is shown, so that small hands ask for very many squares. This net
sees hands from a fortieth of its input on, and tells the palm net where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from komando.hands.cover import Raster, cover, tile_squares
from komando.hands.geometry import Float32Array, FloatArray, apart_px
from komando.hands.hand import RgbArray
from komando.hands.nets import BriefNet
from komando.hands.shrink import scaled_part

INPUT_PX: Final = 512
STRIDE_PX: Final = 8
REFERENCE_PX: Final = 16.0
"""The net tells sizes as powers of two of this one, pixels of its input."""
CHANNELS: Final = 6
HAND_HEAT, HAND_X, HAND_Y, HAND_SIZE, FACE_HEAT, FACE_SIZE = range(CHANNELS)

_THRESHOLD: Final = 0.2
# The net has learnt hands of up to a fifth of its input. Larger ones it sees on a photo this small, from this size on.
_SMALL_LONGER_SIDE_PX: Final = 160
_LARGE_HAND_PX: Final = 24
_LONGER_SIDES_PX: Final = (512, 960, 1856, 3600)  # 1, 2, 4 and 8 tiles beside each other
_OVERLAP_PX: Final = 64
_LARGEST_ENLARGEMENT: Final = 1.5
_SURE: Final = 0.35
_WORTH_A_LOOK: Final = 0.3
# Where the smallest person or hand is at least this large, a finer look shows no further ones. Pixels of the input.
_LARGE_PX: Final = 32.0
_COMFORTABLE_PX: Final = 20.0
_RELIABLE_PX: Final = 16.0  # from here on hardly a hand is missed (docs/performance.md)
_SAME_SIZE: Final = 1.8
_SAME_PLACE: Final = 0.24  # of the size; of hands of different sizes half of that


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place where a hand may be.

    Attributes:
        score: 0..1.
        center_xy: (x, y) photo pixels.
        size_px: Longer side of the hand's box, photo pixels.
    """

    score: float
    center_xy: tuple[float, float]
    size_px: float

    @property
    def box_xyxy(self) -> FloatArray:
        """(4,) square box, photo pixels."""
        (x, y), half = self.center_xy, self.size_px / 2
        return np.array([x - half, y - half, x + half, y + half])


@dataclass(frozen=True, slots=True)
class Proposals:
    """Where to look in one photo.

    Attributes:
        hands: Best first.
        smallest_px: Size in photo pixels from which hardly a hand was missed.
        large: Hands of a seventh of the photo and more. Most are in `hands` too, but often too small there.
    """

    hands: tuple[Proposal, ...]
    smallest_px: float
    large: tuple[Proposal, ...] = ()

    def from_score(self, score: float) -> list[Proposal]:
        """Those hands that have this score or a higher one."""
        return [hand for hand in self.hands if hand.score >= score]

    def large_from_score(self, score: float) -> list[Proposal]:
        """The same of the large ones."""
        return [hand for hand in self.large if hand.score >= score]


@dataclass(frozen=True, slots=True)
class _Level:
    hands: tuple[Proposal, ...]
    small_xy: tuple[tuple[float, float], ...]  # places of hands and faces that a finer look would show better
    sure: int  # how many hands and faces are sure, of any size
    sure_small: int


class HandProposer:
    """Proposes places of hands. One per thread."""

    def __init__(self, model: bytes) -> None:
        self._net = BriefNet(model)

    def find(self, rgb: RgbArray) -> Proposals:
        """Propose places of hands in an upright photo: coarsely everywhere, finely where people are small.

        Where nobody is sure at all, people may be too small to be seen, and all of the photo is looked at more finely.
        """
        with closing(self._net):
            return self._find(rgb)

    def _find(self, rgb: RgbArray) -> Proposals:
        longer_px = max(rgb.shape[:2])
        scales = [px / longer_px for px in _LONGER_SIDES_PX if px <= _LARGEST_ENLARGEMENT * longer_px]
        scales = scales or [_LONGER_SIDES_PX[0] / longer_px]
        hands: list[Proposal] = []
        places: tuple[tuple[float, float], ...] | None = None
        reliable = scales[0]
        for number, scale in enumerate(scales):
            level = self._look(rgb, scale, places, _COMFORTABLE_PX if number else _LARGE_PX)
            hands.extend(level.hands)
            if not level.sure and places is None:
                reliable = scales[min(number + 1, len(scales) - 1)]
                continue
            if level.sure_small:
                reliable = scales[min(number + 1, len(scales) - 1)]
            places = level.small_xy
            if not places:
                break
        return Proposals(_without_repeats(hands), _RELIABLE_PX / reliable, self._large(rgb))

    def _large(self, rgb: RgbArray) -> tuple[Proposal, ...]:
        scale = _SMALL_LONGER_SIDE_PX / max(rgb.shape[:2])
        hands = self._look(rgb, scale, None, 0).hands
        return _without_repeats([hand for hand in hands if hand.size_px * scale >= _LARGE_HAND_PX])

    def _look(
        self, rgb: RgbArray, scale: float, places_xy: Sequence[tuple[float, float]] | None, small_px: float
    ) -> _Level:
        """One size of the photo, tile by tile: those in which one of the places lies, or all."""
        hands: list[Proposal] = []
        small: list[tuple[float, float]] = []
        sure = sure_small = 0
        for x, y, tile in _tiles(rgb, scale, places_xy):
            (said,) = self._net.opened()(tile)
            heat, size_px = _heat(said[..., HAND_HEAT]), REFERENCE_PX * np.exp2(said[..., HAND_SIZE])
            peaks = _peaks(heat)
            for row, column in zip(*np.nonzero(peaks), strict=True):
                center = (
                    (x + (column + 0.5 + said[row, column, HAND_X]) * STRIDE_PX) / scale,
                    (y + (row + 0.5 + said[row, column, HAND_Y]) * STRIDE_PX) / scale,
                )
                hands.append(Proposal(float(heat[row, column]), center, float(size_px[row, column]) / scale))
            face_heat, face_px = _heat(said[..., FACE_HEAT]), REFERENCE_PX * np.exp2(said[..., FACE_SIZE])
            for heats, at, sizes in ((heat, peaks, size_px), (face_heat, _peaks(face_heat), face_px)):
                sure += int((at & (heats > _SURE)).sum())
                sure_small += int((at & (heats > _SURE) & (sizes < small_px)).sum())
                rows, columns = np.nonzero(at & (heats > _WORTH_A_LOOK) & (sizes < small_px))
                small.extend(
                    ((x + (column + 0.5) * STRIDE_PX) / scale, (y + (row + 0.5) * STRIDE_PX) / scale)
                    for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
                )
        return _Level(tuple(hands), tuple(small), sure, sure_small)


def _tiles(
    rgb: RgbArray, scale: float, places_xy: Sequence[tuple[float, float]] | None
) -> Iterator[tuple[int, int, Float32Array]]:
    """Tiles that cover the photo at another size, black beyond it: all, or those in which one of the places lies.

    Each is scaled by itself: at its finest, all of a large photo would take tens of megabytes.

    Yields:
        Left and top, in pixels of the scaled photo, and (INPUT_PX, INPUT_PX, 3) pixels in 0..1.
    """
    height, width = (max(1, round(length * scale)) for length in rgb.shape[:2])
    places = None if places_xy is None else [(x * scale, y * scale) for x, y in places_xy]
    for x, y in _origins(width, height, places):
        part = scaled_part(rgb, scale, (x, y), (min(INPUT_PX, width - x), min(INPUT_PX, height - y)))
        tile = np.zeros((INPUT_PX, INPUT_PX, 3), np.float32)
        np.divide(part, 255, out=tile[: part.shape[0], : part.shape[1]], dtype=np.float32)
        yield x, y, tile


def _origins(width_px: int, height_px: int, places_xy: Sequence[tuple[float, float]] | None) -> list[tuple[int, int]]:
    """Left and top of tiles that cover all of the scaled photo, or of few that show each place."""
    if places_xy is None:
        squares = tile_squares(width_px, height_px, INPUT_PX, _OVERLAP_PX / INPUT_PX)
    else:
        raster = Raster(width_px, height_px, _OVERLAP_PX / 2)
        squares = cover(raster, raster.mark_points(places_xy), INPUT_PX)
    centers = (square.center_xy for square in squares)
    return [(max(0, round(x - INPUT_PX / 2)), max(0, round(y - INPUT_PX / 2))) for x, y in centers]


def _heat(logits: Float32Array) -> Float32Array:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _peaks(heat: Float32Array) -> npt.NDArray[np.bool_]:
    """Cells that are warm, and no cooler than their neighbours."""
    return (heat >= _THRESHOLD) & (heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8)))


def _without_repeats(hands: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The best proposal of each place: levels and overlapping tiles see the same hand."""
    kept: list[Proposal] = []
    for hand in sorted(hands, key=lambda hand: -hand.score):
        if not any(_is_same(hand, other) for other in kept):
            kept.append(hand)
    return tuple(kept)


def _is_same(hand: Proposal, other: Proposal) -> bool:
    small, large = sorted((hand.size_px, other.size_px))
    reach = _SAME_PLACE if large < _SAME_SIZE * small else _SAME_PLACE / 2
    return apart_px(hand.center_xy, other.center_xy) <= reach * large
