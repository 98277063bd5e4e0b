"""Why a person clears or holds a photo: a few codes that can be counted, and a note for what they do not say."""

from __future__ import annotations

from typing import Final

from komando.desk.names import DecisionKind

OTHER: Final = "other"

REASONS: Final[dict[DecisionKind, dict[str, str]]] = {
    DecisionKind.CLEAR: {
        "not-a-symbol": "The hand does not show a symbol.",
        "misread": "The hand was read wrongly.",
        "not-a-hand": "There is no hand at that place.",
        "background": "The hand belongs to somebody in the background and cannot be made out.",
        "permitted": "The gesture is permitted here.",
        OTHER: "Another reason (see the note)",
    },
    DecisionKind.HOLD: {
        "confirmed": "The gesture can be read as a symbol.",
        "missed": "There is a gesture that was not found.",
        "unsure": "It is not clear, so the photo is held to be safe.",
        "retake": "The photo will be taken again, cropped or blurred.",
        "not-about-hands": "It is held for a reason that has nothing to do with hands.",
        OTHER: "Another reason (see the note)",
    },
}
"""Decision -> code -> English text, as it stands in the catalogue."""
