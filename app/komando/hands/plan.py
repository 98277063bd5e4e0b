"""Which squares of a photo to show to the palm net: as few as show every hand that may be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.limits import RELIABLE_SHARE, smallest_readable_px
from komando.hands.proposals import Proposals
from komando.hands.search_options import SearchOptions
from komando.hands.squares import (
    squares_around_faces,
    squares_around_proposals,
    tile_levels,
    whole_square,
)


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Where to look for hands in one photo.

    Attributes:
        squares: To be shown to the palm net.
        smallest_readable_px: Size in photo pixels from which hardly a hand is missed in them, and can be read.
    """

    squares: tuple[RotatedSquare, ...]
    smallest_readable_px: int


def plan_search(
    width_px: int,
    height_px: int,
    faces_xyxy: Sequence[FloatArray],
    proposals: Proposals | None,
    options: SearchOptions,
) -> SearchPlan:
    """The plan for a photo: the whole of it, tiles, closer tiles around people, and squares for likely hands.

    Args:
        width_px: Of the photo.
        height_px: Of the photo.
        faces_xyxy: Boxes of its faces, photo pixels.
        proposals: Of its hands; None where the proposal net is not asked.
        options: See there.
    """
    squares = [whole_square(width_px, height_px)]
    if options.zoom_out is not None:
        squares.append(whole_square(width_px, height_px, options.zoom_out))
    squares.extend(_tiles(width_px, height_px, options.tile_fractions, options))
    squares.extend(squares_around_faces(faces_xyxy, width_px, height_px, options.tile_faces))
    if proposals is None:
        finest_px = min(square.side_px for square in squares)
        return SearchPlan(tuple(squares), smallest_readable_px(RELIABLE_SHARE * finest_px))
    likely = proposals.from_score(options.likely_proposal)
    squares.extend(squares_around_proposals(likely, squares, width_px, height_px))
    return SearchPlan(tuple(squares), smallest_readable_px(proposals.smallest_px))


def last_resort_squares(width_px: int, height_px: int, options: SearchOptions) -> tuple[RotatedSquare, ...]:
    """Other views of the whole photo: one of them may show a hand that fills it, or that lies just so."""
    zooms = [1.0] if options.zoom_out is None else [1.0, options.zoom_out]
    upright = [whole_square(width_px, height_px, zoom) for zoom in zooms]
    turns = (options.last_resort_turn_rad, -options.last_resort_turn_rad)
    return (
        *(whole_square(width_px, height_px, zoom) for zoom in options.last_resort_zoom_out),
        *_tiles(width_px, height_px, options.last_resort_fractions, options),
        *(replace(square, angle_rad=angle_rad) for square in upright for angle_rad in turns),
    )


def _tiles(width_px: int, height_px: int, fractions: Sequence[float], options: SearchOptions) -> list[RotatedSquare]:
    return tile_levels(width_px, height_px, fractions, options.tile_overlap, options.min_tile_px)
