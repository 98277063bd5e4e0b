from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from komando.errors import ExitCode, InvalidPolicyError, UnknownPolicyError
from komando.gestures.names import Gesture
from komando.policy.judge import judge
from komando.policy.profile import builtin_ids, load_profile, parse_profile, read_policy_file
from komando.policy.readings import SHOWN
from komando.policy.verdict import Verdict
from tests.policy.builders import STRICT, reading, strict
from tests.policy.test_explain import GUILT

SHIPPED = read_policy_file(STRICT).decode("utf-8")


def replaced(old: str, new: str) -> str:
    assert SHIPPED.count(old) == 1
    return SHIPPED.replace(old, new)


def without_line(start: str) -> str:
    (line,) = [line for line in SHIPPED.splitlines(keepends=True) if line.startswith(start)]
    return SHIPPED.replace(line, "")


class TestInvalid:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            pytest.param(
                replaced("[title]", "colour = 'red'\n[title]"),
                r"line 6: colour: this key is not known",
                id="unknown-key",
            ),
            pytest.param(
                replaced('fist = { verdict = "pass",', 'fist = { verdict = "pass", colour = "red",'),
                r"line \d+: gestures\.fist\.colour: this key is not known",
                id="unknown-key-of-a-gesture",
            ),
            pytest.param(
                replaced("hold = 0.84", "hold = 0.84\nmaybe = 0.5"),
                r"line \d+: thresholds\.maybe: this key is not known",
                id="unknown-threshold",
            ),
            pytest.param(
                replaced("relaxed = {", "waving = {"),
                r"line \d+: gestures\.waving: Input should be 'fist', 'index'",
                id="unknown-gesture",
            ),
            pytest.param(
                without_line("peace ="),
                r"line \d+: gestures: these gestures have no rule: peace$",
                id="missing-gesture",
            ),
            pytest.param(
                without_line("peace =").replace(
                    next(x for x in SHIPPED.splitlines(keepends=True) if "four =" in x), ""
                ),
                r"no rule: four, peace$",
                id="missing-gestures-sorted",
            ),
            pytest.param(
                replaced('holding = { verdict = "pass" }', 'holding = { verdict = "pass", sources = ["NOBODY-2020"] }'),
                r"line \d+: gestures\.holding: names sources that are not listed: NOBODY-2020",
                id="unknown-source",
            ),
            pytest.param(
                replaced('unreadable = { verdict = "review" }', 'unreadable = { verdict = "pass" }'),
                r"line \d+: gestures\.unreadable: must not be `pass`",
                id="unreadable-passes",
            ),
            pytest.param(
                replaced('relaxed = { verdict = "pass" }', 'relaxed = { verdict = "unreadable" }'),
                r"gestures\.relaxed\.verdict: ",
                id="verdict-of-files-for-a-hand",
            ),
            pytest.param(
                replaced('relaxed = { verdict = "pass" }', 'relaxed = { verdict = "maybe" }'),
                r"line \d+: gestures\.relaxed\.verdict: Input should be 'pass', 'review' or 'hold'$",
                id="verdict-unknown",
            ),
            pytest.param(replaced("hold = 0.84", "hold = 1.01"), r"thresholds\.hold: .*less than", id="hold-over-one"),
            pytest.param(
                replaced("pass = 0.7", "pass = -0.01"), r"thresholds\.pass: .*greater than", id="pass-under-zero"
            ),
            pytest.param(replaced("pass = 0.7", "pass = nan"), r"thresholds\.pass: ", id="pass-not-a-number"),
            pytest.param(replaced("hold = 0.84", 'hold = "high"'), r"thresholds\.hold: ", id="hold-a-text"),
            pytest.param(
                replaced('schema = "komando.policy/1"', 'schema = "komando.policy/2"'), r"schema: ", id="other-schema"
            ),
            pytest.param(replaced('id = "id-strict-fist"', 'id = "Strict Fist"'), r"id: ", id="id-with-space"),
            pytest.param(without_line('en = "Only the fist'), r"title\.en: Field required", id="title-in-one-language"),
            pytest.param(
                replaced("date = 2024-09-24", 'date = "last autumn"'),
                r"sources\.PANGKALPINANG-2024\.date: ",
                id="date-in-words",
            ),
            pytest.param("", r"schema: Field required.*; id: Field required", id="empty"),
        ],
    )
    def test_fault_is_named_with_file_and_place(self, text: str, message: str) -> None:
        with pytest.raises(InvalidPolicyError, match=rf"^office\.toml is not a valid policy: .*{message}") as raised:
            parse_profile(text.encode(), "office.toml")
        assert raised.value.exit_code == ExitCode.USAGE

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"gestures = [", id="cut"),
            pytest.param(b"\xff\xfe\x00", id="not-utf-8"),
            pytest.param(b"id = 'a'\nid = 'b'", id="key-twice"),
            pytest.param(b"a = " + b"[" * 100_000, id="too-deep"),
            pytest.param(b"a = " + b"1" * 5000, id="number-too-long"),
            pytest.param(b"a = 2020-13-45", id="no-such-day"),
            pytest.param(b"{}", id="json"),
        ],
    )
    def test_no_toml(self, data: bytes) -> None:
        with pytest.raises(InvalidPolicyError, match=r"^office\.toml is not a TOML file: "):
            parse_profile(data, "office.toml")

    @pytest.mark.parametrize(
        ("data", "line"),
        [
            pytest.param(b"id = 'a'\n\ngestures = [", "line 3", id="cut"),
            pytest.param(b"id = 'a'\nid = 'b'\ntitle = 'c'", "line 2", id="key-twice"),
            pytest.param(b"id = 'a'\ntitle = '\xff'", "line 2", id="not-utf-8"),
            pytest.param(b"\ntitle = '\xff'\nid = 'a'\n", "line 2", id="not-utf-8-between-lines"),
        ],
    )
    def test_no_toml_names_the_line(self, data: bytes, line: str) -> None:
        with pytest.raises(InvalidPolicyError, match=r"^office\.toml is not a TOML file: ") as raised:
            parse_profile(data, "office.toml")
        assert re.findall(r"line \d+", str(raised.value)) == [line]

    @given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8"))))
    def test_random_bytes_are_an_error_of_ours(self, data: bytes) -> None:
        with pytest.raises(InvalidPolicyError):
            parse_profile(data, "office.toml")


class TestLoad:
    def test_by_id(self) -> None:
        loaded = load_profile(STRICT)
        assert loaded.profile.id == STRICT
        assert loaded.sha256 == hashlib.sha256(SHIPPED.encode("utf-8")).hexdigest()

    def test_by_path(self, tmp_path: Path) -> None:
        path = tmp_path / "office.toml"
        path.write_text(replaced('id = "id-strict-fist"', 'id = "our-office"'), encoding="utf-8")
        loaded = load_profile(str(path))
        assert loaded.profile.id == "our-office"
        assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_by_path_without_suffix(self, tmp_path: Path) -> None:
        path = tmp_path / "office"
        path.write_bytes(SHIPPED.encode("utf-8"))
        assert load_profile(str(path)).profile == strict()

    def test_id_is_not_shadowed_by_a_file_of_that_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / STRICT).write_text("not a policy", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        assert load_profile(STRICT).profile == strict()

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("id-lenient", id="no-such-id"),
            pytest.param("", id="empty"),
            pytest.param("missing.toml", id="no-such-file"),
            pytest.param(".", id="folder"),
            pytest.param("x" * 5000, id="name-too-long"),
            pytest.param("zero\0byte", id="zero-byte"),
            pytest.param("zero\0byte.toml", id="zero-byte-toml"),
            pytest.param("id_strict_fist", id="underscores"),
            pytest.param("../profiles/id-strict-fist", id="path-into-the-package"),
        ],
    )
    def test_unknown(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(UnknownPolicyError):
            load_profile(name)

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            pytest.param("id-lenient", r"^There is no policy 'id-lenient'\.$", id="no-such-id"),
            pytest.param("gone.toml", r"^The policy file cannot be read: gone\.toml \(No such file", id="no-such-file"),
        ],
    )
    def test_unknown_name_is_in_the_message(
        self, name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(UnknownPolicyError, match=message):
            load_profile(name)

    def test_invalid_file_is_named_by_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "office.toml"
        path.write_text("colour = 'red'", encoding="utf-8")
        with pytest.raises(InvalidPolicyError) as raised:
            load_profile(str(path))
        assert str(path) in str(raised.value)

    def test_sha256_changes_with_a_comment(self) -> None:
        """The bytes are hashed, so that a report shows exactly which file judged."""
        first = parse_profile(SHIPPED.encode(), "a.toml")
        second = parse_profile((SHIPPED + "# changed\n").encode(), "a.toml")
        assert first.profile == second.profile
        assert first.sha256 != second.sha256

    def test_profile_is_frozen(self) -> None:
        profile: Any = strict()
        with pytest.raises(ValidationError, match="frozen"):
            profile.id = "other"


PASSES = {Gesture.FIST, Gesture.RELAXED, Gesture.HOLDING}
REVIEWS = {Gesture.THUMB_DOWN, Gesture.NAMASTE, Gesture.HAND_ON_CHEST, Gesture.SALUTE, Gesture.UNREADABLE}


@pytest.mark.parametrize("name", builtin_ids())
class TestEveryBuiltin:
    def test_names_itself_as_its_file(self, name: str) -> None:
        assert load_profile(name).profile.id == name

    def test_every_hold_has_a_source(self, name: str) -> None:
        rules = load_profile(name).profile.gestures
        assert [gesture for gesture, rule in rules.items() if rule.verdict == Verdict.HOLD and not rule.sources] == []

    def test_every_source_is_used(self, name: str) -> None:
        profile = load_profile(name).profile
        named = [rule.sources for rule in profile.gestures.values()]
        named += [salute.sources for salute in profile.salutes.values()]
        named += [profile.election.sources] if profile.election is not None else []
        assert {key for keys in named for key in keys} == set(profile.sources)

    def test_addresses_are_of_the_web(self, name: str) -> None:
        addresses = [source.address for source in load_profile(name).profile.sources.values() if source.address]
        assert all(re.match(r"https?://[\w.-]+/", address) for address in addresses)

    @pytest.mark.parametrize("confidence", [pytest.param(1.0, id="sure"), pytest.param(0.5, id="unsure")])
    def test_the_reason_of_an_open_palm_names_what_looks_the_same(self, name: str, confidence: float) -> None:
        hand = reading(Gesture.OPEN_PALM, confidence)
        (finding,) = judge(load_profile(name).profile, [hand], [64]).findings
        assert re.search(r"lambaian tangan", finding.message.id, re.IGNORECASE)
        assert re.search(r"waving", finding.message.en, re.IGNORECASE)

    @pytest.mark.parametrize("confidence", [0.5, 0.9])
    def test_a_salute_is_for_review_and_named(self, name: str, confidence: float) -> None:
        (finding,) = judge(load_profile(name).profile, [reading(Gesture.SALUTE, confidence)], [64]).findings
        assert finding.verdict == Verdict.REVIEW
        assert re.search(r"hormat", finding.message.id)
        assert re.search(r"salute", finding.message.en)

    def test_speaks_both_languages(self, name: str) -> None:
        profile = load_profile(name).profile
        assert profile.title.id != profile.title.en
        assert profile.description.id != profile.description.en


def test_notes_of_the_shipped_policies_speak_of_no_guilt() -> None:
    profiles = [load_profile(name).profile for name in builtin_ids()]
    notes = [rule.note for profile in profiles for rule in profile.gestures.values() if rule.note is not None]
    assert notes
    assert [note for note in notes if GUILT.search(note.id + note.en)] == []


@pytest.mark.parametrize(
    ("name", "gesture", "verdict"),
    [
        pytest.param("id-bkn-2023", Gesture.FOUR, Verdict.HOLD, id="bkn-four"),
        pytest.param("id-bkn-2023", Gesture.TWO_HAND_HEART, Verdict.REVIEW, id="bkn-heart-is-disputed"),
        pytest.param("id-bkn-2023", Gesture.HORNS, Verdict.REVIEW, id="bkn-does-not-name-horns"),
        pytest.param("id-polri-2023", Gesture.HAND_ON_CHEST, Verdict.PASS, id="salam-presisi"),
        pytest.param("id-polri-2023", Gesture.NAMASTE, Verdict.PASS, id="polri-both-hands-at-the-chest"),
        pytest.param("id-polri-2023", Gesture.OK, Verdict.REVIEW, id="polri-not-among-the-seven-known"),
        pytest.param("id-banten-2023", Gesture.HAND_ON_CHEST, Verdict.PASS, id="banten-chest"),
        pytest.param("id-banten-2023", Gesture.THREE, Verdict.REVIEW, id="banten-does-not-name-three"),
        pytest.param("id-kudus-2023", Gesture.TWO_HAND_HEART, Verdict.HOLD, id="kudus-only-the-fist"),
        pytest.param("kr-broadcast", Gesture.PEACE, Verdict.HOLD, id="kr-v"),
        pytest.param("kr-broadcast", Gesture.FIST, Verdict.PASS, id="kr-fist"),
        pytest.param("tw-military", Gesture.OK, Verdict.HOLD, id="tw-ok"),
        pytest.param("tw-military", Gesture.OPEN_PALM, Verdict.REVIEW, id="tw-salute"),
        pytest.param("ph-csc", Gesture.L_SHAPE, Verdict.REVIEW, id="ph-laban"),
        pytest.param("ph-csc", Gesture.FIST, Verdict.REVIEW, id="ph-nothing-is-known-of-the-fist"),
    ],
)
def test_where_the_shipped_policies_differ(name: str, gesture: Gesture, verdict: Verdict) -> None:
    assert load_profile(name).profile.gestures[gesture].verdict == verdict


class TestStrictFist:
    @pytest.mark.parametrize("gesture", Gesture)
    def test_table(self, gesture: Gesture) -> None:
        expected = Verdict.PASS if gesture in PASSES else Verdict.REVIEW if gesture in REVIEWS else Verdict.HOLD
        assert strict().gestures[gesture].verdict == expected

    def test_of_what_stands_for_something_nothing_passes(self) -> None:
        rules = strict().gestures
        assert {gesture for gesture in SHOWN if rules[gesture].verdict == Verdict.PASS} == set()

    def test_disputed_rules_name_their_sources(self) -> None:
        disputed = {gesture for gesture, rule in strict().gestures.items() if rule.disputed}
        assert disputed == {Gesture.TWO_HAND_HEART, Gesture.OVERHEAD_HEART, Gesture.NAMASTE, Gesture.HAND_ON_CHEST}
        assert all(strict().gestures[gesture].sources for gesture in disputed)

    def test_is_listed(self) -> None:
        assert STRICT in builtin_ids()
        assert builtin_ids() == sorted(builtin_ids())
