"""The invented people of the group pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .arms import Arm
from .groups import GroupPhoto
from .palette import BLACK, BROWN, CREAM, DARK, GREEN, KHAKI, LIGHT, MAROON, MEDIUM, NAVY, TAN, WHITE
from .people import Outfit, Person
from .scene import Surroundings

_FIST = Arm("fist_at_chest", "fist")
_HIGH_FIST = Arm("high", "fist")

BUDI = Person(
    "male",
    TAN,
    Outfit(KHAKI, KHAKI, "peci", short_sleeves=True),
    mix=(0.6, 0.4, 0.0),
    age=0.3,
    weight=0.35,
    height=0.05,
    face=(("head/head-round", 0.6), ("nose/nose-width1-incr", 0.5)),
)
SITI = Person(
    "female",
    MEDIUM,
    Outfit(KHAKI, KHAKI, "hijab", scarf=MAROON, skirt=True, tunic=True),
    mix=(0.6, 0.4, 0.0),
    face=(("head/head-oval", 0.6), ("mouth/mouth-angles-up", 0.5)),
)
AGUS = Person(
    "male",
    BROWN,
    Outfit(WHITE, NAVY),
    mix=(0.5, 0.35, 0.15),
    age=0.1,
    weight=-0.2,
    height=0.12,
    face=(("head/head-rectangular", 0.5), ("chin/chin-width-incr", 0.4)),
)
DEWI = Person(
    "female",
    LIGHT,
    Outfit(WHITE, NAVY, "hijab", scarf=NAVY, skirt=True, tunic=True),
    mix=(0.75, 0.25, 0.0),
    age=0.25,
    weight=0.25,
    height=-0.1,
    face=(("head/head-round", 0.7), ("cheek/l-cheek-volume-incr", 0.4), ("cheek/r-cheek-volume-incr", 0.4)),
)
HENDRA = Person(
    "male",
    TAN,
    Outfit(WHITE, BLACK, "peci"),
    mix=(0.55, 0.45, 0.0),
    age=0.65,
    weight=0.15,
    height=-0.05,
    face=(("head/head-square", 0.5), ("nose/nose-scale-horiz-incr", 0.4)),
)
RATNA = Person(
    "female",
    TAN,
    Outfit(KHAKI, KHAKI, "hijab", scarf=CREAM, skirt=True, tunic=True),
    mix=(0.45, 0.35, 0.2),
    weight=-0.1,
    height=0.12,
    face=(("head/head-diamond", 0.4), ("nose/nose-point-width-incr", 0.4)),
)
YOHANES = Person(
    "male",
    DARK,
    Outfit(KHAKI, KHAKI, short_sleeves=True),
    mix=(0.2, 0.2, 0.6),
    weight=0.1,
    height=0.05,
    face=(("head/head-oval", 0.4),),
)


def _row(people: tuple[Person, ...], spacing_m: float = 0.62) -> tuple[Person, ...]:
    """Returns the people side by side, turned a little to the middle."""
    middle = (len(people) - 1) / 2.0
    return tuple(
        replace(
            person,
            place_m=((number - middle) * spacing_m, 0.06 * abs(number - middle)),
            yaw_deg=-4.0 * (number - middle),
        )
        for number, person in enumerate(people)
    )


ALL_FISTS = GroupPhoto(
    _row(
        (
            replace(BUDI, right=_FIST),
            replace(SITI, right=_FIST),
            replace(AGUS, left=_FIST),
            replace(DEWI, right=_FIST),
            replace(HENDRA, left=_FIST),
            replace(RATNA, left=_FIST),
        )
    ),
    Surroundings("interior", -118, irradiance=0.35),
)

ONE_PEACE = GroupPhoto(
    _row(
        (
            replace(AGUS, right=_FIST),
            replace(DEWI, right=_FIST),
            replace(YOHANES, right=Arm("raised", "peace")),
            replace(SITI, left=_FIST),
            replace(BUDI, left=Arm("raised", "open_palm")),
            replace(RATNA, left=_FIST),
        )
    ),
    Surroundings("interior", -118, irradiance=0.35),
    wall=(0.30, 0.38, 0.40),
)

RELAXED = GroupPhoto(
    _row((HENDRA, RATNA, YOHANES, SITI, BUDI)),
    Surroundings("city", -75, irradiance=0.4, brightness=0.22),
    camera_m=(0.0, -4.3, 1.45),
    wall=None,
    floor=(0.20, 0.20, 0.20),
)

FINGER_HEART = GroupPhoto(
    (replace(DEWI, right=Arm("across_chest", "finger_heart"), outfit=replace(DEWI.outfit, top=GREEN, scarf=MAROON)),),
    Surroundings("forest", -90, irradiance=0.35, brightness=0.2),
    size_px=(800, 1000),
    camera_m=(-0.03, -1.5, 1.30),
    target_m=(-0.03, 0.0, 1.24),
    fov_deg=26.0,
    wall=None,
)

_CAST = (BUDI, SITI, AGUS, DEWI, HENDRA, RATNA, YOHANES)
_TONES = (TAN, MEDIUM, BROWN, LIGHT, DARK)
_SCARVES = (CREAM, MAROON, NAVY, GREEN)
_ROW_M = 0.95
_LIFT_M = 0.17


def _staff(count: int) -> tuple[Person, ...]:
    """Returns that many people in the same uniform, no two alike."""
    people = []
    for number in range(count):
        someone = _CAST[(3 * number) % len(_CAST)]
        tall = (-0.05, 0.08, 0.0, 0.12, -0.1)[number % 5]
        outfit = replace(someone.outfit, top=KHAKI, bottom=KHAKI, scarf=_SCARVES[number % len(_SCARVES)])
        people.append(replace(someone, tone=_TONES[(2 * number + 1) % len(_TONES)], height=tall, outfit=outfit))
    return tuple(people)


def _roll_call(right_hands: dict[int, Arm]) -> GroupPhoto:
    """Returns eighteen people in three rows on steps; all raise the right fist but those whose hands are given."""
    raised = [replace(one, right=right_hands.get(number, _HIGH_FIST)) for number, one in enumerate(_staff(18))]
    rows = []
    for row in range(3):
        across = 0.82 * (np.arange(6) - 2.5) + (0.20 if row % 2 else -0.20)
        rows += [
            replace(person, place_m=(float(x), _ROW_M * row), lift_m=_LIFT_M * row)
            for person, x in zip(raised[6 * row : 6 * row + 6], across, strict=True)
        ]
    return GroupPhoto(
        tuple(rows),
        Surroundings("city", -75, irradiance=0.4, brightness=0.25),
        size_px=(1920, 1080),
        camera_m=(-0.1, -6.9, 2.75),
        target_m=(-0.1, 0.4, 1.22),
        fov_deg=44.0,
        wall=None,
        floor=(0.17, 0.17, 0.17),
        step_m=(_ROW_M, _LIFT_M),
    )


ROLL_CALL_FISTS = _roll_call({})
ROLL_CALL_CODES = _roll_call(
    {
        2: Arm("high", "peace"),
        5: Arm("thumb_shown", "thumb_up"),
        10: Arm("high", "three"),
        16: Arm("high", "open_palm"),
    }
)


def _selfie(person: Person, gesture: str, height_m: float) -> GroupPhoto:
    """Returns someone who holds the camera with the left hand and shows the right one close to it."""
    return GroupPhoto(
        (replace(person, right=Arm("towards_lens", gesture), left=Arm("holds_lens"), place_m=(0.09, 0.0)),),
        Surroundings("city", -75, irradiance=0.4, brightness=0.25),
        size_px=(900, 1200),
        camera_m=(0.02, -0.66, height_m),
        target_m=(0.0, 0.0, height_m - 0.08),
        fov_deg=68.0,
        wall=None,
    )


SELFIE_PEACE = _selfie(SITI, "peace", 1.40)
SELFIE_FIST = _selfie(BUDI, "fist", 1.52)


def _half_length(person: Person, surroundings: Surroundings, height_m: float = 1.2) -> GroupPhoto:
    return GroupPhoto(
        (person,),
        surroundings,
        size_px=(900, 1000),
        camera_m=(-0.06, -2.3, height_m + 0.1),
        target_m=(-0.06, 0.0, height_m),
        fov_deg=32.0,
        wall=None,
    )


SEVEN = _half_length(
    replace(RATNA, right=Arm("raised", "open_palm"), left=Arm("raised", "peace")),
    Surroundings("interior", -118, irradiance=0.35),
)
POINTING = _half_length(
    replace(HENDRA, right=Arm("points_aside", "index"), place_m=(0.28, 0.0)),
    Surroundings("sunrise", -100, irradiance=0.35, brightness=0.2),
)
CLASP = _half_length(
    replace(BUDI, right=Arm("clasps", "clasping_thumb_up"), left=Arm("clasped", "fist")),
    Surroundings("forest", 75, irradiance=0.35, brightness=0.2),
)
SALUTE = _half_length(
    replace(AGUS, right=Arm("at_temple", "flat_palm")),
    Surroundings("courtyard", 75, irradiance=0.35, brightness=0.2),
    1.36,
)
ON_CHEST = _half_length(
    replace(YOHANES, tone=MEDIUM, right=Arm("on_chest", "laid_flat")),
    Surroundings("interior", -165, irradiance=0.35, brightness=0.2),
    1.3,
)
