from __future__ import annotations

from dataclasses import replace

import pytest

from komando.gestures.doubt import reason_for_doubt
from komando.gestures.reading import Reason
from komando.hands.quality import HandQuality

CLEAR = HandQuality(inside_share=1.0, brightness=130.0, sharpness=0.3, facing=0.6, runs_apart=0.02)
AT_EVERY_BOUND = HandQuality(inside_share=0.9, brightness=45.0, sharpness=0.12, facing=0.14, runs_apart=0.1)


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
        pytest.param(AT_EVERY_BOUND, 32, None, id="at-every-bound"),
        pytest.param(replace(AT_EVERY_BOUND, inside_share=0.89), 32, Reason.CUT, id="cut-past-the-bound"),
        pytest.param(replace(AT_EVERY_BOUND, brightness=44.9), 32, Reason.DARK, id="dark-past-the-bound"),
        pytest.param(AT_EVERY_BOUND, 31.9, Reason.TOO_SMALL, id="small-past-the-bound"),
        pytest.param(replace(AT_EVERY_BOUND, sharpness=0.119), 32, Reason.BLURRED, id="blurred-past-the-bound"),
        pytest.param(replace(AT_EVERY_BOUND, facing=0.139), 32, Reason.EDGE_ON, id="edge-on-past-the-bound"),
        pytest.param(replace(AT_EVERY_BOUND, runs_apart=0.101), 32, Reason.RUNS_APART, id="runs-past-the-bound"),
    ],
)
def test_reason(quality: HandQuality, size_px: float, expected: Reason | None) -> None:
    assert reason_for_doubt(quality, size_px) == expected
