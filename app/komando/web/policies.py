"""`GET /v1/policies`: the policies that `?policy=` of a check may name."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from komando.gestures.names import Gesture
from komando.policy.profile import LoadedProfile
from komando.policy.schema import ElectionKind, Localized
from komando.policy.verdict import Verdict
from komando.web.deps import Shelf

router = APIRouter(tags=["policies"])


class ElectionSummary(BaseModel):
    """The election whose numbers are live."""

    kind: ElectionKind
    region: str | None
    pairs: tuple[int, ...]
    parties: tuple[int, ...]
    voting: dt.date | None


class PolicySummary(BaseModel):
    """One policy, without its sources."""

    id: str
    sha256: str
    title: Localized
    description: Localized
    extends: str | None
    valid_from: dt.date | None
    valid_until: dt.date | None
    election: ElectionSummary | None
    gestures: dict[Gesture, Verdict]


class Policies(BaseModel):
    """The policies, sorted by id; `default` judges photos of requests that name none."""

    default: str | None
    policies: Annotated[tuple[PolicySummary, ...], Field(description="Sorted by id.")]


@router.get("/v1/policies", summary="The policies that a check may name")
async def list_policies(shelf: Shelf) -> Policies:
    """Those that come with Komando, those of the office's folder, and the service's own."""
    return Policies(default=shelf.default, policies=tuple(map(_summary, shelf.policies.values())))


def _summary(loaded: LoadedProfile) -> PolicySummary:
    profile = loaded.profile
    valid = profile.valid
    return PolicySummary(
        id=profile.id,
        sha256=loaded.sha256,
        title=profile.title,
        description=profile.description,
        extends=profile.extends,
        valid_from=None if valid is None else valid.from_,
        valid_until=None if valid is None else valid.until,
        election=_election(loaded),
        gestures={gesture: rule.verdict for gesture, rule in profile.gestures.items()},
    )


def _election(loaded: LoadedProfile) -> ElectionSummary | None:
    election = loaded.profile.election
    if election is None:
        return None
    return ElectionSummary(
        kind=election.kind,
        region=election.region,
        pairs=tuple(pair.number for pair in election.pairs),
        parties=tuple(party.number for party in election.parties),
        voting=election.voting,
    )
