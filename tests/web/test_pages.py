from __future__ import annotations

import importlib.resources
import json
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from komando.desk.check_errors import OWN_ERRORS
from komando.messages import LANGUAGES, translate
from komando.record import ErrorRecord
from komando.web.pages.assets import assets
from komando.web.pages.texts import PROBLEMS, TEXTS, texts_json
from tests.web.problem_types import documented

ROOT: Final = Path(__file__).parents[2]
PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
STATIC: Final = importlib.resources.files("komando.web.pages") / "static"
SCRIPTS: Final = {name: asset.data.decode() for name, asset in assets().items() if name.endswith(".js")}


class Tags(HTMLParser):
    """The start tags of a page, and the texts of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script":
            self.data.append(data)


def texts_of(page: str) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = json.loads(Tags(page).data[0])
    return texts


class TestShell:
    def test_the_service_s_language(self, client: TestClient) -> None:
        page = client.get("/")
        assert page.status_code == 200
        assert page.headers["content-language"] == "id"
        assert "Letakkan foto atau folder di sini" in page.text

    @pytest.mark.parametrize(
        ("query", "cookie", "language"),
        [
            pytest.param("?lang=en", None, "en", id="asked-for"),
            pytest.param("", "en", "en", id="chosen-before"),
            pytest.param("?lang=id", "en", "id", id="asked-for-wins"),
            pytest.param("?lang=xx", "<script>", "id", id="neither-is-one"),
        ],
    )
    def test_another_language(self, client: TestClient, query: str, cookie: str | None, language: str) -> None:
        headers = {} if cookie is None else {"cookie": f"komando_lang={cookie}"}
        assert client.get(f"/{query}", headers=headers).headers["content-language"] == language

    @pytest.mark.parametrize("path", ["/", "/docs"])
    def test_nothing_in_line_runs_and_nothing_comes_from_elsewhere(self, client: TestClient, path: str) -> None:
        page = client.get(path)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        for tag, attributes in Tags(page.text).tags:
            assert tag != "style"
            assert not [name for name in attributes if name == "style" or name.startswith("on")]
            assert tag != "script" or attributes.get("src") or attributes.get("type") == "application/json"
            for address in (attributes.get("src"), attributes.get("href")):
                assert address is None or address.startswith(("/", "#", "?"))

    def test_a_text_cannot_end_the_element_that_carries_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(TEXTS, "rule", "</script><script>")
        assert "<" not in texts_json("en")
        assert json.loads(texts_json("en"))["texts"]["rule"] == "</script><script>"

    def test_it_holds_no_data(self, client: TestClient) -> None:
        """The shell is for everybody, so it must not say anything of an office."""
        assert client.get("/").text == client.get("/?batch=1").text


class TestTexts:
    def test_scripts_ask_for_texts_that_are_there_and_no_text_is_left_over(self) -> None:
        asked = {key for script in SCRIPTS.values() for key in re.findall(r"\bt\(\s*\"(\w+)\"", script)}
        chosen = {
            key for script in SCRIPTS.values() for key in re.findall(r"\? \"(\w+)\" : \"(\w+)\"", script) for key in key
        }
        families = {key for key in TEXTS if key.startswith(("role_", "over_", "ended_", "picture_"))}
        assert asked - set(TEXTS) == set()
        assert set(TEXTS) - asked - chosen - families == set()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_placeholders_are_those_of_the_english_text(self, client: TestClient, language: str) -> None:
        texts = texts_of(client.get(f"/?lang={language}").text)["texts"]
        differing = {
            key for key in TEXTS if set(PLACEHOLDER.findall(texts[key])) != set(PLACEHOLDER.findall(TEXTS[key]))
        }
        assert differing == set()

    def test_whatever_may_happen_without_anybody_s_fault_has_words(self) -> None:
        """Conflicts, limits and faults of the service; a page that sends what it must not is a bug instead."""
        met = {code for code, statuses in documented().items() if statuses & {408, 409, 429} or max(statuses) >= 500}
        assert met - set(PROBLEMS) == set()

    def test_every_gesture_verdict_and_photo_error_has_words(self, client: TestClient) -> None:
        texts = texts_of(client.get("/").text)
        assert texts["gestures"]["peace"] == "dua jari (peace)"
        assert texts["verdicts"]["hold"] == "Jangan dipublikasikan"
        assert texts["errors"].keys() >= {"photo-empty", "photo-damaged"}
        assert texts["hints"].keys() >= texts["errors"].keys() - {"photo-unreadable"}

    @pytest.mark.parametrize("error", OWN_ERRORS, ids=lambda error: error.code)
    def test_what_the_desk_says_of_a_photo_is_said_in_the_page_s_language(
        self, client: TestClient, error: ErrorRecord
    ) -> None:
        texts = texts_of(client.get("/").text)
        assert texts["errors"][error.code] == translate(error.message, "id") != error.message
        assert texts["hints"][error.code] == translate(error.hint, "id") != error.hint


class TestScripts:
    """What keeps names of files and texts of policies from becoming markup."""

    @pytest.mark.parametrize("name", sorted(SCRIPTS))
    def test_no_sink_takes_markup(self, name: str) -> None:
        assert (
            re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", SCRIPTS[name])
            == []
        )

    @pytest.mark.parametrize("name", sorted(SCRIPTS))
    def test_imports_stay_here(self, name: str) -> None:
        imported = re.findall(r"(?:from|import)\s+\"([^\"]+)\"", SCRIPTS[name])
        assert {address.removeprefix("./") for address in imported} <= set(SCRIPTS)

    def test_every_file_is_used(self, client: TestClient) -> None:
        said = client.get("/").text + client.get("/docs").text + "".join(SCRIPTS.values())
        assert [name for name in assets() if f"/{name}" not in said] == []


class TestStatic:
    @pytest.mark.parametrize(
        ("name", "media_type"),
        [
            pytest.param("desk.js", "text/javascript; charset=utf-8", id="script"),
            pytest.param("base.css", "text/css; charset=utf-8", id="style"),
            pytest.param("icon.svg", "image/svg+xml", id="icon"),
        ],
    )
    def test_a_file(self, client: TestClient, name: str, media_type: str) -> None:
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = client.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("name", ["none.js", "..%2froutes.py", "%2e%2e/texts.py", "desk.js%00"])
    def test_nothing_else_can_be_asked_for(self, client: TestClient, name: str) -> None:
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"

    def test_the_wheel_takes_the_whole_package(self) -> None:
        built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
        assert built["targets"]["wheel"]["packages"] == ["app/komando"]
        assert "exclude" not in built["targets"]["wheel"]


class TestInterface:
    def test_it_tells_every_request_of_the_schema(self, client: TestClient) -> None:
        page = client.get("/docs").text
        paths = client.get("/openapi.json").json()["paths"]
        assert [path for path in paths if path.replace("'", "&#39;") not in page] == []

    def test_pages_are_not_part_of_it(self, client: TestClient) -> None:
        assert {"/", "/docs", "/static/{name}"} & set(client.get("/openapi.json").json()["paths"]) == set()
