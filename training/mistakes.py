"""Our own pictures of hands that are read wrongly: a sheet for docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from komando.hands.hand import RgbArray
from komando.photo.read import read_photo
from komando.policy.verdict import Verdict
from training.datasets import Intent
from training.outcomes import HandOutcome
from training.sheets import hand_tile, side_by_side, write_on

_TILE_PX: Final = 150
_COLUMNS: Final = 6
_PER_GESTURE: Final = 3
_JPEG_QUALITY: Final = 80


def wrong_readings(outcomes: Sequence[HandOutcome], count: int) -> list[HandOutcome]:
    """Signs that are passed and harmless hands that are held, half and half; the most certain first.

    Of what is meant to be the same gesture, three at most.
    """
    passed = [one for one in outcomes if one.photo.intent == Intent.FLAG and one.verdict == Verdict.PASS]
    held = [one for one in outcomes if one.photo.intent != Intent.FLAG and one.verdict == Verdict.HOLD]
    passed.sort(key=lambda one: one.flag)
    held.sort(key=lambda one: -one.flag)
    return [*_of_each_gesture(passed, count // 2), *_of_each_gesture(held, count - count // 2)]


def _of_each_gesture(outcomes: Sequence[HandOutcome], count: int) -> list[HandOutcome]:
    kept: list[HandOutcome] = []
    for outcome in outcomes:
        if sum(other.photo.gesture == outcome.photo.gesture for other in kept) < _PER_GESTURE:
            kept.append(outcome)
    return kept[:count]


def draw_sheet(outcomes: Sequence[HandOutcome], path: Path) -> None:
    """Write the hands side by side as a JPEG; each says what it shows and what it was read as."""
    sheet = side_by_side([_tile(outcome) for outcome in outcomes], _COLUMNS)
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])


def _tile(outcome: HandOutcome) -> RgbArray:
    rgb = read_photo(outcome.photo.path.read_bytes()).rgb
    tile = hand_tile(rgb, np.array(outcome.photo.box_xyxy), _TILE_PX)
    for line, text in enumerate((f"{outcome.photo.gesture}", f"read: {outcome.reading.gesture}")):
        write_on(tile, text, (4, 14 + line * (_TILE_PX - 22)))
    return tile
