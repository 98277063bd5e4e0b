"""Writes the tables of docs/policy.md from the profiles: ``python -m tools.write_policy_docs``.

The prose between the tables is written by hand; a test holds tables and profiles together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from komando.gestures.names import FingerState, Gesture
from komando.policy.profile import LoadedProfile, builtin_ids, load_profile
from komando.policy.readings import readings_of
from komando.policy.schema import GestureRule, Profile
from komando.report.words import gesture_name

DOC_PATH: Final = Path(__file__).resolve().parents[1] / "docs" / "policy.md"
_NO_FINGERS: Final = (FingerState.CURLED,) * 5
_NEEDS_NO_SOURCE: Final = {Gesture.RELAXED, Gesture.HOLDING, Gesture.UNREADABLE}
_SECTION: Final = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """The document with every table made anew."""
    return _SECTION.sub(lambda section: f"{section[1]}\n{_TABLES[section[2]]()}\n{section[3]}", text)


def _profiles() -> list[LoadedProfile]:
    return [load_profile(policy_id) for policy_id in builtin_ids()]


def _titles() -> str:
    rows = [
        f"| `{each.profile.id}` | {each.profile.title.en} | {_extends(each.profile)} | {each.profile.description.en} |"
        for each in _profiles()
    ]
    return _table("| id | title | extends | what it rests on |", 4, rows)


def _extends(profile: Profile) -> str:
    return "" if profile.extends is None else f"`{profile.extends}`"


def _poses() -> str:
    """Pose -> verdict; profiles that only add an election have the rules of the one they extend."""
    profiles = [each.profile for each in _profiles() if each.profile.extends is None]
    head = "| pose | reads as | " + " | ".join(f"`{profile.id}`" for profile in profiles) + " |"
    rows = [
        f"| {gesture_name(gesture, 'en')} (`{gesture}`) | {_readings(gesture)} | "
        + " | ".join(_verdict(gesture, profile.gestures[gesture]) for profile in profiles)
        + " |"
        for gesture in Gesture
    ]
    return _table(head, 2 + len(profiles), rows)


def _readings(gesture: Gesture) -> str:
    if gesture == Gesture.OTHER:
        return "its raised fingers"
    readings = readings_of(gesture, _NO_FINGERS)
    return ", ".join(str(reading.kind) if reading.value is None else str(reading.value) for reading in readings)


def _verdict(gesture: Gesture, rule: GestureRule) -> str:
    marks = [str(rule.verdict)]
    if rule.disputed:
        marks.append("disputed")
    if not rule.sources and gesture not in _NEEDS_NO_SOURCE:
        marks.append("no source")
    return ", ".join(marks)


def _sources() -> str:
    return "\n".join(line for each in _profiles() for line in _sources_of(each.profile))


def _sources_of(profile: Profile) -> Iterator[str]:
    yield f"**`{profile.id}`**\n"
    for key, source in profile.sources.items():
        title = source.title if source.address is None else f"[{source.title}]({source.address})"
        date = "" if source.date is None else f", {source.date}"
        yield f"- `{key}`: {title}{date}"
    yield ""


def _table(head: str, columns: int, rows: list[str]) -> str:
    return "\n".join([head, "|" + "---|" * columns, *rows]) + "\n"


_TABLES: Final[dict[str, Callable[[], str]]] = {"titles": _titles, "poses": _poses, "sources": _sources}


if __name__ == "__main__":
    DOC_PATH.write_text(with_tables(DOC_PATH.read_text(encoding="utf-8")), encoding="utf-8")
