from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from komando.policy.verdict import Verdict
from komando.report.colors import INK, WHITE
from komando.report.icons import verdict_icon


@pytest.mark.parametrize("side_px", [16, 20, 64])
def test_icons_differ_in_shape_alone(side_px: int) -> None:
    icons = {verdict: np.asarray(verdict_icon(verdict, side_px, INK, WHITE)).astype(int) for verdict in Verdict}
    for one, other in combinations(Verdict, 2):
        differing = np.abs(icons[one] - icons[other]).max(axis=2) > 64
        assert differing.mean() > 0.08, (one, other)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_icon_has_shape_mark_and_soft_edges(verdict: Verdict) -> None:
    icon = np.asarray(verdict_icon(verdict, 40, INK, WHITE))
    assert icon.shape == (40, 40, 4)
    assert icon[0, 0, 3] < 64
    solid = icon[icon[..., 3] > 250][:, :3]
    assert (solid.min(axis=1) > 200).any()
    assert (solid.max(axis=1) < 60).any()
    assert ((icon[..., 3] > 10) & (icon[..., 3] < 245)).any() or verdict == Verdict.UNREADABLE
