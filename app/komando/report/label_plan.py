"""Which labels a marked picture carries and where: sentences while they fit, else numbers that the legend explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.report.hand_mark import HandMark
from komando.report.label import Label
from komando.report.placement import LabelPlacer, LabelRequest
from komando.report.words import SEVERITY, gesture_name, hand_verdict_name

_TINY_HAND_FONTS: Final = 2.2  # a hand of about two letters' height needs the legend's enlargement to be seen
_GUTTER_AIR: Final = 1.25


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with its place.

    Attributes:
        label: What it says.
        box_xyxy: (4,) in pixels of the scaled photo; may lie in the gutters above and below it.
        anchor_xyxy: (4,) box of the hand that it names, in the same pixels.
    """

    label: Label
    box_xyxy: FloatArray
    anchor_xyxy: FloatArray


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """All labels of a picture.

    Attributes:
        labels: Worst hands first.
        gutters_px: Heights of the strips above and below the photo that labels lie in.
        numbers_only: Whether gesture and verdict have to be told elsewhere.
        free: Whether no label covers a hand or a label.
    """

    labels: tuple[PlacedLabel, ...]
    gutters_px: tuple[int, int]
    numbers_only: bool
    free: bool


def plan_labels(
    hands: Sequence[HandMark], faces_xyxy: Sequence[FloatArray], size_wh: tuple[int, int], font_px: int, language: str
) -> LabelPlan:
    """Choose and place the labels.

    Args:
        hands: In pixels of the scaled photo.
        faces_xyxy: In pixels of the scaled photo.
        size_wh: Of the scaled photo.
        font_px: Size of the labels' font.
        language: `id` or `en`.
    """
    ordered = sorted(hands, key=lambda hand: (SEVERITY.index(hand.verdict), hand.number))
    gutter_px = round(font_px * 3.2)
    tiny = any(hand.verdict != Verdict.PASS and hand.size_px < _TINY_HAND_FONTS * font_px for hand in hands)
    attempts = (
        [(True, 0), (True, gutter_px)] if tiny else [(False, 0), (False, gutter_px), (True, 0), (True, gutter_px)]
    )
    plan = LabelPlan((), (0, 0), numbers_only=False, free=True)
    for numbers_only, gutter in attempts:
        labels = [_label(hand, numbers_only, font_px, language) for hand in ordered]
        plan = _place(ordered, labels, faces_xyxy, size_wh, gutter, numbers_only)
        if plan.free:
            break
    return plan


def _label(hand: HandMark, numbers_only: bool, font_px: int, language: str) -> Label:
    if numbers_only:
        return Label(str(hand.number), hand.verdict, font_px)
    text = translate(
        "%(number)d · %(gesture)s: %(verdict)s",
        language,
        number=hand.number,
        gesture=gesture_name(hand.gesture, language),
        verdict=hand_verdict_name(hand.verdict, language),
    )
    return Label(text, hand.verdict, font_px)


def _place(
    hands: Sequence[HandMark],
    labels: Sequence[Label],
    faces_xyxy: Sequence[FloatArray],
    size_wh: tuple[int, int],
    gutter_px: int,
    numbers_only: bool,
) -> LabelPlan:
    width, height = size_wh
    anchors = [hand.box_xyxy(size_wh) for hand in hands]
    placer = LabelPlacer(
        region_xyxy=np.array([0, -gutter_px, width, height + gutter_px], np.float64),
        hands_xyxy=np.array(anchors, np.float64),
        faces_xyxy=np.array(faces_xyxy, np.float64),
        gap_px=max(2.0, labels[0].font_px * 0.2) if labels else 0.0,
    )
    requests = [LabelRequest(anchor, label.size_wh) for anchor, label in zip(anchors, labels, strict=True)]
    places = placer.place_all(requests)
    placed = tuple(
        PlacedLabel(label, place.box_xyxy, anchor) for label, place, anchor in zip(labels, places, anchors, strict=True)
    )
    too_wide = any(label.size_wh[0] > width for label in labels)
    gutters = _gutters(placed, height)
    return LabelPlan(placed, gutters, numbers_only, free=not too_wide and all(place.free for place in places))


def _gutters(labels: Sequence[PlacedLabel], height_px: int) -> tuple[int, int]:
    """What labels need above and below the photo, with a little air."""
    tops = [float(label.box_xyxy[1]) for label in labels]
    bottoms = [float(label.box_xyxy[3]) for label in labels]
    above, below = max(0.0, -min(tops, default=0.0)), max(0.0, max(bottoms, default=0.0) - height_px)
    return round(above * _GUTTER_AIR), round(below * _GUTTER_AIR)
