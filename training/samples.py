"""Labelled landmark runs: what the reader is trained on and measured with."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from komando.gestures import finger_model
from komando.gestures.features import DIRECTION, hand_features
from komando.gestures.finger_model import FINGERS, FIST, FLAG, INPUTS, OUTPUTS, UPRIGHT_LOOK
from komando.gestures.inputs import hand_inputs
from komando.gestures.names import Gesture
from komando.hands.geometry import FloatArray, RotatedSquare, bounding_box, box_iou
from komando.hands.hand import Hand, RgbArray, UprightLook
from komando.hands.upright_look import UprightLooker, upright_square
from komando.photo.read import read_photo
from komando.weights import verify_weights
from training import kept
from training.datasets import NO_HAND, HandLabel, Intent, LabelledPhoto, photo_key, read_hand_labels
from training.hand_cache import Seen, nets_key
from training.hand_nets import HandNets, open_nets, opened_nets

_DEGRADED_PX = (20, 72)
_DEGRADED_COPIES = 2
_SMALLEST_TO_DEGRADE_PX = 48
_LEAST_PRESENCE = 0.5
_UNKNOWN = -1.0
_SAME_HAND_IOU = 0.2
_SAME_LABEL_IOU = 0.4
_SHAPES = (
    (finger_model.FINGER_HEART, Gesture.FINGER_HEART),
    (finger_model.HALF_HEART, Gesture.TWO_HAND_HEART),
    (finger_model.NAMASTE, Gesture.NAMASTE),
    (finger_model.HAND_ON_CHEST, Gesture.HAND_ON_CHEST),
)
_NOT_TURNED = (Gesture.OPEN_PALM, Gesture.FOUR, 4, 5)


@dataclass(frozen=True, slots=True)
class LabelledHand:
    """A hand that the engine found, and what it shows.

    Attributes:
        photo: The label; of a whole photo, that of this hand.
        hand: The hand.
        others: The other hands of the photo.
        faces_xyxy: Boxes of the photo's faces, photo pixels.
    """

    photo: LabelledPhoto
    hand: Hand
    others: tuple[Hand, ...]
    faces_xyxy: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """What changes when the photo is turned.

    Attributes:
        direction: (2,) the hand's direction, as among its features.
        upright_look: See `Hand`.
    """

    direction: FloatArray
    upright_look: UprightLook


@dataclass(frozen=True, slots=True)
class _Look:
    """A hand as some copy of the photo shows it.

    Attributes:
        hand: In pixels of the photo itself.
        turned: The same turned by some angle; None where that would be another gesture.
    """

    hand: Hand
    turned: Turned | None


@dataclass(frozen=True, slots=True)
class _Job:
    """Looks to take at one hand; `turned` as well where it means the same."""

    path: Path
    hand: Hand
    turned: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Samples:
    """Rows of one table; a hand gives several rows, one per landmark run.

    Attributes:
        inputs: (n, inputs) of the finger model, float32.
        targets: (n, outputs) of the finger model: 1 yes, 0 no, -1 unknown.
        hand: (n,) number of the hand; rows of one hand share it.
        source: (n,) who took the photo.
        label: (n,) gesture, for balancing.
    """

    inputs: npt.NDArray[np.float32]
    targets: FloatArray
    hand: npt.NDArray[np.int64]
    source: npt.NDArray[np.str_]
    label: npt.NDArray[np.str_]

    def where(self, mask: npt.NDArray[np.bool_]) -> Samples:
        """The rows of `mask`."""
        return Samples(**{name: getattr(self, name)[mask] for name in self.__slots__})


def labelled_hands(photos: Sequence[LabelledPhoto], found: dict[Path, Seen]) -> list[LabelledHand]:
    """The hands that the labels are about.

    Of a close-up the labelled or largest hand; of a harmless close-up every hand; of a whole photo every hand that has
    a label of its own, and in a harmless one also those that have none. Those that were not recognised are never read.
    """
    labels = read_hand_labels()
    pairs: list[LabelledHand] = []
    for photo in photos:
        seen = found.get(photo.path)
        if seen is None:
            continue
        for index, label in _labels_of(photo, seen.hands, labels):
            if not seen.hands[index].recognised:
                continue
            others = (*seen.hands[:index], *seen.hands[index + 1 :])
            pairs.append(LabelledHand(label, seen.hands[index], others, seen.faces_xyxy))
    return pairs


def _labels_of(
    photo: LabelledPhoto, hands: Sequence[Hand], labels: dict[str, list[HandLabel]]
) -> list[tuple[int, LabelledPhoto]]:
    if not hands:
        return []
    if photo.gesture is None and photo.count is None:
        return _labels_in_whole_photo(photo, hands, labels.get(photo_key(photo.path), []))
    if photo.intent == Intent.NATURAL:
        return [(index, photo) for index in range(len(hands))]
    return [(index, photo) for index in _labelled_hand(photo, hands)]


def _labels_in_whole_photo(
    photo: LabelledPhoto, hands: Sequence[Hand], labels: Sequence[HandLabel]
) -> list[tuple[int, LabelledPhoto]]:
    labelled = []
    for index, hand in enumerate(hands):
        overlaps = [float(box_iou(hand.box_xyxy, np.array([label.box_xyxy]))[0]) for label in labels]
        if overlaps and max(overlaps) > _SAME_LABEL_IOU:
            label = labels[int(np.argmax(overlaps))]
            as_photo = replace(
                photo, intent=label.intent, gesture=label.gesture, fingers=label.fingers, no_hand=label.no_hand
            )
            labelled.append((index, as_photo))
        elif photo.intent == Intent.NATURAL:
            labelled.append((index, photo))
    return labelled


def _labelled_hand(photo: LabelledPhoto, hands: Sequence[Hand]) -> list[int]:
    if photo.box_xyxy is None:
        return [int(np.argmax([hand.size_px for hand in hands]))]
    overlaps = box_iou(np.array(photo.box_xyxy), np.array([hand.box_xyxy for hand in hands]))
    best = int(overlaps.argmax())
    return [best] if overlaps[best] > _SAME_HAND_IOU else []


def build_samples(pairs: Sequence[LabelledHand], seed: int = 0) -> Samples:
    """Inputs of every run of every hand, and of copies shrunk to 20-72 px, recompressed, blurred or darkened.

    Signs are also shown turned: thumbs down and an L that points down are rare in photos, and no less a sign.
    """
    looks = _all_looks(pairs, seed)
    inputs, targets, numbers = [], [], []
    for number, pair in enumerate(pairs):
        for look in looks[number]:
            rows = hand_inputs(look.hand, pair.others, pair.faces_xyxy).astype(np.float32)
            if look.turned is not None:
                turned = rows[:1].copy()
                turned[:, DIRECTION] = look.turned.direction
                turned[:, INPUTS - UPRIGHT_LOOK :] = look.turned.upright_look
                rows = np.vstack([rows, turned])
            inputs.append(rows)
            targets.extend([_target(pair.photo)] * len(rows))
            numbers.extend([number] * len(rows))
    photos = [pairs[number].photo for number in numbers]
    return Samples(
        inputs=np.concatenate(inputs),
        targets=np.array(targets),
        hand=np.array(numbers),
        source=np.array([photo.source for photo in photos]),
        label=np.array([_balance_label(photo) for photo in photos]),
    )


def _means_the_same_turned(photo: LabelledPhoto) -> bool:
    """Whether the label holds whichever way the hand points; a hand at rest hangs as an open palm would."""
    return photo.intent == Intent.FLAG and photo.gesture not in _NOT_TURNED and photo.count not in _NOT_TURNED


def _balance_label(photo: LabelledPhoto) -> str:
    if photo.no_hand:
        return NO_HAND
    return photo.gesture or (f"count{photo.count}" if photo.count is not None else photo.intent)


def _target(photo: LabelledPhoto) -> FloatArray:
    target = np.full(OUTPUTS, _UNKNOWN)
    if photo.fingers is not None:
        target[FINGERS] = [_UNKNOWN if finger is None else float(finger) for finger in photo.fingers]
    if photo.intent != Intent.UNKNOWN:
        target[FLAG] = photo.intent == Intent.FLAG
    # In a harmless whole photo a hand may be a fist or at rest: unknown.
    if photo.gesture is not None or photo.intent == Intent.FLAG:
        target[FIST] = photo.intent == Intent.FIST
    # A sign without a name could be a heart.
    if photo.gesture is not None or photo.count is not None or photo.intent == Intent.NATURAL:
        for output, shape in _SHAPES:
            target[output] = photo.gesture == shape
    if photo.gesture is not None or photo.count is not None:
        target[finger_model.NO_HAND] = photo.no_hand
    # The labels of photos do not tell a hand at rest from one that holds something.
    if photo.gesture is not None and (photo.rendered or photo.intent != Intent.NATURAL):
        target[finger_model.HOLDING] = photo.gesture == Gesture.HOLDING
    return target


def _all_looks(pairs: Sequence[LabelledHand], seed: int) -> list[tuple[_Look, ...]]:
    """Looks at each hand; only those that are not in the cache yet are taken."""
    code = hashlib.sha256("".join(inspect.getsource(part) for part in (_look, _degraded, turn)).encode())
    name = f"looks-{code.hexdigest()[:16]}-{nets_key(verify_weights())}-{seed}"
    known: dict[str, tuple[_Look, ...]] = kept.load(name) or {}
    keys = [_look_key(pair, seed) for pair in pairs]
    missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
    if missing:
        jobs = [
            _Job(pair.photo.path, pair.hand, _means_the_same_turned(pair.photo), int(key[:8], 16))
            for key, pair in missing.items()
        ]
        with ProcessPoolExecutor(2, initializer=open_nets) as pool:
            known.update(zip(missing, pool.map(_look, jobs, chunksize=16), strict=True))
        kept.save(name, known)
    return [known[key] for key in keys]


def _look_key(pair: LabelledHand, seed: int) -> str:
    """Of one hand: where it lies in which photo, whether it is turned; its first digits are the seed of its looks."""
    box = pair.hand.box_xyxy.round(1).tolist()
    place = (photo_key(pair.photo.path), box, _means_the_same_turned(pair.photo), seed)
    return hashlib.sha256(repr(place).encode()).hexdigest()


def _look(job: _Job) -> tuple[_Look, ...]:
    """The hand as the photo shows it, and as it would be read in worse copies of the photo."""
    nets = opened_nets()
    rng = np.random.default_rng(job.seed)
    rgb = read_photo(job.path.read_bytes()).rgb
    looks = [_Look(job.hand, turn(nets.looker, rgb, job.hand, 1.0, any_angle_rad(rng)) if job.turned else None)]
    if job.hand.size_px < _SMALLEST_TO_DEGRADE_PX:
        return tuple(looks)
    for _ in range(_DEGRADED_COPIES):
        scale = min(1.0, np.exp(rng.uniform(*np.log(_DEGRADED_PX))) / job.hand.size_px)
        small = _worsen(rgb, scale, rng)
        hand = _degraded(nets, small, job.hand, scale, rng)
        if hand is not None:
            turned = turn(nets.looker, small, hand, scale, any_angle_rad(rng)) if job.turned else None
            looks.append(_Look(hand, turned))
    return tuple(looks)


def any_angle_rad(rng: np.random.Generator) -> float:
    """Between -pi and pi."""
    return float(rng.uniform(-np.pi, np.pi))


def _degraded(nets: HandNets, small: RgbArray, hand: Hand, scale: float, rng: np.random.Generator) -> Hand | None:
    """The hand in a worse copy, in pixels of the photo itself."""
    crop = hand.runs[0].crop
    center = (crop.center_xy[0] * scale, crop.center_xy[1] * scale)
    first = nets.landmarker.run(small, _jitter(RotatedSquare(center, crop.side_px * scale, crop.angle_rad), rng))
    second = nets.landmarker.run_again(small, first)
    best = max(first, second, key=lambda candidate: candidate.presence)
    if best.presence < _LEAST_PRESENCE:
        return None
    look = nets.looker.look(small, upright_square(bounding_box(best.points_xyz[:, :2])))
    in_photo = replace(best, points_xyz=best.points_xyz / scale)
    return Hand((in_photo,), hand.palm_score, upright_look=look)


def turn(looker: UprightLooker, rgb: RgbArray, hand: Hand, scale: float, angle_rad: float) -> Turned:
    """The hand in a photo that is turned.

    Args:
        looker: The nets.
        rgb: The photo, or a copy of it.
        hand: In pixels of the photo.
        scale: Of the copy against the photo.
        angle_rad: Counter-clockwise turn as seen on the screen.
    """
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    to_photo = np.array([[cos, -sin], [sin, cos]])
    run = hand.runs[0]
    points = run.points_xyz.copy()
    points[:, :2] = points[:, :2] @ to_photo  # the inverse, since the points are rows
    square = upright_square(bounding_box(points[:, :2]) * scale)
    x, y = to_photo @ square.center_xy
    look = looker.look(rgb, RotatedSquare((float(x), float(y)), square.side_px, angle_rad))
    return Turned(hand_features(replace(run, points_xyz=points))[DIRECTION], look)


def _worsen(rgb: RgbArray, scale: float, rng: np.random.Generator) -> RgbArray:
    """Shrunk and recompressed; one in four darker or brighter, one in four out of focus."""
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.25:
        gain, gamma = rng.uniform(0.35, 1.3), rng.uniform(0.8, 1.6)
        small = (np.clip((small / 255.0) ** gamma * gain, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.25:
        small = np.asarray(cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.4, 1.2))), np.uint8)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 92))])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), np.uint8)


def _jitter(square: RotatedSquare, rng: np.random.Generator) -> RotatedSquare:
    """A palm box found in a small photo is a little off."""
    shift = rng.normal(0, 0.03, 2) * square.side_px
    center = (square.center_xy[0] + shift[0], square.center_xy[1] + shift[1])
    side = square.side_px * float(np.exp(rng.normal(0, 0.06)))
    return replace(square, center_xy=center, side_px=side, angle_rad=square.angle_rad + float(rng.normal(0, 0.12)))
