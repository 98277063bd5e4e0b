from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as PublishedSchema

from komando.checker import CheckedPhoto
from komando.gestures.names import Gesture
from komando.messages import LANGUAGES
from komando.policy.profile import Localized, Profile
from komando.policy.verdict import Verdict
from komando.record import FindingRecord
from komando.report.sarif import escaped, photo_uri
from komando.report.writers import open_writer
from tests.report.builders import HandSpec, make_checked, make_unreadable

_PASSES = make_checked([HandSpec((100, 100), 80, Gesture.FIST)], name="pass.jpg")
_HELD = make_checked([HandSpec((100, 100), 80), HandSpec((300, 100), 80, Gesture.INDEX)], name="acara/a b.jpg")


def _run(path: Path, profile: Profile, photos: list[CheckedPhoto], language: str = "id") -> dict[str, Any]:
    with open_writer(path, profile=profile, language=language) as writer:
        for photo in photos:
            writer.add(photo.record)
    report = json.loads(path.read_text(encoding="utf-8"))
    PublishedSchema.model_validate(report)
    (run,) = report["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("photos", "rules"),
    [
        pytest.param([], [], id="no-photos"),
        pytest.param([_PASSES], [], id="all-pass"),
        pytest.param([_HELD], ["rule.peace", "rule.index"], id="two-findings"),
        pytest.param([make_unreadable()], ["photo-not-a-picture"], id="unreadable"),
        pytest.param([_PASSES, _HELD, _HELD], ["rule.peace", "rule.index"] * 2, id="a-rule-twice"),
    ],
)
def test_one_result_a_finding(
    tmp_path: Path, profile: Profile, photos: list[CheckedPhoto], rules: list[str], language: str
) -> None:
    run = _run(tmp_path / "r.sarif", profile, photos, language)
    described = run["tool"]["driver"]["rules"]
    assert [result["ruleId"] for result in run["results"]] == rules
    assert [described[result["ruleIndex"]]["id"] for result in run["results"]] == rules
    assert [rule["id"] for rule in described] == list(dict.fromkeys(rules))
    assert run["language"] == language
    assert run["properties"]["photos"] == len(photos)


def test_what_a_result_says(tmp_path: Path, profile: Profile) -> None:
    first, second = _run(tmp_path / "r.sarif", profile, [_HELD], "en")["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "acara/a%20b.jpg", "uriBaseId": "PHOTOS"}
    assert place["region"]["properties"]["hands"] == [
        {
            "number": 1,
            "boxXyxyPx": list(_HELD.record.hands[0].box_xyxy),
            "gesture": "peace",
            "confidence": 0.98,
        }
    ]
    assert place["region"]["properties"]["sha256"] == _HELD.record.sha256
    assert (first["level"], first["message"]["text"]) == ("error", "Hand: peace.")
    assert first["partialFingerprints"] != second["partialFingerprints"]


@pytest.mark.parametrize(
    ("checked", "level"),
    [
        pytest.param(_HELD, "error", id="hold"),
        pytest.param(make_checked([HandSpec((9, 9), 9, Gesture.UNREADABLE)]), "warning", id="review"),
        pytest.param(make_unreadable(), "error", id="unreadable"),
    ],
)
def test_levels(tmp_path: Path, profile: Profile, checked: CheckedPhoto, level: str) -> None:
    assert _run(tmp_path / "r.sarif", profile, [checked])["results"][0]["level"] == level


def test_rules_name_their_sources(tmp_path: Path, profile: Profile) -> None:
    rule = _run(tmp_path / "r.sarif", profile, [_HELD], "en")["tool"]["driver"]["rules"][0]
    source = profile.sources["BKN-2023"]
    assert rule["helpUri"] == source.address
    assert rule["help"]["text"].startswith(f"Sources: {source.title}, {source.address}")


def test_a_finding_moves_with_its_photo(tmp_path: Path, profile: Profile) -> None:
    elsewhere = CheckedPhoto(_HELD.record.model_copy(update={"path": "elsewhere/b.jpg"}))
    here, there = (_run(tmp_path / "r.sarif", profile, [photo])["results"][0] for photo in (_HELD, elsewhere))
    assert here["partialFingerprints"] == there["partialFingerprints"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param("a.jpg", "a.jpg", id="plain"),
        pytest.param("acara/rapat 1#?.jpg", "acara/rapat%201%23%3F.jpg", id="signs-of-addresses"),
        pytest.param("<script>.jpg", "%3Cscript%3E.jpg", id="markup"),
        pytest.param("baris\nbaru/é.jpg", "baris%0Abaru/%C3%A9.jpg", id="newline-and-unicode"),
        pytest.param("C:a.jpg", "C%3Aa.jpg", id="no-scheme"),
        pytest.param("/foto/a b.jpg", "file:///foto/a%20b.jpg", id="absolute"),
    ],
)
def test_addresses(path: str, uri: str) -> None:
    assert photo_uri(path) == uri


def test_messages_make_no_links_and_take_no_arguments(tmp_path: Path, profile: Profile) -> None:
    said = "[see](https://example.com) {0} \\"
    finding = FindingRecord(
        rule="number.2", verdict=Verdict.HOLD, hands=(), message=Localized(id=said, en=said), sources=()
    )
    (result,) = _run(tmp_path / "r.sarif", profile, [make_checked(findings=(finding,))])["results"]
    assert result["message"]["text"] == escaped(said) == "\\[see\\](https://example.com) {{0}} \\\\"
