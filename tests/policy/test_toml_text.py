from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.policy.profile import builtin_ids, effective_content, parse_profile, read_policy_file
from komando.policy.toml_text import toml_text

keys = st.text(min_size=1, max_size=8)
scalars = st.one_of(
    st.booleans(),
    st.integers(-99, 99),
    st.floats(0, 1, allow_nan=False).filter(lambda number: "e" not in repr(number)),
    st.dates(dt.date(1900, 1, 1)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.one_of(keys, st.sampled_from(["gestures", "election", "valid"])), values, max_size=4))
def test_reads_back_as_it_was(content: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(content)) == content


@pytest.mark.parametrize("name", builtin_ids())
def test_effective_policy_is_a_policy_of_its_own(name: str) -> None:
    data = read_policy_file(name)
    content = effective_content(data, name)
    alone = parse_profile(toml_text(content).encode(), f"{name}.toml").profile
    assert alone == parse_profile(data, name).profile.model_copy(update={"extends": None})


def test_a_rule_stands_on_one_line() -> None:
    content = {"id": "a", "gestures": {"peace": {"verdict": "hold", "sources": ["A", "B"]}}}
    assert toml_text(content) == 'id = "a"\n\n[gestures]\npeace = { verdict = "hold", sources = ["A", "B"] }\n'
