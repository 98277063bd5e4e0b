from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from komando.checker import CheckedPhoto
from komando.gestures.names import Gesture
from komando.messages import LANGUAGES
from komando.policy.profile import GestureRule, Profile, Source
from komando.policy.verdict import Verdict
from komando.record import PersonRecord
from komando.report import html
from komando.report.html import HtmlWriter
from komando.report.picture_budget import PictureBudget
from komando.report.pictures import MakePictures
from komando.report.writers import open_writer
from tests.report.builders import HandSpec, make_checked, make_unreadable

_NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
_VOID = {"meta", "img", "link", "br", "input", "path", "circle", "use"}
_HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>.jpg"


class _Page(HTMLParser):
    """Tags and attributes of a page; fails on tags that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _write(path: Path, profile: Profile, photos: list[CheckedPhoto], language: str = "id", *, blur: bool = True) -> str:
    with HtmlWriter(path, profile=profile, language=language, show_faces=not blur, now=lambda: _NOON) as writer:
        for photo in photos:
            writer.add(photo.record, MakePictures(language, show_faces=not blur)(photo))
    return path.read_text(encoding="utf-8")


def _photos() -> list[CheckedPhoto]:
    person = PersonRecord(id=1, row=2, place=3, box_xyxy=(0, 0, 9, 9))
    return [
        make_checked([HandSpec((320, 240), 150, Gesture.FIST)], name="pass.jpg"),
        make_checked([HandSpec((320, 240), 150, Gesture.UNREADABLE)], name="review.jpg"),
        make_unreadable("unreadable.jpg"),
        make_checked([HandSpec((320, 240), 150, person=1)], name="hold.jpg", people=(person,)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_opens_offline(tmp_path: Path, profile: Profile, language: str) -> None:
    text = _write(tmp_path / "r.html", profile, _photos(), language)
    page = _Page(text)
    assert page.all("html")[0]["lang"] == language
    assert all((image["src"] or "").startswith("data:image/jpeg;base64,") for image in page.all("img"))
    assert not page.all("link")
    assert all("src" not in script for script in page.all("script"))
    assert not page.all("iframe")
    assert "url(" not in text
    assert "@import" not in text
    assert all(re.match(r"#|https?://", link["href"] or "") for link in page.all("a"))
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


def test_worst_first(tmp_path: Path, profile: Profile) -> None:
    page = _Page(_write(tmp_path / "r.html", profile, _photos()))
    assert [article["data-verdict"] for article in page.all("article")] == ["hold", "review", "unreadable", "pass"]
    assert [article["data-order"] for article in page.all("article")] == ["4", "2", "3", "1"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "id",
            [
                "Jangan dipublikasikan",
                "Perlu ditinjau",
                "Tidak terbaca",
                "Lolos",
                "22 November 2026, 12:00 GMT+07:00",
                "Hanya kepalan (komando)",
                "id-strict-fist",
                "1x dua jari (peace)",
                "Tangan: peace.",
                "rule.peace",
                "baris ke-2, urutan ke-3 dari kiri",
                "Gunakan berkas JPEG",
                "The file is not a picture of a known format.",
                "mulai dari ukuran 31 piksel",
                "Angka, nama, dan logo pada pakaian",
                "Wajah yang ditemukan diburamkan",
                "Keputusan:",
            ],
        ),
        ("en", ["Do not publish", "Hand: peace.", "row 2, place 3 from the left", "Nobody is recognised", "Decision:"]),
    ],
    ids=["Indonesian", "English"],
)
def test_everything_is_told(tmp_path: Path, profile: Profile, language: str, expected: list[str]) -> None:
    text = _write(tmp_path / "r.html", profile, _photos(), language)
    assert [phrase for phrase in expected if phrase not in text] == []


def test_sources_have_title_address_and_date(tmp_path: Path, profile: Profile) -> None:
    text = _write(tmp_path / "r.html", profile, _photos())
    source = profile.sources["BKN-2023"]
    assert source.title in text
    assert f'href="{source.address}"' in text


def test_hostile_names_stay_text(tmp_path: Path, profile: Profile) -> None:
    text = _write(tmp_path / "r.html", profile, [make_checked(name=_HOSTILE), make_unreadable(_HOSTILE)])
    page = _Page(text)
    assert len(page.all("script")) == 1
    assert not any("onerror" in attributes for _, attributes in page.tags)
    assert [article["data-name"] for article in page.all("article")] == [_HOSTILE, _HOSTILE]
    assert "&lt;script&gt;alert(1)" in text


def test_hostile_sources_are_no_links(tmp_path: Path, profile: Profile) -> None:
    hostile = profile.model_copy(
        update={"sources": {**profile.sources, "BKN-2023": Source(title="<b>x</b>", address="javascript:alert(1)")}}
    )
    text = _write(tmp_path / "r.html", hostile, _photos())
    assert "javascript:" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_a_source_of_another_policy_shows_its_key(tmp_path: Path, profile: Profile) -> None:
    text = _write(tmp_path / "r.html", profile.model_copy(update={"sources": {}}), _photos())
    assert "<code>BKN-2023</code>" in text


def test_disputed_rules_are_named(tmp_path: Path, profile: Profile) -> None:
    assert "sumber berbeda pendapat" not in _write(tmp_path / "a.html", profile, _photos())
    rule = GestureRule(verdict=Verdict.HOLD, disputed=True)
    disputed = profile.model_copy(update={"gestures": {**profile.gestures, Gesture.PEACE: rule}})
    assert "sumber berbeda pendapat" in _write(tmp_path / "b.html", disputed, _photos())


def test_the_security_policy_lets_only_our_script_and_style_run(tmp_path: Path, profile: Profile) -> None:
    text = _write(tmp_path / "r.html", profile, _photos())
    page = _Page(text)
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for tag in ("script", "style"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not any("style" in attributes for _, attributes in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def _first_picture(text: str) -> np.ndarray[tuple[int, int, int], np.dtype[np.float64]]:
    match = re.search(r'src="data:image/jpeg;base64,([^"]+)"', text)
    assert match is not None
    with Image.open(io.BytesIO(base64.b64decode(match[1]))) as image:
        return np.asarray(image, np.float64)


@pytest.mark.parametrize(("show_faces", "sharp"), [(False, False), (True, True)], ids=["blurred", "shown"])
def test_faces_are_blurred_unless_asked(tmp_path: Path, profile: Profile, show_faces: bool, sharp: bool) -> None:
    checked = make_checked(size_wh=(1000, 800), faces_xyxy=[(300, 300, 500, 500)])
    path = tmp_path / "r.html"
    with open_writer(path, profile=profile, show_faces=show_faces) as writer:
        writer.add(checked.record, MakePictures(show_faces=show_faces)(checked))
    text = path.read_text(encoding="utf-8")
    face = _first_picture(text)[320:480, 320:480]
    assert bool(np.abs(np.diff(face, axis=1)).mean() > 20) is sharp
    assert ("Wajah tidak diburamkan" in text) is show_faces


@pytest.mark.parametrize(("size_wh", "longest"), [((4000, 3000), 1000), ((300, 200), 1000)], ids=["large", "small"])
def test_pictures_are_of_one_size(tmp_path: Path, profile: Profile, size_wh: tuple[int, int], longest: int) -> None:
    picture = _first_picture(_write(tmp_path / "r.html", profile, [make_checked(size_wh=size_wh)]))
    assert max(picture.shape[:2]) == longest


def test_hands_that_do_not_pass_are_enlarged(tmp_path: Path, profile: Profile) -> None:
    specs = [HandSpec((100, 100), 60), HandSpec((300, 100), 60, Gesture.FIST)]
    page = _Page(_write(tmp_path / "r.html", profile, [make_checked(specs)]))
    assert len(page.all("img")) == 2


def test_no_photos(tmp_path: Path, profile: Profile) -> None:
    assert "Tidak ada foto yang diperiksa." in _write(tmp_path / "r.html", profile, [])


def test_a_huge_run_gives_the_pictures_to_the_worst(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "PictureBudget", lambda: PictureBudget(large_bytes=1, small_bytes=10**9))
    assert max(_first_picture(_write(tmp_path / "small.html", profile, _photos())).shape[:2]) == 320
    monkeypatch.setattr(html, "PictureBudget", lambda: PictureBudget(large_bytes=1, small_bytes=1))
    page = _Page(_write(tmp_path / "none.html", profile, _photos()))
    assert len(page.all("article")) == 4
    assert not page.all("img")


def test_beyond_what_a_page_can_hold_the_rest_is_counted(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "_MOST_CARDS", 3)
    text = _write(tmp_path / "r.html", profile, _photos(), "en")
    assert [article["data-verdict"] for article in _Page(text).all("article")] == ["hold", "review", "unreadable"]
    assert "This page shows the 3 photos that need you first; 1 more are in the records." in text
    assert "<dd>4</dd>" in text


def test_advice_is_given_once(tmp_path: Path, profile: Profile) -> None:
    page = _Page(_write(tmp_path / "r.html", profile, _photos()))
    advice = [attributes for tag, attributes in page.tags if attributes.get("class") == "advice"]
    assert len(advice) == 2  # the photo that passes and the one that cannot be read; reasons carry their own


def test_rules_can_be_chosen_by_name(tmp_path: Path, profile: Profile) -> None:
    page = _Page(_write(tmp_path / "r.html", profile, _photos()))
    assert [option["value"] for option in page.all("option")][:3] == ["", "rule.peace", "rule.unreadable"]
    assert [article["data-rules"] for article in page.all("article")] == ["rule.peace", "rule.unreadable", "", ""]
