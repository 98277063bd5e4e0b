"""Pictures that cost next to nothing to check."""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def flat_pictures(folder: Path, count: int, name: str = "apel") -> list[Path]:
    """Small pictures of one colour each, all different: no hand, a pass."""
    paths = [folder / f"{name}-{number:03}.png" for number in range(count)]
    for number, path in enumerate(paths):
        Image.new("RGB", (72, 64), (40 + number % 200, 90 + number // 200, 120)).save(path)
    return paths
