"""The SARIF report: results as they come, the rules that they name at the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from komando import __version__
from komando.policy.profile import Profile
from komando.report.file_writer import FileWriter
from komando.report.sarif import PHOTOS, SCHEMA, VERSION, Json, results, rule

if TYPE_CHECKING:
    from komando.record import PhotoRecord
    from komando.report.pictures import Pictures


class SarifWriter(FileWriter):
    """One run with one result a finding; memory does not grow with the number of photos.

    Args:
        path: The file.
        profile: The policy that judged; it names the sources of the rules.
        language: Of messages, `id` or `en`.
    """

    def __init__(self, path: Path, *, profile: Profile, language: str) -> None:
        super().__init__(path)
        self._profile = profile
        self._language = language
        self._sources: dict[str, dict[str, None]] = {}
        self._photos = 0
        self._separator = "\n"
        opening = json.dumps({"$schema": SCHEMA, "version": VERSION})[:-1]
        self._file.write(f'{opening}, "runs": [{{"results": [')

    def add(self, record: PhotoRecord, _pictures: Pictures | None = None, /) -> None:
        """Write the results of one photo."""
        self._photos += 1
        for result in results(record, self._language):
            sources = self._sources.setdefault(result["ruleId"], {})
            sources.update(dict.fromkeys(result["properties"].get("sources", ())))
            rule_index = list(self._sources).index(result["ruleId"])
            self._file.write(self._separator + json.dumps({**result, "ruleIndex": rule_index}, ensure_ascii=False))
            self._separator = ",\n"

    def _write_end(self) -> None:
        rest = json.dumps(self._run(), ensure_ascii=False, indent=1)
        self._file.write(f"\n],{rest[1:-1]}}}]}}\n")

    def _run(self) -> Json:
        return {
            "tool": {
                "driver": {
                    "name": "Komando",
                    "version": __version__,
                    "language": self._language,
                    "rules": [self._rule(rule_id) for rule_id in self._sources],
                }
            },
            "language": self._language,
            "originalUriBaseIds": {PHOTOS: {"description": {"text": "The folder that was checked."}}},
            "invocations": [{"executionSuccessful": True}],
            "properties": {"policy": self._profile.id, "photos": self._photos},
        }

    def _rule(self, rule_id: str) -> Json:
        keys = self._sources[rule_id]
        return rule(rule_id, [(key, self._profile.sources.get(key)) for key in keys], self._language)
