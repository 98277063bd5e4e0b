from __future__ import annotations

import pytest

from komando.gestures.names import Gesture
from komando.policy.comparison import Difference, differences
from komando.policy.profile import GestureRule, builtin_ids, load_profile
from komando.policy.schema import Phase, PhaseRules
from komando.policy.verdict import Verdict
from tests.policy.builders import strict


@pytest.mark.parametrize("name", builtin_ids())
def test_no_policy_differs_from_itself(name: str) -> None:
    profile = load_profile(name).profile
    assert differences(profile, profile) == []


def test_verdicts_readings_phases_and_thresholds() -> None:
    held = GestureRule(verdict=Verdict.HOLD)
    changed = strict().model_copy(
        update={
            "gestures": {**strict().gestures, Gesture.NAMASTE: held},
            "readings": {"number.7": held},
            "phases": {Phase.QUIET: PhaseRules(gestures={Gesture.NAMASTE: held})},
            "thresholds": strict().thresholds.model_copy(update={"hold": 0.9}),
        }
    )
    assert differences(strict(), changed) == [
        Difference("gestures.namaste", "review", "hold"),
        Difference("thresholds.hold", str(strict().thresholds.hold), "0.9"),
        Difference("readings.number.7", None, "hold"),
        Difference("phases.quiet.namaste", None, "hold"),
    ]


def test_elections() -> None:
    found = differences(load_profile("id-strict-fist").profile, load_profile("id-pangkalpinang-2025").profile)
    assert found[0] == Difference("election.kind", None, "pilkada Kota Pangkalpinang")
    assert found[1] == Difference("election.pairs", None, "1, 2, 3, 4")
