from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from komando.errors import ExitCode, UsageError
from komando.hands.engine_name import EngineName
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits
from komando.settings import Settings, load_settings

DEFAULTS = {
    "policy": "id-strict-fist",
    "policy_dir": None,
    "date": None,
    "engine": EngineName.LITERT,
    "max_bytes": 100_000_000,
    "max_pixels": 120_000_000,
    "max_decode_bytes": 140_000_000,
    "photo_seconds": 120.0,
    "photo_memory_mib": 1024,
    "host": "127.0.0.1",
    "port": 8017,
    "workers": 1,
    "queue": 8,
    "upload_seconds": 60.0,
    "lang": "id",
    "data_dir": None,
    "database_url": None,
    "keep_hours": 24.0,
    "batch_photos": 300,
    "desk_queue": 3000,
    "login": "auto",
    "session_hours": 12.0,
    "hosts": "",
    "https": False,
    "rate": 50.0,
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("KOMANDO_"):
            monkeypatch.delenv(name)


def test_defaults_are_the_published_ones() -> None:
    assert load_settings().model_dump() == DEFAULTS


def test_default_listens_on_loopback_alone() -> None:
    assert load_settings().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param("policy", "my/office.toml", "my/office.toml", id="policy"),
        pytest.param("policy_dir", "my", Path("my"), id="policy_dir"),
        pytest.param("date", "2024-11-27", dt.date(2024, 11, 27), id="date"),
        pytest.param("engine", "mediapipe", EngineName.MEDIAPIPE, id="engine"),
        pytest.param("max_bytes", "1", 1, id="max_bytes"),
        pytest.param("max_pixels", "5000000", 5_000_000, id="max_pixels"),
        pytest.param("max_decode_bytes", "9000000", 9_000_000, id="max_decode_bytes"),
        pytest.param("photo_seconds", "2.5", 2.5, id="photo_seconds"),
        pytest.param("photo_memory_mib", "400", 400, id="photo_memory_mib"),
        pytest.param("host", "0.0.0.0", "0.0.0.0", id="host"),  # noqa: S104 - nothing listens
        pytest.param("port", "65535", 65_535, id="port"),
        pytest.param("port", "0", 0, id="port-any"),
        pytest.param("workers", "64", 64, id="workers"),
        pytest.param("queue", "0", 0, id="queue"),
        pytest.param("upload_seconds", "0.5", 0.5, id="upload_seconds"),
        pytest.param("lang", "en", "en", id="lang"),
        pytest.param("data_dir", "desk", Path("desk"), id="data_dir"),
        pytest.param("database_url", "postgresql:///komando", "postgresql:///komando", id="database_url"),
        pytest.param("keep_hours", "0.5", 0.5, id="keep_hours"),
        pytest.param("batch_photos", "1000", 1000, id="batch_photos"),
        pytest.param("desk_queue", "1", 1, id="desk_queue"),
        pytest.param("login", "always", "always", id="login"),
        pytest.param("session_hours", "1", 1.0, id="session_hours"),
        pytest.param("hosts", "a.example,b.example", "a.example,b.example", id="hosts"),
        pytest.param("https", "true", True, id="https"),
        pytest.param("rate", "0.5", 0.5, id="rate"),
    ],
)
class TestSources:
    def test_environment(self, monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object) -> None:
        monkeypatch.setenv(f"KOMANDO_{name.upper()}", text)
        assert load_settings().model_dump() == DEFAULTS | {name: value}

    def test_command_line_comes_before_environment(
        self, monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
    ) -> None:
        if DEFAULTS[name] is not None:
            monkeypatch.setenv(f"KOMANDO_{name.upper()}", str(DEFAULTS[name]))
        assert getattr(load_settings(**{name: text}), name) == value

    def test_override_of_none_is_no_override(
        self, monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
    ) -> None:
        monkeypatch.setenv(f"KOMANDO_{name.upper()}", text)
        assert getattr(load_settings(**{name: None}), name) == value


def test_every_setting_was_tried() -> None:
    assert set(Settings.model_fields) == set(DEFAULTS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("date", "2024-02-30", id="date-no-such-day"),
        pytest.param("date", "tomorrow", id="date-in-words"),
        pytest.param("engine", "yolo", id="engine-unknown"),
        pytest.param("max_bytes", "0", id="max_bytes-zero"),
        pytest.param("max_bytes", "many", id="max_bytes-text"),
        pytest.param("max_pixels", "-1", id="max_pixels-negative"),
        pytest.param("port", "65536", id="port-too-high"),
        pytest.param("port", "-1", id="port-negative"),
        pytest.param("workers", "0", id="workers-none"),
        pytest.param("workers", "65", id="workers-too-many"),
        pytest.param("queue", "-1", id="queue-negative"),
        pytest.param("queue", "1001", id="queue-too-long"),
        pytest.param("upload_seconds", "0", id="upload-no-time"),
        pytest.param("lang", "fr", id="lang-unknown"),
        pytest.param("lang", "", id="lang-empty"),
        pytest.param("keep_hours", "0", id="keep_hours-none"),
        pytest.param("batch_photos", "0", id="batch_photos-none"),
        pytest.param("login", "never", id="login-never"),
        pytest.param("rate", "0", id="rate-none"),
    ],
)
def test_value_out_of_bounds_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"KOMANDO_{name.upper()}", text)
    with pytest.raises(UsageError, match=f"KOMANDO_{name.upper()}: ") as raised:
        load_settings()
    assert raised.value.exit_code == ExitCode.USAGE


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(UsageError, match=r"KOMANDO_PORT: .*; KOMANDO_LANG: "):
        load_settings(port=-1, lang="fr")


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(UsageError, match="KOMANDO_COLOUR"):
        load_settings(colour="red")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("KOMANDO_MAX_BYTE", "did you mean KOMANDO_MAX_BYTES", id="letter-missing"),
        pytest.param("KOMANDO_POLCY", "did you mean KOMANDO_POLICY", id="letter-missing-inside"),
        pytest.param("komando_wrokers", "did you mean KOMANDO_WORKERS", id="letters-swapped"),
        pytest.param("KOMANDO_COLOUR", "KOMANDO_COLOUR", id="nothing-near"),
    ],
)
def test_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    """Else a limit would stay at its default without a word."""
    monkeypatch.setenv(name, "1")
    with pytest.raises(UsageError, match=f"No such setting.*{told}") as raised:
        load_settings()
    assert raised.value.exit_code == ExitCode.USAGE


def test_settings_are_frozen() -> None:
    settings: Any = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_photo_limits_follow_the_settings() -> None:
    assert load_settings().photo_limits == DEFAULT_LIMITS
    limits = load_settings(max_bytes=7, max_pixels=9).photo_limits
    assert limits == PhotoLimits(max_bytes=7, max_pixels=9, min_side_px=DEFAULT_LIMITS.min_side_px)
