from __future__ import annotations

from dataclasses import replace

import pytest

from komando.gestures.doubt import reason_for_doubt
from komando.gestures.reading import Reason
from komando.hands.quality import HandQuality

CLEAR = HandQuality(inside_share=1.0, brightness=130.0, sharpness=0.3, facing=0.6, runs_apart=0.02)


@pytest.mark.parametrize(
    ("quality", "size_px", "expected"),
    [
        pytest.param(CLEAR, 80, None, id="clear"),
        pytest.param(replace(CLEAR, inside_share=0.8), 80, Reason.CUT, id="cut-by-the-edge"),
        pytest.param(replace(CLEAR, brightness=20.0), 80, Reason.DARK, id="dark"),
        pytest.param(CLEAR, 31, Reason.TOO_SMALL, id="small"),
        pytest.param(replace(CLEAR, sharpness=0.05), 80, Reason.BLURRED, id="blurred"),
        pytest.param(replace(CLEAR, sharpness=0.05), 31, Reason.TOO_SMALL, id="small-hands-are-always-soft"),
        pytest.param(replace(CLEAR, facing=0.05), 80, Reason.EDGE_ON, id="edge-on"),
        pytest.param(replace(CLEAR, runs_apart=0.3), 80, Reason.RUNS_APART, id="runs-disagree"),
        pytest.param(replace(CLEAR, inside_share=0.5, brightness=20.0), 80, Reason.CUT, id="the-plainest-first"),
    ],
)
def test_reason(quality: HandQuality, size_px: float, expected: Reason | None) -> None:
    assert reason_for_doubt(quality, size_px) == expected
