"""The default engine on our own rendered photos, whose hands are known from geometry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from komando.hands import litert_engine
from komando.hands.geometry import FloatArray, box_iou
from komando.hands.hand import Hand, HandSearch, LandmarkRun
from komando.hands.landmarker import HandLandmarker
from komando.hands.landmarks import Landmark
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.proposals import Proposal
from komando.hands.search_options import SearchOptions
from komando.weights import Weights
from tests.hands.pictures import EXPECTED, SIDE_VIEWS, known_hands, on_a_wall, picture, side_view

SINGLES = ["fist_01", "index_01", "peace_01", "open_palm_01", "thumb_up_01", "l_shape_01", "relaxed_01"]


def truth(name: str) -> FloatArray:
    return np.array(EXPECTED[f"{name}.jpg"]["hands"][0]["landmarks_xy"])


def largest(search: HandSearch) -> Hand:
    return max(search.hands, key=lambda hand: hand.size_px)


def mean_error(hand: Hand, landmarks_xy: FloatArray) -> float:
    """Mean distance of the landmarks in sizes of the hand."""
    return float(np.linalg.norm(hand.points_xyz[:, :2] - landmarks_xy, axis=1).mean() / hand.size_px)


@pytest.mark.parametrize("name", SINGLES)
def test_landmarks_lie_where_the_joints_are(engine: LiteRtHandEngine, name: str) -> None:
    hand = largest(engine.find_hands(picture(name)))
    assert mean_error(hand, truth(name)) < 0.12
    assert hand.presence > 0.8


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photo_has_the_same_hand_turned(engine: LiteRtHandEngine, turns: int) -> None:
    rgb = picture("peace_01")
    height, width = rgb.shape[:2]
    points = truth("peace_01")
    for _ in range(turns):
        points = np.stack([points[:, 1], width - points[:, 0]], axis=1)
        height, width = width, height
    hand = largest(engine.find_hands(np.ascontiguousarray(np.rot90(rgb, turns))))
    assert mean_error(hand, points) < 0.12


def test_a_mirrored_photo_has_the_other_hand(engine: LiteRtHandEngine) -> None:
    rgb = picture("index_01")
    points = truth("index_01") * [-1, 1] + [rgb.shape[1], 0]
    hand = largest(engine.find_hands(np.ascontiguousarray(rgb[:, ::-1])))
    assert mean_error(hand, points) < 0.12
    assert hand.handedness != largest(engine.find_hands(rgb)).handedness


def test_a_hand_that_fills_the_frame_is_found(engine: LiteRtHandEngine) -> None:
    x1, y1, x2, y2 = (int(value) for value in EXPECTED["open_palm_01.jpg"]["hands"][0]["box_xyxy"])
    cropped = np.ascontiguousarray(picture("open_palm_01")[max(y1 - 5, 0) : y2 + 5, max(x1 - 5, 0) : x2 + 5])
    hand = largest(engine.find_hands(cropped))
    assert hand.size_px > 0.6 * max(cropped.shape[:2])


def test_a_hand_larger_than_the_frame_is_looked_for_in_other_ways(engine: LiteRtHandEngine, weights: Weights) -> None:
    x1, y1, x2, y2 = EXPECTED["selfie_fist.jpg"]["hands"][0]["box_xyxy"]
    half_px = 0.38 * max(x2 - x1, y2 - y1)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    cropped = np.ascontiguousarray(
        picture("selfie_fist")[int(y - half_px) : int(y + half_px), int(x - half_px) : int(x + half_px)]
    )
    no_last_resort = SearchOptions(last_resort_zoom_out=(), last_resort_fractions=(), last_resort_turn_rad=0.0)
    assert LiteRtHandEngine(weights, no_last_resort).find_hands(cropped).hands == ()
    hand = largest(engine.find_hands(cropped))
    assert hand.size_px > 0.9 * max(cropped.shape[:2])
    assert hand.presence > 0.9


def test_curled_fingers_below_raised_ones_are_not_the_hand(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = LiteRtHandEngine(weights, SearchOptions(large_proposal=1.0))
    rgb = cv2.resize(picture("selfie_peace"), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    mirrored = np.ascontiguousarray(rgb[:, ::-1], np.uint8)
    points = truth("selfie_peace") / 4 * [-1, 1] + [rgb.shape[1], 0]
    assert mean_error(largest(engine.find_hands(mirrored)), points) < 0.12
    monkeypatch.setattr(litert_engine, "may_be_part", lambda *_: False)
    assert mean_error(largest(engine.find_hands(mirrored)), points) > 0.3


def test_a_hand_that_only_one_run_saw_is_doubted(engine: LiteRtHandEngine) -> None:
    hands = engine.find_hands(picture("namaste_01")).hands
    assert {hand.doubted: len(hand.runs) for hand in hands} == {True: 1, False: 2}


def test_the_upright_look_tells_how_a_hand_lies_in_the_photo(engine: LiteRtHandEngine) -> None:
    rgb = picture("peace_01")
    photos = (rgb, rgb[2:, 2:], np.rot90(rgb))
    looks = [largest(engine.find_hands(np.ascontiguousarray(photo))).upright_look for photo in photos]
    upright, moved, turned = (look for look in looks if look is not None)
    assert np.linalg.norm(upright - moved) < 0.5 * np.linalg.norm(upright - turned)


@pytest.mark.parametrize("name", sorted(SIDE_VIEWS.keys() - {"heart_behind_a_wrist"}))
def test_a_large_hand_without_a_palm_is_found(engine: LiteRtHandEngine, weights: Weights, name: str) -> None:
    box = np.array(SIDE_VIEWS[name])
    overlap = box_iou(box, np.array([hand.box_xyxy for hand in engine.find_hands(side_view(name)).hands]))
    assert overlap.max() > 0.35
    without = LiteRtHandEngine(weights, SearchOptions(large_proposal=1.0)).find_hands(side_view(name)).hands
    assert box_iou(box, np.array([hand.box_xyxy for hand in without]).reshape(-1, 4)).max(initial=0.0) < 0.3


def test_a_large_hand_that_no_net_makes_out_is_told(engine: LiteRtHandEngine) -> None:
    (hand,) = engine.find_hands(side_view("heart_behind_a_wrist")).hands
    assert not hand.recognised
    assert box_iou(hand.box_xyxy, np.array([SIDE_VIEWS["heart_behind_a_wrist"]]))[0] > 0.4


def test_a_place_that_is_not_recognised_takes_no_hand_away(
    engine: LiteRtHandEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The landmark net is made to see nothing there: where its landmarks lie says nothing of the hand inside."""
    rgb = picture("peace_01")
    hand = largest(engine.find_hands(rgb))
    place = Proposal(0.9, (float(hand.center_xy[0]), float(hand.center_xy[1])), 4 * hand.size_px)
    blind = replace(hand, place_xyxy=place.box_xyxy)
    monkeypatch.setattr(LiteRtHandEngine, "_turned", lambda *_: blind)
    assert engine._land_large(rgb, [place], [hand]) == [hand]
    assert engine._land_large(rgb, [place], []) == [blind]


def test_a_face_is_no_large_hand(engine: LiteRtHandEngine) -> None:
    rgb = side_view("heart_behind_a_wrist")
    face = np.array(SIDE_VIEWS["heart_behind_a_wrist"])
    assert engine.find_hands(rgb, [face]).hands == ()


def test_both_hands_of_a_heart_are_kept(engine: LiteRtHandEngine) -> None:
    found = np.array([hand.box_xyxy for hand in engine.find_hands(picture("two_hand_heart_01")).hands])
    for hand in EXPECTED["two_hand_heart_01.jpg"]["hands"]:
        assert box_iou(np.array(hand["box_xyxy"]), found).max() > 0.4


def test_one_hand_is_one_hand_however_many_squares_show_it(engine: LiteRtHandEngine) -> None:
    hands = engine.find_hands(picture("peace_01")).hands
    assert len([hand for hand in hands if hand.size_px > 100]) == 1


def test_faces_make_small_hands_findable(engine: LiteRtHandEngine, weights: Weights) -> None:
    rgb = picture("group_all_fists")
    face = np.array([130.0, 190, 190, 250])
    options = SearchOptions(proposals=False, tile_fractions=())
    without = LiteRtHandEngine(weights, options).find_hands(rgb)
    with_face = LiteRtHandEngine(weights, options).find_hands(rgb, [face])
    assert len(with_face.hands) > len(without.hands)
    assert with_face.smallest_readable_hand_px < without.smallest_readable_hand_px


def near(search: HandSearch, box: FloatArray) -> list[Hand]:
    return [hand for hand in search.hands if np.abs(hand.box_xyxy - box).max() < 0.35 * (box[2:] - box[:2]).max()]


@pytest.mark.parametrize(
    ("hand_px", "options"),
    [
        pytest.param(64, SearchOptions(likely_proposal=2.0, palmless_presence=2.0), id="by a second look"),
        pytest.param(96, SearchOptions(palm_threshold=2.0, last_resort_threshold=2.0), id="without a palm"),
    ],
)
def test_a_place_where_a_hand_is_likely_is_looked_at_in_other_ways(
    weights: Weights, hand_px: float, options: SearchOptions
) -> None:
    rgb, box = on_a_wall(hand_px)
    never_again = replace(options, second_look_proposal=2.0, plain_proposal=2.0)
    assert near(LiteRtHandEngine(weights, never_again).find_hands(rgb), box) == []
    (hand,) = near(LiteRtHandEngine(weights, options).find_hands(rgb), box)
    assert len(hand.runs) == 2


NO_PALMS = SearchOptions(palm_threshold=2.0, last_resort_threshold=2.0, large_proposal=2.0)


def test_a_roughly_placed_square_is_no_reason_to_miss_a_hand(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run on the proposal's own square has doubts of this fist; two on landmarks have none."""
    presences: list[float] = []
    run = HandLandmarker.run

    def noted(self: HandLandmarker, *arguments: Any, **named: Any) -> LandmarkRun:
        found = run(self, *arguments, **named)
        presences.append(found.presence)
        return found

    monkeypatch.setattr(HandLandmarker, "run", noted)
    search = LiteRtHandEngine(weights, NO_PALMS).find_hands(picture("group_one_peace"))
    (fist,) = near(search, known_hands("group_one_peace")[8])
    second, third = (presences.index(each.presence) for each in sorted(fist.runs, key=lambda run: -run.presence))
    assert third == second + 1
    assert 0.5 < presences[second - 1] < 0.9
    assert min(each.presence for each in fist.runs) >= 0.9


@pytest.mark.parametrize(("hand_px", "found"), [pytest.param(128, 1, id="plain"), pytest.param(48, 0, id="small")])
def test_of_plain_sizes_less_likely_places_are_looked_at_too(weights: Weights, hand_px: float, found: int) -> None:
    rgb, box = on_a_wall(hand_px)
    only_plain = replace(NO_PALMS, second_look_proposal=2.0)
    assert len(near(LiteRtHandEngine(weights, only_plain).find_hands(rgb), box)) == found


def test_without_a_palm_only_raised_hands_are_found(weights: Weights) -> None:
    rgb, _ = on_a_wall(96)
    palmless = LiteRtHandEngine(weights, SearchOptions(palm_threshold=2.0, last_resort_threshold=2.0))
    assert palmless.find_hands(np.ascontiguousarray(rgb[::-1])).hands == ()


def test_nothing_is_found_where_there_is_nothing(engine: LiteRtHandEngine) -> None:
    plain = np.full((600, 800, 3), 180, np.uint8)
    assert engine.find_hands(plain).hands == ()


def test_the_same_photo_gives_the_same_hands_from_left_to_right(engine: LiteRtHandEngine) -> None:
    rgb = picture("two_hand_heart_01")
    first, second = engine.find_hands(rgb).hands, engine.find_hands(rgb).hands
    assert [hand.box_xyxy[0] for hand in first] == sorted(hand.box_xyxy[0] for hand in first)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.points_xyz, other.points_xyz)


def test_a_second_run_looks_at_the_landmarks_own_crop(weights: Weights) -> None:
    rgb = picture("fist_01")
    single = LiteRtHandEngine(weights, SearchOptions(landmark_runs=1)).find_hands(rgb)
    double = LiteRtHandEngine(weights, SearchOptions(landmark_runs=2)).find_hands(rgb)
    assert len(largest(single).runs) == 1
    crops = [run.crop for run in largest(double).runs]
    assert len(crops) == 2
    assert crops[0] != crops[1]


def test_landmarks_are_in_mediapipes_order(engine: LiteRtHandEngine) -> None:
    points = largest(engine.find_hands(picture("index_01"))).points_xyz
    assert points[:, 1].argmin() == Landmark.INDEX_TIP
