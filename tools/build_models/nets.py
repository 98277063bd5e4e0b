"""Which nets are taken from which packages, and what their cards say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Package:
    """An archive that Google has published in a package registry.

    Attributes:
        file_name: Of the archive.
        sha256: Of the archive.
        fetch: Command that puts it into the current folder.
    """

    file_name: str
    sha256: str
    fetch: tuple[str, ...]


WHEEL: Final = Package(
    file_name="mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
    sha256="05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    fetch=(
        sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--python-version", "3.11",
        "--implementation", "cp", "--platform", "manylinux_2_28_x86_64", "mediapipe==0.10.21",
    ),
)  # fmt: skip
OBJECTRON: Final = Package(
    file_name="mediapipe-objectron-0.4.1675468480.tgz",
    sha256="fc3e37b326b05e8f596099c90b3e0931b05a56cd3160b9ac450b621794bac94c",
    fetch=("npm", "pack", "--silent", "@mediapipe/objectron@0.4.1675468480"),
)
PACKAGES: Final = (WHEEL, OBJECTRON)


@dataclass(frozen=True, slots=True)
class Backbone:
    """The first layers of a net, for an input of another size.

    Attributes:
        file_name: Name in `models/`.
        sha256: Of the .tflite file that is cut out.
        tensor_prefix: How the name of the last tensor begins.
        input_px: Side of the input.
    """

    file_name: str
    sha256: str
    tensor_prefix: str
    input_px: int


@dataclass(frozen=True, slots=True)
class PublishedNet:
    """One net of a package.

    Attributes:
        member: Path inside the package.
        sha256: Of the published .tflite file.
        title: First line of its card.
        does: What it is for.
        inputs: What goes in.
        outputs: What comes out.
        limits: What it cannot do, as a list.
        package: Where it is.
        begins_at: Where in the member the net begins; it goes on to the end.
        backbone: What is taken of it; None for all of it, as published.
    """

    member: str
    sha256: str
    title: str
    does: str
    inputs: str
    outputs: str
    limits: tuple[str, ...]
    package: Package = WHEEL
    begins_at: int = 0
    backbone: Backbone | None = None

    @property
    def file_name(self) -> str:
        """Name in `models/`."""
        return self.member.rsplit("/", 1)[1] if self.backbone is None else self.backbone.file_name

    @property
    def written_sha256(self) -> str:
        """Of the file in `models/`."""
        return self.sha256 if self.backbone is None else self.backbone.sha256


NETS: Final = (
    PublishedNet(
        member="mediapipe/modules/palm_detection/palm_detection_lite.tflite",
        sha256="e9a4aaddf90dda56a87235303cf00e4c2d3fb28725f68fd88772997dac905c18",
        title="Palm detection, lite",
        does="Finds palms in a square of the photo, with seven keypoints each that give the hand's direction.",
        inputs="1 x 192 x 192 x 3 float32, RGB in 0..1, the square letterboxed with black.",
        outputs="1 x 2016 x 18 (centre offset, size, seven keypoint offsets in input pixels) and 1 x 2016 x 1 score logits, "
        "on anchors of strides 8, 16, 16, 16 with two a cell.",
        limits=(
            "A hand is found by its share of the square: most are missed under a tenth of the side, hardly any from a sixth "
            "on. Small hands need smaller squares.",
            "Low scores also fall on shoes, ears and patterned cloth; Komando asks the landmark net for presence as well.",
            "Hands at rest (clasped, on a certificate) are missed more often than shown ones.",
        ),
    ),
    PublishedNet(
        member="mediapipe/modules/palm_detection/palm_detection_full.tflite",
        sha256="1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
        title="Palm detection, full",
        does="The larger palm net, for the second engine: MediaPipe Tasks wants the metadata that only this file carries.",
        inputs="1 x 192 x 192 x 3 float32, RGB in 0..1, the square letterboxed with black.",
        outputs="As palm_detection_lite.",
        limits=("As palm_detection_lite.",),
    ),
    PublishedNet(
        member="mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        sha256="11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
        title="Hand landmarks, full",
        does="Places 21 landmarks on one hand in an upright crop and tells whether there is a hand at all.",
        inputs="1 x 224 x 224 x 3 float32, RGB in 0..1, the crop turned so that the fingers point up.",
        outputs="63 values (21 x, y, z in input pixels), presence 0..1, handedness 0..1 (1 = right), 63 values (21 world "
        "points in metres).",
        limits=(
            "Landmarks of small hands are rough: under about 50 px an error can be as wide as a finger.",
            "Depth is weak; edge-on hands and hidden fingers are guessed.",
            "Handedness is no ground for any rule: a selfie may be mirrored.",
        ),
    ),
    PublishedNet(
        member="mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite",
        sha256="2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
        title="Face detection, full range, sparse",
        does="Finds faces, which tell Komando where people stand and how large their hands must be. No face is recognised.",
        inputs="1 x 192 x 192 x 3 float32, RGB in -1..1, the square letterboxed.",
        outputs="1 x 2304 x 16 (centre offset, size, six keypoint offsets in input pixels) and 1 x 2304 x 1 score logits, one "
        "anchor a cell at stride 4.",
        limits=(
            "Finds faces from about 4.5 % of the square's side.",
            "Backs turned, masks and cut heads are not found: nothing may depend on a face being seen.",
            "On photos of a bare hand it sometimes sees a face at low scores; Komando asks for .75.",
        ),
    ),
    PublishedNet(
        package=OBJECTRON,
        member="package/objectron_solution_packed_assets.data",
        begins_at=184,
        sha256="d0a5255bf8c4f5a0bc4240741a76c41d5e939f7655078f945f50ab53a9375da6",
        backbone=Backbone(
            file_name="hand_surroundings.tflite",
            sha256="38412dc35d036a1936ecab2ca8fce3178753dc2416649dc4da2c5bb44b713016",
            tensor_prefix="FeatureExtractor/MobilenetV2/Conv_1/Relu6",
            input_px=192,
        ),
        title="Surroundings of a hand",
        does="Describes a square around a hand: what the hand lies on, holds or belongs to. The finger reader learns what to make of it. "
        "It is the backbone (MobileNetV2) of an object detector that learnt everyday things from Open Images V4; nothing is named or recognised.",
        inputs="1 x 192 x 192 x 3 float32, RGB in -1..1, an upright square of the photo, black outside of it.",
        outputs="1 x 6 x 6 x 1280, of which the mean over the square is used.",
        limits=(
            "Weights are the published ones (16-bit floating point); the detector itself looked at 300 x 300 pixels.",
            "What it tells is as good as what the finger reader learnt from: offices, schools and groups of few places (docs/accuracy.md).",
        ),
    ),
)  # fmt: skip
