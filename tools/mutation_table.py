"""The score of `make mutation` as a table: `mutmut results --all true | python -m tools.mutation_table`."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

KILLED: Final = frozenset({"killed", "timeout"})
"""A mutant that never comes to an end is noticed too."""

SURVIVED: Final = frozenset({"survived", "no tests"})


def table(lines: Iterable[str]) -> str:
    """A Markdown table of files, from lines of the form `komando.policy.judge.x_judge__mutmut_1: killed`.

    Raises:
        ValueError: There is no result, or a mutant that was neither killed nor survived.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in filter(str.strip, lines):
        name, _, status = line.strip().partition(": ")
        if status not in KILLED | SURVIVED:
            raise ValueError(f"{name} has no result, but {status!r}")
        counts[name.rpartition(".")[0]].update(["killed" if status in KILLED else "survived"])
    if not counts:
        raise ValueError("mutmut has no results")
    rows = [_row(f"`{module.partition('.')[2].replace('.', '/')}.py`", counts[module]) for module in sorted(counts)]
    total = _row("all", sum(counts.values(), Counter()))
    return "\n".join(["| file | mutants | killed | survived | score |", "|---|---|---|---|---|", *rows, total]) + "\n"


def _row(name: str, counts: Counter[str]) -> str:
    share = counts["killed"] / counts.total()
    return f"| {name} | {counts.total()} | {counts['killed']} | {counts['survived']} | {share:.1%} |"


if __name__ == "__main__":
    sys.stdout.write(table(sys.stdin))
