"""Whether a proposal, a palm and a hand are of one hand: what the nets say of a place is held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from komando.hands.geometry import FloatArray, apart_px
from komando.hands.hand import Hand
from komando.hands.proposals import Proposal
from komando.hands.ssd import SsdDetection

_HAND_PER_PALM: Final = 1.8
_MUCH_LARGER: Final = 2.5
# How far apart centres may lie, in sizes of the hand: a palm's lies beside that of its hand.
_PALM_REACH: Final = 0.7
_HAND_REACH: Final = 0.45


def is_palm_of_any(palm: SsdDetection, proposals: Sequence[Proposal]) -> bool:
    """Whether the palm may be that of one of the proposed hands."""
    return any(_is_one_hand(hand, palm.center_xy, _HAND_PER_PALM * palm.side_px, _PALM_REACH) for hand in proposals)


def unconfirmed(proposals: Sequence[Proposal], hands: Sequence[Hand]) -> list[Proposal]:
    """The proposals in whose places none of the hands lies."""
    places = [(hand.center_xy, hand.size_px) for hand in hands]
    return [
        proposal
        for proposal in proposals
        if not any(_is_one_hand(proposal, center_xy, size_px, _HAND_REACH) for center_xy, size_px in places)
    ]


def _is_one_hand(proposal: Proposal, center_xy: FloatArray, size_px: float, reach: float) -> bool:
    if not 1 / _MUCH_LARGER < proposal.size_px / size_px < _MUCH_LARGER:
        return False
    return apart_px(center_xy, proposal.center_xy) < reach * max(proposal.size_px, size_px)
