"""Rules of a policy file that span several keys. Each fault names the key, so that its line can be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from komando.gestures.names import Gesture
from komando.policy.schema import Days, Election, GestureRule, Period, Phase, Profile
from komando.policy.toml_lines import KeyPath
from komando.policy.verdict import Verdict


class Fault(NamedTuple):
    """What is wrong, and with which key."""

    path: KeyPath
    message: str


def find_faults(profile: Profile) -> list[Fault]:
    """Everything that is wrong with a profile whose keys are right one by one."""
    return [
        *_gesture_faults(profile),
        *_source_faults(profile),
        *_period_faults(("valid",), profile.valid),
        *_election_faults(profile.election),
        *_phase_faults(profile),
    ]


def _gesture_faults(profile: Profile) -> Iterator[Fault]:
    missing = sorted(set(Gesture) - set(profile.gestures))
    if missing:
        yield Fault(("gestures",), f"these gestures have no rule: {', '.join(missing)}")
    for path, rule in _rules(profile):
        if path[-1] == Gesture.UNREADABLE and rule.verdict == Verdict.PASS:
            yield Fault(path, "must not be `pass`: a hand that cannot be read is never safe")


def _rules(profile: Profile) -> Iterator[tuple[KeyPath, GestureRule]]:
    yield from ((("gestures", str(key)), rule) for key, rule in profile.gestures.items())
    yield from ((("readings", key), rule) for key, rule in profile.readings.items())
    for phase, rules in profile.phases.items():
        yield from ((("phases", str(phase), "gestures", str(key)), rule) for key, rule in rules.gestures.items())


def _source_faults(profile: Profile) -> Iterator[Fault]:
    named: list[tuple[KeyPath, tuple[str, ...]]] = [(path, rule.sources) for path, rule in _rules(profile)]
    named += [(("salutes", key), salute.sources) for key, salute in profile.salutes.items()]
    if profile.election is not None:
        named.append((("election", "sources"), profile.election.sources))
    for path, keys in named:
        unknown = sorted(set(keys) - set(profile.sources))
        if unknown:
            yield Fault(path, f"names sources that are not listed: {', '.join(unknown)}")


def _period_faults(path: KeyPath, period: Period | Days | None) -> Iterator[Fault]:
    if period is None or period.from_ is None or period.until is None:
        return
    if period.until < period.from_:
        yield Fault((*path, "until"), f"{period.until} lies before {period.from_}")


def _election_faults(election: Election | None) -> Iterator[Fault]:
    if election is None:
        return
    yield from _repeated("pairs", [pair.number for pair in election.pairs])
    yield from _repeated("parties", [party.number for party in election.parties])
    yield from _period_faults(("election", "campaign"), election.campaign)
    yield from _period_faults(("election", "quiet"), election.quiet)
    yield from _order_faults(election)


def _repeated(key: str, numbers: Iterable[int]) -> Iterator[Fault]:
    seen: set[int] = set()
    for index, number in enumerate(numbers):
        if number in seen:
            yield Fault(("election", key, index, "number"), f"the number {number} is there twice")
        seen.add(number)


def _order_faults(election: Election) -> Iterator[Fault]:
    """Campaign, quiet days and the day of the vote follow each other."""
    campaign, quiet, voting = election.campaign, election.quiet, election.voting
    if campaign is not None and quiet is not None and quiet.from_ <= campaign.until:
        yield Fault(("election", "quiet"), f"begins on {quiet.from_}, before the campaign is over")
    for name, days in (("campaign", campaign), ("quiet", quiet)):
        if days is not None and voting is not None and voting <= days.until:
            yield Fault(("election", "voting"), f"{voting} is not after `{name}`, which ends on {days.until}")


def _phase_faults(profile: Profile) -> Iterator[Fault]:
    reached = frozenset[Phase]() if profile.election is None else profile.election.reached()
    if profile.phases and not reached:
        yield Fault(("phases",), "there is no election with dates, so no phase is ever reached")
        return
    for phase in profile.phases:
        if phase not in reached:
            yield Fault(("phases", str(phase)), "is never reached: the election's dates do not tell when it is")
