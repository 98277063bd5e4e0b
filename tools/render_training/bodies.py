"""Bodies that the hands are taken from: mixtures of MakeHuman's shape targets."""

from __future__ import annotations

from dataclasses import dataclass

from tools.render_samples.makehuman import Targets


@dataclass(frozen=True)
class Body:
    """A body's name and its shape."""

    name: str
    targets: Targets


def _body(people: str, sex: str, age: str, muscle: str, weight: str, **hand: float) -> Body:
    """Returns a body; ``hand`` holds strengths of targets of the right hand such as ``fingers_length_incr``."""
    traits = (people, sex, age, f"{muscle}muscle", f"{weight}weight")
    hand_targets = [(f"hands/r-hand-{name.replace('_', '-')}", strength) for name, strength in hand.items()]
    return Body(
        "-".join((*traits, *(name.replace("_", "-") for name in hand))),
        (
            (f"macrodetails/{people}-{sex}-{age}", 1.0),
            (f"macrodetails/universal-{sex}-{age}-{muscle}muscle-{weight}weight", 1.0),
            *hand_targets,
        ),
    )


BODIES = (
    _body("asian", "male", "young", "average", "average"),
    _body("asian", "male", "young", "max", "average", fingers_diameter_incr=0.4),
    _body("asian", "male", "old", "average", "max", fingers_length_decr=0.4),
    _body("asian", "male", "young", "min", "min", fingers_length_incr=0.5),
    _body("asian", "male", "old", "min", "average"),
    _body("asian", "female", "young", "average", "average"),
    _body("asian", "female", "young", "min", "min", fingers_diameter_decr=0.4),
    _body("asian", "female", "young", "average", "max", fingers_length_decr=0.3),
    _body("asian", "female", "old", "average", "average", fingers_diameter_incr=0.3),
    _body("asian", "female", "young", "average", "min", fingers_length_incr=0.6),
    _body("african", "male", "young", "average", "average", fingers_length_incr=0.3),
    _body("african", "female", "young", "average", "average"),
    _body("caucasian", "male", "young", "average", "max"),
    _body("caucasian", "female", "old", "min", "average", fingers_distance_incr=0.3),
)
