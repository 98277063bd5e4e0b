"""Whole people: a body in plain office clothes, arms and hands posed.

Everything is built in the person's own frame (x to the person's left, y to the back, z up, feet at zero) and moved to
its place in the scene at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .arms import Arm, ArmBones, arm_directions
from .closeups import palm_share
from .cloth import Drape, drape, grid_part
from .geometry import BoolArray, FloatArray, frame, rotation, rotation_between, twist_rad
from .hand import Hand
from .makehuman import BaseMesh, Posed, Rig
from .poses import hand_truth, solved_pose
from .scene import Colour, HandTruth, Material, MeshPart, Paint, Side, mesh_part

_EYE_WHITE = Material("gloss", (0.62, 0.60, 0.57), 0.2)
_IRIS = Material("gloss", (0.03, 0.018, 0.011), 0.12)
_LASHES = Material("cloth", (0.012, 0.01, 0.01), 0.9)
_LEATHER = Material("cloth", (0.012, 0.011, 0.011), 0.55)
_PECI = Material("cloth", (0.010, 0.010, 0.012), 0.7)
_HAIR = Material("cloth", (0.016, 0.012, 0.010), 0.55)
_BUCKLE = Material("gloss", (0.45, 0.38, 0.18), 0.25)
_FRIENDLY = (("mouth/mouth-angles-up", 0.5), ("eyebrows/eyebrows-angle-down", 0.25))
_IRIS_DEG = 33.0
_LEGS_CLOSED_DEG = 4.0
_THIGHS_RAISED_DEG = 84.0
_BARE = Paint()
_DOWN = Arm()


@dataclass(frozen=True)
class Outfit:
    """What a person wears.

    Attributes:
        top: Linear RGB of the shirt or tunic.
        bottom: Linear RGB of the trousers or skirt.
        head: Hair alone, a black cap (peci) or a headscarf (hijab).
        scarf: Linear RGB of the headscarf.
        skirt: Whether the lower garment is a long skirt.
        short_sleeves: Whether the sleeves end at the elbow.
        tunic: Whether the upper garment hangs over the hips, without a belt.
    """

    top: Colour
    bottom: Colour
    head: Literal["hair", "peci", "hijab"] = "hair"
    scarf: Colour = (0.1, 0.1, 0.1)
    skirt: bool = False
    short_sleeves: bool = False
    tunic: bool = False


@dataclass(frozen=True)
class Person:
    """A person in a picture.

    Attributes:
        sex: Which body.
        tone: Linear RGB albedo of the skin.
        outfit: Clothes.
        place_m: x and y of the feet in the scene frame.
        yaw_deg: Turn about the vertical; 0 faces the camera.
        lift_m: Height of what the person stands on.
        right: The person's own right arm.
        left: The person's own left arm.
        mix: Shares of Asian, European and African shape.
        age: 0 (young) to 1 (old).
        weight: -1 (thin) to 1 (heavy).
        height: -1 (short) to 1 (tall).
        face: Further shape targets with their strengths.
        seated: Whether the person sits upright, the thighs level.
    """

    sex: Literal["male", "female"]
    tone: Colour
    outfit: Outfit
    place_m: tuple[float, float] = (0.0, 0.0)
    yaw_deg: float = 0.0
    lift_m: float = 0.0
    right: Arm = _DOWN
    left: Arm = _DOWN
    mix: tuple[float, float, float] = (0.7, 0.3, 0.0)
    age: float = 0.0
    weight: float = 0.0
    height: float = 0.0
    face: tuple[tuple[str, float], ...] = ()
    seated: bool = False


def person_parts(base: BaseMesh, person: Person) -> tuple[tuple[MeshPart, ...], tuple[HandTruth, ...]]:
    """Builds a person.

    Returns:
        The meshes and the hands, in the scene frame.
    """
    figure = Figure(base, person)
    parts = figure.parts()
    turn = rotation((0.0, 0.0, 1.0), np.radians(person.yaw_deg))
    shift = (*person.place_m, person.lift_m)
    return tuple(part.moved(turn, shift) for part in parts), tuple(hand.moved(turn, shift) for hand in figure.hands)


def _targets(person: Person) -> list[tuple[str, float]]:
    targets: list[tuple[str, float]] = []
    weight_name = "maxweight" if person.weight > 0 else "minweight"
    for age, age_share in (("young", 1.0 - person.age), ("old", person.age)):
        for people, share in zip(("asian", "caucasian", "african"), person.mix, strict=True):
            targets.append((f"macrodetails/{people}-{person.sex}-{age}", share * age_share))
        figure = f"{person.sex}-{age}-averagemuscle"
        for name, share in (("averageweight", 1.0 - abs(person.weight)), (weight_name, abs(person.weight))):
            targets.append((f"macrodetails/universal-{figure}-{name}", share * age_share))
        tall = "maxheight" if person.height > 0 else "minheight"
        targets.append((f"macrodetails/height/{figure}-averageweight-{tall}", abs(person.height) * age_share))
    targets += [*_FRIENDLY, *person.face]
    return targets


class Figure:
    """The posed body of a person, from which skin and clothes are cut; in the person's own frame.

    Attributes:
        hands: What both hands show, the right one first.
        shoulders_m: The middle between the resting shoulders.
    """

    def __init__(self, base: BaseMesh, person: Person) -> None:
        """Shapes and poses the body."""
        self._base = base
        self._person = person
        self._rig = Rig(base, _targets(person))
        self._hands = {side: Hand(self._rig, side) for side in ("right", "left")}
        rotations: dict[str, FloatArray] = {}
        arms: tuple[tuple[Side, Arm], ...] = (("right", person.right), ("left", person.left))
        for side, arm in arms:
            rotations |= self._posed_arm(side, arm)
        rotations |= _seated_legs() if person.seated else _standing_legs()
        self._posed: Posed = self._rig.posed(rotations)
        vertices = self._rig.skinned(self._posed)
        floor = float(vertices[base.vertex_groups["body"]][:, 2].min())
        self._down = np.array([0.0, 0.0, -floor])
        self._vertices = vertices + self._down
        self.shoulders_m = self._between_shoulders() + self._down
        self.hands = tuple(self._truth(side, arm) for side, arm in arms)
        arm_bones = [
            bone for bone in base.bone_order if any(k in bone for k in ("arm", "wrist", "finger", "metacarpal"))
        ]
        self._arm_weight = base.weight_of(arm_bones)
        legs = [bone for bone in base.bone_order if "leg" in bone]
        self._thighs: BoolArray = (base.weight_of(legs) > 0.4) & person.seated
        self._body_faces: BoolArray = base.face_groups == "body"
        self._tights: BoolArray = base.face_groups == "helper-tights"
        feet = [bone for bone in base.bone_order if "foot" in bone or "toe" in bone]
        self._feet: BoolArray = base.faces_inside(base.weight_of(feet) > 0.4) & self._body_faces
        self._rest_mean = base.face_means(self._rig.vertices)

    def parts(self) -> tuple[MeshPart, ...]:
        """Returns the meshes of body and clothes."""
        return (*self.body(), *self.clothes(), *self.headwear())

    def hand(self, side: Side) -> Hand:
        """Returns a hand of the body at rest."""
        return self._hands[side]

    def arm_bones(self, side: Side, lift_deg: float = 0.0) -> ArmBones:
        """Returns the lengths of an arm's bones, and where its shoulder is when the collarbone is raised."""
        hand, heads = self._hands[side], self._rig.heads
        shoulder, elbow, wrist = (heads[bone] for bone in (hand.upper_arm[0], hand.forearm[0], hand.wrist))
        root = heads[_collarbone(side)]
        raised = root + _raise(side, lift_deg) @ (shoulder - root)
        lengths = float(np.linalg.norm(elbow - shoulder)), float(np.linalg.norm(wrist - elbow))
        return ArmBones(raised - self._between_shoulders(), *lengths)

    def body(self) -> list[MeshPart]:
        """Returns skin, eyes and lashes."""
        base, rig = self._base, self._rig
        palm = np.maximum(*(palm_share(rig, hand) for hand in self._hands.values()))
        skin = Material("skin", self._person.tone, 0.5)
        parts = [self._part(self._body_faces & ~self._feet, skin, paint=Paint(palm, self._painted_hair()))]
        for letter in "lr":
            eye = base.face_groups == f"helper-{letter}-eye"
            centre = rig.vertices[np.unique(base.faces[eye])].mean(axis=0)
            away = self._rest_mean - centre
            off_axis = np.degrees(np.arccos(np.clip(-away[:, 1] / np.linalg.norm(away, axis=1), -1.0, 1.0)))
            parts.append(self._part(eye & (off_axis > _IRIS_DEG), _EYE_WHITE, subdivisions=0))
            parts.append(self._part(eye & (off_axis <= _IRIS_DEG), _IRIS, subdivisions=0))
        lashes = np.char.find(base.face_groups.astype(str), "eyelashes") >= 0
        parts.append(self._part(lashes, _LASHES, subdivisions=0))
        return parts

    def clothes(self) -> list[MeshPart]:
        """Returns shirt, sleeves, trousers or skirt, belt, badges and shoes."""
        outfit = self._person.outfit
        top, bottom = Material("cloth", outfit.top), Material("cloth", outfit.bottom)
        hip = self._height("upperleg01.R")
        armpit = self._height("upperarm01.R") - 0.11
        torso = self._body_points((self._arm_weight < 0.35) & ~self._thighs)
        parts = self._sleeves(top)
        hem = hip - (0.14 if outfit.tunic and not self._person.seated else 0.03)
        shirt = drape(torso, top_m=armpit, bottom_m=hem, slope=0.30)
        rise = np.minimum(1.0, np.arange(len(shirt.heights)) / 6.0)
        parts.append(grid_part(shirt.surface(0.002 + 0.014 * rise), top))
        parts += self._shirt_details(shirt, armpit, hem, top)
        parts += self._skirt(bottom, hip) if outfit.skirt and not self._person.seated else self._trousers(bottom, hip)
        return parts + self._shoes()

    def headwear(self) -> list[MeshPart]:
        """Returns the hair, cap or headscarf."""
        kind = self._person.outfit.head
        if kind == "hijab":
            return self._hijab()
        parts = [self._hair_cap()]
        if kind == "peci":
            parts += self._peci()
        return parts

    def _part(
        self,
        faces: BoolArray,
        material: Material,
        *,
        paint: Paint = _BARE,
        subdivisions: int = 1,
        thickness_m: float = 0.0,
    ) -> MeshPart:
        return mesh_part(
            self._base,
            self._vertices,
            faces,
            material,
            paint=paint,
            subdivisions=subdivisions,
            thickness_m=thickness_m,
        )

    def _height(self, bone: str) -> float:
        return float(self._posed.heads[bone][2] + self._down[2])

    def _body_points(self, vertex_mask: BoolArray) -> FloatArray:
        """Returns points of the clothed body: corners and middles of the tights' faces inside the mask."""
        faces = self._tights & self._base.faces_inside(vertex_mask)
        middles = self._base.face_means(self._vertices)[faces]
        corners = np.unique(self._base.faces[faces])
        return np.concatenate([middles, self._vertices[corners[corners >= 0]]])

    def _between_shoulders(self) -> FloatArray:
        heads = self._rig.heads
        return 0.5 * (heads[self._hands["right"].upper_arm[0]] + heads[self._hands["left"].upper_arm[0]])

    def _truth(self, side: Side, arm: Arm) -> HandTruth:
        joints_m = self._hands[side].landmarks(self._posed) + self._down
        if arm.shape is not None:
            return HandTruth(arm.gesture, side, joints_m, None)
        return hand_truth(arm.gesture, side, joints_m)

    def _posed_arm(self, side: Side, arm: Arm) -> dict[str, FloatArray]:
        hand, heads = self._hands[side], self._rig.heads
        shoulder, elbow, wrist = (heads[bone] for bone in (hand.upper_arm[0], hand.forearm[0], hand.wrist))
        lift_deg = arm.held.lift_deg if arm.held is not None else 0.0
        held = arm_directions(arm, -1.0 if side == "right" else 1.0, self.arm_bones(side, lift_deg))
        upper, lower, along, back = held.upper, held.lower, held.along, held.back
        turn_hand = frame(along, back) @ frame(hand.forward, hand.dorsal).T
        turn_upper = rotation_between(elbow - shoulder, upper)
        turn_lower = rotation_between(turn_upper @ (wrist - elbow), lower) @ turn_upper
        relative = turn_hand @ turn_lower.T
        twist = twist_rad(rotation_between(relative @ lower, lower) @ relative, lower)
        rotations = dict.fromkeys(hand.upper_arm, turn_upper)
        for bone, share in zip(hand.forearm, (0.3, 0.75), strict=True):
            rotations[bone] = rotation(lower, share * twist) @ turn_lower
        rotations |= dict.fromkeys((hand.wrist, *hand.metacarpals), turn_hand)
        rotations[_collarbone(side)] = _raise(side, lift_deg)
        fingers = hand.reach(arm.shape or solved_pose(hand, arm.gesture)).rotations
        return rotations | {bone: turn_hand @ turn for bone, turn in fingers.items()}

    def _sleeves(self, cloth: Material) -> list[MeshPart]:
        base, heads = self._base, self._rig.heads
        above_hip = self._rest_mean[:, 2] >= heads["upperleg01.R"][2] + 0.05
        keep = self._tights & above_hip
        end = -0.12 if self._person.outfit.short_sleeves else 0.86
        for hand in self._hands.values():
            elbow, wrist = heads[hand.forearm[0]], heads[hand.wrist]
            along = (self._rest_mean - elbow) @ (wrist - elbow) / float((wrist - elbow) @ (wrist - elbow))
            keep &= ~((along > end) & base.faces_inside(self._arm_weight > 0.5))
        return [self._part(keep, cloth, thickness_m=0.013)]

    def _shirt_details(self, shirt: Drape, armpit: float, hem: float, cloth: Material) -> list[MeshPart]:
        darker = Material("cloth", _shade(cloth.colour, 0.72))
        chest = armpit + 0.01
        if self._person.outfit.head == "hijab":
            return []
        placket = shirt.patch(angle_deg=0.0, width_m=0.034, top_m=armpit, bottom_m=hem, offset_m=0.021)
        pieces = [(placket, darker)]
        if not self._person.outfit.tunic:
            belt = shirt.surface(0.021)[-4:]
            buckle = shirt.patch(angle_deg=0.0, width_m=0.05, top_m=hem + 0.035, bottom_m=hem, offset_m=0.029)
            pieces.append((buckle, _BUCKLE))
            parts = [grid_part(belt, _LEATHER, thickness_m=0.006)]
        else:
            parts = []
        for angle in (-42.0, 42.0):
            pocket = shirt.patch(
                angle_deg=angle, width_m=0.105, top_m=chest - 0.02, bottom_m=chest - 0.13, offset_m=0.021
            )
            if self._person.sex == "male":
                pieces.append((pocket, darker))
        badge = shirt.patch(angle_deg=-40.0, width_m=0.07, top_m=chest - 0.015, bottom_m=chest - 0.032, offset_m=0.028)
        pieces.append((badge, Material("cloth", (0.02, 0.02, 0.02), 0.4)))
        return parts + [grid_part(points, look, closed=False, thickness_m=0.003) for points, look in pieces]

    def _trousers(self, cloth: Material, hip: float) -> list[MeshPart]:
        heads = self._rig.heads
        lower = self._tights & (self._rest_mean[:, 2] < heads["upperleg01.R"][2] + 0.08)
        lower &= self._rest_mean[:, 2] > heads["foot.R"][2] + 0.03
        parts = [self._part(lower, cloth, thickness_m=0.008)]
        if self._person.seated:
            return parts
        for sign in (-1.0, 1.0):
            leg = self._body_points(np.asarray(self._arm_weight < 0.35))
            leg = leg[leg[:, 0] * sign > 0.0]
            hanging = drape(leg, top_m=hip - 0.12, bottom_m=0.07, slope=0.05)
            rise = np.minimum(1.0, np.arange(len(hanging.heights)) / 6.0)
            parts.append(grid_part(hanging.surface(0.002 + 0.008 * rise), cloth))
        return parts

    def _shoes(self) -> list[MeshPart]:
        middles = self._base.face_means(self._vertices)[self._feet]
        parts = []
        for sign in (-1.0, 1.0):
            points = middles[middles[:, 0] * sign > 0.0]
            heel_to_toe = points[points[:, 2] < 0.03]
            x, y = heel_to_toe[:, 0].mean(), 0.5 * (heel_to_toe[:, 1].min() + heel_to_toe[:, 1].max()) + 0.03
            shoe = drape(points, top_m=0.11, bottom_m=0.0, slope=0.0, centre=(float(x), float(y)), smooth=1.0)
            surface = shoe.surface(0.012)
            lid = surface[:1].copy()
            lid[:, :, :2] = (float(x), float(y))
            parts.append(grid_part(np.concatenate([lid, surface]), _LEATHER))
        return parts

    def _skirt(self, cloth: Material, hip: float) -> list[MeshPart]:
        legs = self._body_points(np.asarray(self._arm_weight < 0.35))
        skirt = drape(legs, top_m=hip - 0.09, bottom_m=0.05, slope=-0.03)
        return [grid_part(skirt.surface(0.004), cloth)]

    def _head_frame(self) -> tuple[FloatArray, FloatArray]:
        """Returns (n, 3) vertices relative to the middle of the eyes, at rest, and that middle in the scene."""
        eyes = np.isin(self._base.face_groups, ["helper-l-eye", "helper-r-eye"])
        numbers = np.unique(self._base.faces[eyes])
        return self._rig.vertices - self._rig.vertices[numbers].mean(axis=0), self._vertices[numbers].mean(axis=0)

    def _painted_hair(self) -> FloatArray:
        """Returns (n,) where scalp and brows are dark, 0 to 1."""
        local, _ = self._head_frame()
        x, y, z = np.abs(local[:, 0]), local[:, 1], local[:, 2]
        on_head = self._rig.vertices[:, 2] > self._rig.heads["neck01"][2] - 0.02
        scalp = np.clip((z - self._hairline(y)) / 0.008, 0.0, 1.0)
        brow = (np.abs(z - 0.0215 - 0.10 * np.clip(0.012 - np.abs(x - 0.030), -1, 0)) < 0.0042) & (y < 0.02)
        brow &= (x > 0.012) & (x < 0.048)
        return np.where(on_head, np.maximum(scalp, brow * 0.7), 0.0)

    @staticmethod
    def _hairline(y: FloatArray) -> FloatArray:
        """Returns the height of the hairline over the eyes, in metres, by the depth behind them."""
        return np.asarray(
            np.interp(y, [0.0, 0.03, 0.075, 0.085, 0.12, 0.16], [0.060, 0.052, 0.02, -0.012, -0.06, -0.075])
        )

    def _hair_cap(self) -> MeshPart:
        local, _ = self._head_frame()
        on_head = self._rig.vertices[:, 2] > self._rig.heads["neck01"][2] - 0.02
        scalp = on_head & (local[:, 2] > self._hairline(local[:, 1]) + 0.004) & (np.abs(local[:, 0]) < 0.082)
        faces = self._body_faces & self._base.faces_inside(scalp)
        return self._part(faces, _HAIR, subdivisions=2, thickness_m=0.009)

    def _head_points(self) -> tuple[FloatArray, FloatArray]:
        """Returns points of the head's skin and the middle of the eyes, both in the person's frame."""
        _, eyes = self._head_frame()
        on_head = self._rig.vertices[:, 2] > self._rig.heads["neck01"][2] - 0.03
        faces = self._body_faces & self._base.faces_inside(on_head)
        middles = self._base.face_means(self._vertices)[faces]
        return middles, eyes

    def _peci(self) -> list[MeshPart]:
        points, eyes = self._head_points()
        centre = (float(eyes[0]), float(points[:, 1].mean()) + 0.01)
        low, high = eyes[2] + 0.058, float(points[:, 2].max()) + 0.022
        around = drape(points, top_m=low + 0.004, bottom_m=low - 0.02, slope=0.0, centre=centre, smooth=2.0)
        ring = around.surface(0.012)[0]
        rows = []
        for height, share in (
            (high + 0.004, 0.02),
            (high + 0.003, 0.80),
            (high, 0.93),
            (high - 0.012, 0.955),
            (low, 1.0),
        ):
            row = ring.copy()
            row[:, :2] = np.array(centre) + share * (ring[:, :2] - np.array(centre))
            front = -(row[:, 1] - centre[1]) / 0.1
            row[:, 2] = height + (0.006 * front if share > 0.5 else 0.0)
            rows.append(row)
        return [grid_part(np.stack(rows), _PECI, thickness_m=0.003)]

    def _hijab(self) -> list[MeshPart]:
        head, eyes = self._head_points()
        shoulders = self._body_points(self._arm_weight < 0.75)
        hem = self._height("neck01") - 0.24
        shoulders = shoulders[shoulders[:, 2] > hem - 0.02]
        points = np.concatenate([head, shoulders])
        centre = (float(eyes[0]), float(head[:, 1].mean()) + 0.005)
        top = float(head[:, 2].max())
        hanging = drape(points, top_m=top - 0.006, bottom_m=hem, slope=0.50, centre=centre, smooth=1.2)
        below = np.clip((eyes[2] - 0.12 - hanging.heights) / 0.12, 0.0, 1.0)
        surface = hanging.surface(0.010 + 0.022 * below)
        folds = 0.004 * below[:, None] * np.sin(np.linspace(0.0, 2.0 * np.pi * 11.0, surface.shape[1]) + 1.0)
        surface[:, :, :2] *= 1.0 + folds[:, :, None] / 0.12
        crown = np.repeat(surface[:1], 2, axis=0)
        shares = np.array([0.05, 0.6])[:, None, None]
        crown[:, :, :2] = np.array(centre) + shares * (crown[:, :, :2] - np.array(centre))
        crown[:, :, 2] += np.array([0.018, 0.013])[:, None]
        front = -(surface[:, :, 1] - centre[1]) / 0.15
        surface[:, :, 2] -= 0.03 * below[:, None] * np.clip(front, -0.4, 1.0)
        surface = np.concatenate([crown, surface])
        surface, keep = _face_opening(surface, eyes)
        cloth = Material("cloth", self._person.outfit.scarf, 0.9)
        return [grid_part(surface, cloth, keep=keep, thickness_m=0.004)]


def _standing_legs() -> dict[str, FloatArray]:
    legs: dict[str, FloatArray] = {}
    for letter, sign in (("R", -1.0), ("L", 1.0)):
        legs[f"upperleg01.{letter}"] = rotation((0.0, 1.0, 0.0), np.radians(sign * _LEGS_CLOSED_DEG))
        legs[f"foot.{letter}"] = np.eye(3)
    return legs


def _seated_legs() -> dict[str, FloatArray]:
    thigh = rotation((1.0, 0.0, 0.0), np.radians(-_THIGHS_RAISED_DEG))
    legs: dict[str, FloatArray] = {}
    for letter in "RL":
        legs[f"upperleg01.{letter}"] = thigh
        legs[f"lowerleg01.{letter}"] = legs[f"foot.{letter}"] = np.eye(3)
    return legs


def _collarbone(side: Side) -> str:
    return "clavicle.R" if side == "right" else "clavicle.L"


def _raise(side: Side, lift_deg: float) -> FloatArray:
    return rotation((0.0, 1.0, 0.0), np.radians(lift_deg if side == "right" else -lift_deg))


def _shade(colour: Colour, share: float) -> Colour:
    red, green, blue = colour
    return share * red, share * green, share * blue


_OPENING_HALF_WIDTH_M = 0.060
_OPENING_HALF_HEIGHT_M = 0.086
_OPENING_DROP_M = 0.026


def _face_opening(surface: FloatArray, eyes: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Cuts an oval for the face.

    Args:
        surface: (rows, columns, 3) points of the scarf, in metres.
        eyes: Middle of the eyes in metres.

    Returns:
        The points with the opening's edge moved onto the oval, and (rows - 1, columns) which cells stay.
    """
    x = (surface[:, :, 0] - eyes[0]) / _OPENING_HALF_WIDTH_M
    z = (surface[:, :, 2] - eyes[2] + _OPENING_DROP_M) / _OPENING_HALF_HEIGHT_M
    front = surface[:, :, 1] < eyes[1] + 0.075
    inside = front & (np.hypot(x, z) < 1.0)
    corners = np.stack([inside[:-1], inside[1:], np.roll(inside, -1, axis=1)[1:], np.roll(inside, -1, axis=1)[:-1]])
    keep = np.asarray(~corners.all(axis=0))
    edge = inside & _touches(keep, inside.shape)
    scale = np.where(edge, 1.0 / np.maximum(np.hypot(x, z), 0.2), 1.0)
    moved = surface.copy()
    moved[:, :, 0] = np.where(edge, eyes[0] + x * scale * _OPENING_HALF_WIDTH_M, moved[:, :, 0])
    moved[:, :, 2] = np.where(edge, eyes[2] - _OPENING_DROP_M + z * scale * _OPENING_HALF_HEIGHT_M, moved[:, :, 2])
    return moved, keep


def _touches(cells: BoolArray, shape: tuple[int, ...]) -> BoolArray:
    """Returns which grid points are a corner of a kept cell."""
    result = np.zeros(shape, dtype=bool)
    left = np.roll(cells, 1, axis=1)
    result[:-1] |= cells | left
    result[1:] |= cells | left
    return result
