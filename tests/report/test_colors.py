from __future__ import annotations

from importlib import resources
from itertools import combinations

import numpy as np
import pytest

from komando.policy.verdict import Verdict
from komando.report.colors import VERDICT_COLORS, Color, text_color

# Machado, Oliveira, Fernandes 2009, severity 1.0, for linear RGB.
_VISIONS = {
    "full colour": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(color: Color) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    value = np.array(color) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _luminance(color: Color) -> float:
    return float(_linear(color) @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("vision", _VISIONS)
def test_verdicts_differ_to_every_eye(vision: str) -> None:
    seen = [np.clip(_VISIONS[vision] @ _linear(color), 0, 1) ** (1 / 2.4) for color in VERDICT_COLORS.values()]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) > 0.15


@pytest.mark.parametrize("verdict", list(Verdict))
def test_text_is_readable_on_the_verdict(verdict: Verdict) -> None:
    ground, text = sorted((_luminance(VERDICT_COLORS[verdict]), _luminance(text_color(verdict))))
    assert (text + 0.05) / (ground + 0.05) >= 4.5


@pytest.mark.parametrize("verdict", list(Verdict))
def test_page_and_picture_use_the_same_colors(verdict: Verdict) -> None:
    style = (resources.files("komando.report") / "templates" / "report.css").read_text(encoding="utf-8")
    assert f"--{verdict.value}: #{bytes(VERDICT_COLORS[verdict]).hex()};" in style
