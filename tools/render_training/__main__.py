"""Command line: ``python -m tools.render_training --out FOLDER [--only finger_heart ...]``."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tools.render_samples.__main__ import installed_assets

from .labels import read_labels, write_labels
from .quota import COUNTS, Job, shuffled_jobs
from .worker import open_worker, render

_log = logging.getLogger("render_training")
_SAMPLES_PER_PIXEL = 6
_WRITE_EVERY = 10


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.render_training", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures and labels.json")
    parser.add_argument("--assets", type=Path, help="the mpfb2 folder with the CC0 MakeHuman data")
    parser.add_argument("--count-scale", type=float, default=1.0, help="share of the usual number of pictures")
    parser.add_argument("--only", nargs="+", metavar="KIND", choices=sorted(COUNTS), help="only these kinds")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other pictures")
    parser.add_argument("--samples", type=int, default=_SAMPLES_PER_PIXEL, help="light paths per pixel")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many render at a time")
    return parser.parse_args()


def _render_all(jobs: list[Job], arguments: argparse.Namespace) -> None:
    """Renders the jobs that the folder lacks, and keeps its labels up to date meanwhile."""
    folder: Path = arguments.out
    labels = read_labels(folder)
    done = {label.file for label in labels}
    waiting = [job for job in jobs if job.file not in done]
    _log.info("%d pictures to render, %d there already", len(waiting), len(done))
    settings = (arguments.assets or installed_assets(), folder, arguments.samples)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(arguments.processes, context, open_worker, settings) as pool:
        for number, picture in enumerate(as_completed([pool.submit(render, job) for job in waiting]), start=1):
            labels.extend(picture.result())
            if number % _WRITE_EVERY == 0 or number == len(waiting):
                write_labels(folder, labels)
                _log.info("rendered %d of %d", number, len(waiting))


def main() -> None:
    """Renders the training set."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    _render_all(shuffled_jobs(arguments.only or sorted(COUNTS), arguments.count_scale, arguments.seed), arguments)


if __name__ == "__main__":
    main()
