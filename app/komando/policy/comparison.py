"""What differs between two policies, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from komando.gestures.names import Gesture
from komando.policy.schema import Profile


class Difference(NamedTuple):
    """One entry of which two policies say different things; None where a policy says nothing."""

    key: str
    first: str | None
    second: str | None


def differences(first: Profile, second: Profile) -> list[Difference]:
    """Verdicts and thresholds that differ, in the order of the schema, and whether elections do."""
    told = [dict(_entries(profile)) for profile in (first, second)]
    keys = dict.fromkeys([*told[0], *told[1]])
    found = [Difference(key, told[0].get(key), told[1].get(key)) for key in keys]
    return [difference for difference in found if difference.first != difference.second]


def _entries(profile: Profile) -> Iterator[tuple[str, str]]:
    for gesture in Gesture:
        yield f"gestures.{gesture}", str(profile.gestures[gesture].verdict)
    for reading, rule in sorted(profile.readings.items()):
        yield f"readings.{reading}", str(rule.verdict)
    for phase, rules in sorted(profile.phases.items()):
        for gesture, rule in sorted(rules.gestures.items()):
            yield f"phases.{phase}.{gesture}", str(rule.verdict)
    yield "thresholds.hold", str(profile.thresholds.hold)
    yield "thresholds.pass", str(profile.thresholds.pass_)
    if profile.election is not None:
        region = f" {profile.election.region}" if profile.election.region else ""
        pairs = ", ".join(str(pair.number) for pair in profile.election.pairs)
        parties = ", ".join(str(party.number) for party in profile.election.parties)
        yield "election.kind", f"{profile.election.kind}{region}"
        yield "election.pairs", pairs
        yield "election.parties", parties
