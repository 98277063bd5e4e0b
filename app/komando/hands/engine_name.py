"""The names of the engines; light to load, as settings name one where no net is opened."""

from __future__ import annotations

from enum import StrEnum


class EngineName(StrEnum):
    """The implementations there are."""

    LITERT = "litert"
    MEDIAPIPE = "mediapipe"
