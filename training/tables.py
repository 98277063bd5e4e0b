"""Shares with 95 % intervals, as Markdown tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_T = TypeVar("_T")
_Z = 1.96


def wilson(successes: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson score)."""
    if total == 0:
        return 0.0, 1.0
    share = successes / total
    center = (share + _Z * _Z / (2 * total)) / (1 + _Z * _Z / total)
    half = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total)) / (1 + _Z * _Z / total)
    return max(0.0, center - half), min(1.0, center + half)


def share(items: Sequence[_T], holds: Callable[[_T], bool]) -> str:
    """Share of the items for which `holds`, with its interval; a dash for no items."""
    if not items:
        return "-"
    hits = sum(holds(item) for item in items)
    low, high = wilson(hits, len(items))
    return f"{hits / len(items):.3f} ({low:.3f}-{high:.3f})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [_row(head), "|" + "---|" * len(head)]
    return [*lines, *(_row([str(cell) for cell in row]) for row in rows)]


def grouped(items: Iterable[_T], key: Callable[[_T], str]) -> list[tuple[str, list[_T]]]:
    """The items by key, sorted by key."""
    groups: dict[str, list[_T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.items())


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
