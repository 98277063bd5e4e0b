"""Neither outputs nor logs tell where a photo was taken, with which camera, or (logs) what it is called."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Final

import httpx2
import pytest
from PIL import Image
from starlette.testclient import TestClient

from komando.settings import Settings
from komando.web.app import create_app
from tests.privacy.conftest import CAMERA, NAME, Office
from tests.privacy.processes import WAIT_SECONDS, run, serving

TELLTALES: Final = (CAMERA.encode(), b"GPS", b"13.57", b"Exif\0\0", b"6.9037")
_DATA_URI: Final = re.compile(rb"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")
_ELSEWHERE: Final = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//""")


def telltales(content: bytes) -> list[bytes]:
    """What an output gives away, also in the pictures that it holds."""
    inner = b"".join(base64.b64decode(found) for found in _DATA_URI.findall(content))
    outer = _DATA_URI.sub(b"", content)
    return [word for word in TELLTALES if word in outer or word in inner]


def exif_of(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif())


def test_the_photo_itself_tells(office: Office) -> None:
    """Else the tests below would pass on any output."""
    assert CAMERA.encode() in office.photo.read_bytes()
    assert b"Exif\0\0" in telltales(office.photo.read_bytes())


@pytest.mark.parametrize("output_format", ["table", "json"])
def test_stdout_of_check(office: Office, output_format: str) -> None:
    ran = run(office, "check", str(office.photo), "--format", output_format)
    assert ran.returncode == 1, ran.stderr
    assert telltales(ran.stdout.encode()) == []
    assert NAME not in ran.stderr
    assert telltales(ran.stderr.encode()) == []


def test_reports_and_marked_pictures_of_scan(office: Office, tmp_path: Path) -> None:
    reports = [tmp_path / f"report.{suffix}" for suffix in ("html", "csv", "jsonl")]
    options = [word for report in reports for word in ("--report", str(report))]
    marked = tmp_path / "marked"
    ran = run(office, "scan", str(office.photo.parent), *options, "--marked", str(marked))
    assert ran.returncode == 1, ran.stderr
    (picture,) = marked.rglob("*.jpg")
    for path in (*reports, picture):
        assert telltales(path.read_bytes()) == [], path.name
    assert exif_of(picture.read_bytes()) == {}


def test_answers_and_log_of_the_service(office: Office) -> None:
    broken = office.photo.read_bytes()[:5000]
    with serving(office) as service:
        with httpx2.Client(base_url=service.address, timeout=WAIT_SECONDS, trust_env=False) as client:
            answers = [
                client.post("/v1/check", files={"photo": (NAME, data)}, headers={"Accept": accept})
                for data in (office.photo.read_bytes(), broken)
                for accept in ("application/json", "image/jpeg")
            ]
        log = service.log.read_bytes()
    assert [answer.status_code for answer in answers] == [200, 200, 422, 422]
    for answer in answers:
        assert telltales(answer.content) == []
        assert str(office.photo.parent) not in answer.text
    assert exif_of(answers[1].content) == {}
    assert NAME.encode() not in log
    assert telltales(log) == []
    assert office.secret not in log


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_load_nothing_from_elsewhere(path: str, tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1:8017") as client:
        page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert _ELSEWHERE.search(page.text) is None
    policy = page.headers["content-security-policy"]
    assert re.match(r"default-src '(none|self)'", policy), policy
    assert "//" not in policy
