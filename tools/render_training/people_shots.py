"""Random pictures of a person whose hands do something, from half length to close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tools.render_samples.arms import Arm
from tools.render_samples.geometry import FloatArray, rotation
from tools.render_samples.makehuman import BaseMesh
from tools.render_samples.people import person_parts
from tools.render_samples.scene import Camera, HandTruth, Material, MeshPart, Scene, Side

from .certificate import certificate
from .chance import Rng, around, between
from .clasps import hand_around_fist, hand_over_hand, laced_hands
from .figures import random_person
from .holding import microphone, pen, phone
from .idle import at_sides, crossed_arms, on_thighs
from .lights import random_light
from .quota import Job
from .shades import random_cloth
from .shots import Shot
from .shows import CLEARLY, shows_heart, shows_thumb
from .signs import hand_on_chest, heart_shown, overhead_heart, salute, thumb_shown
from .stage import Stage
from .staged import Staged
from .things import slab

PEOPLE: dict[str, Callable[[Stage, Rng], Staged]] = {
    "clasp_over": hand_over_hand,
    "clasp_laced": laced_hands,
    "clasp_fist": hand_around_fist,
    "on_thighs": on_thighs,
    "at_sides": at_sides,
    "crossed_arms": crossed_arms,
    "certificate": certificate,
    "microphone": microphone,
    "pen": pen,
    "phone": phone,
    "overhead_heart": overhead_heart,
    "thumb_shown": thumb_shown,
    "finger_heart_shown": heart_shown,
    "hand_on_chest": hand_on_chest,
    "salute": salute,
}
"""What a person does in the pictures of a kind."""

_SEATED = {"on_thighs": 1.0, "clasp_over": 0.4, "clasp_laced": 0.4, "clasp_fist": 0.2, "phone": 0.3, "pen": 0.3}
_WITH_HEAD = {"overhead_heart": 1.0, "salute": 0.8}
_HAND_PX = (25.0, 140.0)
_LONGEST_PX = (160, 440)
_IN_FRONT_M = 0.035
_BESIDE_M = 0.015
_HIDDEN = 0.5
_TRIES = 12
_FRAME_ROOM = 0.15
_FINE_GRID = 1500
_LAMPS_M = 2.2
_UPRIGHT, _ACROSS = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])


def person_shot(base: BaseMesh, job: Job) -> Shot:
    """Builds the scene of a job; the same job gives the same scene."""
    rng = np.random.default_rng(job.pose_seed)
    name, person = random_person(rng)
    person = replace(person, seated=bool(rng.uniform() < _SEATED.get(job.kind, 0.0)))
    stage = Stage(base, person)
    staged = _feasible(PEOPLE[job.kind], stage, rng)
    parts, hands = person_parts(base, replace(person, right=staged.right, left=staged.left))
    turn = rotation((0.0, 0.0, 1.0), float(np.radians(person.yaw_deg)))
    things = [*staged.things, *(_chair(stage, rng) if person.seated else ())]
    parts = (*parts, *(part.moved(turn, (0.0, 0.0, 0.0)) for part in things), *_wall(rng))
    shown = staged.shown or {}
    known = [hand for hand in hands if hand.side in shown]
    camera = _random_camera(known, turn @ stage.eyes_m, rng, _WITH_HEAD.get(job.kind, 0.6))
    known = [hand for hand in known if _in_sight(hand, parts, camera)]
    lit = random_light(camera, rng, _LAMPS_M)
    parts = tuple(_no_finer_than_needed(part) for part in parts if _in_frame(part, camera))
    scene = Scene(parts, tuple(known), camera, lit.surroundings, lit.lamps, lit.exposure_stops)
    readable = tuple(_readable(hand) for hand in known)
    return Shot(scene, name, tuple(shown[hand.side] for hand in known), readable)


def _readable(hand: HandTruth) -> bool:
    if hand.gesture == "finger_heart":
        return shows_heart(hand.joints_m, CLEARLY)
    return not hand.gesture.startswith("thumb") or shows_thumb(hand.joints_m)


def _feasible(staging: Callable[[Stage, Rng], Staged], stage: Stage, rng: Rng) -> Staged:
    """Returns what the person does; of a few tries, the first that asks no arm for too much."""
    tries: list[tuple[float, Staged]] = []
    while len(tries) < _TRIES and (not tries or tries[-1][0] > 0.0):
        staged = staging(stage, rng)
        arms: tuple[tuple[Side, Arm], ...] = (("right", staged.right), ("left", staged.left))
        tries.append((max(stage.fault(arm, side) for side, arm in arms), staged))
    return min(tries, key=lambda item: item[0])[1]


def _random_camera(hands: list[HandTruth], eyes_m: FloatArray, rng: Rng, head_share: float) -> Camera:
    """Returns a camera that sees the hands, mostly with the head, and a picture of a size that suits the hands'."""
    points = np.concatenate([hand.joints_m for hand in hands])
    with_head = rng.uniform() < head_share
    if with_head:
        points = np.concatenate([points, eyes_m + np.array([[0.11, 0.0, 0.13], [-0.11, 0.0, -0.15]])])
    low, high = points.min(axis=0), points.max(axis=0)
    middle = 0.5 * (low + high)
    wide, high_m = (float(high[axis] - low[axis]) for axis in (0, 2))
    fill = between(rng, 0.6, 0.88) if with_head else between(rng, 0.35, 0.75)
    frame_m = max(wide, high_m) / fill
    aspect = float(np.clip((wide / fill + 0.1) / (high_m / fill + 0.1), 0.66, 1.5)) * between(rng, 0.9, 1.15)
    distance = float(np.exp(between(rng, np.log(1.0), np.log(4.0)))) * max(1.0, frame_m)
    elevation = np.radians(around(rng, 4.0, 8.0, -14.0, 26.0))
    towards = np.array([0.0, -np.cos(elevation), np.sin(elevation)])
    hand_m = max(float(np.ptp(hand.joints_m[:, [0, 2]], axis=0).max()) for hand in hands)
    wanted_px = float(np.exp(between(rng, *np.log(_HAND_PX))))
    longest = int(np.clip(frame_m * wanted_px / hand_m, *_LONGEST_PX))
    size = (longest, round(longest / aspect)) if aspect > 1.0 else (round(longest * aspect), longest)
    target = middle + np.array([rng.uniform(-0.06, 0.06), 0.0, rng.uniform(-0.04, 0.04)]) * frame_m
    fov_deg = float(np.degrees(2.0 * np.arctan(0.5 * frame_m / distance)))
    return Camera(target + distance * towards, target, fov_deg, size)


def _in_sight(hand: HandTruth, parts: tuple[MeshPart, ...], camera: Camera) -> bool:
    """Tells whether most of a hand is inside the picture and not behind clothes."""
    pixels = camera.project(hand.joints_m)
    if not ((pixels > 0.0) & (pixels < np.array(camera.size_px))).all():
        return False
    axes, eye = camera.axes(), np.asarray(camera.position_m)
    joints = (hand.joints_m - eye) @ axes
    cloth = np.concatenate([part.vertices for part in parts if part.material.kind == "cloth"])
    points = (cloth - eye) @ axes
    points = points[points[:, 2] > joints[:, 2].min()]
    flat, seen = points[:, :2] / -points[:, 2:], joints[:, :2] / -joints[:, 2:]
    apart_m = np.linalg.norm(flat[None] - seen[:, None], axis=2) * -joints[:, 2:]
    before = points[None, :, 2] > joints[:, None, 2] + _IN_FRONT_M
    return bool(((apart_m < _BESIDE_M) & before).any(axis=1).mean() < _HIDDEN)


def _in_frame(part: MeshPart, camera: Camera) -> bool:
    """Tells whether a mesh may be seen; what lies wholly beside the picture only costs time."""
    pixels, room = camera.project(part.vertices), _FRAME_ROOM * np.array(camera.size_px)
    beside = (pixels < -room).all(axis=0) | (pixels > np.array(camera.size_px) + room).all(axis=0)
    return not bool(beside.any())


def _no_finer_than_needed(part: MeshPart) -> MeshPart:
    """Returns cloth whose grid is fine enough as it is; refining it would cost more time than the hands."""
    fine = part.material.kind == "cloth" and len(part.vertices) > _FINE_GRID
    return replace(part, subdivisions=0) if fine else part


def _wall(rng: Rng) -> tuple[MeshPart, ...]:
    """Returns a plain wall behind the person with a band of another colour, or nothing but the panorama."""
    if rng.uniform() < 0.4:
        return ()
    behind = between(rng, 0.6, 2.5)
    wall = slab(
        np.array([0.0, behind, 1.5]), _ACROSS, _UPRIGHT, (12.0, 5.0, 0.02), Material("cloth", random_cloth(rng))
    )
    height = between(rng, 0.3, 1.1)
    place = np.array([0.0, behind - 0.03, between(rng, 0.2, 2.0)])
    band = slab(place, _ACROSS, _UPRIGHT, (12.0, height, 0.02), Material("cloth", random_cloth(rng)))
    return wall, band


def _chair(stage: Stage, rng: Rng) -> tuple[MeshPart, ...]:
    """Returns seat and back of a plain chair."""
    look = Material("gloss", random_cloth(rng), between(rng, 0.4, 0.8))
    thighs = stage.top_z(0.1, float(stage.shoulders_m[1]) - 0.2, float(stage.shoulders_m[2]) - 0.3)
    seat = slab(np.array([0.0, -0.05, thighs - 0.19]), _ACROSS, np.array([0.0, 1.0, 0.0]), (0.46, 0.46, 0.05), look)
    back = slab(np.array([0.0, 0.2, thighs + 0.1]), _ACROSS, _UPRIGHT, (0.44, 0.55, 0.04), look)
    return seat, back
