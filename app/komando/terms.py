"""By what and by whom photos are judged, and what is said of one that cannot be read: no net is needed for that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from komando.errors import PhotoError
from komando.hands.engine_name import EngineName
from komando.policy.profile import LoadedProfile
from komando.policy.verdict import Verdict
from komando.record import ErrorRecord, ModelStamps, PhotoRecord, PolicyStamp, Timings
from komando.weights import FINGER_READER, HAND_LANDMARKS, PALM_DETECTION, PALM_DETECTION_FULL, Weights

_PALM_MODELS = {EngineName.LITERT: PALM_DETECTION, EngineName.MEDIAPIPE: PALM_DETECTION_FULL}


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a photo is judged.

    Attributes:
        policy: The policy.
        day: Day of publishing; None is the day of the check. Without an election in the policy it has no say.
    """

    policy: LoadedProfile
    day: dt.date | None = None

    def publishing_day(self) -> dt.date | None:
        """The day that has a say."""
        if self.policy.profile.election is None:
            return None
        return dt.datetime.now().astimezone().date() if self.day is None else self.day

    def fixed(self) -> Terms:
        """The same with the day that has a say now: what is said of one photo cannot fall on two days."""
        return replace(self, day=self.publishing_day())

    def stamp(self) -> PolicyStamp:
        """Which policy this is."""
        return PolicyStamp(id=self.policy.profile.id, sha256=self.policy.sha256, day=self.publishing_day())


def model_stamps(engine: EngineName, weights: Weights) -> ModelStamps:
    """The models that a checker with this engine reads photos with; no net is opened."""
    return stamps_with(weights, _PALM_MODELS[engine])


def stamps_with(weights: Weights, palm_model: str) -> ModelStamps:
    """The models of a checker that finds palms with the net of that file name."""
    return ModelStamps(
        palm=weights.sha256[palm_model],
        landmarks=weights.sha256[HAND_LANDMARKS],
        gestures=weights.sha256[FINGER_READER],
    )


def unreadable_record(
    name: str, error: PhotoError, terms: Terms, models: ModelStamps, sha256: str | None = None, total_ms: float = 0.0
) -> PhotoRecord:
    """The record of a photo that could not be read.

    Args:
        name: What the record calls it.
        error: Why.
        terms: By what it would have been judged.
        models: What would have read it.
        sha256: Of its bytes, where they could be had.
        total_ms: How long the attempt took.
    """
    return PhotoRecord(
        path=name,
        sha256=sha256,
        width=None,
        height=None,
        verdict=Verdict.UNREADABLE,
        policy=terms.stamp(),
        models=models,
        smallest_readable_hand_px=None,
        hands=(),
        people=(),
        findings=(),
        error=ErrorRecord(code=error.code, message=str(error), hint=error.hint),
        timings_ms=Timings(decode=round(total_ms, 1), total=round(total_ms, 1)),
    )
