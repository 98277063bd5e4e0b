"""Measure the reader on photos whose source it never saw, beside two finger counts: `python -m training.evaluate`.

Writes docs/accuracy.md. A photo counts as `hold` when any hand in it is held by the default policy, as in the product;
the note that hands are too small to be read is left out, since every reader would earn it alike.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from komando.gestures.names import Gesture
from komando.gestures.reader import GestureReader
from komando.gestures.reading import HandReading
from komando.hands.hand import Hand
from komando.policy.judge import judge
from komando.policy.profile import Profile, load_profile
from komando.policy.readings import SHOWN
from komando.policy.verdict import Verdict
from training.corpus import Corpus, load_corpus
from training.crossval import blind_models, corpus_folds
from training.datasets import Intent, LabelledPhoto
from training.finger_net import TrainOptions
from training.peers import joint_angle_fingers, tip_above_joint_fingers

logger = logging.getLogger(__name__)
_REPORT = Path(__file__).parents[1] / "docs" / "accuracy.md"

SHOWN_OR_OTHER = SHOWN | {Gesture.OTHER}
READERS = ("Komando", "joint angles", "tip above joint")
Verdicts = dict[str, Verdict]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One photo and what each reader says of it.

    Attributes:
        photo: The photo.
        hands: How many hands the engine found.
        verdicts: By reader.
        flag_score: Komando's largest probability of a hand showing something; 0 without hands.
    """

    photo: LabelledPhoto
    hands: int
    verdicts: Verdicts
    flag_score: float


def main() -> None:
    """Train blind, read, write the tables."""
    logging.basicConfig(level=logging.INFO)
    corpus = load_corpus()
    profile = load_profile("id-strict-fist").profile
    outcomes = blind_outcomes(corpus, profile)
    text = render(outcomes, profile)
    _REPORT.write_text(text, encoding="utf-8")
    logger.info("wrote %s", _REPORT)


def blind_outcomes(corpus: Corpus, profile: Profile) -> list[Outcome]:
    """Every photo read by a model that saw no photo of its source."""
    # A rendered picture of two hands has two labels and is one photo.
    photos = list({photo.path: photo for photo in (*corpus.close_ups, *corpus.whole_photos)}.values())
    outcomes = []
    for sources, model in blind_models(corpus.samples, corpus_folds(corpus), TrainOptions()):
        reader = GestureReader(model)
        for photo in photos:
            if photo.source not in sources or photo.path not in corpus.found:
                continue
            hands = corpus.found[photo.path].hands
            outcomes.append(_outcome(photo, hands, reader, profile))
    return outcomes


def _outcome(photo: LabelledPhoto, hands: Sequence[Hand], reader: GestureReader, profile: Profile) -> Outcome:
    readings = reader.read(hands)
    sizes = [math.ceil(hand.size_px) for hand in hands]
    verdicts = {
        "Komando": judge(profile, readings, sizes).verdict,
        "joint angles": _count_verdict(hands, joint_angle_fingers),
        "tip above joint": _count_verdict(hands, tip_above_joint_fingers),
    }
    return Outcome(photo, len(hands), verdicts, max(map(_flag_score, readings), default=0.0))


def _flag_score(reading: HandReading) -> float:
    if reading.reason is not None:
        return 0.5
    return reading.confidence if reading.gesture in SHOWN_OR_OTHER else 1 - reading.confidence


def _count_verdict(hands: Sequence[Hand], count: Callable[[Hand], tuple[bool, ...]]) -> Verdict:
    return Verdict.HOLD if any(any(count(hand)) for hand in hands) else Verdict.PASS


def wilson(successes: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson score)."""
    if total == 0:
        return 0.0, 1.0
    z = 1.96
    share = successes / total
    center = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, center - half), min(1.0, center + half)


def _share(outcomes: Sequence[Outcome], reader: str, verdicts: frozenset[Verdict]) -> str:
    hits = sum(outcome.verdicts[reader] in verdicts for outcome in outcomes)
    low, high = wilson(hits, len(outcomes))
    return f"{hits / max(len(outcomes), 1):.3f} ({low:.3f}-{high:.3f})"


_HELD = frozenset({Verdict.HOLD})
_NOT_PASSED = frozenset({Verdict.HOLD, Verdict.REVIEW})


def _summary_rows(outcomes: Sequence[Outcome], close_up_sources: frozenset[str]) -> list[str]:
    rendered = [outcome for outcome in outcomes if _is_rendered(outcome)]
    photos = [outcome for outcome in outcomes if not _is_rendered(outcome)]
    close = [outcome for outcome in photos if outcome.photo.source in close_up_sources]
    whole = [outcome for outcome in photos if outcome.photo.source not in close_up_sources]
    rows: list[str] = []
    for title, group in (("close-ups", close), ("whole photos", whole), ("rendered hands", rendered)):
        for intent, name in ((Intent.FLAG, "flaggable"), (Intent.NATURAL, "harmless"), (Intent.FIST, "fists")):
            members = [outcome for outcome in group if outcome.photo.intent == intent]
            if members:
                rows.extend(_reader_row(f"{title}, {name}", members, reader) for reader in READERS)
    return rows


def _reader_row(title: str, members: Sequence[Outcome], reader: str) -> str:
    held = _share(members, reader, _HELD)
    return f"| {title} | {len(members)} | {reader} | {held} | {_share(members, reader, _NOT_PASSED)} |"


def _is_rendered(outcome: Outcome) -> bool:
    return outcome.photo.source.startswith("rendered")


def _equal_alarm_rows(outcomes: Sequence[Outcome], close_up_sources: frozenset[str]) -> list[str]:
    """Komando's recall when its threshold is moved to each peer's own rate of false alarms."""
    rows = []
    for title, is_close in (("close-ups", True), ("whole photos", False)):
        group = [
            outcome
            for outcome in outcomes
            if (outcome.photo.source in close_up_sources) == is_close and not _is_rendered(outcome)
        ]
        flaggable = [outcome for outcome in group if outcome.photo.intent == Intent.FLAG]
        harmless = [outcome for outcome in group if outcome.photo.intent != Intent.FLAG]
        for peer in READERS[1:]:
            alarms = sum(outcome.verdicts[peer] == Verdict.HOLD for outcome in harmless)
            found = sum(outcome.verdicts[peer] == Verdict.HOLD for outcome in flaggable)
            scores = sorted((outcome.flag_score for outcome in harmless), reverse=True)
            threshold = scores[min(alarms, len(scores) - 1)]
            ours = sum(outcome.flag_score > threshold for outcome in flaggable)
            fewest = sum(score >= _nth_best(flaggable, found) for score in scores)
            rows.append(
                f"| {title} | {peer} | {alarms / len(harmless):.3f} | {found / len(flaggable):.3f} "
                f"| {ours / len(flaggable):.3f} | {fewest / len(harmless):.3f} |"
            )
    return rows


def _nth_best(outcomes: Sequence[Outcome], count: int) -> float:
    return sorted((outcome.flag_score for outcome in outcomes), reverse=True)[max(count - 1, 0)]


def _group_rows(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> list[str]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    rows = []
    for name in sorted(groups):
        members = groups[name]
        cells = " | ".join(_share(members, reader, _HELD) for reader in READERS)
        no_hand = sum(outcome.hands == 0 for outcome in members)
        reviewed = _share(members, "Komando", frozenset({Verdict.REVIEW}))
        rows.append(f"| {name} | {len(members)} | {cells} | {reviewed} | {no_hand} |")
    return rows


def render(outcomes: Sequence[Outcome], profile: Profile) -> str:
    """docs/accuracy.md as text."""
    sources = frozenset(outcome.photo.source for outcome in outcomes if outcome.photo.gesture or outcome.photo.count)
    close = [outcome for outcome in outcomes if outcome.photo.source in sources and not _is_rendered(outcome)]
    rendered = [outcome for outcome in outcomes if _is_rendered(outcome)]
    group_head = [
        f"| | photos | held by {' | by '.join(READERS)} | reviewed by Komando | no hand found |",
        "|---|---|---|---|---|---|---|",
    ]
    lines = [
        "# Accuracy",
        "",
        "Written by `python -m training.evaluate`; do not edit. Every photo was read by a model that saw no photo of",
        f"its source, and judged by `{profile.id}` (hold from {profile.thresholds.hold}, pass from",
        f"{profile.thresholds.pass_}). Shares of photos with 95 % intervals (Wilson). All readers get the same hands",
        "from the same engine. Whole photos were labelled at contact-sheet size: a tiny gesture in a crowd may count",
        "as harmless here.",
        "",
        "## In short",
        "",
        "| photos | number | reader | held | held or for review |",
        "|---|---|---|---|---|",
        *_summary_rows(outcomes, sources),
        "",
        "## At a peer's own rate of false alarms",
        "",
        "Harmless photos and fists count together. Moving Komando's threshold to the peer's false alarms shows",
        "its recall there; moving it to the peer's recall shows its false alarms there.",
        "",
        "| photos | peer | peer's false alarms | peer's recall | Komando's recall there | false alarms at its recall |",
        "|---|---|---|---|---|---|",
        *_equal_alarm_rows(outcomes, sources),
        "",
        "## Close-ups by what they show",
        "",
        *group_head,
        *_group_rows(close, lambda outcome: str(outcome.photo.gesture or f"{outcome.photo.count} fingers")),
        "",
        "## Rendered hands by what they show",
        "",
        "Our own pictures, each half of the bodies read by a model trained on the other half. They show what there are",
        "no photos of; they are easier than photos.",
        "",
        *group_head,
        *_group_rows(rendered, lambda outcome: str(outcome.photo.gesture)),
        "",
        "## By source",
        "",
        *group_head,
        *_group_rows(outcomes, lambda outcome: f"{outcome.photo.source}, {outcome.photo.intent}"),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
