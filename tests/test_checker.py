from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from komando import Checker, PhotoRecord, Verdict
from komando.checker import CheckedPhoto
from komando.desk.traces import traces_of
from komando.errors import (
    ModelAlteredError,
    PathNotFoundError,
    PhotoAccessError,
    PhotoTooLargeError,
    UnknownPolicyError,
    UsageError,
)
from komando.gestures.names import Gesture
from komando.hands.open_engine import open_engine
from komando.photo.limits import PhotoLimits
from komando.photo.read import read_photo
from komando.policy.judge import (
    GRAINY_RULE,
    HIDDEN_DETAIL_RULE,
    MORE_FRAMES_RULE,
    TOO_SMALL_RULE,
    UNREADABLE_RULE,
    judge,
)
from komando.policy.profile import load_profile
from komando.record import Timings
from komando.report.hand_mark import hand_marks
from komando.scan.rejudge import photo_verdict, rejudge
from komando.settings import load_settings
from komando.terms import Terms
from komando.weights import FINGER_READER, PALM_DETECTION, verify_weights
from tools.write_schema import SCHEMA_PATH

SAMPLES: Final = Path(__file__).parents[1] / "sample_images"
SIDE_VIEWS: Final = Path(__file__).parent / "hands" / "side_views"
FIST, PEACE, GROUP = "fist_01.jpg", "peace_01.jpg", "group_one_peace.jpg"


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker.open() as opened:
        yield opened


Samples = Callable[[str], CheckedPhoto]


@pytest.fixture(scope="module")
def samples(checker: Checker) -> Samples:
    """The samples as they were checked first; each is checked once."""
    return cache(lambda name: checker.inspect(sample(name), name))


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def without_timings(record: PhotoRecord) -> PhotoRecord:
    return record.model_copy(update={"timings_ms": Timings()})


def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))


def noisy(image: Image.Image, deviation: float) -> Image.Image:
    noise = np.random.default_rng(0).normal(0, deviation, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


class TestRecord:
    @pytest.mark.parametrize(
        ("name", "verdict", "gesture"),
        [
            pytest.param(FIST, Verdict.PASS, Gesture.FIST, id="fist"),
            pytest.param(PEACE, Verdict.HOLD, Gesture.PEACE, id="peace"),
        ],
    )
    def test_close_up(self, samples: Samples, name: str, verdict: Verdict, gesture: Gesture) -> None:
        record = samples(name).record
        assert record.verdict == verdict
        assert [hand.gesture for hand in record.hands] == [gesture]
        assert (record.path, record.width, record.height) == (name, 720, 900)
        assert record.sha256 == hashlib.sha256(sample(name)).hexdigest()
        assert record.error is None

    def test_group_names_the_hand_and_the_person(self, samples: Samples) -> None:
        record = samples(GROUP).record
        assert record.verdict == Verdict.HOLD
        (finding,) = [finding for finding in record.findings if finding.rule == "number.2"]
        (index,) = finding.hands
        hand = record.hands[index]
        assert (hand.gesture, hand.verdict, hand.findings) == (Gesture.PEACE, Verdict.HOLD, ("number.2",))
        assert hand.person in {person.id for person in record.people}
        assert finding.sources

    def test_hands_that_pass_are_in_the_record_too(self, samples: Samples) -> None:
        record = samples(GROUP).record
        assert Verdict.PASS in {hand.verdict for hand in record.hands}

    @pytest.mark.parametrize("name", [FIST, PEACE, GROUP])
    def test_same_bytes_give_the_same_record_but_timings(self, checker: Checker, samples: Samples, name: str) -> None:
        assert without_timings(checker.check(sample(name), name)) == without_timings(samples(name).record)

    def test_another_checker_gives_the_same_record(self, samples: Samples) -> None:
        with Checker.open() as other:
            assert without_timings(other.check(sample(PEACE), PEACE)) == without_timings(samples(PEACE).record)

    def test_photos_in_between_change_nothing(self, checker: Checker, samples: Samples) -> None:
        checker.check(sample(GROUP), GROUP)
        checker.check(b"broken", "broken.jpg")
        assert without_timings(checker.check(sample(FIST), FIST)) == without_timings(samples(FIST).record)

    def test_lossless_copy_with_orientation_gives_the_same_hands(self, checker: Checker, samples: Samples) -> None:
        """The boxes are in pixels of the upright photo."""
        lying = Image.fromarray(read_photo(sample(PEACE)).rgb).transpose(Image.Transpose.ROTATE_90)
        tags = Image.Exif()
        tags[ExifTags.Base.Orientation] = 6
        turned = checker.check(encode(lying, "PNG", exif=tags), PEACE)
        upright = samples(PEACE).record
        assert (turned.width, turned.height) == (upright.width, upright.height)
        assert turned.hands == upright.hands

    def test_picture_without_anything(self, checker: Checker) -> None:
        record = checker.check(encode(Image.new("RGB", (640, 480), "grey"), "PNG"), "empty.png")
        assert record.verdict == Verdict.PASS
        assert (record.hands, record.people, record.findings) == ((), (), ())
        assert record.smallest_readable_hand_px is not None
        assert record.smallest_readable_hand_px > 0

    def test_people_too_small_to_show_their_hands_are_for_review(self, checker: Checker) -> None:
        small = Image.fromarray(read_photo(sample("group_all_fists.jpg")).rgb)
        small.thumbnail((320, 200))
        record = checker.check(encode(small, "PNG"), "small.png")
        assert record.verdict != Verdict.PASS
        assert TOO_SMALL_RULE in {finding.rule for finding in record.findings}

    @pytest.mark.parametrize(("name", "verdict"), [(FIST, Verdict.REVIEW), (PEACE, Verdict.HOLD)])
    def test_animation_is_judged_by_its_first_frame_and_never_passes(
        self, checker: Checker, samples: Samples, name: str, verdict: Verdict
    ) -> None:
        first = Image.fromarray(read_photo(sample(name)).rgb)
        others = [Image.new("RGB", first.size, color) for color in ("grey", "white")]
        moving = checker.check(encode(first, "GIF", save_all=True, append_images=others), "moving.gif")
        still = samples(name).record
        assert (moving.verdict, moving.findings[-1].rule) == (verdict, MORE_FRAMES_RULE)
        assert [hand.gesture for hand in moving.hands] == [hand.gesture for hand in still.hands]
        assert [finding.rule for finding in moving.findings[:-1]] == [finding.rule for finding in still.findings]
        validator().validate(json.loads(moving.to_json()))

    @pytest.mark.parametrize("alpha", [0, 12])
    def test_hand_under_transparency_never_passes(self, checker: Checker, alpha: int) -> None:
        hidden = Image.fromarray(read_photo(sample(PEACE)).rgb)
        hidden.putalpha(alpha)
        record = checker.check(encode(hidden, "PNG"), "hidden.png")
        assert record.verdict == Verdict.REVIEW
        assert HIDDEN_DETAIL_RULE in {finding.rule for finding in record.findings}
        validator().validate(json.loads(record.to_json()))

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda image: image.convert("1"), id="two-colours"),
            pytest.param(lambda image: image.convert("P"), id="web-palette"),
            pytest.param(lambda image: noisy(image, 15), id="noise"),
        ],
    )
    @pytest.mark.parametrize("name", [PEACE, "three_01.jpg", "selfie_peace.jpg"])
    def test_grain_hides_no_hand(
        self, checker: Checker, name: str, spoil: Callable[[Image.Image], Image.Image]
    ) -> None:
        record = checker.check(encode(spoil(Image.fromarray(read_photo(sample(name)).rgb)), "PNG"), "spoilt.png")
        assert record.verdict != Verdict.PASS
        assert record.findings[-1].rule == GRAINY_RULE

    def test_grain_that_is_smoothed_lets_a_sign_be_read(self, checker: Checker) -> None:
        record = checker.check(encode(noisy(Image.fromarray(read_photo(sample(PEACE)).rgb), 15), "PNG"), "noisy.png")
        assert record.verdict == Verdict.HOLD
        validator().validate(json.loads(record.to_json()))

    def test_stamps_name_policy_and_models(self, samples: Samples) -> None:
        record = samples(FIST).record
        weights, policy = verify_weights(), load_profile("id-strict-fist")
        assert (record.policy.id, record.policy.sha256) == ("id-strict-fist", policy.sha256)
        assert record.models.palm == weights.sha256[PALM_DETECTION]
        assert record.models.gestures == weights.sha256[FINGER_READER]

    def test_timings_are_there(self, samples: Samples) -> None:
        timings = samples(FIST).record.timings_ms
        assert min(timings.decode, timings.detect, timings.landmarks) > 0
        assert timings.total >= timings.detect

    def test_indexes_and_ids_point_at_something(self, samples: Samples) -> None:
        record = samples(GROUP).record
        people = {person.id for person in record.people}
        assert record.findings
        for finding in record.findings:
            assert all(finding.rule in record.hands[index].findings for index in finding.hands)
        for hand in record.hands:
            assert hand.person is None or hand.person in people


class TestJson:
    @pytest.mark.parametrize("name", [FIST, PEACE, GROUP])
    def test_record_follows_the_published_schema(self, samples: Samples, name: str) -> None:
        validator().validate(json.loads(samples(name).record.to_json()))

    def test_record_of_an_unreadable_photo_too(self, checker: Checker) -> None:
        validator().validate(json.loads(checker.check(b"broken", "broken.jpg").to_json()))

    def test_record_reads_back(self, samples: Samples) -> None:
        record = samples(GROUP).record
        assert PhotoRecord.model_validate_json(record.to_json()) == record

    def test_numbers_are_rounded(self, samples: Samples) -> None:
        text = samples(GROUP).record.to_json()
        assert re.findall(r"\.\d{4,}", text) == []


class TestPrivacy:
    def test_nothing_of_exif_comes_into_the_record(self, checker: Checker) -> None:
        tags = Image.Exif()
        tags[ExifTags.Base.Artist] = "Siti Rahayu"
        tags[ExifTags.Base.Model] = "Telepon-X100"
        tags[ExifTags.Base.DateTime] = "2024:02:14 07:31:59"
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "S",
                ExifTags.GPS.GPSLatitude: (IFDRational(6), IFDRational(54), IFDRational(31)),
                ExifTags.GPS.GPSAreaInformation: b"ASCII\0\0\0Balai Desa",
            }
        )
        photo = Image.fromarray(read_photo(sample(PEACE)).rgb)
        with_exif = encode(photo, "JPEG", quality=95, exif=tags)
        assert b"Siti Rahayu" in with_exif
        assert Image.open(io.BytesIO(with_exif)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
        checked = checker.inspect(with_exif, PEACE)
        text = checked.record.to_json() + repr(checked)
        for secret in ("Siti", "X100", "07:31", "Balai Desa", "GPS", "54, 31", "Latitude"):
            assert secret not in text

    def test_record_is_that_of_the_photo_without_exif(self, checker: Checker) -> None:
        photo = Image.fromarray(read_photo(sample(PEACE)).rgb)
        tags = Image.Exif()
        tags[ExifTags.Base.Artist] = "Siti Rahayu"
        plain, tagged = encode(photo, "PNG"), encode(photo, "PNG", exif=tags)
        records = [without_timings(checker.check(data, PEACE)) for data in (plain, tagged)]
        assert records[0].sha256 != records[1].sha256
        assert records[0] == records[1].model_copy(update={"sha256": records[0].sha256})


class TestUnreadable:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            pytest.param(b"", "photo-empty", id="empty"),
            pytest.param(b"Daftar hadir apel pagi", "photo-not-a-picture", id="text"),
            pytest.param(sample(PEACE)[:-1000], "photo-damaged", id="cut"),
            pytest.param(encode(Image.new("RGB", (8, 8)), "PNG"), "photo-too-small", id="tiny"),
        ],
    )
    def test_is_a_record_and_no_exception(self, checker: Checker, data: bytes, code: str) -> None:
        record = checker.check(data, "acara/rusak.jpg")
        assert record.verdict == Verdict.UNREADABLE
        assert record.error is not None
        assert record.error.code == code
        assert record.error.message
        assert record.error.hint
        assert record.path == "acara/rusak.jpg"
        assert record.sha256 == hashlib.sha256(data).hexdigest()
        assert (record.width, record.height, record.smallest_readable_hand_px) == (None, None, None)
        assert (record.hands, record.people, record.findings) == ((), (), ())

    def test_has_no_pixels(self, checker: Checker) -> None:
        checked = checker.inspect(b"broken", "broken.jpg")
        assert checked == CheckedPhoto(checked.record)

    def test_error_in_our_own_code_is_not_taken_for_a_broken_photo(
        self, checker: Checker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr("komando.checker.place_people", fail)
        with pytest.raises(RuntimeError, match="a bug"):
            checker.check(sample(FIST), FIST)


class TestFiles:
    def test_file_is_checked_like_its_bytes(self, checker: Checker) -> None:
        path = SAMPLES / PEACE
        assert without_timings(checker.check_file(path)) == without_timings(checker.check(path.read_bytes(), str(path)))

    def test_path_may_be_a_text_and_named_otherwise(self, checker: Checker) -> None:
        assert checker.check_file(str(SAMPLES / FIST), "apel.jpg").path == "apel.jpg"

    def test_missing_file_is_an_error_of_the_caller(self, checker: Checker, tmp_path: Path) -> None:
        with pytest.raises(PathNotFoundError, match=r"missing\.jpg"):
            checker.check_file(tmp_path / "missing.jpg")

    @pytest.mark.parametrize("data", [pytest.param(sample(FIST), id="photo"), pytest.param(b"no photo", id="no-photo")])
    def test_a_name_that_is_not_utf_8_comes_as_an_escape(self, checker: Checker, tmp_path: Path, data: bytes) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/foto\xff.jpg"))
        path.write_bytes(data)
        record = checker.check_file(path)
        assert record.path == rf"{tmp_path}/foto\udcff.jpg"
        assert PhotoRecord.from_json(record.to_json()) == record

    def test_folder_is_not_accessible_as_a_photo(self, checker: Checker, tmp_path: Path) -> None:
        record = checker.check_file(tmp_path)
        assert record.error is not None
        assert record.error.code == PhotoAccessError.code
        assert record.sha256 is None

    def test_file_that_may_not_be_read(self, checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def deny(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        path = tmp_path / "locked.jpg"
        path.write_bytes(sample(FIST))
        monkeypatch.setattr(Path, "open", deny)
        record = checker.check_file(path)
        assert record.error is not None
        assert (record.error.code, record.sha256) == (PhotoAccessError.code, None)
        assert "Permission denied" in record.error.message

    @pytest.fixture
    def narrow(self) -> Iterator[Checker]:
        """A checker that takes files of up to 1000 bytes."""
        settings, weights = load_settings(), verify_weights()
        engine = open_engine(settings.engine, weights)
        with Checker(engine, weights, load_profile(settings.policy), PhotoLimits(max_bytes=1000)) as opened:
            yield opened

    def test_large_file_is_refused_without_being_read(
        self, narrow: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("the file was read")

        path = tmp_path / "large.jpg"
        path.write_bytes(bytes(1001))
        monkeypatch.setattr(Path, "open", refuse)
        record = narrow.check_file(path)
        assert record.error is not None
        assert (record.error.code, record.sha256) == (PhotoTooLargeError.code, None)

    def test_file_at_the_limit_is_read(self, narrow: Checker, tmp_path: Path) -> None:
        path = tmp_path / "zeros.jpg"
        path.write_bytes(bytes(1000))
        assert narrow.check_file(path).sha256 == hashlib.sha256(bytes(1000)).hexdigest()

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no device that never ends")
    def test_device_without_an_end_is_read_up_to_the_limit(self, narrow: Checker) -> None:
        record = narrow.check_file(Path("/dev/zero"))
        assert record.error is not None
        assert (record.error.code, record.sha256) == (PhotoTooLargeError.code, None)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_pipe(self, checker: Checker) -> None:
        reading, writing = os.pipe()
        content = sample(FIST)
        os.set_inheritable(reading, True)
        try:
            if os.write(writing, content[:4096]) != 4096:
                pytest.fail("the pipe took less than a page")
            os.close(writing)
            record = checker.check_file(Path(f"/dev/fd/{reading}"))
        finally:
            os.close(reading)
        assert record.sha256 == hashlib.sha256(content[:4096]).hexdigest()
        assert record.verdict == Verdict.UNREADABLE


class TestInspect:
    def test_gives_what_a_marked_picture_needs(self, samples: Samples) -> None:
        checked = samples(GROUP)
        assert checked.photo is not None
        assert checked.photo.rgb.shape == (1000, 1600, 3)
        assert len(checked.hands) == len(checked.record.hands)
        assert len(checked.faces_xyxy) == len(checked.record.people)
        for hand, entry in zip(checked.hands, checked.record.hands, strict=True):
            np.testing.assert_allclose(hand.box_xyxy, entry.box_xyxy, atol=0.051)


class TestTerms:
    DAY: Final = dt.date(2024, 2, 14)

    def test_without_an_election_no_day_has_a_say(self) -> None:
        assert Terms(load_profile("id-strict-fist"), self.DAY).publishing_day() is None

    def test_day_that_was_given(self) -> None:
        assert Terms(load_profile("id-pemilu-2024"), self.DAY).publishing_day() == self.DAY

    def test_today_if_none_was_given(self) -> None:
        days = [dt.date.today(), Terms(load_profile("id-pemilu-2024")).publishing_day(), dt.date.today()]
        assert days[1] in {days[0], days[2]}

    def test_judgement_and_record_are_of_one_day(self, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
        """However late it is: here each look at the clock falls on another day."""
        days = (self.DAY + dt.timedelta(days=number) for number in range(1000))
        monkeypatch.setattr(Terms, "publishing_day", lambda terms: next(days) if terms.day is None else terms.day)
        judged: list[dt.date | None] = []

        def noting(*arguments: Any, day: dt.date | None = None, **options: Any) -> Any:
            judged.append(day)
            return judge(*arguments, day=day, **options)

        monkeypatch.setattr("komando.checker.judge", noting)
        record = checker.inspect(sample(PEACE), PEACE, Terms(load_profile("id-pemilu-2024"))).record
        assert judged == [record.policy.day]

    def test_a_photo_may_be_judged_by_other_terms(self, checker: Checker, samples: Samples) -> None:
        terms = Terms(load_profile("id-pemilu-2024"), self.DAY)
        record = checker.inspect(sample(PEACE), PEACE, terms).record
        assert record.policy == terms.stamp()
        assert "Prabowo" in record.findings[0].message.en
        assert without_timings(checker.check(sample(PEACE), PEACE)) == without_timings(samples(PEACE).record)

    def test_the_stamp_of_an_unreadable_photo_is_that_of_its_terms(self, checker: Checker) -> None:
        terms = Terms(load_profile("ph-csc"))
        assert checker.inspect(b"broken", "a.jpg", terms).record.policy == terms.stamp()

    def test_reasons_say_where_in_the_photo(self, samples: Samples) -> None:
        (finding,) = [finding for finding in samples(GROUP).record.findings if finding.rule == "number.2"]
        assert re.search(r"\((right|left) hand, person \d from the left(, [a-z ]+\d?.*)?\)", finding.message.en)

    def test_confidence_is_judged_as_it_is_recorded(self, samples: Samples) -> None:
        """Else `policy diff` could not tell a photo's verdict from its record."""
        for name in (FIST, PEACE, GROUP):
            record = samples(name).record
            hands = rejudge(record, load_profile("id-strict-fist").profile)
            assert hands == [hand.verdict for hand in record.hands]
            assert photo_verdict(record, hands) == record.verdict


class TestOpen:
    def test_unknown_policy(self) -> None:
        with pytest.raises(UnknownPolicyError):
            Checker.open(load_settings(policy="id-lenient"))

    def test_invalid_environment_is_a_usage_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KOMANDO_MAX_BYTES", "plenty")
        with pytest.raises(UsageError, match="KOMANDO_MAX_BYTES"):
            Checker.open()

    def test_altered_model(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        weights = verify_weights()
        for name, content in weights.content.items():
            (tmp_path / name).write_bytes(content + (b"x" if name == FINGER_READER else b""))
        sums = "".join(f"{digest}  {name}\n" for name, digest in weights.sha256.items())
        (tmp_path / "SHA256SUMS").write_text(sums, encoding="ascii")
        monkeypatch.setattr("komando.weights.weights_folder", lambda: tmp_path)
        with pytest.raises(ModelAlteredError, match=FINGER_READER):
            Checker.open()

    def test_nets_are_freed_at_the_end_also_after_an_error(self) -> None:
        settings, weights = load_settings(), verify_weights()
        engine = open_engine(settings.engine, weights)
        closed: list[str] = []
        watched = _Watched(engine.find_hands, engine.palm_model, lambda: closed.append("closed"))
        checker = Checker(watched, weights, load_profile(settings.policy), settings.photo_limits)
        with pytest.raises(KeyError), checker:
            raise KeyError
        assert closed == ["closed"]


class _Watched:
    """An engine that tells when it is closed."""

    def __init__(self, find_hands: Callable[..., Any], palm_model: str, close: Callable[[], None]) -> None:
        self.find_hands = find_hands
        self.palm_model = palm_model
        self.close = close


def test_a_hand_that_is_not_recognised_is_for_review(checker: Checker) -> None:
    checked = checker.inspect((SIDE_VIEWS / "heart_behind_a_wrist.jpg").read_bytes(), "heart.jpg")
    (hand,), (finding,), (mark,) = checked.record.hands, checked.record.findings, hand_marks(checked)
    assert (checked.record.verdict, hand.gesture, finding.rule) == (Verdict.REVIEW, Gesture.UNREADABLE, UNREADABLE_RULE)
    assert "There may be a hand here whose pose cannot be made out" in finding.message.en
    assert not mark.has_landmarks
    assert tuple(mark.points_xy.reshape(-1)) == pytest.approx(hand.box_xyxy, abs=0.1)
    assert traces_of(checked).hands == ((),)


def test_a_small_sign_before_a_large_fist_is_told(checker: Checker) -> None:
    picture = Image.fromarray(read_photo(sample(FIST)).rgb)
    sign = Image.fromarray(read_photo(sample(PEACE)).rgb).crop((190, 60, 530, 690)).resize((108, 200))
    (fist,) = checker.check(sample(FIST), FIST).hands
    x, y = (fist.box_xyxy[0] + fist.box_xyxy[2]) / 2, (fist.box_xyxy[1] + fist.box_xyxy[3]) / 2
    picture.paste(sign, (int(x) - 54, int(y) - 100))
    record = checker.check(encode(picture, "JPEG", quality=95), "card.jpg")
    assert record.verdict == Verdict.HOLD
    assert {hand.gesture for hand in record.hands} == {Gesture.FIST, Gesture.PEACE}
