from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from komando import record as record_module
from komando.gestures.names import FingerState, Gesture
from komando.policy.profile import Localized
from komando.policy.readings import ReadingKind
from komando.policy.verdict import Verdict
from komando.record import (
    ErrorRecord,
    FindingRecord,
    HandRecord,
    ModelStamps,
    PersonRecord,
    PhotoRecord,
    PolicyStamp,
    ReadingRecord,
    Timings,
    readable_name,
)
from tools.write_schema import SCHEMA_PATH, schema_json

# The keys of the design, in its order.
KEYS = [
    "schema",
    "path",
    "sha256",
    "width",
    "height",
    "verdict",
    "policy",
    "models",
    "smallest_readable_hand_px",
    "hands",
    "people",
    "findings",
    "error",
    "timings_ms",
]
INNER_KEYS = {
    "policy": ["id", "sha256", "day"],
    "models": ["palm", "landmarks", "gestures"],
    "hands": [
        "box_xyxy",
        "size_px",
        "person",
        "handedness",
        "gesture",
        "confidence",
        "fingers",
        "readings",
        "verdict",
        "findings",
    ],
    "people": ["id", "row", "place", "box_xyxy"],
    "findings": ["rule", "verdict", "hands", "message", "sources"],
    "timings_ms": ["decode", "detect", "landmarks", "gestures", "total"],
}


def held() -> PhotoRecord:
    """The record of the design document."""
    curled, extended = FingerState.CURLED, FingerState.EXTENDED
    return PhotoRecord(
        path="acara/foto bersama.jpg",
        sha256="ab" * 32,
        width=4000,
        height=3000,
        verdict=Verdict.HOLD,
        policy=PolicyStamp(id="id-strict-fist", sha256="cd" * 32),
        models=ModelStamps(palm="1" * 64, landmarks="2" * 64, gestures="3" * 64),
        smallest_readable_hand_px=31,
        hands=(
            HandRecord(
                box_xyxy=(812.0, 640.5, 874.2, 719.9),
                size_px=79,
                person=3,
                handedness="right",
                gesture=Gesture.PEACE,
                confidence=0.98,
                fingers=(curled, extended, extended, curled, curled),
                readings=(ReadingRecord(kind=ReadingKind.NUMBER, value=2),),
                verdict=Verdict.HOLD,
                findings=("number.2",),
            ),
        ),
        people=(PersonRecord(id=3, row=1, place=3, box_xyxy=(790, 300, 900, 430)),),
        findings=(
            FindingRecord(
                rule="number.2",
                verdict=Verdict.HOLD,
                hands=(0,),
                message=Localized(id="Dua jari terangkat.", en="Two fingers are raised."),
                sources=("BKN-2023",),
            ),
        ),
        error=None,
        timings_ms=Timings(decode=31, detect=210, landmarks=96, gestures=2, total=352),
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("rapat\udce9.jpg", r"rapat\udce9.jpg", id="not-utf-8"),
        pytest.param("rapat é.jpg", "rapat é.jpg", id="utf-8"),
        pytest.param("rapat.jpg", "rapat.jpg", id="ascii"),
    ],
)
def test_names_are_valid_text(name: str, told: str) -> None:
    record = PhotoRecord.model_validate({**held().model_dump(), "path": name})
    assert readable_name(name) == record.path == told
    assert PhotoRecord.from_json(record.to_json()) == record


def unreadable() -> PhotoRecord:
    return PhotoRecord(
        path="rusak.jpg",
        sha256=None,
        width=None,
        height=None,
        verdict=Verdict.UNREADABLE,
        policy=PolicyStamp(id="id-strict-fist", sha256="cd" * 32),
        models=ModelStamps(palm="1" * 64, landmarks="2" * 64, gestures="3" * 64),
        smallest_readable_hand_px=None,
        hands=(),
        people=(),
        findings=(),
        error=ErrorRecord(code="photo-empty", message="The file is empty (0 bytes).", hint="Copy it again."),
        timings_ms=Timings(),
    )


def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(record: PhotoRecord) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(record.to_json()))


class TestJson:
    def test_keys_and_their_order_are_those_of_the_design(self) -> None:
        content = as_json(held())
        assert list(content) == KEYS
        for name, keys in INNER_KEYS.items():
            inner = content[name][0] if isinstance(content[name], list) else content[name]
            assert list(inner) == keys, name
        assert list(content["findings"][0]["message"]) == ["id", "en"]
        assert list(content["hands"][0]["readings"][0]) == ["kind", "value"]
        assert list(as_json(unreadable())["error"]) == ["code", "message", "hint"]

    def test_unreadable_photo_has_the_same_keys(self) -> None:
        assert list(as_json(unreadable())) == KEYS

    def test_names_its_format(self) -> None:
        assert as_json(held())["schema"] == "komando.photo/1"

    @pytest.mark.parametrize("record", [pytest.param(held(), id="held"), pytest.param(unreadable(), id="unreadable")])
    def test_round_trip(self, record: PhotoRecord) -> None:
        assert PhotoRecord.model_validate_json(record.to_json()) == record

    def test_indent_changes_nothing_but_space(self) -> None:
        assert "\n" not in held().to_json()
        assert json.loads(held().to_json(indent=2)) == as_json(held())

    def test_heart_has_no_number(self) -> None:
        assert json.loads(ReadingRecord(kind=ReadingKind.HEART).model_dump_json()) == {"kind": "heart", "value": None}


class TestModel:
    def test_unknown_key_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="face_embedding"):
            PhotoRecord.model_validate(as_json(held()) | {"face_embedding": [0.1]})

    def test_other_format_is_refused(self) -> None:
        with pytest.raises(ValidationError, match=r"komando\.photo/1"):
            PhotoRecord.model_validate(as_json(held()) | {"schema": "komando.photo/2"})

    def test_is_frozen(self) -> None:
        record: Any = held()
        with pytest.raises(ValidationError, match="frozen"):
            record.verdict = Verdict.PASS

    def test_nothing_of_a_record_is_mutable(self) -> None:
        models = [thing for thing in vars(record_module).values() if isinstance(thing, type)]
        records = [model for model in models if issubclass(model, BaseModel) and model is not BaseModel]
        assert PhotoRecord in records
        assert all(model.model_config.get("frozen") for model in records)


def _drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        inner: Any = content
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


def _set(value: object, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        inner: Any = content
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


class TestSchema:
    def test_committed_file_is_what_the_model_says_now(self) -> None:
        """If this fails: python -m tools.write_schema."""
        assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_json()

    @pytest.mark.parametrize("record", [pytest.param(held(), id="held"), pytest.param(unreadable(), id="unreadable")])
    def test_records_are_valid(self, record: PhotoRecord) -> None:
        validator().validate(as_json(record))

    @pytest.mark.parametrize("key", KEYS)
    def test_every_key_is_required(self, key: str) -> None:
        content = as_json(held())
        del content[key]
        assert not validator().is_valid(content)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(_set(1, "latitude"), id="unknown-key"),
            pytest.param(_set(1, "hands", 0, "name"), id="unknown-key-of-a-hand"),
            pytest.param(_set("violation", "verdict"), id="verdict"),
            pytest.param(_set("komando.photo/2", "schema"), id="schema"),
            pytest.param(_set("wave", "hands", 0, "gesture"), id="gesture"),
            pytest.param(_set(["curled"] * 4, "hands", 0, "fingers"), id="four-fingers"),
            pytest.param(_set([1, 2, 3], "hands", 0, "box_xyxy"), id="box-of-three"),
            pytest.param(_set("both", "hands", 0, "handedness"), id="handedness"),
            pytest.param(_drop("findings", 0, "message", "id"), id="message-without-indonesian"),
            pytest.param(_drop("hands", 0, "readings", 0, "value"), id="reading-without-value"),
            pytest.param(_drop("timings_ms", "total"), id="timings-without-total"),
        ],
    )
    def test_other_content_is_not(self, change: Callable[[dict[str, Any]], None]) -> None:
        content = copy.deepcopy(as_json(held()))
        change(content)
        assert not validator().is_valid(content)
