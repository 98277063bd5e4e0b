"""Random people in office clothes, of a few fixed shapes so that training can be kept blind to some of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.render_samples import palette
from tools.render_samples.cast import AGUS, BUDI, DEWI, HENDRA, RATNA, SITI, YOHANES
from tools.render_samples.people import Outfit, Person

from .chance import Rng, between
from .shades import random_cloth, random_tone

_SHAPES = {
    "budi": BUDI,
    "siti": SITI,
    "agus": AGUS,
    "dewi": DEWI,
    "hendra": HENDRA,
    "ratna": RATNA,
    "yohanes": YOHANES,
    "slim-budi": replace(BUDI, weight=-0.3, height=0.15),
    "slim-siti": replace(SITI, weight=-0.35, height=-0.1),
    "old-ratna": replace(RATNA, age=0.7, weight=0.3),
}
_UNIFORMS = (
    (palette.KHAKI, palette.KHAKI),
    (palette.WHITE, palette.NAVY),
    (palette.WHITE, palette.BLACK),
    (palette.GREEN, palette.GREEN),
)


def random_person(rng: Rng) -> tuple[str, Person]:
    """Returns the name of a person's shape, and the person in random clothes."""
    names = sorted(_SHAPES)
    name = names[int(rng.integers(len(names)))]
    person = _SHAPES[name]
    if rng.uniform() < 0.5:
        top, bottom = _UNIFORMS[int(rng.integers(len(_UNIFORMS)))]
    else:
        top, bottom = random_cloth(rng), random_cloth(rng)
    woman = person.sex == "female"
    head = "hijab" if woman else ("peci" if rng.uniform() < 0.35 else "hair")
    outfit = Outfit(
        top,
        bottom,
        "hijab" if head == "hijab" else ("peci" if head == "peci" else "hair"),
        scarf=random_cloth(rng),
        skirt=woman,
        short_sleeves=not woman and bool(rng.uniform() < 0.5),
        tunic=woman,
    )
    turned = float(np.clip(rng.normal(0.0, 16.0), -40.0, 40.0))
    return name, replace(person, outfit=outfit, tone=random_tone(rng), yaw_deg=turned, height=between(rng, -0.1, 0.15))
