"""The invented people of the group pictures."""

from __future__ import annotations

from dataclasses import replace

from .groups import GroupPhoto
from .palette import BLACK, BROWN, CREAM, DARK, GREEN, KHAKI, LIGHT, MAROON, MEDIUM, NAVY, TAN, WHITE
from .people import Arm, Outfit, Person
from .scene import Surroundings

_FIST = Arm("fist_at_chest", "fist")

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
