"""What a person does in a picture: both arms, the things held, and the hands worth a label."""

from __future__ import annotations

from dataclasses import dataclass

from tools.render_samples.arms import Arm
from tools.render_samples.scene import MeshPart, Side

from .postures import Fingers

DOWN = Arm()


@dataclass(frozen=True)
class Staged:
    """A person's arms and things.

    Attributes:
        right: The person's own right arm.
        left: The person's own left arm.
        shown: By side, the stretched digits of each hand that is in sight and has a label.
        things: Meshes of what is held, in the person's frame.
    """

    right: Arm = DOWN
    left: Arm = DOWN
    shown: dict[Side, Fingers | None] | None = None
    things: tuple[MeshPart, ...] = ()


def both(arms: dict[Side, Arm], shown: dict[Side, Fingers | None], things: tuple[MeshPart, ...] = ()) -> Staged:
    """Returns the arms given, the other one hanging down."""
    return Staged(arms.get("right", DOWN), arms.get("left", DOWN), shown, things)
