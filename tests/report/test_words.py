from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib import resources

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from komando import errors
from komando.gestures.names import FingerState, Gesture
from komando.messages import LANGUAGES, translate
from komando.policy.verdict import Verdict
from komando.report import words
from komando.report.fonts import load_font
from tests.report.builders import HandSpec, make_record

_TRANSLATED_CALL = re.compile(r'\b(?:t|translate)\(\s*((?:"[^"]*"\s*)+)')


def _catalogue() -> Catalog:
    source = (resources.files("komando.messages") / "id.po").read_bytes()
    return read_po(io.BytesIO(source), locale="id")


def _phrases() -> Iterator[str]:
    yield from words.GESTURES.values()
    yield from words.PHOTO_VERDICTS.values()
    yield from words.HAND_VERDICTS.values()
    yield from words.FINGERS
    yield from words.FINGER_STATES.values()
    yield from words.ERRORS.values()


def _phrases_in_sources() -> Iterator[str]:
    folder = resources.files("komando.report")
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".py")]
    files += [entry for entry in (folder / "templates").iterdir() if entry.name.endswith(".j2")]
    for entry in files:
        for call in _TRANSLATED_CALL.findall(entry.read_text(encoding="utf-8")):
            yield "".join(re.findall(r'"([^"]*)"', call))


def _photo_errors() -> list[type[errors.PhotoError]]:
    return [errors.PhotoError, *errors.PhotoError.__subclasses__()]


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (words.GESTURES, Gesture),
        (words.PHOTO_VERDICTS, Verdict),
        (words.HAND_VERDICTS, Verdict),
        (words.FINGER_STATES, FingerState),
    ],
    ids=["gestures", "verdicts of photos", "verdicts of hands", "states of fingers"],
)
def test_every_name_has_words_of_its_own(table: dict[object, str], names: type[Gesture]) -> None:
    assert set(table) == set(names)
    for language in LANGUAGES:
        assert len({translate(phrase, language) for phrase in table.values()}) == len(table)


def test_every_phrase_is_in_the_indonesian_catalogue() -> None:
    catalogue = _catalogue()
    wanted = {*_phrases(), *_phrases_in_sources(), *(error.hint for error in _photo_errors())}
    missing = [phrase for phrase in sorted(wanted) if phrase not in catalogue or not catalogue[phrase].string]
    assert missing == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in _catalogue():
        if message.id:
            assert sorted(re.findall(r"%\(\w+\)\w", str(message.string))) == sorted(
                re.findall(r"%\(\w+\)\w", str(message.id))
            ), message.id


def test_every_photo_error_has_a_sentence() -> None:
    assert {error.code for error in _photo_errors()} == set(words.ERRORS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_of_the_picture_has_every_letter(language: str) -> None:
    font = load_font(40)
    nothing = bytes(font.getmask("\N{DEVANAGARI LETTER A}"))
    drawn = {*words.GESTURES.values(), *words.PHOTO_VERDICTS.values(), *words.HAND_VERDICTS.values()}
    drawn |= {
        "%(number)d · %(gesture)s: %(verdict)s",
        "... and %(count)d more hands",
        "no hand found (hands under %(limit_px)d px cannot be seen)",
    }
    letters = {letter for phrase in drawn for letter in translate(phrase, language)} | set("0123456789x,.") - {" "}
    assert [letter for letter in sorted(letters) if bytes(font.getmask(letter)) == nothing] == []


def test_words_are_the_ones_offices_use() -> None:
    assert words.gesture_name(Gesture.FIST, "id") == "mengepal (komando)"
    assert words.photo_verdict_name(Verdict.HOLD, "id") == "Jangan dipublikasikan"
    assert words.photo_verdict_name(Verdict.HOLD, "en") == "Do not publish"


def test_hand_phrases_count_and_name_the_worst_first() -> None:
    hands = make_record(
        [HandSpec((50, 50), 40, Gesture.FIST), HandSpec((150, 50), 40), HandSpec((250, 50), 40, Gesture.FIST)]
    ).hands
    assert words.hand_phrases(hands, "id") == ["1x dua jari (peace)", "2x mengepal (komando)"]


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("photo-empty", "id", "Berkas kosong."),
        ("photo-empty", "en", "The file is empty (0 bytes)."),
        ("new-code", "id", "The file is empty (0 bytes)."),
    ],
    ids=["known code in Indonesian", "English keeps the figures", "unknown code falls back to the message"],
)
def test_error_sentence(code: str, language: str, expected: str) -> None:
    assert words.error_sentence(code, "The file is empty (0 bytes).", language) == expected
