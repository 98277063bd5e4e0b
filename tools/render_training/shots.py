"""Random pictures: a posed hand on some body, seen from somewhere, in some light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tools.render_samples import palette
from tools.render_samples.closeups import MIRROR_X, Pair
from tools.render_samples.geometry import FloatArray, rotation, unit
from tools.render_samples.hand import Hand
from tools.render_samples.makehuman import BaseMesh, Rig
from tools.render_samples.scene import Camera, Colour, HandTruth, Light, Scene, Surroundings

from .arms import Arms, Look, one_arm, pair_of_arms, random_wrist
from .bodies import BODIES, Body
from .chance import Rng, around, between, chosen
from .postures import Fingers, random_posture
from .quota import Job

_SIZE_PX = (224, 224)
_NEAREST_M = 0.22
_ODD_HEARTS = 0.06
_TURNS_TRIED = 250
# How far the tips' bones end from the middle of the other digit, as seen; a thumb is 19 mm thick, a finger 15.
_INDEX_OUT_M = 0.0155
_THUMB_OUT_M = 0.0125
_PANORAMAS = ("city", "courtyard", "forest", "interior", "sunrise", "sunset")
_TONES = (palette.LIGHT, palette.MEDIUM, palette.TAN, palette.BROWN, palette.DARK)
_CLOTHS = (palette.KHAKI, palette.WHITE, palette.NAVY, palette.MAROON, palette.GREEN, palette.CREAM, palette.BLACK)
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
        fingers: Which digits are stretched.
        readable: Whether a person could name the gesture; False for finger hearts that hide one of their tips.
    """

    scene: Scene
    body: str
    fingers: Fingers | None
    readable: bool = True


_VIEWS = {
    "palm": View((0.0, 24.0), (4.0, 16.0)),
    "oblique": View((-45.0, 14.0), (4.0, 18.0)),
    "radial": View((-90.0, 18.0), (4.0, 20.0)),
    "back": View((180.0, 26.0), (4.0, 18.0)),
    "ulnar": View((90.0, 25.0), (4.0, 16.0)),
    "front": View((0.0, 30.0), (55.0, 14.0)),
    "facing": View((0.0, 22.0), (0.0, 14.0)),
    "behind": View((180.0, 25.0), (0.0, 14.0)),
}
_COUNTING = Aim({"palm": 6, "back": 2.5, "oblique": 1.5})
_AIMS = {
    "finger_heart": Aim({"radial": 4, "oblique": 4, "palm": 3, "front": 2, "back": 1}, "heart", (0.0, 30.0)),
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
    posture = random_posture(hand, job.gesture, rng)
    pair = _PAIRS.get(job.gesture)
    if pair is None:
        arms = one_arm(hand, job.gesture, posture, _random_look(rng), random_wrist(rng))
    else:
        other = random_posture(hand, job.gesture, rng) if rng.uniform() < 0.25 else posture
        arms = pair_of_arms(hand, job.gesture, (posture, other), _random_look(rng), rng, pair)
    arms = arms.moved(_random_turn(_AIMS.get(job.gesture, _COUNTING), arms.hands[0], rng))
    if rng.uniform() < 0.5:
        arms = arms.moved(np.asarray(MIRROR_X))
    camera = _random_camera(np.concatenate([one.joints_m for one in arms.hands]), rng)
    readable = job.gesture != "finger_heart" or _shows_heart(arms.hands[0].joints_m)
    return Shot(_lit(arms, camera, rng), body.name, posture.fingers, readable)


@lru_cache(maxsize=len(BODIES))
def _hand_of(base: BaseMesh, body: Body) -> Hand:
    return Hand(Rig(base, body.targets), "right")


def _random_look(rng: Rng) -> Look:
    place = between(rng, 0.0, len(_TONES) - 1.0)
    lighter = min(int(place), len(_TONES) - 2)
    share = place - lighter
    tone = (1.0 - share) * np.array(_TONES[lighter]) + share * np.array(_TONES[lighter + 1])
    tone = tone * rng.normal(1.0, 0.05, 3) * around(rng, 1.0, 0.1, 0.75, 1.25)
    cloth = np.array(_CLOTHS[int(rng.integers(len(_CLOTHS)))]) if rng.uniform() < 0.6 else rng.uniform(0.01, 0.6, 3)
    sleeve = _colour(cloth) if rng.uniform() < 0.65 else None
    return Look(_colour(tone), between(rng, 0.38, 0.6), sleeve, between(rng, 0.35, 0.93))


def _colour(values: FloatArray) -> Colour:
    red, green, blue = np.clip(values, 0.005, 0.9)
    return float(red), float(green), float(blue)


def _random_turn(aim: Aim, truth: HandTruth, rng: Rng) -> FloatArray:
    """Returns a random turn; of a finger heart, one that lets both tips be seen and the arm come from below."""
    turn = _any_turn(aim, truth, rng)
    if aim.upward != "heart" or rng.uniform() < _ODD_HEARTS:
        return turn
    for _ in range(_TURNS_TRIED):
        if _shows_heart(truth.joints_m @ turn.T):
            break
        turn = _any_turn(aim, truth, rng)
    return turn


def _shows_heart(joints_m: FloatArray) -> bool:
    """Tells whether thumb and index finger are seen to cross, not behind the other fingers, with the wrist below."""
    flat = joints_m[:, [0, 2]]
    thumb, index = unit(flat[4] - flat[3]), unit(flat[8] - flat[7])
    angle_deg = float(np.degrees(np.arccos(np.clip(thumb @ index, -1.0, 1.0))))
    index_out = _from_line(flat[8], flat[3], thumb) > _INDEX_OUT_M
    thumb_out = _from_line(flat[4], flat[7], index) > _THUMB_OUT_M
    others = joints_m[[10, 11, 12, 14, 15, 16, 18, 19, 20]]
    lowest_tip = float(min(flat[4, 1], flat[8, 1]))
    in_front = float(joints_m[[4, 8], 1].mean()) < float(others[:, 1].mean()) - 0.004
    free = in_front or lowest_tip > float(others[:, 2].max())
    wrist_below = float(flat[0, 1]) < lowest_tip - 0.02
    return 45.0 < angle_deg < 125.0 and index_out and thumb_out and free and wrist_below


def _from_line(point: FloatArray, start: FloatArray, along: FloatArray) -> float:
    """Returns the distance of a point from a line in the plane."""
    gap = point - start
    return abs(float(along[0] * gap[1] - along[1] * gap[0]))


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


def _random_camera(joints_m: FloatArray, rng: Rng) -> Camera:
    """Returns a camera that sees the hands at a random size, place and field of view."""
    fill = between(rng, 0.27, 0.8)
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


def _lit(arms: Arms, camera: Camera, rng: Rng) -> Scene:
    surroundings = Surroundings(
        _PANORAMAS[int(rng.integers(len(_PANORAMAS)))],
        between(rng, -180.0, 180.0),
        brightness=float(np.clip(0.22 * np.exp(rng.normal(0.0, 0.55)), 0.04, 0.7)),
        irradiance=float(np.clip(0.45 * np.exp(rng.normal(0.0, 0.4)), 0.15, 1.1)),
    )
    lights = tuple(_lamp(camera, power_w, rng) for power_w in (between(rng, 0.0, 12.0), between(rng, 0.0, 4.0)))
    exposure = around(rng, 0.25, 0.6, -1.3, 1.3)
    return Scene(arms.parts, arms.hands, camera, surroundings, lights, exposure)


def _lamp(camera: Camera, power_w: float, rng: Rng) -> Light:
    """Returns a soft lamp anywhere on the camera's side."""
    target = np.asarray(camera.target_m)
    azimuth, elevation = np.radians(between(rng, -100.0, 100.0)), np.radians(between(rng, -10.0, 75.0))
    towards = np.array([np.sin(azimuth) * np.cos(elevation), -np.cos(azimuth) * np.cos(elevation), np.sin(elevation)])
    warmth = between(rng, -0.1, 0.1)
    return Light(target + towards, target, power_w, between(rng, 0.15, 0.7), (1.0 + warmth, 0.97, 1.0 - warmth))
