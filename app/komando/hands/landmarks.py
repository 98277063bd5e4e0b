"""The 21 hand landmarks in MediaPipe's order."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Landmark(IntEnum):
    """Index of a landmark. CMC, MCP, PIP, IP and DIP are the joints from the wrist outwards."""

    WRIST = 0
    THUMB_CMC = 1
    THUMB_MCP = 2
    THUMB_IP = 3
    THUMB_TIP = 4
    INDEX_MCP = 5
    INDEX_PIP = 6
    INDEX_DIP = 7
    INDEX_TIP = 8
    MIDDLE_MCP = 9
    MIDDLE_PIP = 10
    MIDDLE_DIP = 11
    MIDDLE_TIP = 12
    RING_MCP = 13
    RING_PIP = 14
    RING_DIP = 15
    RING_TIP = 16
    LITTLE_MCP = 17
    LITTLE_PIP = 18
    LITTLE_DIP = 19
    LITTLE_TIP = 20


COUNT: Final = 21
FINGER_CHAINS: Final = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
"""Landmarks of each finger from its root to its tip, thumb to little finger."""
FINGERTIPS: Final = [chain[-1] for chain in FINGER_CHAINS[1:]]
"""Of the four fingers beside the thumb."""
