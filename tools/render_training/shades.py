"""Random colours of skin and cloth, as linear RGB."""

from __future__ import annotations

import numpy as np

from tools.render_samples import palette
from tools.render_samples.geometry import FloatArray
from tools.render_samples.scene import Colour

from .chance import Rng, around, between

_TONES = (palette.LIGHT, palette.MEDIUM, palette.TAN, palette.BROWN, palette.DARK)
_CLOTHS = (palette.KHAKI, palette.WHITE, palette.NAVY, palette.MAROON, palette.GREEN, palette.CREAM, palette.BLACK)


def random_tone(rng: Rng) -> Colour:
    """Returns a skin tone between light and dark."""
    place = between(rng, 0.0, len(_TONES) - 1.0)
    lighter = min(int(place), len(_TONES) - 2)
    share = place - lighter
    tone = (1.0 - share) * np.array(_TONES[lighter]) + share * np.array(_TONES[lighter + 1])
    return as_colour(tone * rng.normal(1.0, 0.05, 3) * around(rng, 1.0, 0.1, 0.75, 1.25))


def random_cloth(rng: Rng) -> Colour:
    """Returns the colour of a uniform or, less often, any colour."""
    cloth = np.array(_CLOTHS[int(rng.integers(len(_CLOTHS)))]) if rng.uniform() < 0.6 else rng.uniform(0.01, 0.6, 3)
    return as_colour(cloth)


def as_colour(values: FloatArray) -> Colour:
    """Returns three numbers as an albedo that a surface can have."""
    red, green, blue = np.clip(values, 0.005, 0.9)
    return float(red), float(green), float(blue)
