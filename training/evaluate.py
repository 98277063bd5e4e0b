"""Measure the reader on photos whose source it never saw, beside two finger counts: `python -m training.evaluate`.

Writes docs/accuracy.md and its plots. A photo counts as `hold` when any hand in it is held by the default policy, as in
the product; the note that hands are too small to be read is left out, since every reader would earn it alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from komando.gestures.names import Gesture
from komando.policy.profile import Profile, load_profile
from komando.policy.verdict import Verdict
from training.corpus import load_corpus
from training.crossval import calibrated_models
from training.datasets import Intent, LabelledPhoto
from training.finger_net import TrainOptions
from training.mistakes import draw_sheet, wrong_readings
from training.outcomes import (
    KOMANDO,
    LARGE_PX,
    PEERS,
    POSES,
    READERS,
    HandOutcome,
    PhotoOutcome,
    hand_outcomes,
    photo_outcomes,
)
from training.plots import plot_reliability, plot_trade_off, reliability
from training.tables import grouped, share, table

logger = logging.getLogger(__name__)
_DOCS = Path(__file__).parents[1] / "docs"
_TRADE_OFF, _RELIABILITY = "images/accuracy-trade-off.svg", "images/accuracy-reliability.svg"
_MISTAKES = "images/accuracy-mistakes.jpg"
_MISTAKES_SHOWN = 24
_NOT_PASSED = (Verdict.HOLD, Verdict.REVIEW)
_BANDS_PX = ((16, 24), (24, 32), (32, 48), (48, 96), (96, 100_000))
_LARGE_HEART_PX = 60
_UNSURE_FLAG = 0.3
_HOLD_THRESHOLDS = (0.7, 0.8, 0.82, 0.84, 0.86, 0.9)
_TO_BE_HELD = "close-ups, a sign that the policy holds"
_BY_THRESHOLD = (
    _TO_BE_HELD,
    "close-ups, harmless",
    "close-ups, fists",
    "whole photos, harmless",
    "rendered hands, fists",
)
_INTENTS = ((Intent.FLAG, "a sign"), (Intent.NATURAL, "harmless"), (Intent.FIST, "fists"))


def main() -> None:
    """Train blind, read, write the tables and plots."""
    logging.basicConfig(level=logging.INFO)
    corpus = load_corpus()
    profile = load_profile("id-strict-fist").profile
    models, temperature = calibrated_models(corpus, TrainOptions())
    photos = photo_outcomes(corpus, models, profile)
    hands = hand_outcomes(corpus, models, profile)
    known = [hand for hand in hands if hand.photo.gesture not in POSES]
    plot_trade_off(photos, _DOCS / _TRADE_OFF)
    plot_reliability(known, _DOCS / _RELIABILITY)
    draw_sheet(wrong_readings([hand for hand in known if hand.photo.rendered], _MISTAKES_SHOWN), _DOCS / _MISTAKES)
    report = _DOCS / "accuracy.md"
    poses = [hand for hand in hands if hand.photo.gesture in POSES]
    text = "\n".join(lines(photos, known, poses, profile, temperature))
    report.write_text(text + "\n", encoding="utf-8")
    logger.info("wrote %s", report)


def lines(
    photos: Sequence[PhotoOutcome],
    hands: Sequence[HandOutcome],
    poses: Sequence[HandOutcome],
    profile: Profile,
    temperature: float,
) -> list[str]:
    """docs/accuracy.md."""
    real = [hand for hand in hands if not hand.photo.rendered]
    rendered = [hand for hand in hands if hand.photo.rendered]
    return [
        "# Accuracy",
        "",
        "Written by `python -m training.evaluate`; do not edit. Every photo was read by a model that saw no photo of",
        f"its source, and judged by `{profile.id}` (hold from {profile.thresholds.hold}, pass from",
        f"{profile.thresholds.pass_}). Shares with 95 % intervals (Wilson). All readers get the same hands from the",
        "same engine. Whole photos had been judged at contact-sheet size; photos in which a closer look found a sign",
        "count as such here (`training/labels/people_hands.csv`), and signs that nobody noticed may be left in the",
        "others.",
        "",
        "## In short",
        "",
        *_summary(photos, lambda outcome: outcome.verdicts, profile),
        "",
        f"## Hands of {LARGE_PX} px and more",
        "",
        "The same, hands that are smaller left out.",
        "",
        *_summary(photos, lambda outcome: outcome.large_verdicts, profile),
        "",
        "## Where holding begins",
        "",
        f"Photos that are held from one threshold or another, hands of {LARGE_PX} px and more.",
        "",
        *_by_hold_threshold(photos, profile),
        "",
        "## What the review band buys",
        "",
        f"![Photos with a sign that are not passed, against harmless photos for review]({_TRADE_OFF})",
        "",
        "## At a peer's own rate of false alarms",
        "",
        "Harmless photos and fists count together. Moving Komando's threshold to the peer's false alarms shows",
        "its recall there; moving it to the peer's recall shows its false alarms there.",
        "",
        *_at_equal_alarms(photos),
        "",
        "## Hands by size",
        "",
        "Labelled hands of photos, in pixels of the photo.",
        "",
        *_by_size(real),
        "",
        "## Hands by what they show",
        "",
        *_by_gesture(real),
        "",
        "## Rendered hands by what they show",
        "",
        "Our own pictures, each half of the bodies read by a model trained on the other half. They show what there are",
        "no photos of; they are easier than photos.",
        "",
        *_by_gesture(rendered),
        "",
        "## Poses that a policy names",
        "",
        "Rendered hands and what they are read as (those of more than 2 %), and how many hands of photos with no such",
        "label are read so too.",
        "",
        *_poses([*poses, *(hand for hand in rendered if hand.photo.gesture == Gesture.HOLDING)], real),
        "",
        "## What is taken for what",
        "",
        "Labelled hands of photos (rows) and the gesture read (columns, those of more than 2 % of a row).",
        "",
        *_confusions(real),
        "",
        "## What is read wrongly",
        "",
        "Rendered hands: signs that are passed, then harmless hands and fists that are held, the most certain first.",
        "",
        f"![Rendered hands with what they show and what they were read as]({_MISTAKES})",
        "",
        "## Suspecting a finger heart",
        "",
        "From which probability of a finger heart on a hand that seems to show nothing is for review. Caught counts",
        "rendered finger hearts that are held, unsure or suspected; the others count hands that would be suspected.",
        "",
        *_suspicion(hands),
        "",
        "## Calibration",
        "",
        f"Flag temperature {temperature:.2f}. Signs and other hands weigh the same in sum.",
        "",
        f"![Share of hands that show something against the probability given]({_RELIABILITY})",
        "",
        *_reliability(hands),
        "",
        "## Skin tone and light",
        "",
        "Rendered hands: bodies as MakeHuman names them, whole people by first names, and thirds of the picture's",
        "brightness around the hand.",
        "",
        *_bias(rendered),
        "",
        "## Photos by source",
        "",
        *_by_source(photos),
    ]


def _is(verdicts: Sequence[Verdict], reader: str = KOMANDO) -> Callable[[PhotoOutcome], bool]:
    return lambda outcome: outcome.verdicts[reader] in verdicts


def _summary(
    photos: Sequence[PhotoOutcome], verdicts: Callable[[PhotoOutcome], dict[str, Verdict]], profile: Profile
) -> list[str]:
    def reached(reader: str, wanted: Sequence[Verdict]) -> Callable[[PhotoOutcome], bool]:
        return lambda outcome: verdicts(outcome)[reader] in wanted

    rows = []
    for title, members in _kinds(photos, profile):
        for reader in READERS:
            held, kept = share(members, reached(reader, (Verdict.HOLD,))), share(members, reached(reader, _NOT_PASSED))
            rows.append((title, len(members), reader, held, kept))
    return table(("photos", "number", "reader", "held", "held or for review"), rows)


def _kinds(photos: Sequence[PhotoOutcome], profile: Profile) -> list[tuple[str, list[PhotoOutcome]]]:
    kinds = (
        ("close-ups", [outcome for outcome in photos if outcome.close_up and not outcome.photo.rendered]),
        ("whole photos", [outcome for outcome in photos if not outcome.close_up]),
        ("rendered hands", [outcome for outcome in photos if outcome.photo.rendered]),
    )
    named = [
        (f"{title}, {name}", [outcome for outcome in members if outcome.photo.intent == intent])
        for title, members in kinds
        for intent, name in _INTENTS
    ]
    held = [outcome for outcome in kinds[0][1] if _is_to_be_held(outcome.photo, profile)]
    named.insert(1, (_TO_BE_HELD, held))
    return [(title, members) for title, members in named if members]


def _by_hold_threshold(photos: Sequence[PhotoOutcome], profile: Profile) -> list[str]:
    def held_from(least: float) -> Callable[[PhotoOutcome], bool]:
        return lambda outcome: outcome.large_confidence >= least

    kinds = dict(_kinds(photos, profile))
    rows = [(least, *(share(kinds[kind], held_from(least)) for kind in _BY_THRESHOLD)) for least in _HOLD_THRESHOLDS]
    return table(["hold from", *_BY_THRESHOLD], rows)


def _is_to_be_held(photo: LabelledPhoto, profile: Profile) -> bool:
    """Whether the policy holds what the label names; a thumb down, for one, is for review."""
    named = photo.gesture is None or profile.gestures[Gesture(photo.gesture)].verdict == Verdict.HOLD
    return photo.intent == Intent.FLAG and named


def _at_equal_alarms(photos: Sequence[PhotoOutcome]) -> list[str]:
    rows = []
    for title, close_up in (("close-ups", True), ("whole photos", False)):
        group = [outcome for outcome in photos if outcome.close_up == close_up and not outcome.photo.rendered]
        signs = [outcome for outcome in group if outcome.photo.intent == Intent.FLAG]
        harmless = [outcome for outcome in group if outcome.photo.intent != Intent.FLAG]
        sign_scores = sorted((outcome.flag_score for outcome in signs), reverse=True)
        harmless_scores = sorted((outcome.flag_score for outcome in harmless), reverse=True)
        for peer in PEERS:
            alarms = sum(map(_is((Verdict.HOLD,), peer), harmless))
            found = sum(map(_is((Verdict.HOLD,), peer), signs))
            threshold = harmless_scores[min(alarms, len(harmless) - 1)]
            ours = sum(score > threshold for score in sign_scores)
            fewest = sum(score >= sign_scores[max(found - 1, 0)] for score in harmless_scores)
            shares = (alarms / len(harmless), found / len(signs), ours / len(signs), fewest / len(harmless))
            rows.append((title, peer, *(f"{value:.3f}" for value in shares)))
    head = ("photos", "peer", "peer's false alarms", "peer's recall", "Komando's recall there")
    return table((*head, "false alarms at its recall"), rows)


def _by_size(hands: Sequence[HandOutcome]) -> list[str]:
    rows = []
    for intent, name in _INTENTS:
        for low, high in _BANDS_PX:
            members = [hand for hand in hands if hand.photo.intent == intent and low <= hand.size_px < high]
            band = f"{low}-{high} px" if high < _BANDS_PX[-1][1] else f"{low} px and more"
            rows.append((name, band, *_hand_shares(members)))
    return table(("hands", "size", *_HAND_HEAD), rows)


_HAND_HEAD = ("number", "held", "held or for review", *(f"held by {peer}" for peer in PEERS))


def _hand_shares(hands: Sequence[HandOutcome]) -> tuple[object, ...]:
    return (
        len(hands),
        share(hands, lambda hand: hand.verdict == Verdict.HOLD),
        share(hands, lambda hand: hand.verdict in _NOT_PASSED),
        *(share(hands, lambda hand, peer=peer: hand.peer_flags[peer]) for peer in PEERS),  # type: ignore[misc]
    )


def _by_gesture(hands: Sequence[HandOutcome]) -> list[str]:
    return table(("", *_HAND_HEAD), ((name, *_hand_shares(members)) for name, members in grouped(hands, _label)))


def _label(hand: HandOutcome) -> str:
    return _photo_label(hand.photo)


def _photo_label(photo: LabelledPhoto) -> str:
    if photo.no_hand:
        return "no hand"
    if photo.gesture is not None:
        return str(photo.gesture)
    if photo.count is not None:
        return f"{photo.count} fingers"
    return "a sign without a name" if photo.intent == Intent.FLAG else "hands of harmless whole photos"


def _confusions(hands: Sequence[HandOutcome]) -> list[str]:
    rows = []
    for name, members in grouped(hands, _label):
        rows.append((name, len(members), _read_as(members)))
    return table(("shown", "number", "read as"), rows)


def _read_as(hands: Sequence[HandOutcome]) -> str:
    read = grouped(hands, lambda hand: str(hand.reading.gesture))
    often = sorted(((len(group) / len(hands), gesture) for gesture, group in read), reverse=True)
    return ", ".join(f"{gesture} {part:.2f}" for part, gesture in often if part > 0.02)


def _poses(poses: Sequence[HandOutcome], real: Sequence[HandOutcome]) -> list[str]:
    signs = [hand for hand in real if hand.photo.intent == Intent.FLAG]
    others = [hand for hand in real if hand.photo.intent != Intent.FLAG]
    rows = []
    for name, members in grouped(poses, _label):
        wrong = (share(hands, lambda hand, name=name: hand.reading.gesture == name) for hands in (signs, others))  # type: ignore[misc]
        rows.append((name, len(members), _read_as(members), *wrong))
    return table(("shown", "number", "read as", "signs in photos read so", "harmless hands and fists read so"), rows)


def _suspicion(hands: Sequence[HandOutcome]) -> list[str]:
    real = [hand for hand in hands if not hand.photo.rendered]
    hearts = [hand for hand in hands if hand.photo.gesture == Gesture.FINGER_HEART and hand not in real]
    large = [hand for hand in hearts if hand.size_px >= _LARGE_HEART_PX]
    fists = [hand for hand in real if hand.photo.intent == Intent.FIST]
    harmless = [hand for hand in real if hand.photo.intent == Intent.NATURAL]

    def caught(least: float) -> Callable[[HandOutcome], bool]:
        return lambda hand: hand.flag >= _UNSURE_FLAG or hand.finger_heart >= least

    def suspected(least: float) -> Callable[[HandOutcome], bool]:
        return lambda hand: hand.flag < 0.5 and hand.finger_heart >= least

    rows = [
        (
            least,
            *(share(members, caught(least)) for members in (hearts, large)),
            *(share(members, suspected(least)) for members in (fists, harmless)),
        )
        for least in (0.05, 0.08, 0.1, 0.11, 0.15, 0.2)
    ]
    head = ("from", "hearts caught", f"of {_LARGE_HEART_PX} px and more", "fists suspected", "harmless suspected")
    return table(head, rows)


def _reliability(hands: Sequence[HandOutcome]) -> list[str]:
    rows = [(count, f"{given:.3f}", f"{true:.3f}") for count, given, true in reliability(hands)]
    return table(("hands", "mean probability given", "share that shows something"), rows)


def _bias(rendered: Sequence[HandOutcome]) -> list[str]:
    signs = [hand for hand in rendered if hand.photo.intent == Intent.FLAG]
    others = [hand for hand in rendered if hand.photo.intent != Intent.FLAG]
    brightness = {id(hand): _brightness(hand.photo) for hand in rendered}
    limits = np.quantile(list(brightness.values()), [1 / 3, 2 / 3])
    names = ("darkest third", "middle third", "brightest third")

    def light(hand: HandOutcome) -> str:
        return names[int(np.searchsorted(limits, brightness[id(hand)]))]

    rows = []
    for key in (lambda hand: hand.photo.body.split("-")[0], light):
        kept, alarms = dict(grouped(signs, key)), dict(grouped(others, key))
        for name in sorted(kept):
            held = share(kept[name], lambda hand: hand.verdict == Verdict.HOLD)
            not_passed = share(kept[name], lambda hand: hand.verdict in _NOT_PASSED)
            alarm = share(alarms.get(name, []), lambda hand: hand.verdict == Verdict.HOLD)
            rows.append((name, len(kept[name]), held, not_passed, len(alarms.get(name, [])), alarm))
    return table(("", "signs", "held", "held or for review", "others", "others held"), rows)


def _brightness(photo: LabelledPhoto) -> float:
    """Mean grey value of the labelled hand's box."""
    grey = cv2.imread(str(photo.path), cv2.IMREAD_GRAYSCALE)
    if grey is None or photo.box_xyxy is None:
        return 0.0
    x1, y1, x2, y2 = (max(0, int(value)) for value in photo.box_xyxy)
    return float(np.asarray(grey)[y1:y2, x1:x2].mean())


def _by_source(photos: Sequence[PhotoOutcome]) -> list[str]:
    rows = []
    for name, members in grouped(photos, lambda outcome: f"{outcome.photo.source}, {outcome.photo.intent}"):
        held = [share(members, _is((Verdict.HOLD,), reader)) for reader in READERS]
        no_hand = sum(outcome.hands == 0 for outcome in members)
        rows.append((name, len(members), *held, share(members, _is((Verdict.REVIEW,))), no_hand))
    head = ("", "photos", *(f"held by {reader}" for reader in READERS), "reviewed by Komando", "no hand found")
    return table(head, rows)


if __name__ == "__main__":
    main()
