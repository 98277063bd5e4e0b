"""Landmarks of every labelled photo by the product's own engine, computed once and kept in `training/cache/`."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from komando.errors import PhotoError
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.search_options import SearchOptions
from komando.people.faces import FaceDetector
from komando.photo.read import read_photo
from komando.weights import FINGER_READER, Weights
from training import kept

logger = logging.getLogger(__name__)

_HANDS = Path(__file__).parents[1] / "app" / "komando" / "hands"
_NET_CODE = tuple(path for path in sorted(_HANDS.glob("*.py")) if path.name not in {"nested.py", "quality.py"})
"""The code that decides what the nets find; what is done with it afterwards needs no new run."""
_FACES = _HANDS.parent / "people" / "faces.py"
_PROCESSES = 2
_nets: tuple[LiteRtHandEngine, FaceDetector] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the nets found in one photo.

    Attributes:
        hands: From left to right.
        faces_xyxy: Boxes of the faces, photo pixels.
    """

    hands: tuple[Hand, ...]
    faces_xyxy: tuple[FloatArray, ...]


def hands_of(paths: Iterable[Path], weights: Weights) -> dict[Path, Seen]:
    """Run the face and hand nets on photos; unreadable ones are left out.

    The cache's key covers the nets and the source of their code, so a change of either computes anew.
    """
    name = f"hands-{nets_key(weights)}"
    found: dict[str, Seen | None] = kept.load(name) or {}
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(set(paths))}
    missing = [path for path, digest in digests.items() if digest not in found]
    if missing:
        found.update(zip((digests[path] for path in missing), search(missing, weights), strict=True))
        kept.save(name, found)
    known = {path: found[digest] for path, digest in digests.items()}
    return {path: seen for path, seen in known.items() if seen is not None}


def search(paths: Sequence[Path], weights: Weights, options: SearchOptions | None = None) -> Iterator[Seen | None]:
    """Run the face and hand nets on photos, in worker processes; None for those that cannot be read."""
    with ProcessPoolExecutor(_PROCESSES, initializer=_open_engine, initargs=(weights, options)) as pool:
        yield from pool.map(_find, paths, chunksize=16)


def nets_key(weights: Weights) -> str:
    """What stands for the nets that find and look at hands, and the code that runs them, in names of kept values."""
    digest = hashlib.sha256()
    for name, content in sorted(weights.content.items()):
        if name != FINGER_READER:
            digest.update(content)
    for source in (*_NET_CODE, _FACES):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _open_engine(weights: Weights, options: SearchOptions | None) -> None:
    global _nets  # noqa: PLW0603 - one engine a worker process
    _nets = LiteRtHandEngine(weights, options), FaceDetector(weights)


def _find(path: Path) -> Seen | None:
    if _nets is None:
        raise RuntimeError("The worker has no engine.")
    engine, faces = _nets
    try:
        photo = read_photo(path.read_bytes())
    except PhotoError as error:
        logger.warning("%s: %s", path, error)
        return None
    found = faces.find(photo.rgb)
    return Seen(engine.find_hands(photo.rgb, found).hands, found)
