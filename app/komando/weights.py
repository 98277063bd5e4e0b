"""Where the models' files lie and whether they are the published ones.

Every file in `models/` is listed with its sha256 in `models/SHA256SUMS`. `verify_weights` reads and hashes all of
them (about 10 ms) at every start: a check made with an altered net would be worth nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from komando.errors import ModelAlteredError, ModelMissingError

PALM_DETECTION = "palm_detection_lite.tflite"
PALM_DETECTION_FULL = "palm_detection_full.tflite"
HAND_LANDMARKS = "hand_landmark_full.tflite"
HAND_PROPOSALS = "hand_proposals.tflite"
HAND_SURROUNDINGS = "hand_surroundings.tflite"
FACE_DETECTION = "face_detection_full_range_sparse.tflite"
FINGER_READER = "finger_reader.npz"

REQUIRED = (
    PALM_DETECTION, PALM_DETECTION_FULL, HAND_LANDMARKS, HAND_PROPOSALS, HAND_SURROUNDINGS, FACE_DETECTION,
    FINGER_READER,
)  # fmt: skip
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Weights:
    """Verified model files, in memory.

    Attributes:
        content: File name -> bytes.
        sha256: File name -> lower-case hex digest.
    """

    content: Mapping[str, bytes]
    sha256: Mapping[str, str]


def weights_folder() -> Path:
    """The folder of the installed models, or `models/` beside `app/` when run from the source tree."""
    package = Path(__file__).parent
    installed = package / "models"
    return installed if installed.is_dir() else package.parents[1] / "models"


def read_checksums(folder: Path) -> dict[str, str]:
    """Parse `SHA256SUMS` of `folder` (the format of `sha256sum`): file name -> digest.

    Raises:
        ModelMissingError: There is no such file.
        ModelAlteredError: A line is malformed.
    """
    path = folder / CHECKSUMS
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise ModelMissingError(f"The list of model checksums is missing: {path}") from None
    except UnicodeDecodeError:
        raise ModelAlteredError(f"The list of model checksums is not plain text: {path}") from None
    sums = {}
    for line in lines:
        digest, separator, name = line.partition("  ")
        if not separator or len(digest) != 64:
            raise ModelAlteredError(f"The list of model checksums has a malformed line: {line[:80]!r} in {path}")
        sums[name] = digest
    return sums


def verify_weights(folder: Path | None = None) -> Weights:
    """Read every required model and compare it with its published sha256.

    Raises:
        ModelMissingError: A file, or its line in SHA256SUMS, is missing.
        ModelAlteredError: A file's bytes are not the published ones.
    """
    folder = weights_folder() if folder is None else folder
    published = read_checksums(folder)
    content = {}
    for name in REQUIRED:
        if name not in published:
            raise ModelMissingError(f"No checksum is published for the model {name} in {folder / CHECKSUMS}")
        content[name] = _read_model(folder / name, published[name])
    return Weights(content, {name: published[name] for name in REQUIRED})


def _read_model(path: Path, published_sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelMissingError(f"The model file is missing: {path}") from None
    except OSError as error:
        raise ModelMissingError(f"The model file cannot be read: {path} ({error.strerror})") from error
    found = hashlib.sha256(data).hexdigest()
    if found != published_sha256:
        raise ModelAlteredError(
            f"The model file was altered: {path} has sha256 {found}, published is {published_sha256}"
        )
    return data
