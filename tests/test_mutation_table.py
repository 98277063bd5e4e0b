from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tools.mutation_table import table

PROJECT = Path(__file__).parents[1]


def test_table() -> None:
    lines = [
        "    komando.policy.judge.x_judge__mutmut_1: killed\n",
        "    komando.policy.judge.xǁ_Photoǁsums__mutmut_2: survived\n",
        "\n",
        "    komando.gestures.doubt.x_reason_for_doubt__mutmut_1: timeout\n",
        "    komando.policy.judge.x_judge__mutmut_2: no tests\n",
    ]
    assert table(lines).splitlines()[2:] == [
        "| `gestures/doubt.py` | 1 | 1 | 0 | 100.0% |",
        "| `policy/judge.py` | 3 | 1 | 2 | 33.3% |",
        "| all | 4 | 2 | 2 | 50.0% |",
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param([], "no results", id="nothing"),
        pytest.param(["a.b.x_c__mutmut_1: not checked"], "'not checked'", id="interrupted"),
    ],
)
def test_no_score_of_a_run_that_did_not_finish(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table(lines)


def test_the_files_that_are_mutated_are_there() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    missing = [name for name in settings["only_mutate"] if not (PROJECT / name.replace("src/", "app/", 1)).is_file()]
    assert missing == []
