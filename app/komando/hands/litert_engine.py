"""The default engine: MediaPipe's hand nets run by LiteRT, on the whole photo and on tiles as the faces suggest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from komando.hands.flat import is_flat
from komando.hands.geometry import FloatArray, RotatedSquare, box_iou
from komando.hands.hand import Hand, HandSearch, LandmarkRun, RgbArray
from komando.hands.landmarker import HandLandmarker, recrop
from komando.hands.limits import smallest_readable_px
from komando.hands.palm_detection import PalmDetector, landmark_crop
from komando.hands.part import WIDE, goes_on, is_part, may_be_part
from komando.hands.squares import squares_around_faces, tile_levels, tiles_elsewhere, whole_square
from komando.hands.ssd import SsdDetection
from komando.weights import HAND_LANDMARKS, PALM_DETECTION, Weights


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How hard to look. Defaults: docs/architecture.md, "Which hands can be found".

    Attributes:
        zoom_out: Side of the widest square against the photo's longer side; None leaves it out.
        tile_fractions: Sides of tiles against the photo's longer side, whatever the photo shows: nothing depends on a
            face being seen.
        faceless_fractions: Further ones where no face tells how large the hands must be: in a photo without faces, and
            in those parts of a large photo that the tiles around faces do not show.
        elsewhere_px: Least side of such a tile beside faces. In photos up to 1280 px finer ones show no sign that the
            tiles around faces do not, and cost much.
        tile_faces: Side of the tiles around people, in lengths of their faces.
        tile_overlap: Share of a side that neighbouring tiles have in common.
        min_tile_px: No tile is smaller: enlarging fewer pixels shows the net nothing new.
        palm_threshold: Palm score to look for landmarks.
        last_resort_threshold: The same where nothing else is found in the photo.
        last_resort_zoom_out: Further squares around the photo where even that finds nothing; see `zoom_out`.
        last_resort_fractions: Further sides of tiles there.
        last_resort_turn_rad: There the photo is also looked at turned by as much to either side.
        presence: Least presence of a palm that scored `sure_palm` or more.
        strict_presence: Least presence of a palm that scored less.
        sure_palm: See `presence`.
        tiny_px: Hands under this size must be surer: specks look like hands.
        tiny_palm: Least palm score of such a hand.
        tiny_presence: Least presence of such a hand.
        landmark_runs: 1 = on the palm's crop; 2 = again on the landmarks' own crop, mirrored.
        second_run_presence: Least presence of the first run for a second one.
        target_angle_rad: See `landmark_crop`.
    """

    zoom_out: float | None = 1.5
    tile_fractions: tuple[float, ...] = (1 / 3,)
    faceless_fractions: tuple[float, ...] = (1 / 6,)
    elsewhere_px: float = 256.0
    tile_faces: float = 5.0
    tile_overlap: float = 0.25
    min_tile_px: int = 128
    palm_threshold: float = 0.3
    last_resort_threshold: float = 0.15
    last_resort_zoom_out: tuple[float, ...] = (2.0, 2.5)
    last_resort_fractions: tuple[float, ...] = (2 / 3,)
    last_resort_turn_rad: float = 0.5
    presence: float = 0.5
    strict_presence: float = 0.8
    sure_palm: float = 0.5
    tiny_px: float = 24.0
    tiny_palm: float = 0.7
    tiny_presence: float = 0.95
    landmark_runs: int = 2
    second_run_presence: float = 0.15
    target_angle_rad: float = math.pi / 2


_SAME_PALM_IOU = 0.3
_SAME_HAND_IOU = 0.6
_SAME_HAND_DISTANCE = 0.25
_COMFORTABLE_SHARE = (0.05, 0.4)
# Set on selfies cut by each edge (tests/test_articles.py, Bandarlampung).
_CUT_PALM = 0.06  # of the photo's longer side
_NEAR_EDGE = 1.0  # of the palm's side
_CUT_HAND_SCALE = 2.5


class LiteRtHandEngine:
    """Finds hands with the palm and landmark nets. One per thread."""

    def __init__(
        self, weights: Weights, options: SearchOptions | None = None, palm_model: str = PALM_DETECTION
    ) -> None:
        self.palm_model = palm_model
        self._options = SearchOptions() if options is None else options
        self._palms = PalmDetector(weights.content[palm_model])
        self._landmarker = HandLandmarker(weights.content[HAND_LANDMARKS])

    def find_hands(self, rgb: RgbArray, faces_xyxy: Sequence[FloatArray] = ()) -> HandSearch:
        """Find every hand of an upright photo; see `HandEngine`."""
        started = perf_counter()
        squares = self._squares(rgb, faces_xyxy)
        palms = self._detect(rgb, squares)
        detect_s = perf_counter() - started
        hands = self._hands(rgb, palms, faces_xyxy)
        if not hands:
            again = perf_counter()
            palms = self._detect(rgb, self._last_resort_squares(rgb))
            detect_s += perf_counter() - again
            hands = self._land(rgb, self._likely(palms), faces_xyxy)
        return HandSearch(
            hands=tuple(sorted(hands, key=lambda hand: (hand.box_xyxy[0], hand.box_xyxy[1]))),
            smallest_readable_hand_px=smallest_readable_px(squares),
            detect_ms=detect_s * 1000,
            landmarks_ms=(perf_counter() - started - detect_s) * 1000,
        )

    def close(self) -> None:
        """Nothing to free: the nets go with the object."""

    def _squares(self, rgb: RgbArray, faces_xyxy: Sequence[FloatArray]) -> list[RotatedSquare]:
        height, width = rgb.shape[:2]
        options = self._options
        squares = [whole_square(width, height)]
        if options.zoom_out is not None:
            squares.append(whole_square(width, height, options.zoom_out))
        squares.extend(self._tiles(rgb, options.tile_fractions))
        around_faces = squares_around_faces(faces_xyxy, width, height, options.tile_faces)
        finer = self._tiles(rgb, options.faceless_fractions)
        if around_faces:
            finer = tiles_elsewhere([tile for tile in finer if tile.side_px >= options.elsewhere_px], around_faces)
        return [*squares, *(tile for tile in finer if not is_flat(rgb, tile)), *around_faces]

    def _last_resort_squares(self, rgb: RgbArray) -> list[RotatedSquare]:
        """Other views of the whole photo: one of them may show a hand that fills it, or that lies just so."""
        height, width = rgb.shape[:2]
        options = self._options
        zooms = [1.0] if options.zoom_out is None else [1.0, options.zoom_out]
        upright = [whole_square(width, height, zoom) for zoom in zooms]
        turns = (options.last_resort_turn_rad, -options.last_resort_turn_rad)
        return [
            *(whole_square(width, height, zoom) for zoom in options.last_resort_zoom_out),
            *self._tiles(rgb, options.last_resort_fractions),
            *(replace(square, angle_rad=angle_rad) for square in upright for angle_rad in turns),
        ]

    def _tiles(self, rgb: RgbArray, fractions: Sequence[float]) -> list[RotatedSquare]:
        height, width = rgb.shape[:2]
        return tile_levels(width, height, fractions, self._options.tile_overlap, self._options.min_tile_px)

    def _detect(self, rgb: RgbArray, squares: list[RotatedSquare]) -> list[SsdDetection]:
        threshold = min(self._options.palm_threshold, self._options.last_resort_threshold)
        palms = [palm for square in squares for palm in self._palms.detect(rgb, square, threshold)]
        return sorted(palms, key=lambda palm: (not _is_comfortable(palm), -palm.score))

    def _hands(self, rgb: RgbArray, palms: list[SsdDetection], faces_xyxy: Sequence[FloatArray]) -> list[Hand]:
        unlikely = [palm for palm in palms if palm.score < self._options.palm_threshold]
        return self._land(rgb, self._likely(palms), faces_xyxy) or self._land(rgb, unlikely, faces_xyxy)

    def _likely(self, palms: list[SsdDetection]) -> list[SsdDetection]:
        return [palm for palm in palms if palm.score >= self._options.palm_threshold]

    def _land(self, rgb: RgbArray, palms: list[SsdDetection], faces_xyxy: Sequence[FloatArray]) -> list[Hand]:
        """Landmarks for each palm, best first. A palm only gives way to one whose crop did show a hand."""
        hands: list[Hand] = []
        taken_boxes: list[FloatArray] = []
        for palm in palms:
            if taken_boxes and box_iou(palm.box_xyxy, np.array(taken_boxes)).max() > _SAME_PALM_IOU:
                continue
            hand = self._hand(rgb, palm)
            if hand is None:
                continue
            if may_be_part(hand, faces_xyxy):
                hand = self._whole(rgb, hand)
            taken_boxes.append(palm.box_xyxy)
            if not any(_is_same_hand(hand, other) for other in hands):
                hands.append(hand)
        return hands

    def _hand(self, rgb: RgbArray, palm: SsdDetection) -> Hand | None:
        options = self._options
        needed = options.presence if palm.score >= options.sure_palm else options.strict_presence
        square = landmark_crop(palm, options.target_angle_rad)
        runs = self._runs(rgb, square)
        if runs[0].presence < needed and _may_be_cut(palm, rgb):
            runs = self._runs(rgb, replace(square, side_px=square.side_px * _CUT_HAND_SCALE))
            needed = options.strict_presence
        if runs[0].presence < needed:
            return None
        found = tuple(run for run in runs if run.presence >= options.presence)
        hand = Hand(found, palm.score, doubted=len(found) < len(runs))
        return hand if self._is_credible(hand) else None

    def _whole(self, rgb: RgbArray, hand: Hand) -> Hand:
        """The hand, or the one that it is only part of."""
        square = recrop(hand.runs[0])
        first = self._landmarker.run(rgb, replace(square, side_px=square.side_px * WIDE))
        if not goes_on(hand, Hand((first,), hand.palm_score)):
            return hand
        second = self._landmarker.run(rgb, recrop(first), mirrored=True)
        whole = Hand((first, second) if first.presence >= second.presence else (second, first), hand.palm_score)
        return whole if is_part(hand, whole) else hand

    def _runs(self, rgb: RgbArray, square: RotatedSquare) -> tuple[LandmarkRun, ...]:
        """Landmark runs that begin with one square, the most trusted first."""
        first = self._landmarker.run(rgb, square)
        if self._options.landmark_runs == 1 or first.presence < self._options.second_run_presence:
            return (first,)
        second = self._landmarker.run(rgb, recrop(first), mirrored=True)
        return (first, second) if first.presence >= second.presence else (second, first)

    def _is_credible(self, hand: Hand) -> bool:
        """Few pixels look like a hand by chance: a tiny hand must be surer."""
        options = self._options
        if hand.size_px >= options.tiny_px:
            return True
        return hand.palm_score >= options.tiny_palm and hand.presence >= options.tiny_presence


def _is_comfortable(palm: SsdDetection) -> bool:
    """Whether the palm's size suits the square it was seen in: such a box is placed better than its rivals'."""
    low, high = _COMFORTABLE_SHARE
    return low <= palm.side_px / palm.square.side_px <= high


def _may_be_cut(palm: SsdDetection, rgb: RgbArray) -> bool:
    """Whether a large palm lies so near to the photo's edge that the hand may go on beyond it.

    The palm net then takes the part that is left for a palm of its own, far too small.
    """
    height, width = rgb.shape[:2]
    x1, y1, x2, y2 = palm.box_xyxy
    nearest_px = float(min(x1, y1, width - x2, height - y2))
    return palm.side_px >= _CUT_PALM * max(height, width) and nearest_px < _NEAR_EDGE * palm.side_px


def _is_same_hand(hand: Hand, other: Hand) -> bool:
    """Whether two landmark sets lie on one hand; the two hands of a heart or a clasp stay two."""
    if box_iou(hand.box_xyxy, other.box_xyxy[np.newaxis])[0] > _SAME_HAND_IOU:
        return True
    distance = np.linalg.norm(hand.points_xyz[:, :2] - other.points_xyz[:, :2], axis=1).mean()
    return bool(distance < _SAME_HAND_DISTANCE * max(hand.size_px, other.size_px))
