"""The policies that a request may choose by their id. Requests never name files."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Self

from komando.errors import PolicyError
from komando.policy.profile import LoadedProfile, builtin_ids, folder_ids, load_profile
from komando.settings import Settings
from komando.terms import Terms
from komando.web.problems import ProblemError

logger = logging.getLogger(__name__)


class PolicyShelf:
    """All policies that are valid when the service starts; later changes of files wait for the next start.

    Attributes:
        default: Id of the policy of requests that name none; None if it could not be loaded.
        policies: Id -> policy, sorted by id.
    """

    def __init__(self, default: str | None, policies: Mapping[str, LoadedProfile], day: dt.date | None) -> None:
        self.default = default
        self.policies = dict(sorted(policies.items()))
        self._day = day

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Load the built-in policies, those of the folder, and the one of the settings; invalid ones are logged."""
        names = [*builtin_ids(), *_own_ids(settings), settings.policy]
        loaded = [profile for name in names if (profile := _load(name, settings)) is not None]
        policies = {each.profile.id: each for each in loaded}
        default = _load(settings.policy, settings)
        return cls(None if default is None else default.profile.id, policies, settings.date)

    def terms(self, policy_id: str | None, day: dt.date | None) -> Terms | None:
        """By what a request is judged; None for the terms of the service.

        Raises:
            ProblemError: 400 for an id that is not there. What was sent is not repeated.
        """
        if policy_id is None and day is None:
            return None
        return Terms(self.named(policy_id), self._day if day is None else day)

    def named(self, policy_id: str | None) -> LoadedProfile:
        """A policy by its id; the service's own if None.

        Raises:
            ProblemError: 400 for an id that is not there. What was sent is not repeated.
        """
        policy = self.policies.get((self.default or "") if policy_id is None else policy_id)
        if policy is None:
            hint = "GET /v1/policies lists the policies there are."
            raise ProblemError("policy-unknown", HTTPStatus.BAD_REQUEST, "There is no policy of that id.", hint)
        return policy

    def unchanged(self, policy_id: str, sha256: str) -> LoadedProfile | None:
        """A policy as it was when somebody chose it; None if it is gone, or is another one under the same id."""
        policy = self.policies.get(policy_id)
        return policy if policy is not None and policy.sha256 == sha256 else None


def _own_ids(settings: Settings) -> list[str]:
    try:
        return folder_ids(settings.policy_dir)
    except PolicyError as error:
        logger.error("%s", error)  # noqa: TRY400 - a traceback would say no more
        return []


def _load(name: str, settings: Settings) -> LoadedProfile | None:
    try:
        return load_profile(name, settings.policy_dir)
    except PolicyError as error:
        logger.error("A policy is left out. %s", error)  # noqa: TRY400 - a traceback would say no more
        return None
