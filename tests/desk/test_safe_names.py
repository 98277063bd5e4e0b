from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.desk.safe_names import safe_names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("rapat.jpg", "rapat.jpg", id="plain"),
        pytest.param("Rapat é 文 🙂.jpg", "Rapat é 文 🙂.jpg", id="any-language"),
        pytest.param("<script>alert(1)</script>.jpg", "_script_alert(1)__script_.jpg", id="markup"),
        pytest.param("../../etc/passwd", "_.._etc_passwd", id="climbing"),
        pytest.param(r"C:\rapat\a.jpg", "C__rapat_a.jpg", id="windows-path"),
        pytest.param(".hidden.jpg", "hidden.jpg", id="hidden"),
        pytest.param("a.jpg. ", "a.jpg", id="dots-at-the-end"),
        pytest.param("CON.jpg", "_CON.jpg", id="reserved"),
        pytest.param("nul", "_nul", id="reserved-without-suffix"),
        pytest.param("a\x00b\n.jpg", "a_b_.jpg", id="control-characters"),
        pytest.param("a\u202egpj.exe", "a_gpj.exe", id="turned-reading-direction"),
        pytest.param("", "photo", id="empty"),
        pytest.param("...", "photo", id="dots"),
        pytest.param("a" * 300 + ".jpeg", "a" * 150 + ".jpeg", id="long"),
        pytest.param("a\ud800.jpg", "a_.jpg", id="half-a-character"),
    ],
)
def test_one_name(name: str, safe: str) -> None:
    assert safe_names([name]) == [safe]


@pytest.mark.parametrize(
    ("names", "safe"),
    [
        pytest.param(["a.jpg", "a.jpg", "a.jpg"], ["a.jpg", "a (2).jpg", "a (3).jpg"], id="the-same"),
        pytest.param(["a.jpg", "A.JPG"], ["a.jpg", "A (2).JPG"], id="case"),
        pytest.param(["a (2).jpg", "a.jpg", "a.jpg"], ["a (2).jpg", "a.jpg", "a (3).jpg"], id="a-number-that-is-taken"),
        pytest.param(["é.jpg", "e\u0301.jpg"], ["é.jpg", "é (2).jpg"], id="two-spellings"),
        pytest.param(["?.jpg", "*.jpg"], ["_.jpg", "_ (2).jpg"], id="alike-when-safe"),
    ],
)
def test_names_differ(names: list[str], safe: list[str]) -> None:
    assert safe_names(names) == safe


@given(st.lists(st.text(max_size=30), max_size=12))
def test_whatever_the_names_are(names: list[str]) -> None:
    safe = safe_names(names)
    assert len({name.casefold() for name in safe}) == len(names)
    for name in safe:
        assert re.search(r'[<>:"/\\|?*\x00-\x1f]', name) is None
        assert 0 < len(name.encode()) <= 200
        assert not name.startswith(".")
        assert not name.endswith((".", " "))
