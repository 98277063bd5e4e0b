"""What people take away from a batch: approved photos, reports, and lists for the archive and for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from starlette.responses import StreamingResponse

from komando.desk.archive import AlteredPhotoError, Member, approved_members, zip_stream
from komando.desk.batches import Batch
from komando.desk.exports import labels_jsonl, records_csv
from komando.desk.loans import Loan
from komando.desk.report_html import content_security_header, report_html
from komando.desk.report_pdf import report_pdf
from komando.desk.report_view import BatchReport, batch_report
from komando.desk.safe_names import safe_names
from komando.web import access
from komando.web.access import SignedIn, Visitor
from komando.web.desk.attachment import attachment
from komando.web.desk.deps import Service, VisibleBatch, wiped
from komando.web.desk.pictures import FacesQuery, marked_picture
from komando.web.desk.service import DeskService
from komando.web.documents import problems
from komando.web.problems import ProblemError
from komando.web.routes import Faces

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_ERRORS: Final = problems(401, 403, 404, 422, 429)


def _content(media_type: str, *more_errors: int) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
    return {200: {"content": {media_type: {"schema": schema}}}, **_ERRORS, **problems(*more_errors)}


router = APIRouter(dependencies=[access.CHECKER], default_response_class=Response)

Language = Annotated[Literal["id", "en"] | None, Query(description="The service's own if not given.")]


@router.get(
    "/v1/batches/{batch_id}/approved.zip",
    summary="Approved photos in their original bytes",
    responses=_content("application/zip", 409, 410, 500),
)
def get_approved(batch: VisibleBatch, service: Service) -> StreamingResponse:
    """Those that pass and are not held, and those that were cleared; no others."""
    if batch.wiped_at is not None:
        raise wiped()
    loan = service.desk.loans.lend(batch.id)
    try:
        members = _members(service, batch, loan)
    except BaseException:
        loan.end()
        raise
    return _Archive(members, loan, _named(batch, "zip"))


class _Archive(StreamingResponse):
    """Keeps the pictures of the batch as long as it is being sent."""

    def __init__(self, members: Sequence[Member], loan: Loan, headers: dict[str, str]) -> None:
        super().__init__(_moving(zip_stream(members), loan), media_type="application/zip", headers=headers)
        self._loan = loan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a client that goes away ends the loan as well."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._loan.end()


def _moving(pieces: Iterator[bytes], loan: Loan) -> Iterator[bytes]:
    for piece in pieces:
        loan.move()
        yield piece


def _members(service: DeskService, batch: Batch, loan: Loan) -> list[Member]:
    try:
        members = approved_members(service.desk, batch, loan.move)
    except FileNotFoundError:
        raise wiped() from None
    except AlteredPhotoError:
        detail = "A file is not the one that was checked, so nothing is given out."
        raise ProblemError(
            "photo-altered", HTTPStatus.INTERNAL_SERVER_ERROR, detail, "Upload the photos again."
        ) from None
    if not members:
        detail = "No photo of this batch is approved."
        raise ProblemError("nothing-approved", HTTPStatus.CONFLICT, detail, "Decide on the photos first.")
    return members


@router.get("/v1/batches/{batch_id}/report.html", summary="Report as a page", responses=_content("text/html"))
def get_report_html(
    batch: VisibleBatch, service: Service, visitor: SignedIn, faces: FacesQuery = Faces.BLUR, lang: Language = None
) -> Response:
    """One file without scripts, for reading, printing and keeping; a small batch prints on one A4 page."""
    page = report_html(_report(service, batch, visitor, faces, lang))
    headers = {**_named(batch, "html", inline=True), "Content-Security-Policy": content_security_header()}
    return Response(page, media_type="text/html", headers=headers)


@router.get("/v1/batches/{batch_id}/report.pdf", summary="Report as PDF", responses=_content("application/pdf"))
def get_report_pdf(
    batch: VisibleBatch, service: Service, visitor: SignedIn, faces: FacesQuery = Faces.BLUR, lang: Language = None
) -> Response:
    """One A4 page that is complete by itself; photos that do not fit follow as an annex."""
    document = report_pdf(_report(service, batch, visitor, faces, lang))
    return Response(document, media_type="application/pdf", headers=_named(batch, "pdf"))


@router.get("/v1/batches/{batch_id}/records.csv", summary="Records as CSV", responses=_content("text/csv"))
def get_records(batch: VisibleBatch, service: Service, lang: Language = None) -> StreamingResponse:
    """One row a hand, with what was decided; safe to open in a spreadsheet."""
    lines = records_csv(service.desk, batch, lang or service.settings.lang)
    return StreamingResponse(_encoded(lines), media_type="text/csv", headers=_named(batch, "csv"))


@router.get("/v1/batches/{batch_id}/labels.jsonl", summary="Corrected labels", responses=_content("application/jsonl"))
def get_labels(batch: VisibleBatch, service: Service) -> StreamingResponse:
    """One line a corrected hand, with its landmarks and without pixels, for improving the reader."""
    lines = labels_jsonl(service.desk, batch)
    return StreamingResponse(_encoded(lines), media_type="application/jsonl", headers=_named(batch, "jsonl"))


def _report(service: DeskService, batch: Batch, visitor: Visitor, faces: Faces, lang: str | None) -> BatchReport:
    marked_picture(faces, visitor)
    return batch_report(service.desk, batch, lang or service.settings.lang, blur_faces=faces == Faces.BLUR)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    return (line.encode() for line in lines)


def _named(batch: Batch, suffix: str, *, inline: bool = False) -> dict[str, str]:
    title = batch.title or f"komando {batch.created_at:%Y-%m-%d}"
    (name,) = safe_names([f"{title}.{suffix}"])
    return attachment(name, inline=inline)
