"""What a policy file may say, as pydantic models: unknown keys are errors, everything is frozen.

Rules that span several keys stand in `consistency.py`, so that each of them can name its line.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from komando.gestures.names import Gesture
from komando.policy.verdict import Verdict

PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
SaluteKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
ReadingRule = Annotated[str, StringConstraints(pattern=r"^(number\.[1-9][0-9]?|heart)$")]
Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
BallotNumber = Annotated[int, Field(ge=1, le=99, strict=True)]
HandVerdict = Literal[Verdict.PASS, Verdict.REVIEW, Verdict.HOLD]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Localized(_Strict):
    """One text in both languages."""

    id: str
    en: str


class Source(_Strict):
    """Where a rule comes from.

    Attributes:
        title: Who said it and what.
        address: Web address, None where only the outlet is known.
        date: Day of publication, None where it is not known.
    """

    title: str
    address: str | None = None
    date: dt.date | None = None


class Thresholds(_Strict):
    """When a reading is trusted; between the two the hand is for review.

    Attributes:
        hold: Least confidence to hold a photo.
        pass_: Least confidence to let a hand pass.
    """

    hold: Probability
    pass_: Annotated[Probability, Field(alias="pass")]


class GestureRule(_Strict):
    """What a policy says of one gesture or one reading.

    Attributes:
        verdict: For a hand that surely shows it.
        sources: Keys into the profile's sources.
        disputed: Sources contradict each other.
        note: A whole sentence that is added to the reason.
    """

    verdict: HandVerdict
    sources: tuple[SourceKey, ...] = ()
    disputed: bool = False
    note: Localized | None = None


class Salute(_Strict):
    """A greeting that people know by a name of its own; its verdict is that of its gesture.

    Attributes:
        name: As people call it, such as `salam literasi`.
        gesture: The shape of the hand.
        sources: Keys into the profile's sources.
    """

    name: Text
    gesture: Gesture
    sources: tuple[SourceKey, ...] = ()


class Period(_Strict):
    """Days from and until, both included; None where the period is open."""

    from_: Annotated[dt.date | None, Field(alias="from")] = None
    until: dt.date | None = None


class Days(_Strict):
    """Days from and until, both included."""

    from_: Annotated[dt.date, Field(alias="from")]
    until: dt.date


class ElectionKind(StrEnum):
    """Which kind of vote."""

    PILPRES = "pilpres"
    PILEG = "pileg"
    PILKADA = "pilkada"
    PILKADES = "pilkades"
    OTHER = "other"


class Phase(StrEnum):
    """Where a day lies in the calendar of an election."""

    BEFORE = "before"
    CAMPAIGN = "campaign"
    QUIET = "quiet"
    VOTING = "voting"
    AFTER = "after"


class Pair(_Strict):
    """A pair of candidates, or a lone candidate.

    Attributes:
        number: On the ballot.
        names: None where they are not known.
    """

    number: BallotNumber
    names: Text | None = None


class Party(_Strict):
    """A party on the ballot."""

    number: BallotNumber
    name: Text


class Election(_Strict):
    """The vote whose numbers are live.

    Attributes:
        kind: Which kind of vote.
        region: Where; None for the whole country.
        pairs: Who stands, with their numbers.
        parties: The parties, with their numbers.
        campaign: Days of the campaign.
        quiet: Quiet days before the vote.
        voting: Day of the vote.
        sources: Keys into the profile's sources.
    """

    kind: ElectionKind
    region: Text | None = None
    pairs: tuple[Pair, ...] = ()
    parties: tuple[Party, ...] = ()
    campaign: Days | None = None
    quiet: Days | None = None
    voting: dt.date | None = None
    sources: tuple[SourceKey, ...] = ()

    def pair(self, number: int) -> Pair | None:
        """The pair of that number."""
        return next((pair for pair in self.pairs if pair.number == number), None)

    def party(self, number: int) -> Party | None:
        """The party of that number."""
        return next((party for party in self.parties if party.number == number), None)

    def is_live(self, number: int) -> bool:
        """Whether someone stands under that number."""
        return self.pair(number) is not None or self.party(number) is not None

    def phase(self, day: dt.date) -> Phase | None:
        """The phase in which a day lies; None where the known dates do not tell.

        Days between campaign and vote that no period names count as quiet: they are no longer campaign.
        """
        campaign, quiet, voting = self.campaign, self.quiet, self.voting
        if voting is not None and day >= voting:
            return Phase.VOTING if day == voting else Phase.AFTER
        if campaign is not None and day <= campaign.until:
            return Phase.CAMPAIGN if day >= campaign.from_ else Phase.BEFORE
        campaign_is_over = campaign is not None or (quiet is not None and day >= quiet.from_)
        vote_is_to_come = voting is not None or (quiet is not None and day <= quiet.until)
        return Phase.QUIET if campaign_is_over and vote_is_to_come else None

    def reached(self) -> frozenset[Phase]:
        """The phases in which some day lies."""
        campaign, quiet, voting = self.campaign, self.quiet, self.voting
        between = campaign is not None and voting is not None and (voting - campaign.until).days > 1
        return frozenset(
            [
                *([] if campaign is None else [Phase.BEFORE, Phase.CAMPAIGN]),
                *([Phase.QUIET] if quiet is not None or between else []),
                *([] if voting is None else [Phase.VOTING, Phase.AFTER]),
            ]
        )


class PhaseRules(_Strict):
    """Rules that replace those of the profile while a phase lasts."""

    gestures: dict[Gesture, GestureRule]


class Profile(_Strict):
    """One policy, complete: what it extends is already in it.

    Attributes:
        format: Version of this schema.
        id: Stable id.
        title: One line.
        description: Whom it is for and what it rests on.
        audience: For whom it holds, in the issuer's own terms.
        extends: The profile whose rules hold where this one says nothing.
        valid: When the profile is meant to be used.
        sources: Key -> source.
        thresholds: When a reading is trusted.
        gestures: A rule for every gesture, none left out.
        readings: Rule id such as `number.7` -> a rule that holds beside that of the gesture, and for what two hands add
            up to or spell; the stricter one decides.
        salutes: Greetings by their local names.
        election: The vote whose numbers are live.
        phases: Rules of a phase of the election.
    """

    format: Annotated[Literal["komando.policy/1"], Field(alias="schema")]
    id: PolicyId
    title: Localized
    description: Localized
    audience: Localized | None = None
    extends: PolicyId | None = None
    valid: Period | None = None
    sources: dict[SourceKey, Source]
    thresholds: Thresholds
    gestures: dict[Gesture, GestureRule]
    readings: dict[ReadingRule, GestureRule] = Field(default_factory=dict)
    salutes: dict[SaluteKey, Salute] = Field(default_factory=dict)
    election: Election | None = None
    phases: dict[Phase, PhaseRules] = Field(default_factory=dict)

    def on(self, day: dt.date | None) -> Profile:
        """The profile as it holds on a day: with the rules of the phase, if it has any."""
        phase = None if self.election is None or day is None else self.election.phase(day)
        if phase is None or phase not in self.phases:
            return self
        return self.model_copy(update={"gestures": {**self.gestures, **self.phases[phase].gestures}})

    def salute_names(self, gesture: Gesture) -> list[str]:
        """Local names of a gesture."""
        return [salute.name for salute in self.salutes.values() if salute.gesture == gesture]


class LoadedProfile(_Strict):
    """A profile with its hash.

    Attributes:
        profile: The profile.
        sha256: Of the file; where it extends another, of the hashes of all files, one a line, its own first.
    """

    profile: Profile
    sha256: str
