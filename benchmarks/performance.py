"""Finding and cost, measured: `python -m benchmarks.performance` writes docs/performance.md and its plots.

With `--quick` fewer scenes are looked at and nothing is written. Figures are CPU time and medians; times of one run
compare with each other, not with those of another machine.
"""

from __future__ import annotations

import argparse
import logging
import platform
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from benchmarks.cost import (
    GROUP_PX,
    Cost,
    by_people,
    by_pixels,
    check_cost,
    search_cost,
    two_threads,
)
from benchmarks.finding import SIZES_PX, Tally, added_up, tally_photos, tally_scenes
from benchmarks.panels import Panel, read_panels
from benchmarks.scenes import Portrait, group_scene
from benchmarks.searches import open_searches
from komando.checker import Checker
from komando.weights import Weights, verify_weights
from training.tables import table, wilson

mpl.use("Agg")
mpl.rcParams.update({"svg.hashsalt": "komando", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
logger = logging.getLogger(__name__)
_DOCS = Path(__file__).parents[1] / "docs"
_RECALL, _GROWTH = "images/performance-recall.svg", "images/performance-growth.svg"
_WALL = "12 MP"  # how the kinds of these scenes begin
_WIDTHS_PX = (800, 1600, 2800, 4000, 5200)
_COUNTS = (1, 5, 10, 20, 40, 60)


def main() -> None:
    """Measure, and write what was measured."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.performance")
    parser.add_argument("--quick", action="store_true", help="fewer scenes, and only print")
    quick = parser.parse_args().quick
    weights = verify_weights()
    panels = read_panels(weights, 14 if quick else 30)
    in_scenes, in_photos = _tally_panels(panels, quick)
    lines = [
        *_intro(panels),
        *_finding(in_scenes, in_photos, quick),
        *_cost(weights, panels[0].portraits, _shares(in_scenes), quick),
    ]
    text = "\n".join(lines) + "\n"
    if quick:
        logger.info("%s", text)
        return
    report = _DOCS / "performance.md"
    report.write_text(text, encoding="utf-8")
    logger.info("wrote %s", report)


def _intro(panels: Sequence[Panel]) -> list[str]:
    portraits = sum(len(panel.portraits) for panel in panels)
    return [
        "# Performance",
        "",
        "Written by `python -m benchmarks.performance`; do not edit. Scenes are walls of 12 megapixels with pictures",
        f"of people set into them ({portraits} pictures, one known hand each), video calls, and copies as a",
        "messenger makes them; whole photos were labelled by eye. All searches look at the same photos in the same",
        "run. Komando finds with a proposal net that saw no photo of the same source",
        "(`python -m training.proposals.train --without a` and `b`); its cost is that of the product's.",
        f"Times are CPU milliseconds on one core of this run's machine ({platform.machine()}, shared): compare",
        "them with each other only.",
        "",
    ]


def _tally_panels(panels: Sequence[Panel], quick: bool) -> tuple[list[Tally], list[Tally]]:
    """Every search in the scenes and in the whole photos of all panels."""
    in_scenes, in_photos = [], []
    for panel in panels:
        with open_searches(panel.weights) as searches:
            in_scenes += tally_scenes(searches, panel.portraits, per_size=1 if quick else 2)
            in_photos += tally_photos(searches, panel.sources, limit=3 if quick else None)
    return added_up(in_scenes), added_up(in_photos)


def _shares(tallies: Sequence[Tally]) -> dict[str, float]:
    """Share of the hands of all scenes of 12 megapixels that each search found, by its name."""
    return {
        name: sum(tally.found for tally in walls) / sum(tally.hands for tally in walls)
        for name, walls in _walls(tallies).items()
    }


def _walls(tallies: Sequence[Tally]) -> dict[str, list[Tally]]:
    """Those of scenes of 12 megapixels, from the smallest hands to the largest, by the search's name."""
    walls = [tally for tally in tallies if tally.kind.startswith(_WALL)]
    return {name: [tally for tally in walls if tally.search == name] for name in _names(tallies)}


def _names(tallies: Sequence[Tally]) -> list[str]:
    return list(dict.fromkeys(tally.search for tally in tallies))


def _finding(in_scenes: Sequence[Tally], in_photos: Sequence[Tally], quick: bool) -> list[str]:
    if not quick:
        _plot_recall(in_scenes, _DOCS / _RECALL)
    lines = [
        "## Hands found, by size",
        "",
        f"![Share of hands found against their size in photos of 12 megapixels]({_RECALL})",
        "",
        *_tally_table(in_scenes),
        "",
        "`+n` counts things on the bare wall that were taken for hands.",
        "",
    ]
    if any(tally.hands for tally in in_photos):
        lines += [
            "Whole photos of offices, schools and groups (up to 1280 px wide): hands that show a sign or a fist, as",
            "labelled by eye among what an earlier search had found.",
            "",
            *_tally_table(in_photos),
            "",
        ]
    return lines


def _tally_table(tallies: Sequence[Tally]) -> list[str]:
    names = _names(tallies)
    rows = []
    for kind in dict.fromkeys(tally.kind for tally in tallies):
        by_search = {tally.search: tally for tally in tallies if tally.kind == kind}
        if next(iter(by_search.values())).hands:
            rows.append((kind, by_search[names[0]].hands, *(_found(by_search[name]) for name in names)))
    return table(("", "hands", *names), rows)


def _found(tally: Tally) -> str:
    low, high = wilson(tally.found, tally.hands)
    false = f" +{tally.false}" if tally.false else ""
    return f"{tally.found / tally.hands:.3f} ({low:.2f}-{high:.2f}){false}"


def _plot_recall(tallies: Sequence[Tally], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(6.4, 4))
    for name, walls in _walls(tallies).items():
        axes.plot(SIZES_PX, [tally.found / tally.hands for tally in walls], marker=".", label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks(SIZES_PX, [str(size) for size in SIZES_PX])
    axes.set_xlabel("size of the hand, pixels of a photo of 4000 x 3000")
    axes.set_ylabel("share found")
    axes.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _cost(weights: Weights, portraits: Sequence[Portrait], shares: dict[str, float], quick: bool) -> list[str]:
    """Tables of cost.

    Args:
        weights: Of the product.
        portraits: To make photos of.
        shares: Of the hands of all scenes, found by each search.
        quick: Fewer photos, no plot.
    """
    checker = Checker.open()
    group = group_scene(portraits, GROUP_PX, 110, 12, np.random.default_rng(4)).jpeg
    ours = check_cost("Komando, whole check", checker, group)
    with open_searches(weights) as searches:
        peers = [search_cost(search, group) for search in searches]
    by_width = by_pixels(checker, portraits, _WIDTHS_PX[:2] if quick else _WIDTHS_PX)
    by_count = by_people(checker, portraits, _COUNTS[:2] if quick else _COUNTS)
    if not quick:
        _plot_growth(by_width, by_count, _DOCS / _GROWTH)
    return [
        "## Cost",
        "",
        "A photo of 12 megapixels with 12 people, hands of 110 px. The floor is decoding and the nets' own time for",
        "the squares and hands that were looked at. Beside it the share of the hands that each finds in all scenes of",
        "12 megapixels above: what it would take blind tiling to find as many.",
        "",
        *table(
            ("", "CPU ms", "floor", "times the floor", "times Komando's search", "found in all scenes"),
            [_cost_row(cost, peers[0], shares.get(cost.name)) for cost in (ours, *peers)],
        ),
        "",
        f"Two threads on two cores, each with a checker of its own: {two_threads(Checker.open, group):.2f} times the",
        "throughput of one (wall time).",
        "",
        "Memory of a worker: `python -m tools.peak_memory`.",
        "",
        "## Growth",
        "",
        f"![CPU time against pixels and people]({_GROWTH})",
        "",
        "The same people at more and more pixels, and more and more people in 12 megapixels.",
        "",
        *_growth_table(by_width),
        "",
        *_growth_table(by_count),
    ]


def _cost_row(cost: Cost, reference: Cost, share: float | None) -> tuple[object, ...]:
    floor = (f"{cost.floor_ms:.0f}", f"{cost.cpu_ms / cost.floor_ms:.2f}") if cost.floor_ms else ("-", "-")
    found = "-" if share is None else f"{share:.3f}"
    return (cost.name, f"{cost.cpu_ms:.0f}", *floor, f"{cost.cpu_ms / reference.cpu_ms:.2f}", found)


def _growth_table(costs: Sequence[Cost]) -> list[str]:
    rows = [
        (cost.name, cost.hands, f"{cost.cpu_ms:.0f}", f"{cost.floor_ms:.0f}", f"{cost.cpu_ms / cost.floor_ms:.2f}")
        for cost in costs
    ]
    return table(("photo", "hands found", "CPU ms", "floor", "times the floor"), rows)


def _plot_growth(by_width: Sequence[Cost], by_count: Sequence[Cost], path: Path) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
    left.plot([width * width * 0.75 / 1e6 for width in _WIDTHS_PX], [cost.cpu_ms for cost in by_width], marker=".")
    left.set_xlabel("megapixels, 12 people")
    left.set_ylabel("CPU ms")
    right.plot([int(cost.name.split()[0]) for cost in by_count], [cost.cpu_ms for cost in by_count], marker=".")
    right.set_xlabel("people in 12 megapixels")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    main()
