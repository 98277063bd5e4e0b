from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.names import Gesture
from komando.policy.election_words import ElectionDay, election_name
from komando.policy.profile import GestureRule, load_profile
from komando.policy.schema import Days, Election, ElectionKind, Pair, Party, Phase, PhaseRules
from komando.policy.verdict import Verdict
from tests.policy.builders import strict

PILKADA = Election(
    kind=ElectionKind.PILKADA,
    region="Kabupaten Bengkulu Selatan",
    pairs=(Pair(number=1), Pair(number=2, names="A & B")),
    parties=(Party(number=2, name="C"), Party(number=12, name="D")),
    campaign=Days(from_=dt.date(2024, 9, 25), until=dt.date(2024, 11, 23)),
    quiet=Days(from_=dt.date(2024, 11, 24), until=dt.date(2024, 11, 26)),
    voting=dt.date(2024, 11, 27),
)


def with_dates(known: set[str]) -> Election:
    """Of the election's dates these alone."""
    return PILKADA.model_copy(update=dict.fromkeys({"campaign", "quiet", "voting"} - known))


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        pytest.param("2024-09-24", Phase.BEFORE, id="day-before-the-campaign"),
        pytest.param("2024-09-25", Phase.CAMPAIGN, id="first-day"),
        pytest.param("2024-11-23", Phase.CAMPAIGN, id="last-day"),
        pytest.param("2024-11-24", Phase.QUIET, id="first-quiet-day"),
        pytest.param("2024-11-26", Phase.QUIET, id="last-quiet-day"),
        pytest.param("2024-11-27", Phase.VOTING, id="vote"),
        pytest.param("2024-11-28", Phase.AFTER, id="day-after"),
        pytest.param("2026-11-22", Phase.AFTER, id="an-old-photo-put-up-again"),
    ],
)
def test_phase(day: str, phase: Phase) -> None:
    assert PILKADA.phase(dt.date.fromisoformat(day)) == phase


def test_days_between_campaign_and_vote_are_quiet_also_if_nobody_says_so() -> None:
    election = PILKADA.model_copy(update={"quiet": None})
    assert election.phase(dt.date(2024, 11, 25)) == Phase.QUIET


@pytest.mark.parametrize(
    ("known", "day", "phase"),
    [
        pytest.param({"campaign"}, "2024-09-24", Phase.BEFORE, id="before-the-campaign"),
        pytest.param({"campaign"}, "2024-11-23", Phase.CAMPAIGN, id="last-day-of-the-campaign"),
        pytest.param({"campaign"}, "2024-11-24", None, id="after-the-campaign"),
        pytest.param({"quiet"}, "2024-11-23", None, id="before-the-quiet-days"),
        pytest.param({"quiet"}, "2024-11-24", Phase.QUIET, id="first-quiet-day"),
        pytest.param({"quiet"}, "2024-11-26", Phase.QUIET, id="last-quiet-day"),
        pytest.param({"quiet"}, "2024-11-27", None, id="after-the-quiet-days"),
        pytest.param({"voting"}, "2024-11-26", None, id="before-the-vote"),
        pytest.param({"voting"}, "2024-11-27", Phase.VOTING, id="vote"),
        pytest.param({"voting"}, "2024-11-28", Phase.AFTER, id="after-the-vote"),
        pytest.param({"campaign", "quiet"}, "2024-11-23", Phase.CAMPAIGN, id="campaign-before-the-quiet-days"),
        pytest.param({"campaign", "quiet"}, "2024-11-26", Phase.QUIET, id="quiet-days-after-the-campaign"),
        pytest.param({"campaign", "quiet"}, "2026-11-22", None, id="years-after-the-quiet-days"),
        pytest.param({"quiet", "voting"}, "2024-11-23", None, id="before-quiet-days-and-vote"),
        pytest.param({"quiet", "voting"}, "2024-11-26", Phase.QUIET, id="quiet-days-before-the-vote"),
    ],
)
def test_phase_where_only_some_dates_are_known(known: set[str], day: str, phase: Phase | None) -> None:
    election = with_dates(known)
    assert election.phase(dt.date.fromisoformat(day)) == phase
    assert bool(ElectionDay(election, dt.date.fromisoformat(day)).phase()) == (phase is not None)


@pytest.mark.parametrize(
    ("quiet", "day"),
    [
        pytest.param(Days(from_=dt.date(2024, 11, 25), until=dt.date(2024, 11, 26)), "2024-11-24", id="before-it"),
        pytest.param(Days(from_=dt.date(2024, 11, 24), until=dt.date(2024, 11, 25)), "2024-11-26", id="after-it"),
    ],
)
@pytest.mark.parametrize("voting", [PILKADA.voting, None])
def test_days_beside_the_quiet_ones(quiet: Days, day: str, voting: dt.date | None) -> None:
    """They are quiet where it is known that the vote is still to come."""
    election = PILKADA.model_copy(update={"quiet": quiet, "voting": voting})
    date = dt.date.fromisoformat(day)
    is_known = voting is not None or date < quiet.from_
    assert election.phase(date) == (Phase.QUIET if is_known else None)


@given(
    st.sets(st.sampled_from(["campaign", "quiet", "voting"])),
    st.dates(dt.date(2024, 9, 20), dt.date(2024, 12, 1)),
)
def test_some_dates_tell_no_other_phase_than_all(known: set[str], day: dt.date) -> None:
    phase = with_dates(known).phase(day)
    assert phase in {None, PILKADA.phase(day)}
    assert phase is None or phase in with_dates(known).reached()


@given(st.sets(st.sampled_from(["campaign", "quiet", "voting"])))
def test_phases_that_are_reached_have_a_day(known: set[str]) -> None:
    days = [dt.date(2024, 9, 20) + dt.timedelta(days=number) for number in range(80)]
    election = with_dates(known)
    assert election.reached() == {election.phase(day) for day in days} - {None}


def test_no_day_is_quiet_between_a_campaign_and_a_vote_that_follow_each_other() -> None:
    campaign = Days(from_=dt.date(2024, 9, 25), until=dt.date(2024, 11, 26))
    election = PILKADA.model_copy(update={"campaign": campaign, "quiet": None})
    assert election.reached() == set(Phase) - {Phase.QUIET}


def test_without_dates_there_is_no_phase() -> None:
    election = with_dates(set())
    assert election.phase(dt.date(2024, 11, 25)) is None


@given(st.dates(), st.dates())
def test_phases_follow_each_other(first: dt.date, second: dt.date) -> None:
    order = list(Phase)
    early, late = (PILKADA.phase(day) for day in sorted((first, second)))
    assert early is not None
    assert late is not None
    assert order.index(early) <= order.index(late)


@pytest.mark.parametrize(
    ("number", "indonesian"),
    [
        pytest.param(1, "Angka 1 adalah nomor urut calon pada pilkada Kabupaten Bengkulu Selatan.", id="pair"),
        pytest.param(
            2,
            "Angka 2 adalah nomor urut 2 - A & B pada pilkada Kabupaten Bengkulu Selatan, juga nomor urut partai C.",
            id="named-pair-and-party",
        ),
        pytest.param(12, "Angka 12 adalah nomor urut partai D.", id="party"),
        pytest.param(3, None, id="not-live"),
    ],
)
def test_number(number: int, indonesian: str | None) -> None:
    assert [told.id for told in ElectionDay(PILKADA).numbers([number])] == ([] if indonesian is None else [indonesian])


def test_a_number_is_told_once() -> None:
    assert len(ElectionDay(PILKADA).numbers([2, 2, 1])) == 2


@pytest.mark.parametrize("phase", Phase)
def test_phase_is_told_with_its_day(phase: Phase) -> None:
    days = {PILKADA.phase(day): day for day in (dt.date(2024, 9, 1), dt.date(2024, 10, 1), dt.date(2024, 11, 25))}
    days |= {PILKADA.phase(day): day for day in (dt.date(2024, 11, 27), dt.date(2025, 1, 1))}
    (told,) = ElectionDay(PILKADA, days[phase]).phase()
    assert str(days[phase].year) in told.id
    assert "pilkada Kabupaten Bengkulu Selatan" in told.id
    assert "the regional election in Kabupaten Bengkulu Selatan" in told.en


@pytest.mark.parametrize("kind", ElectionKind)
@pytest.mark.parametrize("region", [None, "Desa Contoh"])
def test_every_election_has_a_name(kind: ElectionKind, region: str | None) -> None:
    election = Election(kind=kind, region=region)
    names = [election_name(election, language) for language in ("id", "en")]
    assert names[0] != names[1]
    assert all((region or "") in name for name in names)


class TestOn:
    HELD = GestureRule(verdict=Verdict.HOLD)
    PROFILE = strict().model_copy(
        update={"election": PILKADA, "phases": {Phase.QUIET: PhaseRules(gestures={Gesture.THUMB_DOWN: HELD})}}
    )

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            pytest.param(dt.date(2024, 11, 25), Verdict.HOLD, id="in-the-phase"),
            pytest.param(dt.date(2024, 11, 27), Verdict.REVIEW, id="after-it"),
            pytest.param(None, Verdict.REVIEW, id="no-day"),
        ],
    )
    def test_rules_of_a_phase(self, day: dt.date | None, verdict: Verdict) -> None:
        assert self.PROFILE.on(day).gestures[Gesture.THUMB_DOWN].verdict == verdict

    def test_without_phases_the_day_changes_nothing(self) -> None:
        profile = load_profile("id-pemilu-2024").profile
        assert profile.on(dt.date(2024, 2, 14)) is profile
