from __future__ import annotations

import re

import pytest

from komando.errors import InvalidPolicyError
from komando.policy.new_profile import new_profile
from komando.policy.profile import builtin_ids, parse_profile

languages = pytest.mark.parametrize("language", ["id", "en"])


@languages
@pytest.mark.parametrize("extends", builtin_ids())
def test_is_valid_as_it_stands(language: str, extends: str) -> None:
    text = new_profile("kantor-kami", "kantor-kami.toml", extends, language)
    profile = parse_profile(text.encode(), "kantor-kami.toml").profile
    assert (profile.id, profile.extends) == ("kantor-kami", extends)


@languages
def test_what_its_comments_show_is_valid_too(language: str) -> None:
    text = new_profile("kantor-kami", "kantor-kami.toml", "id-strict-fist", language)
    uncommented = re.sub(r"^# (?=[\[\]a-z\" ]+[\w.\"-]* = |\[|\]|  \{)", "", text, flags=re.MULTILINE)
    profile = parse_profile(uncommented.encode(), "kantor-kami.toml").profile
    assert profile.election is not None
    assert profile.election.region == "Kabupaten Contoh"
    assert profile.phases
    assert profile.readings
    assert profile.valid is not None


@pytest.mark.parametrize("policy_id", ["Kantor", "kantor kami", "", "a--b", "a\n", "../a"])
def test_id(policy_id: str) -> None:
    with pytest.raises(InvalidPolicyError, match="cannot be the id"):
        new_profile(policy_id, "a.toml", "id-strict-fist", "id")
