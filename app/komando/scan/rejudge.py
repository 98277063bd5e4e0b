"""Judge photos again by other policies from their records alone: the photos are not looked at.

A record has all that a verdict rests on: gesture, fingers, confidence and place of each hand, and the findings about
the photo itself, which hold by every policy: people's hands are too small, or there are frames that were not looked at.
The same policy on the same record gives the verdict of the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from komando.errors import PathNotFoundError, UsageError
from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading, Reason
from komando.policy.judge import judge
from komando.policy.profile import Profile
from komando.policy.verdict import Verdict, worst
from komando.policy.where import HandPlace
from komando.record import HandRecord, PhotoRecord
from komando.scan.files import is_folder


@dataclass(frozen=True, slots=True)
class Change:
    """A photo whose verdict differs between two policies.

    Attributes:
        path: Of the record.
        before: By the first policy.
        after: By the second.
        gestures: Gestures of the hands whose own verdict differs, in the order of the record.
    """

    path: str
    before: Verdict
    after: Verdict
    gestures: tuple[Gesture, ...]


def read_records(path: Path) -> Iterator[PhotoRecord]:
    """The records of a JSON Lines file, as `--records` and `--format jsonl` write them, or of a folder of such files.

    Raises:
        PathNotFoundError: There is no such file.
        UsageError: A file cannot be read, or a line is no record; the message names the line.
    """
    files = sorted(path.glob("*.jsonl")) if is_folder(path) else [path]
    if not files:
        raise UsageError(f"The folder holds no records (.jsonl): {path}")
    for file in files:
        yield from _records_of(file)


def _records_of(path: Path) -> Iterator[PhotoRecord]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read_record(line, path, number)
    except FileNotFoundError:
        raise PathNotFoundError(f"There is no such file: {path}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no file of records: it is not UTF-8.") from error


def rejudge(record: PhotoRecord, profile: Profile, day: dt.date | None = None) -> list[Verdict] | None:
    """The verdicts of the hands by another policy; None for a photo that could not be read."""
    if record.error is not None:
        return None
    hands = [_reading(hand) for hand in record.hands]
    sizes_px = [hand.size_px for hand in record.hands]
    judgement = judge(profile, hands, sizes_px, places=_places(record), day=day)
    return [hand.verdict for hand in judgement.hands]


def photo_verdict(record: PhotoRecord, hands: list[Verdict] | None) -> Verdict:
    """The verdict of a photo whose hands have these verdicts."""
    if hands is None:
        return Verdict.UNREADABLE
    return worst([*hands, *(finding.verdict for finding in record.findings if not finding.hands)])


def find_changes(
    records: Iterable[PhotoRecord], before: Profile, after: Profile, day: dt.date | None = None
) -> Iterator[Change]:
    """The photos whose verdict differs between two policies, in the order of the records."""
    for record in records:
        first, second = rejudge(record, before, day), rejudge(record, after, day)
        verdicts = photo_verdict(record, first), photo_verdict(record, second)
        if first is None or second is None or verdicts[0] == verdicts[1]:
            continue
        gestures = tuple(
            hand.gesture for hand, one, other in zip(record.hands, first, second, strict=True) if one != other
        )
        yield Change(record.path, *verdicts, gestures)


def _read_record(line: str, path: Path, number: int) -> PhotoRecord:
    try:
        return PhotoRecord.from_json(line)
    except ValueError as error:
        raise UsageError(f"{path}, line {number}, is no record: {error}") from error


def _reading(hand: HandRecord) -> HandReading:
    """The reading behind a record; why a hand could not be read has no say in its verdict."""
    reason = Reason.AT_ODDS if hand.gesture == Gesture.UNREADABLE else None
    return HandReading(hand.gesture, hand.confidence, hand.fingers, (), reason)


def _places(record: PhotoRecord) -> list[HandPlace]:
    people = {person.id: person for person in record.people}
    owners = [None if hand.person is None else people.get(hand.person) for hand in record.hands]
    return [
        HandPlace(hand.handedness) if owner is None else HandPlace(hand.handedness, owner.id, owner.place, owner.row)
        for hand, owner in zip(record.hands, owners, strict=True)
    ]
