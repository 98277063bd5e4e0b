from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from komando import terms
from komando.report.pictures import Pictures
from komando.scan.files import FoundFile
from komando.scan.session import OpenScan, open_scan
from komando.settings import Settings
from tests.scan.pictures import PLAIN

_PHOTOS = 20


class Clock(dt.datetime):
    """Runs ahead by whole days."""

    days_ahead = 0

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Clock:
        return super().now(tz) + dt.timedelta(days=cls.days_ahead)


class Dates:
    datetime = Clock
    date = dt.date


@pytest.mark.parametrize(
    ("append", "date", "looks_anew"),
    [
        pytest.param(True, None, True, id="added without end: by the day it is"),
        pytest.param(True, dt.date(2024, 2, 14), False, id="added without end, the day given"),
        pytest.param(False, None, False, id="a scan has one day"),
    ],
)
def test_midnight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, append: bool, date: dt.date | None, looks_anew: bool
) -> None:
    monkeypatch.setattr(terms, "dt", Dates)
    monkeypatch.setattr(Clock, "days_ahead", 0)
    (tmp_path / "a.jpg").write_bytes(PLAIN)

    def photos() -> Iterator[FoundFile]:
        for number in range(_PHOTOS):
            if number == _PHOTOS // 2:
                monkeypatch.setattr(Clock, "days_ahead", 1)
            yield FoundFile(str(tmp_path / "a.jpg"), f"{number}.jpg")

    settings = Settings(policy="id-pemilu-2024", date=date)
    with ExitStack() as stack:
        opened: OpenScan[Pictures] = stack.enter_context(
            open_scan(settings, 1, tmp_path / "records.jsonl", resume=True, append=append)
        )
        names = [scanned.file.name for scanned in opened.scan.run(photos())]
        assert names == [f"{number}.jpg" for number in range(_PHOTOS)]
        assert (opened.scan.looked_at > 1) == looks_anew  # equal photos, of which one is looked at on one day
