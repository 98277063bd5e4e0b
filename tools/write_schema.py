"""Writes the JSON Schema of the record to docs/: ``python -m tools.write_schema``. A test holds the two together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from komando.record import PhotoRecord

SCHEMA_PATH: Final = Path(__file__).resolve().parents[1] / "docs" / "record.schema.json"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_json() -> str:
    """The schema of a record as it is written, keys as published."""
    schema = PhotoRecord.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps({"$schema": _DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_json(), encoding="utf-8")
