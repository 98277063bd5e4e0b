"""The whole path of a batch over real HTTP, with the real nets: upload, follow, decide, take away, close."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from PIL import Image

from komando.desk.clock import utc_now
from komando.desk.desk import open_database
from komando.desk.names import Role
from komando.desk.tokens import add_token, revoke_token
from tests.scan.pictures import PEACE, PLAIN, SLOW_PEACE
from tests.web.service import WAIT_SECONDS, http_client, running_service, wait_until
from tests.web.sockets import connect, head

SCRIPT: Final = "<script>alert('x').jpg"
TEXT: Final = b"Undangan rapat\n" * 10
RAW: Final = {"Content-Type": "image/jpeg"}
NOBODY_THERE: Final = "0" * 32
Json = dict[str, Any]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def client(data_dir: Path, log: Path) -> Iterator[httpx2.Client]:
    with (
        running_service(data_dir, log, batch_photos=6, max_bytes=200_000) as (_, address),
        http_client(address) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def batch(client: httpx2.Client) -> Json:
    """One photo to hold, one that passes under a wicked name, one that is no picture; all checked."""
    made = open_batch(client, title="Apel <b>pagi</b>", date="2027-02-14")
    upload(client, made, "peace.jpg", PEACE.read_bytes())
    upload(client, made, SCRIPT, PLAIN)
    assert client.post(f"/v1/batches/{made['id']}/photos", files={"photo": ("text.jpg", TEXT)}).status_code == 202
    follow(client, made, until=lambda told: told["counts"]["checked"] == 3)
    return made


def open_batch(client: httpx2.Client, **body: object) -> Json:
    response = client.post("/v1/batches", json=body)
    assert response.status_code == 201, response.text
    made: Json = response.json()
    assert response.headers["location"] == f"/v1/batches/{made['id']}"
    return made


def upload(client: httpx2.Client, batch: Json, name: str, data: bytes) -> Json:
    response = client.post(f"/v1/batches/{batch['id']}/photos", params={"name": name}, content=data, headers=RAW)
    assert response.status_code == 202, response.text
    photo: Json = response.json()
    assert response.headers["location"] == f"/v1/photos/{photo['id']}"
    return photo


def upload_at_once(client: httpx2.Client, batch: Json, names: list[str], data: bytes = TEXT) -> list[int]:
    """The statuses, sorted."""

    def send(name: str) -> int:
        at = f"/v1/batches/{batch['id']}/photos"
        return client.post(at, params={"name": name}, content=data, headers=RAW).status_code

    with ThreadPoolExecutor(len(names)) as threads:
        return sorted(threads.map(send, names))


def events(
    client: httpx2.Client, batch: Json, after: int = 0, last_id: str | None = None
) -> Iterator[tuple[str, int, Json]]:
    headers = {} if last_id is None else {"Last-Event-ID": last_id}
    with client.stream("GET", f"/v1/batches/{batch['id']}/events", params={"after": after}, headers=headers) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        told: dict[str, str] = {}
        for line in stream.iter_lines():
            if line:
                key, _, value = line.partition(": ")
                told[key] = value
            elif "event" in told:
                yield told["event"], int(told["id"]), json.loads(told["data"])
                told = {}


def follow(client: httpx2.Client, batch: Json, until: Any) -> list[tuple[str, int, Json]]:
    """The events of a batch until one of the batch itself says what is waited for."""
    seen = []
    for event in events(client, batch):
        seen.append(event)
        if event[0] == "batch" and until(event[2]):
            return seen
    raise AssertionError("the stream has ended")


def photos(client: httpx2.Client, batch: Json, **query: str | list[str]) -> list[Json]:
    response = client.get(f"/v1/batches/{batch['id']}/photos", params=query)
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["photos"]
    return found


def by_name(client: httpx2.Client, batch: Json) -> dict[str, Json]:
    return {photo["name"]: photo for photo in photos(client, batch)}


def decide(client: httpx2.Client, photo: Json, kind: str, **body: object) -> httpx2.Response:
    reason = "misread" if kind == "clear" else "confirmed"
    content = {"decision": kind, "reason": reason, "last_decision": None, **body}
    return client.post(f"/v1/photos/{photo['id']}/decisions", json=content)


def half_uploads(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.rglob("*.part") if path.stat().st_size > 0]


def code(response: httpx2.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["type"]).removeprefix("urn:komando:problem:")


class TestBatch:
    def test_what_is_told_of_a_batch(self, client: httpx2.Client, batch: Json) -> None:
        now = client.get(f"/v1/batches/{batch['id']}").json()
        assert (now["title"], now["date"], now["state"], now["pictures"]) == (
            "Apel <b>pagi</b>",
            "2027-02-14",
            "open",
            True,
        )
        assert now["policy"]["id"] == "id-strict-fist"
        counts = now["counts"]
        assert (counts["photos"], counts["checked"]) == (3, 3)
        assert (counts["hold"], counts["pass"], counts["unreadable"]) == (1, 1, 1)
        assert now["id"] in {each["id"] for each in client.get("/v1/batches?state=open").json()["batches"]}

    def test_pages_of_batches(self, client: httpx2.Client) -> None:
        made = [open_batch(client, title=str(number))["id"] for number in range(3)]
        found: list[str] = []
        before: Json = {}
        while True:
            page = client.get("/v1/batches", params={"limit": 2, **before}).json()
            found += [each["id"] for each in page["batches"]]
            if page["next"] is None:
                break
            before = {"before": page["next"]}
        assert len(set(found)) == len(found)
        assert [each for each in found if each in made] == made[::-1]

    @pytest.mark.parametrize(
        ("body", "status", "problem"),
        [
            pytest.param({"policy": "nothing"}, 400, "policy-unknown", id="unknown-policy"),
            pytest.param({"title": "x" * 201}, 422, "parameter-invalid", id="long-title"),
            pytest.param({"date": "besok"}, 422, "parameter-invalid", id="no-date"),
            pytest.param({"colour": "red"}, 422, "parameter-invalid", id="unknown-key"),
            pytest.param([], 422, "parameter-invalid", id="no-object"),
        ],
    )
    def test_wrong_batches(self, client: httpx2.Client, body: object, status: int, problem: str) -> None:
        response = client.post("/v1/batches", json=body)
        assert (response.status_code, code(response)) == (status, problem)

    @pytest.mark.parametrize(
        "path", ["/v1/batches/{}", "/v1/batches/{}/photos", "/v1/photos/{}", "/v1/photos/{}/marked"]
    )
    def test_what_is_not_there(self, client: httpx2.Client, path: str) -> None:
        assert client.get(path.format(NOBODY_THERE)).status_code == 404
        assert client.get(path.format("..%2f..%2fetc")).status_code in {404, 422}
        assert client.get(path.format("%00")).status_code == 422


class TestUpload:
    def test_the_same_file_again_is_the_same_photo(self, client: httpx2.Client) -> None:
        made = open_batch(client)
        first = upload(client, made, "a.jpg", TEXT)
        again = client.post(f"/v1/batches/{made['id']}/photos?name=a.jpg", content=TEXT, headers=RAW)
        assert (again.status_code, again.json()["id"]) == (200, first["id"])
        assert upload(client, made, "b.jpg", TEXT)["id"] != first["id"]

    def test_side_by_side_all_are_there(self, client: httpx2.Client) -> None:
        made = open_batch(client)
        assert upload_at_once(client, made, [f"{number}.txt" for number in range(6)]) == [202] * 6
        assert sorted(photo["position"] for photo in photos(client, made)) == [1, 2, 3, 4, 5, 6]
        assert upload_at_once(client, made, ["0.txt"] * 3) == [200] * 3

    def test_names_keep_no_folder(self, client: httpx2.Client) -> None:
        made = open_batch(client)
        assert upload(client, made, "../../etc/rapat é.jpg", TEXT)["name"] == "rapat é.jpg"
        assert upload(client, made, "C:\\rapat\\a\u0000b.jpg", TEXT)["name"] == "ab.jpg"

    @pytest.mark.parametrize(
        ("content", "headers", "status", "problem"),
        [
            pytest.param(b"", RAW, 422, "photo-empty", id="empty"),
            pytest.param(b"x" * 200_001, RAW, 413, "photo-too-large", id="too-large"),
            pytest.param(TEXT, {"Content-Type": "text/plain"}, 415, "upload-not-a-photo", id="wrong-type"),
            pytest.param(TEXT, {}, 415, "upload-not-a-photo", id="no-type"),
            pytest.param(b"x", {"Content-Type": "multipart/form-data"}, 400, "upload-malformed", id="no-boundary"),
        ],
    )
    def test_wrong_uploads(
        self,
        client: httpx2.Client,
        data_dir: Path,
        content: bytes,
        headers: dict[str, str],
        status: int,
        problem: str,
    ) -> None:
        made = open_batch(client)
        response = client.post(f"/v1/batches/{made['id']}/photos?name=a.jpg", content=content, headers=headers)
        assert (response.status_code, code(response)) == (status, problem)
        assert photos(client, made) == []
        assert list((data_dir / "pictures" / made["id"]).iterdir()) == []

    def test_a_body_without_a_length_ends_at_the_limit(self, client: httpx2.Client, data_dir: Path) -> None:
        made = open_batch(client)
        endless = (b"x" * 65_536 for _ in range(10_000))
        response = client.post(f"/v1/batches/{made['id']}/photos", content=endless, headers=RAW)
        assert (response.status_code, code(response)) == (413, "photo-too-large")
        assert list((data_dir / "pictures" / made["id"]).iterdir()) == []

    def test_a_full_batch(self, client: httpx2.Client) -> None:
        made = open_batch(client)
        for number in range(6):
            upload(client, made, f"{number}.jpg", TEXT)
        response = client.post(f"/v1/batches/{made['id']}/photos?name=6.jpg", content=TEXT, headers=RAW)
        assert (response.status_code, code(response)) == (409, "batch-full")


class TestPhoto:
    def test_what_the_machine_says(self, client: httpx2.Client, batch: Json) -> None:
        found = by_name(client, batch)
        held, passed, text = found["peace.jpg"], found[SCRIPT], found["text.jpg"]
        assert (held["verdict"], held["rules"]) == ("hold", ["number.2"])
        assert held["hands"] >= 1
        assert (passed["verdict"], passed["outcome"], passed["summary"]) == ("pass", "pass", None)
        assert (text["verdict"], text["outcome"]) == ("unreadable", "unreadable")
        assert text["summary"]["id"] == "Berkas ini bukan gambar dengan format yang dikenal."

    def test_detail(self, client: httpx2.Client, batch: Json) -> None:
        photo = by_name(client, batch)["peace.jpg"]
        detail = client.get(f"/v1/photos/{photo['id']}").json()
        record = detail["record"]
        assert (record["path"], record["sha256"]) == ("peace.jpg", hashlib.sha256(PEACE.read_bytes()).hexdigest())
        assert len(detail["landmarks"]) == len(record["hands"])
        assert {len(points) for points in detail["landmarks"]} == {21}
        assert set(record["findings"][0]["sources"]) == set(detail["sources"])

    def test_order_and_filters(self, client: httpx2.Client, batch: Json) -> None:
        def names(**query: str | list[str]) -> list[str]:
            return [photo["name"] for photo in photos(client, batch, **query)]

        assert names() == ["peace.jpg", "text.jpg", SCRIPT]
        assert names(order="uploaded") == ["peace.jpg", SCRIPT, "text.jpg"]
        assert names(verdict=["pass", "unreadable"]) == ["text.jpg", SCRIPT]
        assert names(outcome="waiting") == []

    @pytest.mark.parametrize(("kind", "most_px"), [("thumbnail", 320), ("display", 2048), ("marked", 480)])
    def test_pictures(self, client: httpx2.Client, batch: Json, kind: str, most_px: int) -> None:
        photo = by_name(client, batch)["peace.jpg"]
        response = client.get(photo["pictures"][kind])
        assert response.headers["content-type"] == "image/jpeg"
        assert "no-store" in response.headers["cache-control"]
        with Image.open(io.BytesIO(response.content)) as picture:
            assert max(picture.size) <= most_px
            assert not picture.getexif()

    def test_the_original_is_given_back_as_it_came(self, client: httpx2.Client, batch: Json) -> None:
        photo = by_name(client, batch)[SCRIPT]
        response = client.get(photo["pictures"]["original"])
        assert response.content == PLAIN
        assert response.headers["content-type"] == "application/octet-stream"
        disposition = response.headers["content-disposition"]
        assert disposition.startswith("attachment; ")
        assert disposition.endswith("filename*=UTF-8''%3Cscript%3Ealert%28%27x%27%29.jpg")

    def test_of_what_is_no_picture_there_is_none(self, client: httpx2.Client, batch: Json) -> None:
        photo = by_name(client, batch)["text.jpg"]
        assert photo["pictures"]["thumbnail"] is photo["pictures"]["marked"] is None
        assert client.get(f"/v1/photos/{photo['id']}/thumbnail").status_code == 404

    def test_correcting_a_label(self, client: httpx2.Client, batch: Json) -> None:
        photo = by_name(client, batch)["peace.jpg"]
        at = f"/v1/photos/{photo['id']}/hands"
        gestures = [hand["gesture"] for hand in client.get(f"/v1/photos/{photo['id']}").json()["record"]["hands"]]
        hand = gestures.index("peace")
        response = client.put(f"{at}/{hand}/label", json={"gesture": "not_a_hand"})
        assert (response.json()["read"], response.json()["right"]) == ("peace", "not_a_hand")
        assert code(client.put(f"{at}/0/label", json={"gesture": "wave"})) == "gesture-unknown"
        assert code(client.put(f"{at}/99/label", json={"gesture": "peace"})) == "hand-not-found"
        labels = client.get(f"/v1/photos/{photo['id']}").json()["labels"]
        assert [label["right"] for label in labels if label["hand"] == hand] == ["not_a_hand"]


class TestDecision:
    @pytest.fixture
    def held(self, client: httpx2.Client) -> Json:
        """A photo of its own, to hold."""
        made = open_batch(client)
        upload(client, made, "peace.jpg", PEACE.read_bytes())
        follow(client, made, until=lambda told: told["counts"]["checked"] == 1)
        return by_name(client, made)["peace.jpg"]

    def test_two_reviewers_on_one_photo(self, client: httpx2.Client, held: Json) -> None:
        first = decide(client, held, "clear", note="Isyarat wasit\n\u0000baris dua")
        assert (first.status_code, first.json()["outcome"]) == (201, "cleared")
        decision = first.json()["decision"]
        assert (decision["who"], decision["note"]) == ("local", "Isyarat wasit\nbaris dua")
        assert (decision["verdict"], decision["rules"]) == ("hold", ["number.2"])
        assert decision["policy"] == client.get(f"/v1/photos/{held['id']}").json()["record"]["policy"]
        second = decide(client, held, "hold")
        assert (second.status_code, code(second)) == (409, "decision-conflict")
        assert second.json()["decision"] == decision
        third = decide(client, held, "hold", last_decision=decision["id"])
        assert (third.status_code, third.json()["outcome"]) == (201, "held")
        assert [each["decision"] for each in client.get(f"/v1/photos/{held['id']}").json()["decisions"]] == [
            "clear", "hold",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("body", "status", "problem"),
        [
            pytest.param({"reason": "confirmed"}, 422, "reason-unknown", id="reason-of-the-other-decision"),
            pytest.param({"reason": "other"}, 422, "note-needed", id="other-without-a-note"),
            pytest.param({"reason": "other", "note": " \n "}, 422, "note-needed", id="other-with-a-blank-note"),
            pytest.param({"note": "x" * 1001}, 422, "parameter-invalid", id="long-note"),
            pytest.param({"last_decision": 10**30}, 422, "parameter-invalid", id="number-out-of-range"),
            pytest.param({"decision": "maybe"}, 422, "parameter-invalid", id="unknown-decision"),
        ],
    )
    def test_wrong_decisions(self, client: httpx2.Client, batch: Json, body: Json, status: int, problem: str) -> None:
        photo = by_name(client, batch)["peace.jpg"]
        response = decide(client, photo, "clear", **body)
        assert (response.status_code, code(response)) == (status, problem)

    def test_what_could_not_be_read_cannot_be_cleared(self, client: httpx2.Client, batch: Json) -> None:
        response = decide(client, by_name(client, batch)["text.jpg"], "clear")
        assert (response.status_code, code(response)) == (409, "photo-unreadable")


class TestEvents:
    def test_all_is_told_at_first_and_only_changes_later(self, client: httpx2.Client, batch: Json) -> None:
        seen = follow(client, batch, until=lambda _: True)
        assert {event[2]["name"] for event in seen if event[0] == "photo"} == {"peace.jpg", SCRIPT, "text.jpg"}
        last_id = seen[-1][1]
        photo = by_name(client, batch)["peace.jpg"]
        last = photo["decision"] and photo["decision"]["id"]
        assert decide(client, photo, "hold", last_decision=last).status_code == 201
        told = events(client, batch, last_id=str(last_id))
        kind, number, content = next(told)
        assert (kind, content["id"], content["outcome"]) == ("photo", photo["id"], "held")
        assert number > last_id
        kind, _, content = next(told)
        assert (kind, content["counts"]["held"]) == ("batch", 1)

    def test_after_a_list_the_events_go_on_from_there(self, client: httpx2.Client, batch: Json) -> None:
        listed = client.get(f"/v1/batches/{batch['id']}/photos").json()
        changes = events(client, batch, after=listed["revision"])
        photo = by_name(client, batch)["peace.jpg"]
        client.put(f"/v1/photos/{photo['id']}/hands/0/label", json={"gesture": "peace"})
        kind, number, content = next(changes)
        assert (kind, content["name"]) == ("photo", "peace.jpg")
        assert number > listed["revision"]

    @pytest.mark.parametrize("database", ["sqlite", "postgresql"])
    def test_a_revoked_token_hears_nothing_more_also_while_much_happens(
        self, tmp_path: Path, database: str, request: pytest.FixtureRequest
    ) -> None:
        own = {"database_url": request.getfixturevalue("postgres")()} if database == "postgresql" else {}
        known = open_database(tmp_path / "data", own.get("database_url"))
        with known.write() as connection:
            siti, budi = (add_token(connection, name, Role.REVIEWER, None, utc_now()) for name in ("siti", "budi"))
        with (
            running_service(tmp_path / "data", tmp_path / "log", login="always", **own) as (_, address),
            http_client(address) as client,
            http_client(address) as other,
            ThreadPoolExecutor(1) as threads,
        ):
            client.headers["Authorization"], other.headers["Authorization"] = f"Bearer {siti}", f"Bearer {budi}"
            made = open_batch(client)
            stop = threading.Event()
            busy = threads.submit(self.keep_busy, client, made, stop)
            try:
                told = events(other, made)
                assert [next(told)[0] for _ in range(40)].count("photo") > 10
                with known.write() as connection:
                    revoke_token(connection, "budi", utc_now())
                until = time.monotonic() + 20
                left = list(itertools.takewhile(lambda _: time.monotonic() < until, told))
                assert time.monotonic() < until, f"{len(left)} events were told to nobody's token"
            finally:
                stop.set()
            assert busy.result(WAIT_SECONDS) > 10
        known.close()

    @staticmethod
    def keep_busy(client: httpx2.Client, batch: Json, stop: threading.Event) -> int:
        """Upload small files one by one; how many."""
        for number in range(200):
            upload(client, batch, f"{number}.txt", TEXT)
            if stop.wait(0.1):
                return number
        return 200

    def test_the_stream_ends_with_the_batch(self, client: httpx2.Client) -> None:
        made = open_batch(client)
        told = events(client, made)
        assert next(told)[0] == "batch"
        assert client.delete(f"/v1/batches/{made['id']}").status_code == 204
        kinds = [(kind, content.get("state")) for kind, _, content in told]
        assert kinds[-1] == ("end", None)
        assert ("batch", "discarded") in kinds


class TestTakeAwayAndEnd:
    def test_the_whole_way(self, client: httpx2.Client, data_dir: Path) -> None:
        made = open_batch(client, title="Rapat é")
        at = f"/v1/batches/{made['id']}"
        assert code(client.get(f"{at}/approved.zip")) == "nothing-approved"
        upload(client, made, "peace.jpg", SLOW_PEACE.read_bytes())
        upload(client, made, "plain.jpg", PLAIN)
        upload(client, made, "plain (2).jpg", PLAIN)
        assert code(client.post(f"{at}/close")) == "batch-checking"
        follow(client, made, until=lambda told: told["counts"]["checked"] == 3)
        assert code(client.post(f"{at}/close")) == "batch-undecided"
        found = by_name(client, made)
        assert decide(client, found["peace.jpg"], "clear").status_code == 201
        assert decide(client, found["plain (2).jpg"], "hold").status_code == 201
        archive = client.get(f"{at}/approved.zip")
        assert archive.headers["content-disposition"].startswith('attachment; filename="Rapat _.zip"')
        with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
            assert {name: opened.read(name) for name in opened.namelist()} == {
                "peace.jpg": SLOW_PEACE.read_bytes(),
                "plain.jpg": PLAIN,
            }
        self.check_lists(client, at, pictures=3)
        closed = client.post(f"{at}/close")
        assert (closed.status_code, closed.json()["state"], closed.json()["pictures"]) == (200, "closed", False)
        assert not (data_dir / "pictures" / made["id"]).exists()
        assert code(client.get(f"{at}/approved.zip")) == "pictures-wiped"
        assert code(client.get(f"/v1/photos/{found['peace.jpg']['id']}/original")) == "pictures-wiped"
        self.check_lists(client, at, pictures=0)
        self.check_nothing_can_be_changed(client, made, found["plain.jpg"])

    @staticmethod
    def check_lists(client: httpx2.Client, at: str, pictures: int) -> None:
        page = client.get(f"{at}/report.html?lang=en")
        assert page.text.count("data:image/jpeg") == pictures
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "frame-ancestors" not in page.text, "there a browser ignores it, and complains"
        assert client.get(f"{at}/report.pdf").content.startswith(b"%PDF")
        assert client.get(f"{at}/records.csv").text.count("\r\n") >= 4
        assert client.get(f"{at}/labels.jsonl").text == ""

    @staticmethod
    def check_nothing_can_be_changed(client: httpx2.Client, batch: Json, photo: Json) -> None:
        at = f"/v1/batches/{batch['id']}"
        assert code(client.post(f"{at}/photos?name=late.jpg", content=PLAIN, headers=RAW)) == "batch-not-open"
        assert code(client.post(f"{at}/close")) == "batch-not-open"
        assert code(decide(client, photo, "hold")) == "batch-not-open"
        assert client.delete(at).status_code == 204
        assert client.get(at).json()["state"] == "closed"

    @pytest.mark.parametrize("database", ["sqlite", "postgresql"])
    def test_nothing_is_removed_under_a_download(
        self, tmp_path: Path, database: str, request: pytest.FixtureRequest
    ) -> None:
        """More bytes than the sockets between hold, of which the client takes some, then waits, then takes the rest."""
        own = {"database_url": request.getfixturevalue("postgres")()} if database == "postgresql" else {}
        photo = PLAIN + bytes(30_000_000)
        with (
            running_service(tmp_path / "data", tmp_path / "log", **own) as (_, address),
            http_client(address) as client,
        ):
            made = open_batch(client)
            at = f"/v1/batches/{made['id']}"
            upload(client, made, "plain.jpg", photo)
            follow(client, made, until=lambda told: told["counts"]["approved"] == 1)
            with client.stream("GET", f"{at}/approved.zip") as archive:
                pieces = archive.iter_bytes()
                received = next(pieces)
                refused = client.post(f"{at}/close")
                assert (refused.status_code, code(refused)) == (409, "batch-in-download")
                assert code(client.delete(at)) == "batch-in-download"
                assert client.get(at).json()["state"] == "open"
                received += b"".join(pieces)
            with zipfile.ZipFile(io.BytesIO(received)) as opened:
                assert opened.read("plain.jpg") == photo
            assert client.post(f"{at}/close").json()["pictures"] is False

    def test_a_download_that_is_dead_does_not_keep_a_batch_open(self, tmp_path: Path) -> None:
        with (
            running_service(tmp_path / "data", tmp_path / "log", upload_seconds=2) as (_, address),
            http_client(address) as client,
        ):
            made = open_batch(client)
            at = f"/v1/batches/{made['id']}"
            upload(client, made, "plain.jpg", PLAIN + bytes(30_000_000))
            follow(client, made, until=lambda told: told["counts"]["approved"] == 1)
            with connect(address) as dead:
                dead.sendall(head("GET", f"{at}/approved.zip"))
                assert dead.recv(1000)
                assert code(client.delete(at)) == "batch-in-download"
                wait_until(lambda: client.delete(at).status_code == 204)

    def test_pictures_that_an_admin_keeps(self, client: httpx2.Client, data_dir: Path) -> None:
        made = open_batch(client, keep_pictures=True)
        photo = upload(client, made, "text.jpg", TEXT)
        follow(client, made, until=lambda told: told["counts"]["checked"] == 1)
        closed = client.post(f"/v1/batches/{made['id']}/close").json()
        assert (closed["state"], closed["pictures"]) == ("closed", True)
        assert client.get(f"/v1/photos/{photo['id']}/original").content == TEXT
        assert client.delete(f"/v1/batches/{made['id']}").status_code == 204
        assert not (data_dir / "pictures" / made["id"]).exists()


def test_what_a_page_asks_once(client: httpx2.Client) -> None:
    told = client.get("/v1/desk").json()
    assert (told["max_photos"], told["max_bytes"], told["keep_hours"], told["upload_seconds"]) == (
        6,
        200_000,
        24.0,
        60.0,
    )
    assert {reasons[-1]["code"] for reasons in told["reasons"].values()} == {"other"}
    assert told["gestures"][-1] == {"code": "not_a_hand", "text": {"id": "bukan tangan", "en": "not a hand"}}


def test_the_log_names_no_photo(client: httpx2.Client, batch: Json, log: Path) -> None:
    written = log.read_text("utf-8")
    assert "listens on" in written
    for word in ("peace.jpg", "script", "text.jpg", "Apel", "Traceback"):
        assert word not in written


class TestProcess:
    def test_after_kill_9_the_next_start_goes_on(self, tmp_path: Path) -> None:
        data_dir = tmp_path / "data"
        with running_service(data_dir, tmp_path / "log") as (process, address), http_client(address) as client:
            made = open_batch(client)
            for number in range(3):
                upload(client, made, f"{number}.jpg", PLAIN)
            with connect(address) as half:
                at = f"/v1/batches/{made['id']}/photos?name=half.jpg"
                half.sendall(head("POST", at, "Content-Length: 2000000", "Content-Type: image/jpeg") + bytes(1_000_000))
                wait_until(lambda: half_uploads(data_dir) != [])
                process.send_signal(signal.SIGKILL)
                process.wait(WAIT_SECONDS)
        assert len(half_uploads(data_dir)) == 1, "else there is nothing to clean"
        with running_service(data_dir, tmp_path / "log-2") as (_, address), http_client(address) as client:
            follow(client, made, until=lambda told: told["counts"]["checked"] == 3)
            assert {photo["verdict"] for photo in photos(client, made)} == {"pass"}
            kept = {path.name.partition(".")[0] for path in (data_dir / "pictures" / made["id"]).iterdir()}
            assert kept == {photo["id"] for photo in photos(client, made)}

    def test_an_expired_batch_is_wiped_at_the_next_start_at_the_latest(self, tmp_path: Path) -> None:
        data_dir = tmp_path / "data"
        with running_service(data_dir, tmp_path / "log", keep_hours=1e-6) as (process, address):
            with http_client(address) as client:
                made = open_batch(client)
                pictures = data_dir / "pictures" / made["id"]
                assert pictures.exists()
            process.send_signal(signal.SIGKILL)
            process.wait(WAIT_SECONDS)
        with running_service(data_dir, tmp_path / "log-2") as (_, address), http_client(address) as client:
            assert client.get(f"/v1/batches/{made['id']}").json()["state"] == "expired"
            assert not pictures.exists()

    def test_a_start_with_another_database_ends_and_touches_no_picture(self, tmp_path: Path) -> None:
        """As when KOMANDO_DATABASE_URL is forgotten once."""
        data = tmp_path / "data"
        with running_service(data, tmp_path / "log") as (_, address), http_client(address) as client:
            upload(client, open_batch(client), "peace.jpg", PEACE.read_bytes())
        before = sorted((data / "pictures").rglob("*.original"))
        log, url = tmp_path / "log-2", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
        with pytest.raises(TimeoutError), running_service(data, log, database_url=url) as (_, _):
            pass
        assert "belong to another database" in log.read_text("utf-8")
        assert "KOMANDO_DATABASE_URL" in log.read_text("utf-8")
        assert sorted((data / "pictures").rglob("*.original")) == before
        assert len(before) == 1

    def test_a_stopping_service_ends_its_streams(self, tmp_path: Path) -> None:
        with running_service(tmp_path / "data", tmp_path / "log") as (process, address), http_client(address) as client:
            told = events(client, open_batch(client))
            assert next(told)[0] == "batch"
            process.send_signal(signal.SIGTERM)
            assert list(told) == []
            process.wait(WAIT_SECONDS)
            assert "Traceback" not in (tmp_path / "log").read_text("utf-8")

    def test_a_full_queue_says_when_to_come_again(self, tmp_path: Path) -> None:
        with (
            running_service(tmp_path / "data", tmp_path / "log", desk_queue=1) as (_, address),
            http_client(address) as client,
        ):
            made = open_batch(client)
            answers = [
                client.post(
                    f"/v1/batches/{made['id']}/photos?name={number}.jpg", content=SLOW_PEACE.read_bytes(), headers=RAW
                )
                for number in range(6)
            ]
            refused = [answer for answer in answers if answer.status_code == 503]
            assert refused
            assert {code(answer) for answer in refused} == {"busy"}
            assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)

    def test_on_postgresql(self, tmp_path: Path, postgres: Any) -> None:
        with (
            running_service(tmp_path / "data", tmp_path / "log", database_url=postgres()) as (_, address),
            http_client(address) as client,
        ):
            made = open_batch(client)
            assert upload_at_once(client, made, [SCRIPT] * 6, PEACE.read_bytes()) == [*[200] * 5, 202]
            follow(client, made, until=lambda told: told["counts"]["checked"] == 1)
            (photo,) = photos(client, made)
            assert (photo["name"], photo["verdict"]) == (SCRIPT, "hold")
            assert decide(client, photo, "clear").status_code == 201
            assert client.post(f"/v1/batches/{made['id']}/close").json()["pictures"] is False
        assert not (tmp_path / "data" / "desk.sqlite3").exists()

    def test_a_second_service_on_the_same_database_does_not_start(self, tmp_path: Path, postgres: Any) -> None:
        """It would not find the pictures of the first one's photos, and call them failed."""
        url = postgres()
        with (
            running_service(tmp_path / "data", tmp_path / "log", database_url=url) as (process, address),
            http_client(address) as client,
        ):
            made = open_batch(client)
            log = tmp_path / "log-2"
            with pytest.raises(TimeoutError), running_service(tmp_path / "data-2", log, database_url=url) as (_, _):
                pass
            assert "Another Komando service uses this database." in log.read_text("utf-8")
            assert "KOMANDO_DATABASE_URL" in log.read_text("utf-8")
            assert client.get(f"/v1/batches/{made['id']}").json()["state"] == "open"
            process.send_signal(signal.SIGKILL)
            process.wait(WAIT_SECONDS)
        with (
            running_service(tmp_path / "data", tmp_path / "log-3", database_url=url) as (_, address),
            http_client(address) as client,
        ):
            assert client.get("/livez").status_code == 200


def test_a_wrong_method_is_told_all_right_ones(client: httpx2.Client) -> None:
    response = client.options("/v1/batches")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert client.patch(f"/v1/batches/{NOBODY_THERE}").headers["allow"] == "DELETE, GET"
