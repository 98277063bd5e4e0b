"""The default engine: MediaPipe's hand nets run by LiteRT, where our own proposal net says that hands may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from komando.hands.agreement import is_palm_of_any, unconfirmed, untouched
from komando.hands.geometry import FloatArray, RotatedSquare, apart_px, box_iou
from komando.hands.hand import Hand, HandSearch, LandmarkRun, RgbArray, most_trusted_first
from komando.hands.landmarker import HandLandmarker, recrop
from komando.hands.palm_detection import PalmDetector, landmark_crop
from komando.hands.part import WIDE, goes_on, is_part, may_be_part
from komando.hands.plan import last_resort_squares, plan_search
from komando.hands.proposals import HandProposer, Proposal, Proposals
from komando.hands.search_options import SearchOptions
from komando.hands.squares import squares_close_to
from komando.hands.ssd import SsdDetection
from komando.hands.upright_look import UprightLooker, upright_square
from komando.weights import HAND_LANDMARKS, HAND_PROPOSALS, HAND_SURROUNDINGS, PALM_DETECTION, Weights

_SAME_PALM_IOU = 0.3
_SAME_HAND_IOU = 0.6
_SAME_HAND_DISTANCE = 0.25
_COMFORTABLE_SHARE = (0.05, 0.4)
# Set on selfies cut by each edge (tests/test_articles.py, Bandarlampung).
_CUT_PALM = 0.06  # of the photo's longer side
_NEAR_EDGE = 1.0  # of the palm's side
_CUT_HAND_SCALE = 2.5
_PROPOSAL_CROP = 1.5  # hands
_CLEARLY_LARGER = 1.3
_LARGE_PLACE_RATIO = 1.5  # see `unconfirmed`: of a large place the size is known well
_LARGE_CROPS = (1.1, 1.5)  # hands
_TURNS_RAD = (0.0, math.pi / 2, -math.pi / 2)


@dataclass(slots=True)
class _Stopwatch:
    total_s: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        started = perf_counter()
        yield
        self.total_s += perf_counter() - started


class LiteRtHandEngine:
    """Finds hands with the palm and landmark nets. One per thread."""

    def __init__(
        self, weights: Weights, options: SearchOptions | None = None, palm_model: str = PALM_DETECTION
    ) -> None:
        self.palm_model = palm_model
        self._options = SearchOptions() if options is None else options
        self._palms = PalmDetector(weights.content[palm_model])
        self._landmarker = HandLandmarker(weights.content[HAND_LANDMARKS])
        self._looker = UprightLooker(self._landmarker, weights.content[HAND_SURROUNDINGS])
        self._proposer = HandProposer(weights.content[HAND_PROPOSALS]) if self._options.proposals else None

    def find_hands(self, rgb: RgbArray, faces_xyxy: Sequence[FloatArray] = ()) -> HandSearch:
        """Find every hand of an upright photo; see `HandEngine`."""
        height_px, width_px = rgb.shape[:2]
        whole, detection = _Stopwatch(), _Stopwatch()
        with whole.running():
            with detection.running():
                proposals = None if self._proposer is None else self._proposer.find(rgb)
                plan = plan_search(width_px, height_px, faces_xyxy, proposals, self._options)
                palms = self._detect(rgb, plan.squares)
            hands = self._hands(rgb, palms, faces_xyxy)
            likely = [] if proposals is None else self._worth_a_second_look(proposals)
            large = [] if proposals is None else proposals.large_from_score(self._options.large_proposal)
            with detection.running():
                palms = self._look_closer(rgb, unconfirmed([*likely, *large], hands))
            hands = self._land(rgb, palms, faces_xyxy, hands)
            hands = self._land_without_palms(rgb, unconfirmed(likely, hands), hands)
            if not hands:
                with detection.running():
                    palms = self._detect(rgb, last_resort_squares(width_px, height_px, self._options))
                hands = self._land(rgb, self._likely(palms), faces_xyxy)
            hands = self._land_large(rgb, untouched(unconfirmed(large, hands, _LARGE_PLACE_RATIO), faces_xyxy), hands)
            hands = self._with_upright_looks(rgb, hands)
        return HandSearch(
            hands=tuple(sorted(hands, key=lambda hand: (hand.box_xyxy[0], hand.box_xyxy[1]))),
            smallest_readable_hand_px=plan.smallest_readable_px,
            detect_ms=detection.total_s * 1000,
            landmarks_ms=(whole.total_s - detection.total_s) * 1000,
        )

    def close(self) -> None:
        """Nothing to free: the nets go with the object."""

    def _detect(self, rgb: RgbArray, squares: Sequence[RotatedSquare]) -> list[SsdDetection]:
        threshold = min(self._options.palm_threshold, self._options.last_resort_threshold)
        palms = [palm for square in squares for palm in self._palms.detect(rgb, square, threshold)]
        return sorted(palms, key=lambda palm: (not _is_comfortable(palm), -palm.score))

    def _hands(self, rgb: RgbArray, palms: list[SsdDetection], faces_xyxy: Sequence[FloatArray]) -> list[Hand]:
        unlikely = [palm for palm in palms if palm.score < self._options.palm_threshold]
        return self._land(rgb, self._likely(palms), faces_xyxy) or self._land(rgb, unlikely, faces_xyxy)

    def _look_closer(self, rgb: RgbArray, places: Sequence[Proposal]) -> list[SsdDetection]:
        """Palms in places where a hand is likely and none was found."""
        palms = self._detect(rgb, squares_close_to(places, rgb.shape[1], rgb.shape[0]))
        return [palm for palm in self._likely(palms) if is_palm_of_any(palm, places)]

    def _worth_a_second_look(self, proposals: Proposals) -> list[Proposal]:
        """Likely places; of plain sizes also less likely ones, which are few."""
        options = self._options
        return [
            place
            for place in proposals.hands
            if place.score >= options.second_look_proposal
            or (place.size_px >= options.plain_px and place.score >= options.plain_proposal)
        ]

    def _likely(self, palms: list[SsdDetection]) -> list[SsdDetection]:
        return [palm for palm in palms if palm.score >= self._options.palm_threshold]

    def _land(
        self, rgb: RgbArray, palms: list[SsdDetection], faces_xyxy: Sequence[FloatArray], known: Sequence[Hand] = ()
    ) -> list[Hand]:
        """The known hands, and landmarks for each palm, best first.

        A palm only gives way to one whose crop did show a hand.
        """
        hands = list(known)
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

    def _land_without_palms(self, rgb: RgbArray, places: Sequence[Proposal], known: Sequence[Hand]) -> list[Hand]:
        """The known hands, and those that only the landmark net sees, in upright crops of likely places.

        The palm net misses some hands in plain sight. Raised ones, which are those that matter most, need no palm to
        tell how the crop must be turned.
        """
        hands = list(known)
        for place in places:
            runs = self._sure_runs(rgb, RotatedSquare(place.center_xy, place.size_px * _PROPOSAL_CROP))
            if not runs:
                continue
            hand = Hand(runs, place.score)
            if self._is_credible(hand) and not any(_is_same_hand(hand, other) for other in hands):
                hands.append(hand)
        return hands

    def _sure_runs(self, rgb: RgbArray, square: RotatedSquare) -> tuple[LandmarkRun, ...]:
        """Two runs that are nearly certain of a hand, the most trusted first, or none.

        A proposal places its square roughly. So where only the run on it has doubts, a third one is asked instead, on
        the landmarks of the second.
        """
        options = self._options
        first = self._landmarker.run(rgb, square)
        if first.presence < options.presence:
            return ()
        second = self._landmarker.run_again(rgb, first)
        if second.presence < options.palmless_presence:
            return ()
        if first.presence < options.palmless_presence:
            first = self._landmarker.run(rgb, recrop(second))
        if first.presence < options.palmless_presence:
            return ()
        return most_trusted_first(first, second)

    def _land_large(self, rgb: RgbArray, places: Sequence[Proposal], known: Sequence[Hand]) -> list[Hand]:
        """The known hands, and those in the places, for large hands are too plain to be missed.

        Seen from the side or from behind, as finger hearts are, they may show the palm net no palm.
        """
        hands = list(known)
        for place in places:
            hand = self._turned(rgb, place)
            if not hand.recognised:
                if self._is_likely_hand(place, hands):
                    hands.append(hand)
                continue
            others = [other for other in hands if not _is_same_hand(hand, other)]
            if all(hand.size_px > _CLEARLY_LARGER * other.size_px for other in hands if _is_same_hand(hand, other)):
                hands = [*others, hand]
        return hands

    def _turned(self, rgb: RgbArray, place: Proposal) -> Hand:
        """The hand in a place, upright or along an arm that lies to either side."""
        squares = [
            RotatedSquare(place.center_xy, place.size_px * hands, turn) for turn in _TURNS_RAD for hands in _LARGE_CROPS
        ]
        firsts = [self._landmarker.run(rgb, square) for square in squares]
        first = max(firsts, key=lambda run: run.presence)
        second = self._landmarker.run_again(rgb, first)
        runs = most_trusted_first(first, second)
        recognised = runs[1].presence >= self._options.turned_presence
        return Hand(runs, place.score, place_xyxy=None if recognised else place.box_xyxy)

    def _is_likely_hand(self, place: Proposal, hands: Sequence[Hand]) -> bool:
        if place.score < self._options.unrecognised_proposal:
            return False
        return not any(apart_px(place.center_xy, hand.center_xy) < (place.size_px + hand.size_px) / 2 for hand in hands)

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
        second = self._landmarker.run_again(rgb, first)
        whole = Hand(most_trusted_first(first, second), hand.palm_score)
        return whole if is_part(hand, whole) else hand

    def _runs(self, rgb: RgbArray, square: RotatedSquare) -> tuple[LandmarkRun, ...]:
        """Landmark runs that begin with one square, the most trusted first."""
        first = self._landmarker.run(rgb, square)
        if self._options.landmark_runs == 1 or first.presence < self._options.second_run_presence:
            return (first,)
        second = self._landmarker.run_again(rgb, first)
        return most_trusted_first(first, second)

    def _with_upright_looks(self, rgb: RgbArray, hands: Sequence[Hand]) -> list[Hand]:
        with closing(self._looker):
            return [replace(hand, upright_look=self._looker.look(rgb, upright_square(hand.box_xyxy))) for hand in hands]

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
