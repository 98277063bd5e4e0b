"""Random pictures: a posed hand on some body, seen from somewhere, in some light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tools.render_samples.closeups import MIRROR_X, Pair
from tools.render_samples.geometry import FloatArray, rotation, unit
from tools.render_samples.hand import Hand
from tools.render_samples.makehuman import BaseMesh, Rig
from tools.render_samples.scene import Camera, HandTruth, Scene

from .arms import Look, one_arm, pair_of_arms, random_wrist
from .bodies import BODIES, Body
from .chance import Rng, around, between, chosen
from .lights import random_light
from .postures import Fingers, random_posture
from .quota import Job
from .shades import random_cloth, random_tone
from .shows import CLEARLY, shows_heart

_SIZE_PX = (224, 224)
_NEAREST_M = 0.22
_FILL = (0.27, 0.8)
_SMALL_FILL = (0.11, 0.36)
_SMALL_HEART = "finger_heart_small"
_ODD_HEARTS = 0.06
_TURNS_TRIED = 250
_PAIRS: dict[str, Pair] = {"two_hand_heart": "heart", "namaste": "palms"}


@dataclass(frozen=True)
class View:
    """A side from which a hand is seen.

    Attributes:
        turn: Turn about the vertical in degrees (0 palm, 180 back, -90 the thumb's side), and its deviation.
        tip: Tilt of the fingertips towards the camera in degrees, and its deviation.
    """

    turn: tuple[float, float]
    tip: tuple[float, float]


@dataclass(frozen=True)
class Aim:
    """From where the hands of a gesture are seen, and which way they stand in the picture.

    Attributes:
        views: By the name of the view, how often it is taken.
        upward: What points up: the fingers, the thumb, the opening of a finger heart, or nothing in particular.
        roll_deg: Angle of that direction from upright, and its deviation.
    """

    views: dict[str, float]
    upward: str = "fingers"
    roll_deg: tuple[float, float] = (0.0, 18.0)


@dataclass(frozen=True)
class Shot:
    """A picture to be rendered with what is known of it.

    Attributes:
        scene: The picture.
        body: Name of the body's proportions.
        fingers: Of each hand of the scene, which digits are stretched.
        readable: Of each hand, whether a person could name the gesture; False for hearts that hide one of their tips.
    """

    scene: Scene
    body: str
    fingers: tuple[Fingers | None, ...]
    readable: tuple[bool, ...]


_VIEWS = {
    "palm": View((0.0, 24.0), (4.0, 16.0)),
    "oblique": View((-45.0, 14.0), (4.0, 18.0)),
    "radial": View((-90.0, 18.0), (4.0, 20.0)),
    "back": View((180.0, 26.0), (4.0, 18.0)),
    "ulnar": View((90.0, 25.0), (4.0, 16.0)),
    "front": View((0.0, 30.0), (55.0, 14.0)),
    "facing": View((0.0, 22.0), (0.0, 14.0)),
    "behind": View((180.0, 25.0), (0.0, 14.0)),
    "turned": View((-135.0, 20.0), (0.0, 18.0)),
}
_COUNTING = Aim({"palm": 6, "back": 2.5, "oblique": 1.5})
_AIMS = {
    "finger_heart": Aim({"radial": 4, "oblique": 4, "palm": 3, "front": 2, "back": 1}, "heart", (0.0, 30.0)),
    _SMALL_HEART: Aim({"behind": 3, "turned": 3, "oblique": 2, "radial": 1}, "heart", (0.0, 35.0)),
    "fist": Aim({"palm": 3, "back": 2.5, "radial": 3, "oblique": 2, "ulnar": 1, "front": 1.5}, "fingers", (0.0, 35.0)),
    "relaxed": Aim({"palm": 1, "back": 1.5, "radial": 2, "oblique": 1, "ulnar": 1}, "anything"),
    "thumb_up": Aim({"palm": 4, "oblique": 2, "back": 2, "front": 1}, "thumb", (0.0, 16.0)),
    "thumb_down": Aim({"palm": 4, "oblique": 2, "back": 2, "front": 1}, "thumb", (180.0, 16.0)),
    "l_shape": Aim({"palm": 5, "back": 4, "oblique": 1}, "fingers", (0.0, 32.0)),
    "call": Aim({"palm": 5, "back": 3, "oblique": 1}, "fingers", (0.0, 40.0)),
    "ok": Aim({"palm": 4, "oblique": 4, "radial": 2, "back": 1}),
    "two_hand_heart": Aim({"facing": 3, "behind": 2}, "fingers", (0.0, 10.0)),
    "namaste": Aim({"facing": 1, "behind": 2, "radial": 1}, "fingers", (0.0, 10.0)),
}


def random_shot(base: BaseMesh, job: Job) -> Shot:
    """Builds the scene of a job; the same job gives the same scene."""
    rng = np.random.default_rng(job.pose_seed)
    body = BODIES[int(rng.integers(len(BODIES)))]
    hand = _hand_of(base, body)
    gesture = "finger_heart" if job.kind == _SMALL_HEART else job.kind
    posture = random_posture(hand, gesture, rng)
    pair = _PAIRS.get(gesture)
    if pair is None:
        arms = one_arm(hand, gesture, posture, _random_look(rng), random_wrist(rng))
    else:
        other = random_posture(hand, gesture, rng) if rng.uniform() < 0.25 else posture
        arms = pair_of_arms(hand, gesture, (posture, other), _random_look(rng), rng, pair)
    out = CLEARLY if job.kind == _SMALL_HEART else 1.0
    arms = arms.moved(_random_turn(_AIMS.get(job.kind, _COUNTING), arms.hands[0], rng, out))
    if rng.uniform() < 0.5:
        arms = arms.moved(np.asarray(MIRROR_X))
    fill = _SMALL_FILL if job.kind == _SMALL_HEART else _FILL
    camera = _random_camera(np.concatenate([one.joints_m for one in arms.hands]), fill, rng)
    readable = gesture != "finger_heart" or shows_heart(arms.hands[0].joints_m, out)
    lit = random_light(camera, rng)
    scene = Scene(arms.parts, arms.hands, camera, lit.surroundings, lit.lamps, lit.exposure_stops)
    hands = len(arms.hands)
    return Shot(scene, body.name, (posture.fingers,) * hands, (readable,) * hands)


@lru_cache(maxsize=len(BODIES))
def _hand_of(base: BaseMesh, body: Body) -> Hand:
    return Hand(Rig(base, body.targets), "right")


def _random_look(rng: Rng) -> Look:
    tone, cloth = random_tone(rng), random_cloth(rng)
    sleeve = cloth if rng.uniform() < 0.65 else None
    return Look(tone, between(rng, 0.38, 0.6), sleeve, between(rng, 0.35, 0.93))


def _random_turn(aim: Aim, truth: HandTruth, rng: Rng, out: float) -> FloatArray:
    """Returns a random turn; of a finger heart, one that lets both tips be seen and the arm come from below."""
    turn = _any_turn(aim, truth, rng)
    if aim.upward != "heart" or rng.uniform() < _ODD_HEARTS:
        return turn
    for _ in range(_TURNS_TRIED):
        if shows_heart(truth.joints_m @ turn.T, out):
            break
        turn = _any_turn(aim, truth, rng)
    return turn


def _any_turn(aim: Aim, truth: HandTruth, rng: Rng) -> FloatArray:
    view = _VIEWS[chosen(rng, aim.views)]
    turn = rotation((0.0, 0.0, 1.0), float(np.radians(rng.normal(*view.turn))))
    tip = rotation((1.0, 0.0, 0.0), float(np.radians(rng.normal(*view.tip))))
    seen = tip @ turn
    wanted = between(rng, -180.0, 180.0) if aim.upward == "anything" else float(rng.normal(*aim.roll_deg))
    across, _, up = seen @ _upward(aim.upward, truth)
    stands = float(np.degrees(np.arctan2(-across, up)))
    roll = rotation((0.0, -1.0, 0.0), float(np.radians(wanted - stands)))
    return np.asarray(roll @ seen)


def _upward(name: str, truth: HandTruth) -> FloatArray:
    joints = truth.joints_m
    thumb = unit(joints[4] - joints[2])
    if name == "thumb":
        return thumb
    if name == "heart":
        return unit(unit(joints[4] - joints[3]) + unit(joints[8] - joints[7]))
    return np.array([0.0, 0.0, 1.0])


def _random_camera(joints_m: FloatArray, fills: tuple[float, float], rng: Rng) -> Camera:
    """Returns a camera that sees the hands at a random size (shares of the picture), place and field of view."""
    fill = between(rng, *fills)
    fov_deg = float(np.exp(between(rng, np.log(25.0), np.log(70.0))))
    elevation = np.radians(around(rng, 0.0, 9.0, -22.0, 22.0))
    direction = np.array([0.0, -np.cos(elevation), np.sin(elevation)])
    middle = 0.5 * (joints_m.min(axis=0) + joints_m.max(axis=0))
    distance = 1.0
    camera = Camera(middle + distance * direction, middle, fov_deg, _SIZE_PX)
    for _ in range(6):
        camera = Camera(middle + distance * direction, middle, fov_deg, _SIZE_PX)
        seen = camera.project(joints_m)
        share = float((seen.max(axis=0) - seen.min(axis=0)).max()) / _SIZE_PX[0]
        distance = max(_NEAREST_M, distance * share / fill)
    return _off_centre(camera, joints_m, rng)


def _off_centre(camera: Camera, joints_m: FloatArray, rng: Rng) -> Camera:
    seen = camera.project(joints_m)
    low, high = seen.min(axis=0), seen.max(axis=0)
    room_px = np.maximum(0.0, (np.array(_SIZE_PX) - (high - low)) / 2.0 * 0.8)
    wanted = np.array(_SIZE_PX) / 2.0 + rng.uniform(-1.0, 1.0, 2) * room_px
    across, down = wanted - (low + high) / 2.0
    place, target = np.asarray(camera.position_m), np.asarray(camera.target_m)
    metres_per_px = 2.0 * np.linalg.norm(place - target) * np.tan(np.radians(camera.fov_deg) / 2.0) / _SIZE_PX[0]
    axes = camera.axes()
    shift = metres_per_px * (-across * axes[:, 0] + down * axes[:, 1])
    return Camera(place + shift, target + shift, camera.fov_deg, _SIZE_PX)
