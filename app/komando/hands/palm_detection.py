"""Palm detection: a square of the photo -> palms, and the crop in which to look for their landmarks.

Constants are those of MediaPipe's palm_detection_cpu and hand_landmark graphs (Apache-2.0).
"""

from __future__ import annotations

import math

import numpy as np

from komando.hands.geometry import RotatedSquare, crop_to_unit_range, normalize_angle
from komando.hands.hand import RgbArray
from komando.hands.nets import Net
from komando.hands.ssd import SsdDecoder, SsdDetection, cell_centers

_ROI_SCALE = 2.6
_ROI_SHIFT = 0.5
_WRIST, _MIDDLE_MCP = 0, 2


class PalmDetector:
    """MediaPipe's palm SSD: 192 x 192 input in 0..1, strides 8, 16, 16, 16 with two anchors each."""

    def __init__(self, model: bytes) -> None:
        self._net = Net(model)
        size_px = self._net.input_px
        self._decoder = SsdDecoder(np.concatenate([cell_centers(size_px, 8, 2), cell_centers(size_px, 16, 6)]))

    def detect(self, rgb: RgbArray, square: RotatedSquare, threshold: float) -> list[SsdDetection]:
        """Palms seen in one upright square of the photo, best first."""
        size_px = self._net.input_px
        boxes, scores = self._net(crop_to_unit_range(rgb, square, size_px))
        return self._decoder.decode(boxes, scores, threshold, square, size_px)


def landmark_crop(palm: SsdDetection, target_angle_rad: float = math.pi / 2) -> RotatedSquare:
    """The crop for the landmark net: turned so that wrist -> middle finger points up, 2.6 palms wide.

    Args:
        palm: A palm detection with its seven keypoints.
        target_angle_rad: Direction that the fingers get in the crop; pi/2 is up. MediaPipe Tasks takes 90 rad here,
            26.6 degrees off; only the parity test asks for that.
    """
    wrist, middle = palm.keypoints_xy[_WRIST], palm.keypoints_xy[_MIDDLE_MCP]
    angle = normalize_angle(target_angle_rad - math.atan2(wrist[1] - middle[1], middle[0] - wrist[0]))
    height = palm.box_xyxy[3] - palm.box_xyxy[1]
    x, y = palm.center_xy
    center = (x + height * _ROI_SHIFT * math.sin(angle), y - height * _ROI_SHIFT * math.cos(angle))
    return RotatedSquare(center, palm.side_px * _ROI_SCALE, angle)
