"""Whether a proposal, a palm and a hand are of one hand: what the nets say of a place is held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray, apart_px, box_iou
from komando.hands.hand import Hand
from komando.hands.proposals import Proposal
from komando.hands.ssd import SsdDetection

_HAND_PER_PALM: Final = 1.8
_MUCH_LARGER: Final = 2.5
# How far apart centres may lie, in sizes of the hand: a palm's lies beside that of its hand.
_PALM_REACH: Final = 0.7
_HAND_REACH: Final = 0.45
_LITTLE_OVERLAP_IOU: Final = 0.1


def is_palm_of_any(palm: SsdDetection, proposals: Sequence[Proposal]) -> bool:
    """Whether the palm may be that of one of the proposed hands."""
    return any(_is_one_hand(hand, palm.center_xy, _HAND_PER_PALM * palm.side_px, _PALM_REACH) for hand in proposals)


def unconfirmed(
    proposals: Sequence[Proposal], hands: Sequence[Hand], much_larger: float = _MUCH_LARGER
) -> list[Proposal]:
    """The proposals in whose places none of the hands lies.

    Args:
        proposals: To be confirmed.
        hands: That were found.
        much_larger: A proposal that is as many times larger than a hand is not of that hand.
    """
    places = [(hand.center_xy, hand.size_px) for hand in hands]
    return [
        proposal
        for proposal in proposals
        if not any(
            _is_one_hand(proposal, center_xy, size_px, _HAND_REACH, much_larger) for center_xy, size_px in places
        )
    ]


def untouched(proposals: Sequence[Proposal], boxes_xyxy: Sequence[FloatArray]) -> list[Proposal]:
    """The proposals whose places hardly overlap with any of the boxes."""
    boxes = np.array(boxes_xyxy).reshape(-1, 4)
    return [
        proposal for proposal in proposals if box_iou(proposal.box_xyxy, boxes).max(initial=0.0) < _LITTLE_OVERLAP_IOU
    ]


def _is_one_hand(
    proposal: Proposal, center_xy: FloatArray, size_px: float, reach: float, much_larger: float = _MUCH_LARGER
) -> bool:
    if not 1 / _MUCH_LARGER < proposal.size_px / size_px < much_larger:
        return False
    return apart_px(center_xy, proposal.center_xy) < reach * max(proposal.size_px, size_px)
