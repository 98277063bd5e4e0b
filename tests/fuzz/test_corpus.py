"""Every broken or hostile file gives a picture that decoded whole, or an error with a stable code; nothing else.

`make test` reads 500 files, `make fuzz` 10,000 (the variable FUZZ_FILES says how many). One in a hundred goes through
the whole checker.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import psutil
import pytest

from komando import Checker, Verdict
from komando.errors import PhotoError
from komando.photo.limits import PhotoLimits
from komando.photo.read import Photo, read_photo
from tests.fuzz.corpus import MUTATIONS, Case, Outcome, cases
from tests.fuzz.seeds import HEIGHT, WIDTH, seeds

FILES: Final = int(os.environ.get("FUZZ_FILES", "500"))
PARTS: Final = 10
FILES_A_CHECK: Final = 100
CODES: Final = frozenset(
    {"photo-damaged", "photo-not-a-picture", "photo-too-large", "photo-too-small", "photo-several-pictures"}
)
MOST_GROWTH_BYTES: Final = 60_000_000

pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow warns of what it meets; the product keeps that off stderr


@cache
def pixels_of_seed(name: str) -> npt.NDArray[np.uint8]:
    (seed,) = [seed for seed in seeds() if seed.name == name]
    return read_photo(seed.data).rgb


def code_of(case: Case) -> str | None:
    """The error's code, None for a picture; fails if this is not what must become of the file."""
    photo = _photo_or_error(case.data)
    if isinstance(photo, PhotoError):
        assert photo.code in CODES, case.name
        assert case.outcome != Outcome.SAME, f"{case.name}: {photo}"
        return photo.code
    assert case.outcome != Outcome.ERROR, f"{case.name} was decoded"
    assert photo.rgb.dtype == np.uint8, case.name
    assert photo.rgb.shape[2] == 3, case.name
    if case.outcome != Outcome.ANY:
        assert np.array_equal(photo.rgb, pixels_of_seed(case.seed.name)), f"{case.name} was decoded in part"
    return None


@pytest.mark.parametrize("part", range(PARTS))
def test_every_file_is_a_whole_picture_or_an_error(part: int) -> None:
    for number, case in enumerate(cases(FILES)):
        if number % PARTS == part:
            code_of(case)


def _photo_or_error(data: bytes) -> Photo | PhotoError:
    try:
        return read_photo(data)
    except PhotoError as error:
        return error


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker.open() as opened:
        yield opened


def test_the_checker_never_passes_what_cannot_be_read(checker: Checker) -> None:
    for case in list(cases(FILES))[FILES_A_CHECK // 2 :: FILES_A_CHECK]:
        code, record = code_of(case), checker.check(case.data, case.name)
        assert (record.verdict == Verdict.UNREADABLE) == (code is not None), case.name
        assert (None if record.error is None else record.error.code) == code, case.name


def test_the_checker_never_passes_an_animation(checker: Checker) -> None:
    animations = [case for case in cases(FILES) if case.seed.name == "GIF-animated" and code_of(case) is None]
    assert animations
    for case in animations[:10]:
        frames, record = read_photo(case.data).frames, checker.check(case.data, case.name)
        assert (record.verdict != Verdict.PASS) or frames == 1, case.name


def test_memory_does_not_grow() -> None:
    process, files = psutil.Process(), list(cases(max(FILES // 10, 200)))
    for case in files:
        code_of(case)
    before = process.memory_info().rss
    for _ in range(3):
        for case in files:
            code_of(case)
    assert process.memory_info().rss - before < MOST_GROWTH_BYTES


class TestCorpus:
    def test_has_every_mutation_and_every_seed(self) -> None:
        made = [case.name.split("/") for case in cases(len(seeds()) * len(MUTATIONS))]
        assert {name[0] for name in made} == {seed.name for seed in seeds()}
        assert {name[1] for name in made} == set(MUTATIONS)

    def test_is_the_same_every_time(self) -> None:
        assert [case.data for case in cases(60)] == [case.data for case in cases(60)]

    def test_seeds_are_whole(self) -> None:
        for seed in seeds():
            if seed.still:
                assert sorted(pixels_of_seed(seed.name).shape[:2]) == [HEIGHT, WIDTH]

    def test_several_pictures_are_refused_or_counted(self) -> None:
        for seed in seeds():
            if not seed.still:
                read = _photo_or_error(seed.data)
                counted = read.code if isinstance(read, PhotoError) else read.frames
                assert counted == (2 if seed.format == "GIF" else "photo-several-pictures"), seed.name

    def test_both_sides_of_every_outcome_are_met(self) -> None:
        """Else the corpus could be all rubbish, or all whole."""
        met: Counter[tuple[Outcome, bool]] = Counter()
        for case in cases(500):
            met[case.outcome, code_of(case) is None] += 1
        for outcome, whole in ((Outcome.ANY, True), (Outcome.ANY, False), (Outcome.SAME, True), (Outcome.ERROR, False),
                               (Outcome.SAME_OR_ERROR, True), (Outcome.SAME_OR_ERROR, False)):  # fmt: skip
            assert met[outcome, whole] >= 3


def test_limits_hold_for_what_is_claimed() -> None:
    """No case is decoded under limits that only the seed's own size fits."""
    limits = PhotoLimits(max_pixels=WIDTH * HEIGHT)
    for case in cases(300):
        try:
            photo = read_photo(case.data, limits)
        except PhotoError:
            continue
        assert photo.width * photo.height <= limits.max_pixels, case.name
