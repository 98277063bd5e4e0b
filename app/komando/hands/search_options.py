"""How hard the default engine looks for hands."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How hard to look. Defaults: docs/architecture.md, "Which hands can be found".

    Attributes:
        proposals: Whether to look closely where the proposal net says that hands may be.
        likely_proposal: Score from which a proposal gets a square of its own.
        second_look_proposal: Score from which a place is looked at once more where no hand was found.
        plain_proposal: The same for places of `plain_px` and more: hands of that size are too plain to be missed.
        plain_px: See `plain_proposal`.
        large_proposal: The same for a large place, which is also looked at turned.
        turned_presence: Least presence, in each run, of a hand that was found so.
        unrecognised_proposal: Score from which such a place is a hand that cannot be read, if none was found there.
        palmless_presence: Least presence, in two runs, of a hand in such a place that the palm net did not see.
        zoom_out: Side of the widest square against the photo's longer side; None leaves it out.
        tile_fractions: Sides of tiles against the photo's longer side: nothing depends on a face being seen.
        tile_faces: Side of the tiles around people, in lengths of their faces.
        tile_overlap: Share of a side that neighbouring tiles have in common.
        min_tile_px: No tile is smaller: enlarging fewer pixels shows the net nothing new.
        palm_threshold: Palm score to look for landmarks.
        last_resort_threshold: The same where nothing else is found in the photo.
        last_resort_zoom_out: Further squares around the photo where even that finds nothing; see `zoom_out`.
        last_resort_fractions: Further sides of tiles there.
        last_resort_turn_rad: There the photo is also looked at turned by as much to either side.
        presence: Least presence of a palm that scored `sure_palm` or more.
        strict_presence: Least presence of a palm that scored less.
        sure_palm: See `presence`.
        tiny_px: Hands under this size must be surer: specks look like hands.
        tiny_palm: Least palm score of such a hand.
        tiny_presence: Least presence of such a hand.
        landmark_runs: 1 = on the palm's crop; 2 = again on the landmarks' own crop, mirrored.
        second_run_presence: Least presence of the first run for a second one.
        target_angle_rad: See `landmark_crop`.
    """

    proposals: bool = True
    likely_proposal: float = 0.3
    second_look_proposal: float = 0.4
    plain_proposal: float = 0.3
    plain_px: float = 64.0
    large_proposal: float = 0.3
    turned_presence: float = 0.7
    unrecognised_proposal: float = 0.5
    palmless_presence: float = 0.9
    zoom_out: float | None = 1.5
    tile_fractions: tuple[float, ...] = (1 / 3,)
    tile_faces: float = 5.0
    tile_overlap: float = 0.25
    min_tile_px: int = 128
    palm_threshold: float = 0.3
    last_resort_threshold: float = 0.15
    last_resort_zoom_out: tuple[float, ...] = (2.0, 2.5)
    last_resort_fractions: tuple[float, ...] = (2 / 3,)
    last_resort_turn_rad: float = 0.5
    presence: float = 0.5
    strict_presence: float = 0.8
    sure_palm: float = 0.5
    tiny_px: float = 24.0
    tiny_palm: float = 0.7
    tiny_presence: float = 0.95
    landmark_runs: int = 2
    second_run_presence: float = 0.15
    target_angle_rad: float = math.pi / 2
