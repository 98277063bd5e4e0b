"""What each reader says of each labelled photo and hand, every photo read by a model blind to its source."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from komando.gestures.finger_model import FingerModel
from komando.gestures.inputs import hand_inputs
from komando.gestures.names import NO_SIGN, Gesture
from komando.gestures.reader import GestureReader
from komando.gestures.reading import HandReading
from komando.hands.hand import Hand
from komando.hands.nested import without_nested
from komando.hands.ssd import sigmoid
from komando.policy.judge import judge
from komando.policy.profile import Profile
from komando.policy.verdict import Verdict, worst
from training.corpus import Corpus
from training.crossval import BlindModel
from training.datasets import Intent, LabelledPhoto
from training.hand_cache import Seen
from training.peers import joint_angle_fingers, tip_above_joint_fingers

KOMANDO: Final = "Komando"
PEERS: Final[dict[str, Callable[[Hand], tuple[bool, ...]]]] = {
    "joint angles": joint_angle_fingers,
    "tip above joint": tip_above_joint_fingers,
}
READERS: Final = (KOMANDO, *PEERS)
POSES: Final = frozenset({Gesture.NAMASTE, Gesture.HAND_ON_CHEST})
"""What these mean is for the policy to say."""

LARGE_PX: Final = 40
"""From this size on the bars hold."""


@dataclass(frozen=True, slots=True)
class PhotoOutcome:
    """One photo and what each reader says of it.

    Attributes:
        photo: The photo.
        close_up: Whether it shows one hand near the camera.
        hands: How many hands the engine found.
        verdicts: By reader.
        large_verdicts: The same, hands under `LARGE_PX` left out.
        large_confidence: Komando's largest of those hands' confidences that the policy would hold; 0 without any.
        flag_score: Komando's largest probability of a hand showing something; 0 without hands.
    """

    photo: LabelledPhoto
    close_up: bool
    hands: int
    verdicts: dict[str, Verdict]
    large_verdicts: dict[str, Verdict]
    large_confidence: float
    flag_score: float


@dataclass(frozen=True, slots=True)
class HandOutcome:
    """One labelled hand.

    Attributes:
        photo: Its label.
        size_px: Of the hand.
        flag: Probability that it shows something.
        no_hand: Probability that it is no hand.
        finger_heart: Probability of a finger heart.
        reading: Komando's.
        verdict: Of this hand.
        peer_flags: Whether a finger is up, by peer.
    """

    photo: LabelledPhoto
    size_px: float
    flag: float
    no_hand: float
    finger_heart: float
    reading: HandReading
    verdict: Verdict
    peer_flags: dict[str, bool]


def photo_outcomes(corpus: Corpus, models: Sequence[BlindModel], profile: Profile) -> list[PhotoOutcome]:
    """Every photo, by the model that saw no photo of its source."""
    readers = {source: GestureReader(blind.model) for blind in models for source in blind.sources}
    # A rendered picture of two hands has two labels and is one photo.
    close_ups = {photo.path: photo for photo in corpus.close_ups}
    photos = [*close_ups.values(), *corpus.whole_photos]
    return [
        _photo_outcome(photo, photo.path in close_ups, corpus.found[photo.path], readers[photo.source], profile)
        for photo in photos
        if photo.path in corpus.found
    ]


def _photo_outcome(
    photo: LabelledPhoto, close_up: bool, seen: Seen, reader: GestureReader, profile: Profile
) -> PhotoOutcome:
    hands = without_nested(seen.hands)
    readings = reader.read(hands, seen.faces_xyxy)
    sizes = [math.ceil(hand.size_px) for hand in hands]
    judged = [hand.verdict for hand in judge(profile, readings, sizes).hands]
    by_reader = {KOMANDO: judged} | {
        name: [Verdict.HOLD if any(count(hand)) else Verdict.PASS for hand in hands] for name, count in PEERS.items()
    }
    large = [size >= LARGE_PX for size in sizes]
    at_any_confidence = profile.model_copy(update={"thresholds": profile.thresholds.model_copy(update={"hold": 0.0})})
    to_hold = [hand.verdict == Verdict.HOLD for hand in judge(at_any_confidence, readings, sizes).hands]
    confidences = [reading.confidence for reading, *chosen in zip(readings, large, to_hold, strict=True) if all(chosen)]
    return PhotoOutcome(
        photo=photo,
        close_up=close_up,
        hands=len(hands),
        verdicts={name: worst(verdicts) for name, verdicts in by_reader.items()},
        large_verdicts={
            name: worst([verdict for verdict, kept in zip(verdicts, large, strict=True) if kept])
            for name, verdicts in by_reader.items()
        },
        large_confidence=max(confidences, default=0.0),
        flag_score=max(map(_flag_score, readings), default=0.0),
    )


def hand_outcomes(corpus: Corpus, models: Sequence[BlindModel], profile: Profile) -> list[HandOutcome]:
    """Every labelled hand whose label says what it shows, by the model that saw no photo of its source."""
    model_of = {source: blind.model for blind in models for source in blind.sources}
    outcomes = []
    for pair in corpus.pairs:
        if pair.photo.intent == Intent.UNKNOWN and pair.photo.gesture not in POSES:
            continue
        model = model_of[pair.photo.source]
        reading = GestureReader(model).read([pair.hand, *pair.others], pair.faces_xyxy)[0]
        alone = replace(reading, partner=None)
        flag, no_hand, heart = _probabilities(model, pair.hand, pair.others, pair.faces_xyxy)
        verdict = judge(profile, [alone], [math.ceil(pair.hand.size_px)]).hands[0].verdict
        peer_flags = {name: any(count(pair.hand)) for name, count in PEERS.items()}
        outcomes.append(HandOutcome(pair.photo, pair.hand.size_px, flag, no_hand, heart, reading, verdict, peer_flags))
    return outcomes


def _probabilities(
    model: FingerModel, hand: Hand, others: Sequence[Hand], faces_xyxy: Sequence[np.ndarray]
) -> tuple[float, float, float]:
    """Of a sign, of no hand, of a finger heart."""
    logits = model.read(hand_inputs(hand, others, faces_xyxy))
    flag, no_hand, heart = sigmoid(np.array([logits.flag, logits.no_hand, logits.finger_heart]))
    return float(flag), float(no_hand), float(heart)


def _flag_score(reading: HandReading) -> float:
    if reading.reason is not None:
        return 0.5
    return reading.confidence if reading.gesture not in NO_SIGN else 1 - reading.confidence
