"""What an election adds to a reason: whose number it is, and in which phase the photo would be published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from komando.messages import LANGUAGES, format_day, translate
from komando.policy.schema import Election, ElectionKind, Localized, Phase

_IN_COUNTRY: Final = {
    ElectionKind.PILPRES: "the presidential election",
    ElectionKind.PILEG: "the legislative election",
    ElectionKind.PILKADA: "the regional election",
    ElectionKind.PILKADES: "the village head election",
    ElectionKind.OTHER: "the election",
}
_IN_REGION: Final = {
    ElectionKind.PILPRES: "the presidential election in %(region)s",
    ElectionKind.PILEG: "the legislative election in %(region)s",
    ElectionKind.PILKADA: "the regional election in %(region)s",
    ElectionKind.PILKADES: "the village head election in %(region)s",
    ElectionKind.OTHER: "the election in %(region)s",
}
_NAMED_PAIR: Final = "The number %(number)d is ballot number %(number)d - %(names)s in %(election)s."
_PAIR: Final = "The number %(number)d is a ballot number in %(election)s."
_PARTY: Final = "The number %(number)d is the ballot number of the party %(name)s."
_NAMED_PAIR_AND_PARTY: Final = (
    "The number %(number)d is ballot number %(number)d - %(names)s in %(election)s, and of the party %(name)s."
)
_PAIR_AND_PARTY: Final = "The number %(number)d is a ballot number in %(election)s, and of the party %(name)s."
_PHASES: Final = {
    Phase.BEFORE: (
        "On %(day)s, the day of publishing, the campaign for %(election)s has not begun; neutrality is asked already."
    ),
    Phase.CAMPAIGN: (
        "The day of publishing, %(day)s, falls in the campaign for %(election)s: decide before anything is posted."
    ),
    Phase.QUIET: (
        "The day of publishing, %(day)s, falls in the quiet days before %(election)s: decide at once, "
        "nothing goes out before."
    ),
    Phase.VOTING: (
        "The day of publishing, %(day)s, is the day of the vote in %(election)s: decide at once, nothing "
        "goes out before."
    ),
    Phase.AFTER: "On %(day)s, the day of publishing, the vote in %(election)s is over; neutrality is still asked.",
}


@dataclass(frozen=True, slots=True)
class ElectionDay:
    """An election, seen from the day of publishing.

    Attributes:
        election: The election.
        day: Day of publishing, None where it has no say.
    """

    election: Election
    day: dt.date | None = None

    def numbers(self, numbers: Iterable[int]) -> list[Localized]:
        """A sentence for each number under which someone stands."""
        return [self._number(number) for number in dict.fromkeys(numbers) if self.election.is_live(number)]

    def phase(self) -> list[Localized]:
        """The sentence of the phase, if the dates are known."""
        phase = None if self.day is None else self.election.phase(self.day)
        if phase is None or self.day is None:
            return []
        sentence, day = _PHASES[phase], self.day
        texts = {language: self._told(sentence, language, {"day": format_day(day, language)}) for language in LANGUAGES}
        return [Localized(**texts)]

    def _number(self, number: int) -> Localized:
        pair, party = self.election.pair(number), self.election.party(number)
        values: dict[str, object] = {"number": number}
        if pair is not None and pair.names is not None:
            values["names"] = pair.names
            sentence = _NAMED_PAIR if party is None else _NAMED_PAIR_AND_PARTY
        elif pair is not None:
            sentence = _PAIR if party is None else _PAIR_AND_PARTY
        else:
            sentence = _PARTY
        if party is not None:
            values["name"] = party.name
        return Localized(**{language: self._told(sentence, language, values) for language in LANGUAGES})

    def _told(self, sentence: str, language: str, values: dict[str, object]) -> str:
        if "%(election)s" in sentence:
            values = {**values, "election": election_name(self.election, language)}
        return translate(sentence, language, **values)


def election_name(election: Election, language: str) -> str:
    """The election as a noun phrase, such as `pilkada Kota Pangkalpinang`."""
    if election.region is None:
        return translate(_IN_COUNTRY[election.kind], language)
    return translate(_IN_REGION[election.kind], language, region=election.region)
