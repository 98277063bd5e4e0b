"""Records as lines of a file, understood without parsing them whole: a journal has hundreds of thousands."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring
from typing import Final, NamedTuple

from komando.record import ModelStamps, PhotoRecord, PolicyStamp

_LASTING_ERRORS: Final = {
    b"photo-empty",
    b"photo-not-a-picture",
    b"photo-damaged",
    b"photo-too-small",
    b"photo-several-pictures",
}
"""What lies in the bytes of a file. Limits, time, memory and access may be others the next time."""

_HEAD: Final = b'{"schema":"komando.photo/1","path":'
_VERDICT: Final = b',"verdict":"'
_LINE: Final = re.compile(
    re.escape(_HEAD) + rb'("[^"\\]*(?:\\.[^"\\]*)*"),"sha256":(?:"([0-9a-f]{64})"|null),'
    rb'"width":[^,]+,"height":[^,]+' + _VERDICT + rb'([a-z]+)",'
)
_ERROR: Final = re.compile(rb'"error":\{"code":"([a-z-]+)"')


class Line(NamedTuple):
    """What a line of records tells at a glance.

    Attributes:
        name: The record's path.
        sha256: Of the photo's bytes.
        verdict: The record's verdict.
    """

    name: str
    sha256: str
    verdict: str


class LineReader:
    """Reads the lines that may stand for a photo in this run: made by the same policy, day and models.

    Attributes:
        day: Day of publishing; None where the policy asks for none.

    Args:
        policy: Which policy judges in this run.
        models: Which models read in this run.
    """

    def __init__(self, policy: PolicyStamp, models: ModelStamps) -> None:
        self.day = policy.day
        self._key = f'"policy":{policy.model_dump_json()},"models":{models.model_dump_json()},'.encode()

    def read(self, line: bytes) -> Line | None:
        """What the line says; None where its photo must be looked at again."""
        found = self._match(line)
        if found is None:
            return None
        name, sha256, verdict = found.groups()
        return Line(_unquoted(name), sha256.decode(), verdict.decode())

    def sha256_of(self, line: bytes) -> str | None:
        """The photo that the line tells of; None where it must be looked at again."""
        found = self._match(line)
        return None if found is None else found[2].decode()

    def _match(self, line: bytes) -> re.Match[bytes] | None:
        found = _LINE.match(line)
        if found is None or not line.startswith(self._key, found.end()) or not line.endswith(b"}}\n"):
            return None
        if found[3] == b"unreadable" and not _is_lasting(line):
            return None
        return None if found[2] is None else found


def name_and_verdict(line: bytes) -> tuple[str, str] | None:
    """What any line of records tells of, whatever it was made by; None if it is none."""
    found = _LINE.match(line)
    return None if found is None else (_unquoted(found[1]), found[3].decode())


def verdict_under(line: bytes, name: str) -> str | None:
    """The verdict in a line that was read before, if it tells of a photo of this name."""
    head = _HEAD + encode_basestring(name).encode()
    if not line.startswith(head):
        return None
    start = line.find(_VERDICT, len(head)) + len(_VERDICT)
    return line[start : line.find(b'"', start)].decode()


def as_line(record: PhotoRecord) -> bytes:
    """The record as a whole line."""
    return record.to_json().encode() + b"\n"


def renamed(line: bytes, name: str) -> bytes:
    """The line of the same photo under another name."""
    return as_line(PhotoRecord.from_json(line.decode()).model_copy(update={"path": name}))


def _unquoted(name: bytes) -> str:
    return str(json.loads(name)) if b"\\" in name else name[1:-1].decode()


def _is_lasting(line: bytes) -> bool:
    found = _ERROR.search(line)
    return found is not None and found[1] in _LASTING_ERRORS
