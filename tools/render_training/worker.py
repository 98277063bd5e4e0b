"""A process that renders jobs one after another with one Blender."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from tools.render_samples.makehuman import BaseMesh

from .labels import Label, labels_of
from .people_shots import PEOPLE, person_shot
from .quota import Job
from .shots import random_shot

_NOISE_LEVELS = 4.0
# Their larger pictures are smooth enough after denoising.
_PERSON_SAMPLES = 4
_JPEG_QUALITY = (70, 96)


class Worker:
    """Renders jobs into a folder."""

    def __init__(self, assets: Path, folder: Path, samples: int) -> None:
        """Reads the base mesh.

        Args:
            assets: The mpfb2 folder with the MakeHuman data.
            folder: Where the pictures go.
            samples: Light paths per pixel.
        """
        # Only here: a process that has imported Blender cannot start others that import it too.
        from tools.render_samples.blender import Renderer

        self._base = BaseMesh(assets)
        self._folder = folder
        self._samples = samples
        self._renderer = Renderer(self._base.textures, samples=samples, threads=1, quick=True)

    def picture(self, job: Job) -> list[Label]:
        """Renders one picture and returns the labels of its hands."""
        person = job.kind in PEOPLE
        shot = person_shot(self._base, job) if person else random_shot(self._base, job)
        self._renderer.samples = min(self._samples, _PERSON_SAMPLES) if person else self._samples
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw.png"
            self._renderer.render(shot.scene, raw)
            self._write_jpeg(raw, job)
        return labels_of(job, shot)

    def _write_jpeg(self, raw: Path, job: Job) -> None:
        """Writes the picture with some sensor noise, as a JPEG of random quality."""
        image = cv2.imread(str(raw), cv2.IMREAD_COLOR)
        if image is None:
            raise OSError(f"Blender left no picture for {job.file}")
        rng = np.random.default_rng([job.pose_seed, 1])
        noise = rng.normal(0.0, rng.uniform(0.0, _NOISE_LEVELS), image.shape)
        noisy = np.clip(image + noise, 0.0, 255.0).round().astype(np.uint8)
        quality = int(rng.integers(*_JPEG_QUALITY))
        cv2.imwrite(str(self._folder / job.file), noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])


_worker: Worker | None = None


def open_worker(assets: Path, folder: Path, samples: int) -> None:
    """Prepares this process; Blender's chatter on the standard output goes nowhere."""
    global _worker  # noqa: PLW0603 - one Blender a process
    sys.stdout.flush()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.close(silence)
    _worker = Worker(assets, folder, samples)


def render(job: Job) -> list[Label]:
    """Renders a job in this process."""
    if _worker is None:
        raise RuntimeError("the process was not opened for rendering")
    return _worker.picture(job)
