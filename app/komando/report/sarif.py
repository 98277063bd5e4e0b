"""Findings as SARIF 2.1.0 objects, the format that code hosts and pipelines gate on.

SARIF knows lines and bytes, not places in pictures: every finding lies in line 1, as its viewers ask for a line, and
the boxes of its hands stand in the region's properties.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

from komando.messages import translate
from komando.policy.profile import Source
from komando.policy.verdict import Verdict
from komando.record import ErrorRecord, FindingRecord, PhotoRecord
from komando.report.rule_names import rule_name
from komando.report.words import ERRORS, error_sentence

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PHOTOS: Final = "PHOTOS"
"""The base that relative addresses of photos start from: the folder that was checked."""

_LEVELS: Final = {Verdict.HOLD: "error", Verdict.REVIEW: "warning"}
_UNREADABLE_LEVEL: Final = "error"  # what was not checked is not published

_PLAIN: Final = frozenset(f"{string.ascii_letters}{string.digits}-._~/".encode())  # RFC 3986, unreserved

Json = dict[str, Any]


def results(record: PhotoRecord, language: str) -> Iterator[Json]:
    """One result for each finding of a photo, or one that says why it could not be read; none if it passes."""
    if record.error is not None:
        yield _error_result(record, record.error, language)
    for finding in record.findings:
        yield _finding_result(record, finding, language)


def rule(rule_id: str, sources: Sequence[tuple[str, Source | None]], language: str) -> Json:
    """What is to be known of a rule: its name, and the sources that the policy rests it on."""
    name = translate(ERRORS[rule_id], language) if rule_id in ERRORS else rule_name(rule_id, language)
    described: Json = {"id": rule_id, "shortDescription": {"text": escaped(name)}}
    if sources:
        told = "; ".join(_told(key, source) for key, source in sources)
        described["help"] = {"text": escaped(f"{translate('Sources', language)}: {told}")}
    addresses = [source.address for _, source in sources if source is not None and source.address]
    web = [address for address in addresses if address.startswith(("https://", "http://"))]
    return {**described, "helpUri": web[0]} if web else described


def photo_uri(path: str) -> str:
    """Address of a photo: relative as records have it, percent-encoded.

    Example:
        >>> photo_uri("acara/rapat 1#.jpg")
        'acara/rapat%201%23.jpg'
    """
    if PurePath(path).is_absolute():
        return PurePath(path).as_uri()
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in path.encode())


def escaped(text: str) -> str:
    """`text` as a SARIF message, in which brackets make links and braces stand for arguments."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def _finding_result(record: PhotoRecord, finding: FindingRecord, language: str) -> Json:
    message = finding.message.id if language == "id" else finding.message.en
    hands = [_hand(record, index) for index in finding.hands]
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.verdict],
        "message": {"text": escaped(message)},
        "locations": [_location(record, {"hands": hands})],
        "partialFingerprints": {"komandoFinding/v1": _fingerprint(record, finding.rule, finding.hands)},
        "properties": {"verdict": finding.verdict.value, "sources": list(finding.sources)},
    }


def _error_result(record: PhotoRecord, error: ErrorRecord, language: str) -> Json:
    sentence = error_sentence(error.code, error.message, language)
    return {
        "ruleId": error.code,
        "level": _UNREADABLE_LEVEL,
        "message": {"text": escaped(f"{sentence} {translate(error.hint, language)}")},
        "locations": [_location(record, {})],
        "partialFingerprints": {"komandoFinding/v1": _fingerprint(record, error.code, ())},
        "properties": {"verdict": Verdict.UNREADABLE.value},
    }


def _location(record: PhotoRecord, properties: Json) -> Json:
    known = {"sha256": record.sha256, "widthPx": record.width, "heightPx": record.height}
    artifact = {"uri": photo_uri(record.path)}
    if not PurePath(record.path).is_absolute():
        artifact["uriBaseId"] = PHOTOS
    told = {**properties, **{name: value for name, value in known.items() if value is not None}}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1, "properties": told}}}


def _hand(record: PhotoRecord, index: int) -> Json:
    hand = record.hands[index]
    return {
        "number": index + 1,
        "boxXyxyPx": list(hand.box_xyxy),
        "gesture": hand.gesture.value,
        "confidence": hand.confidence,
    }


def _fingerprint(record: PhotoRecord, rule_id: str, hands: Sequence[int]) -> str:
    """The same for the same finding on the same bytes, wherever the file lies."""
    told = f"{record.sha256 or record.path}|{rule_id}|{','.join(map(str, hands))}"
    return hashlib.sha256(told.encode()).hexdigest()


def _told(key: str, source: Source | None) -> str:
    if source is None:
        return key
    return ", ".join(part for part in (source.title, source.address, source.date and source.date.isoformat()) if part)
