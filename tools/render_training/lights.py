"""Random light: a panorama, two lamps and an exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.render_samples.scene import Camera, Light, Surroundings

from .chance import Rng, around, between

_PANORAMAS = ("city", "courtyard", "forest", "interior", "sunrise", "sunset")


@dataclass(frozen=True)
class Lit:
    """The light of a picture."""

    surroundings: Surroundings
    lamps: tuple[Light, ...]
    exposure_stops: float


def random_light(camera: Camera, rng: Rng, distance_m: float = 1.0) -> Lit:
    """Returns a panorama and two soft lamps at a distance from what the camera looks at."""
    surroundings = Surroundings(
        _PANORAMAS[int(rng.integers(len(_PANORAMAS)))],
        between(rng, -180.0, 180.0),
        brightness=float(np.clip(0.22 * np.exp(rng.normal(0.0, 0.55)), 0.04, 0.7)),
        irradiance=float(np.clip(0.45 * np.exp(rng.normal(0.0, 0.4)), 0.15, 1.1)),
    )
    powers_w = (between(rng, 0.0, 12.0), between(rng, 0.0, 4.0))
    lamps = tuple(_lamp(camera, power_w, distance_m, rng) for power_w in powers_w)
    return Lit(surroundings, lamps, around(rng, 0.25, 0.6, -1.3, 1.3))


def _lamp(camera: Camera, power_w: float, distance_m: float, rng: Rng) -> Light:
    """Returns a soft lamp anywhere on the camera's side, as bright on its target at any distance."""
    target = np.asarray(camera.target_m)
    azimuth, elevation = np.radians(between(rng, -100.0, 100.0)), np.radians(between(rng, -10.0, 75.0))
    towards = np.array([np.sin(azimuth) * np.cos(elevation), -np.cos(azimuth) * np.cos(elevation), np.sin(elevation)])
    warmth = between(rng, -0.1, 0.1)
    size_m = between(rng, 0.15, 0.7) * distance_m
    colour = (1.0 + warmth, 0.97, 1.0 - warmth)
    return Light(target + distance_m * towards, target, power_w * distance_m**2, size_m, colour)
