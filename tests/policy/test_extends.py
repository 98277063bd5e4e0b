from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from komando.errors import InvalidPolicyError, UnknownPolicyError
from komando.gestures.names import Gesture
from komando.policy.profile import effective_content, folder_ids, load_profile, parse_profile, read_policy_file
from komando.policy.verdict import Verdict
from tests.policy.builders import STRICT, strict

HEAD = """schema = "komando.policy/1"
id = "{id}"
extends = "{extends}"
title = {{ id = "Kantor", en = "Office" }}
description = {{ id = "Kantor kami.", en = "Our office." }}
"""


def child(rest: str = "", *, policy_id: str = "kantor", extends: str = STRICT) -> bytes:
    return (HEAD.format(id=policy_id, extends=extends) + rest).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kabupaten.toml").write_bytes(
        child('[gestures]\npeace = { verdict = "review" }\n', policy_id="kabupaten")
    )
    return tmp_path


class TestMerge:
    def test_what_is_not_said_is_taken_over(self) -> None:
        profile = parse_profile(child(), "kantor.toml").profile
        assert profile.gestures == strict().gestures
        assert profile.thresholds == strict().thresholds
        assert profile.title.id == "Kantor"

    def test_a_rule_of_its_own_replaces_the_other_whole(self) -> None:
        """Else a rule would keep sources that say the contrary."""
        rule = parse_profile(child('[gestures]\npeace = { verdict = "pass" }\n'), "kantor.toml").profile.gestures
        assert rule[Gesture.PEACE].verdict == Verdict.PASS
        assert rule[Gesture.PEACE].sources == ()
        assert rule[Gesture.INDEX] == strict().gestures[Gesture.INDEX]

    def test_thresholds_one_by_one(self) -> None:
        thresholds = parse_profile(child("[thresholds]\nhold = 0.9\n"), "kantor.toml").profile.thresholds
        assert (thresholds.hold, thresholds.pass_) == (0.9, strict().thresholds.pass_)

    def test_sources_that_no_rule_names_any_more_are_left_out(self) -> None:
        rest = "[gestures]\nfour = { verdict = 'review' }\n"
        assert "BKN-VIDEO-2023" not in parse_profile(child(rest), "kantor.toml").profile.sources
        assert "BKN-VIDEO-2023" in parse_profile(child(), "kantor.toml").profile.sources

    def test_sources_of_its_own_are_kept(self) -> None:
        """Also those that no rule names: whoever wrote the file wanted them in it."""
        rest = "[sources]\nOUR-1 = { title = 'Surat edaran' }\n"
        parsed = parse_profile(child(rest), "kantor.toml").profile
        assert set(parsed.sources) == {"OUR-1", *strict().sources}
        assert parsed.sources["OUR-1"].title == "Surat edaran"

    def test_an_election_is_taken_over(self) -> None:
        parent = load_profile("id-pemilu-2024").profile
        profile = parse_profile(child(extends="id-pemilu-2024"), "kantor.toml").profile
        assert profile.election == parent.election is not None
        assert profile.valid == parent.valid

    @pytest.mark.parametrize("key", ["valid", "audience"])
    def test_what_is_taken_whole(self, folder: Path, key: str) -> None:
        own = {
            "valid": "[valid]\nfrom = 2024-01-01\n",
            "audience": "[audience]\nid = 'Guru'\nen = 'Teachers'\n",
        }[key]
        other = {
            "valid": "[valid]\nuntil = 2025-01-01\n",
            "audience": "[audience]\nid = 'Dosen'\nen = 'Lecturers'\n",
        }[key]
        (folder / "kabupaten.toml").write_bytes(child(own, policy_id="kabupaten"))
        parent = load_profile("kabupaten", folder).profile
        inherited = parse_profile(child(extends="kabupaten"), "kantor.toml", folder).profile
        replaced = parse_profile(child(other, extends="kabupaten"), "kantor.toml", folder).profile
        alone = parse_profile(child(other), "kantor.toml").profile
        assert getattr(inherited, key) == getattr(parent, key) is not None
        assert getattr(replaced, key) == getattr(alone, key) != getattr(parent, key)

    def test_an_election_is_never_mixed_with_another(self) -> None:
        rest = '[election]\nkind = "pilkades"\npairs = [{ number = 2 }]\n'
        election = parse_profile(child(rest, extends="id-pemilu-2024"), "kantor.toml").profile.election
        assert election is not None
        assert (election.campaign, election.voting, election.parties) == (None, None, ())

    def test_grandparent(self, folder: Path) -> None:
        loaded = parse_profile(child(extends="kabupaten"), "kantor.toml", folder)
        assert loaded.profile.gestures[Gesture.PEACE].verdict == Verdict.REVIEW
        assert loaded.profile.gestures[Gesture.FIST].verdict == Verdict.PASS

    @pytest.mark.parametrize("key", ["valid", "audience", "election"])
    def test_what_is_taken_whole_comes_from_any_ancestor(self, folder: Path, key: str) -> None:
        own = "[valid]\nuntil = 2025-01-01\n[audience]\nid = 'Guru'\nen = 'Teachers'\n[election]\nkind = 'pilkada'\n"
        (folder / "provinsi.toml").write_bytes(child(own, policy_id="provinsi"))
        (folder / "kabupaten.toml").write_bytes(child(policy_id="kabupaten", extends="provinsi"))
        (folder / "dinas.toml").write_bytes(child(policy_id="dinas", extends="kabupaten"))
        first = load_profile("provinsi", folder).profile
        last = parse_profile(child(extends="dinas"), "kantor.toml", folder).profile
        assert getattr(last, key) == getattr(first, key) is not None

    def test_the_nearest_ancestor_counts(self, folder: Path) -> None:
        rest = '[election]\nkind = "pilkades"\n'
        (folder / "kabupaten.toml").write_bytes(child(rest, policy_id="kabupaten", extends="id-pemilu-2024"))
        (folder / "dinas.toml").write_bytes(child(policy_id="dinas", extends="kabupaten"))
        election = parse_profile(child(extends="dinas"), "kantor.toml", folder).profile.election
        assert election == load_profile("kabupaten", folder).profile.election is not None

    def test_effective_content_is_that_of_all_files(self, folder: Path) -> None:
        content = effective_content(child(extends="kabupaten"), "kantor.toml", folder)
        assert content["gestures"]["peace"] == {"verdict": "review"}
        assert content["gestures"]["fist"]["verdict"] == "pass"
        assert "extends" not in content

    def test_effective_content_of_an_invalid_file(self) -> None:
        data = child("[gestures]\nunreadable = { verdict = 'pass' }\n")
        with pytest.raises(InvalidPolicyError, match=r"^kantor\.toml is not a valid policy: line 7: gestures\.unread"):
            effective_content(data, "kantor.toml")

    def test_hash_is_that_of_all_files(self, folder: Path) -> None:
        files = [child(extends="kabupaten"), (folder / "kabupaten.toml").read_bytes(), read_policy_file(STRICT)]
        lines = "".join(f"{hashlib.sha256(data).hexdigest()}\n" for data in files)
        loaded = parse_profile(files[0], "kantor.toml", folder)
        assert loaded.sha256 == hashlib.sha256(lines.encode()).hexdigest()

    def test_fist_is_a_choice_of_the_profile(self) -> None:
        """In Zimbabwe the fist is a party's sign and so is the open hand."""
        rest = '[gestures]\nfist = { verdict = "hold" }\nopen_palm = { verdict = "hold" }\n'
        assert parse_profile(child(rest), "zw.toml").profile.gestures[Gesture.FIST].verdict == Verdict.HOLD


class TestInvalid:
    @pytest.mark.parametrize(
        ("rest", "message"),
        [
            pytest.param("[gestures]\nwaving = { verdict = 'hold' }\n", "line 7: gestures.waving: ", id="gesture"),
            pytest.param(
                "[gestures]\npeace = { verdict = 'maybe' }\n", "line 7: gestures.peace.verdict: ", id="verdict"
            ),
            pytest.param(
                "[readings]\n'number.0' = { verdict = 'hold' }\n", "line 7: readings.number.0: ", id="reading"
            ),
            pytest.param(
                "[salutes]\na = { name = 'a', gesture = 'waving' }\n", "line 7: salutes.a.gesture", id="salute"
            ),
            pytest.param(
                "[salutes]\na = { name = 'a', gesture = 'three', sources = ['NO-1'] }\n",
                "line 7: salutes.a: names sources that are not listed: NO-1",
                id="source-of-a-salute",
            ),
            pytest.param(
                "[readings]\n'number.7' = { verdict = 'hold', sources = ['NO-2', 'NO-1'] }\n",
                "line 7: readings.number.7: names sources that are not listed: NO-1, NO-2",
                id="sources-of-a-reading",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\nsources = ['NO-1']\n",
                "line 8: election.sources: names sources that are not listed: NO-1",
                id="source-of-an-election",
            ),
            pytest.param("[election]\nkind = 'rapat'\n", "line 7: election.kind: ", id="kind"),
            pytest.param(
                "[election]\nkind = 'pilkada'\npairs = [{ number = 0 }]\n", "line 8: election.pairs.0.number", id="zero"
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\n[[election.pairs]]\nnumber = 2\n[[election.pairs]]\nnumber = 2\n",
                "line 11: election.pairs.1.number: the number 2 is there twice",
                id="pair-twice",
            ),
            pytest.param(
                "[election]\nkind = 'pileg'\nparties = [{ number = 1, name = 'A' }, { number = 1, name = 'B' }]\n",
                "line 8: election.parties.1.number: the number 1 is there twice",
                id="party-twice",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\ncampaign = { from = 2024-11-23, until = 2024-09-25 }\n",
                "line 8: election.campaign.until: 2024-09-25 lies before 2024-11-23",
                id="campaign-upside-down",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\nquiet = { from = 2024-11-26, until = 2024-11-24 }\n",
                "line 8: election.quiet.until: 2024-11-24 lies before 2024-11-26",
                id="quiet-days-upside-down",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\ncampaign = { from = 2024-09-25, until = 2024-11-23 }\n"
                "quiet = { from = 2024-11-23, until = 2024-11-26 }\n",
                "line 9: election.quiet: begins on 2024-11-23, before the campaign is over",
                id="quiet-days-in-the-campaign",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\n"
                "quiet = { from = 2024-11-24, until = 2024-11-27 }\nvoting = 2024-11-27\n",
                "line 9: election.voting: 2024-11-27 is not after `quiet`",
                id="vote-in-the-quiet-days",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\n"
                "campaign = { from = 2024-09-25, until = 2024-11-27 }\nvoting = 2024-11-27\n",
                "line 9: election.voting: 2024-11-27 is not after `campaign`, which ends on 2024-11-27",
                id="vote-in-the-campaign",
            ),
            pytest.param(
                "[valid]\nfrom = 2025-01-01\nuntil = 2024-01-01\n", "line 8: valid.until: 2024-01-01 lies", id="valid"
            ),
            pytest.param(
                "[phases.quiet.gestures]\npeace = { verdict = 'hold' }\n",
                "line 6: phases: there is no election with dates",
                id="phases-without-an-election",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\nvoting = 2024-11-27\n"
                "[phases.quiet.gestures]\nunreadable = { verdict = 'pass' }\n",
                "line 10: phases.quiet.gestures.unreadable: must not be `pass`",
                id="unreadable-passes-in-a-phase",
            ),
            pytest.param(
                "[election]\nkind = 'pilkades'\nvoting = 2027-05-10\n"
                "[phases.voting.gestures]\nfist = { verdict = 'hold' }\n"
                "[phases.campaign.gestures]\nfist = { verdict = 'hold' }\n",
                "line 11: phases.campaign: is never reached: the election's dates do not tell when it is",
                id="phase-that-is-never-reached",
            ),
            pytest.param("[phases.soon.gestures]\n", "line 6: phases.soon: ", id="phase-unknown"),
            pytest.param(
                "[gestures]\nunreadable = { verdict = 'pass' }\n", "line 7: gestures.unreadable: must", id="unreadable"
            ),
        ],
    )
    def test_line_and_key_are_named(self, rest: str, message: str) -> None:
        with pytest.raises(InvalidPolicyError) as raised:
            parse_profile(child(rest), "kantor.toml")
        assert f"kantor.toml is not a valid policy: {message}" in str(raised.value)

    @pytest.mark.parametrize(
        "rest",
        [
            pytest.param("[valid]\nfrom = 2025-01-01\n", id="no-end"),
            pytest.param("[valid]\nuntil = 2025-01-01\n", id="no-beginning"),
            pytest.param("[valid]\nfrom = 2025-01-01\nuntil = 2025-01-01\n", id="one-day"),
            pytest.param(
                "[election]\nkind = 'pilkada'\ncampaign = { from = 2024-09-25, until = 2024-11-23 }\n"
                "quiet = { from = 2024-11-24, until = 2024-11-24 }\nvoting = 2024-11-25\n",
                id="day-after-day",
            ),
            pytest.param(
                "[election]\nkind = 'pilkada'\npairs = [{ number = 1 }]\nparties = [{ number = 1, name = 'A' }]\n",
                id="a-pair-and-a-party-of-one-number",
            ),
        ],
    )
    def test_what_is_no_fault(self, rest: str) -> None:
        assert parse_profile(child(rest), "kantor.toml").profile.id == "kantor"

    def test_itself(self) -> None:
        with pytest.raises(InvalidPolicyError, match=r"line 3: extends: .* itself: kantor -> kantor"):
            parse_profile(child(extends="kantor"), "kantor.toml")

    def test_a_built_in_policy_under_its_own_id(self) -> None:
        with pytest.raises(InvalidPolicyError, match="extends itself"):
            parse_profile(child(policy_id=STRICT), "copy.toml")

    def test_circle(self, folder: Path) -> None:
        (folder / "a.toml").write_bytes(child(policy_id="a", extends="b"))
        (folder / "b.toml").write_bytes(child(policy_id="b", extends="a"))
        with pytest.raises(InvalidPolicyError, match="a -> b -> a"):
            load_profile("a", folder)

    def test_unknown_parent(self) -> None:
        with pytest.raises(InvalidPolicyError, match=r"line 3: extends: there is no policy 'kabupaten' to extend"):
            parse_profile(child(extends="kabupaten"), "kantor.toml")

    def test_parent_named_by_a_path(self) -> None:
        with pytest.raises(InvalidPolicyError, match="extends"):
            parse_profile(child(extends="../kabupaten.toml"), "kantor.toml")

    def test_fault_of_the_parent_is_told_of_the_parent(self, folder: Path) -> None:
        (folder / "kabupaten.toml").write_bytes(child("colour = 1", policy_id="kabupaten"))
        with pytest.raises(InvalidPolicyError, match=r"kabupaten\.toml is not a valid policy: line 6: colour: "):
            parse_profile(child(extends="kabupaten"), "kantor.toml", folder)

    def test_a_parent_must_be_valid_by_itself(self, folder: Path) -> None:
        """Also where the child would mend it: whoever reads the parent alone must be able to rely on it."""
        whole = read_policy_file(STRICT).decode("utf-8").replace(f'id = "{STRICT}"', 'id = "kabupaten"')
        (fist,) = [line for line in whole.splitlines(keepends=True) if line.startswith("fist = ")]
        (folder / "kabupaten.toml").write_text(whole.replace(fist, ""), encoding="utf-8")
        with pytest.raises(InvalidPolicyError, match=r"kabupaten\.toml is not a valid policy: .*no rule: fist$"):
            parse_profile(child(f"[gestures]\n{fist}", extends="kabupaten"), "kantor.toml", folder)

    @pytest.mark.parametrize("value", ["1", "[]", "''", "'Kantor Kami'"], ids=["number", "list", "empty", "no-id"])
    def test_extends_that_is_no_id(self, value: str) -> None:
        data = child().replace(f'extends = "{STRICT}"'.encode(), f"extends = {value}".encode())
        with pytest.raises(InvalidPolicyError, match="extends"):
            parse_profile(data, "kantor.toml")


class TestFolder:
    def test_by_id(self, folder: Path) -> None:
        assert load_profile("kabupaten", folder).profile.id == "kabupaten"
        assert folder_ids(folder) == ["kabupaten"]
        assert folder_ids(None) == []

    def test_other_things_in_the_folder_are_no_policies(self, folder: Path) -> None:
        (folder / "notes.txt").write_text("", encoding="utf-8")
        (folder / "old.toml").mkdir()
        assert folder_ids(folder) == ["kabupaten"]

    def test_a_file_beside_the_folder(self, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("elsewhere") / "kantor.toml"
        path.write_bytes(child("colour = 1", extends="kabupaten"))
        with pytest.raises(InvalidPolicyError) as raised:
            load_profile(str(path), folder)
        assert str(raised.value).startswith(f"{path} is not a valid policy: line 6: colour: ")

    def test_an_invalid_file_of_the_folder_is_named_by_its_path(self, folder: Path) -> None:
        (folder / "kabupaten.toml").write_bytes(child("colour = 1", policy_id="kabupaten"))
        with pytest.raises(InvalidPolicyError) as raised:
            load_profile("kabupaten", folder)
        assert str(raised.value).startswith(f"{folder / 'kabupaten.toml'} is not a valid policy: line 6: colour: ")

    def test_unknown_without_the_folder(self) -> None:
        with pytest.raises(UnknownPolicyError):
            load_profile("kabupaten")

    def test_file_and_id_must_be_alike(self, folder: Path) -> None:
        (folder / "kantor.toml").write_bytes(child(policy_id="lain"))
        with pytest.raises(InvalidPolicyError, match=r"kantor\.toml holds the policy 'lain'"):
            load_profile("kantor", folder)

    def test_a_built_in_policy_is_not_replaced_in_silence(self, folder: Path) -> None:
        (folder / f"{STRICT}.toml").write_bytes(child(policy_id="lain"))
        with pytest.raises(InvalidPolicyError, match="has the id of a built-in policy"):
            load_profile(STRICT, folder)

    def test_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownPolicyError, match="cannot be read"):
            load_profile("kabupaten", tmp_path / "gone")
