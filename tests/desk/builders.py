"""Batches and photos in a desk, without nets: what the machine says is made up, the rest is real."""

from __future__ import annotations

import datetime as dt
import hashlib

from komando.desk.batches import Batch, NewBatch, Scope, create_batch, find_batch, new_id
from komando.desk.checks import finish_check, note_pictures
from komando.desk.decisions import Decision, NewDecision, decide
from komando.desk.desk import Desk
from komando.desk.names import DecisionKind
from komando.desk.photos import NewPhoto, PhotoDetail, add_photo, find_photo
from komando.desk.storage import Picture
from komando.desk.traces import traces_of
from komando.gestures.names import Gesture
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict
from komando.report.small_pictures import draw_marked_pictures, draw_preview
from tests.report.builders import HandSpec, make_checked, make_unreadable

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
EVERYTHING = Scope(None, everything=True)
_HANDS = {
    Verdict.PASS: (HandSpec((200, 200), 80, Gesture.FIST),),
    Verdict.REVIEW: (HandSpec((200, 200), 80, Gesture.UNREADABLE),),
    Verdict.HOLD: (HandSpec((200, 200), 80, Gesture.PEACE),),
}


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **parts: float) -> None:
        self.now += dt.timedelta(**parts)


def make_batch(
    desk: Desk, title: str = "Upacara", *, office: str | None = None, keep_pictures: bool = False, hours: float = 24.0
) -> Batch:
    new = NewBatch(
        title=title,
        policy_id="id-strict-fist",
        policy_sha256="1" * 64,
        policy_title=Localized(id="Hanya kepalan", en="Only the fist"),
        day=None,
        office=office,
        keep_pictures=keep_pictures,
    )
    with desk.database.write() as connection:
        batch = create_batch(connection, new, "budi", desk.clock(), hours)
    desk.pictures.make_batch(batch.id)
    return batch


def put_photo(desk: Desk, batch: Batch, name: str = "a.jpg", data: bytes = b"jpeg") -> PhotoDetail:
    """A photo that waits for its check."""
    photo_id = new_id()
    with desk.pictures.receive(batch.id, photo_id) as file:
        file.write(data)
    new = NewPhoto(photo_id, name, len(data), hashlib.sha256(data).hexdigest())
    with desk.database.write() as connection:
        assert add_photo(connection, batch, new, "budi", desk.clock(), 300) is not None
    return photo_now(desk, photo_id)


def put_checked(
    desk: Desk,
    batch: Batch,
    verdict: Verdict,
    name: str = "a.jpg",
    data: bytes | None = None,
    *,
    message: Localized | None = None,
) -> PhotoDetail:
    """A photo with its verdict and its pictures."""
    photo = put_photo(desk, batch, name, name.encode() + b" data" if data is None else data)
    checked = make_unreadable(name) if verdict == Verdict.UNREADABLE else make_checked(_HANDS[verdict], name=name)
    record = checked.record.model_copy(update={"verdict": verdict, "sha256": photo.sha256})
    if message is not None:
        findings = tuple(finding.model_copy(update={"message": message}) for finding in record.findings)
        record = record.model_copy(update={"findings": findings})
    if checked.photo is not None:
        preview, marked = draw_preview(checked.photo.rgb), draw_marked_pictures(checked)
        for picture, content in (
            (Picture.THUMBNAIL, preview.thumbnail),
            (Picture.DISPLAY, preview.display),
            (Picture.MARKED, marked.blurred),
            (Picture.MARKED_FACES, marked.with_faces),
        ):
            desk.pictures.write(batch.id, photo.id, picture, content)
    with desk.database.write() as connection:
        finish_check(connection, photo, record, traces_of(checked), desk.clock())
        if checked.photo is not None:
            note_pictures(connection, photo, marked=True, size_wh=None)
    return photo_now(desk, photo.id)


def decide_on(
    desk: Desk, photo: PhotoDetail, kind: DecisionKind, *, who: str = "sari", last_id: int | None = None, note: str = ""
) -> Decision:
    reason = "misread" if kind == DecisionKind.CLEAR else "confirmed"
    with desk.database.write() as connection:
        return decide(connection, photo.id, NewDecision(kind, reason, note, who, last_id), desk.clock())


def photo_now(desk: Desk, photo_id: str) -> PhotoDetail:
    with desk.database.read() as connection:
        photo = find_photo(connection, photo_id)
    assert photo is not None
    return photo


def batch_now(desk: Desk, batch_id: str) -> Batch:
    with desk.database.read() as connection:
        batch = find_batch(connection, batch_id, EVERYTHING)
    assert batch is not None
    return batch


def wordy_batch(desk: Desk, number: int) -> Batch:
    """Photos to hold, decided on, in which everything is long."""
    title = "Pembinaan netralitas aparatur sipil negara di lingkungan Kecamatan Padangsidimpuan Tenggara " * 2
    batch = make_batch(desk, title.strip(), office="Dinas Komunikasi dan Informatika Kota Padangsidimpuan")
    where = "tangan kanan, orang ke-13 dari kiri, baris ke-2 dari depan"
    said = f"Jari telunjuk dan jari tengah terangkat ({where}) dan dapat dibaca sebagai angka 2."
    message = Localized(id=f"{said} Lambaian tangan terbaca sama; kebijakan ini tidak memberi pengecualian.", en=said)
    for position in range(number):
        name = f"Dokumentasi_Kegiatan_Pembinaan_Netralitas_ASN_{'Padangsidimpuan_' * 8}{position:04}.jpg"
        photo = put_checked(desk, batch, Verdict.HOLD, name, message=message)
        note = "Sudah dikonfirmasi bahwa dipertanggungjawabkan pejabat yang bersangkutan " * 6
        decide_on(desk, photo, DecisionKind.HOLD, who="joko.widodo-tenggara", note=note.strip())
    return batch_now(desk, batch.id)
