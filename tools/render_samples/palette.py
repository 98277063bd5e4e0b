"""Colours of skin and cloth, as linear RGB."""

from __future__ import annotations

from .scene import Colour

LIGHT: Colour = (0.62, 0.37, 0.25)
MEDIUM: Colour = (0.52, 0.31, 0.20)
TAN: Colour = (0.40, 0.22, 0.13)
BROWN: Colour = (0.26, 0.13, 0.075)
DARK: Colour = (0.10, 0.048, 0.028)

KHAKI: Colour = (0.30, 0.215, 0.10)
WHITE: Colour = (0.68, 0.68, 0.66)
NAVY: Colour = (0.012, 0.017, 0.05)
MAROON: Colour = (0.12, 0.018, 0.025)
GREEN: Colour = (0.02, 0.075, 0.045)
CREAM: Colour = (0.60, 0.52, 0.38)
BLACK: Colour = (0.012, 0.012, 0.015)
