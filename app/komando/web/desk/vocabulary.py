"""`GET /v1/desk`: limits, reasons and gestures, in both languages."""

from __future__ import annotations

from fastapi import APIRouter

from komando.desk.labels import NOT_A_HAND
from komando.desk.reasons import REASONS
from komando.gestures.names import Gesture
from komando.messages import translate
from komando.policy.profile import Localized
from komando.report.words import gesture_name
from komando.web import access
from komando.web.deps import ServiceSettings
from komando.web.desk.schemas import DeskAnswer, ReasonAnswer
from komando.web.documents import problems

router = APIRouter(dependencies=[access.CHECKER])


@router.get("/v1/desk", summary="Limits, reasons and gestures", responses=problems(401, 403, 429))
def get_desk(settings: ServiceSettings) -> DeskAnswer:
    """What a page needs to know once."""
    return DeskAnswer(
        max_bytes=settings.max_bytes,
        max_photos=settings.batch_photos,
        keep_hours=settings.keep_hours,
        upload_seconds=settings.upload_seconds,
        reasons={
            kind: [ReasonAnswer(code=code, text=_both(text)) for code, text in reasons.items()]
            for kind, reasons in REASONS.items()
        },
        gestures=[
            *(ReasonAnswer(code=gesture.value, text=_gesture(gesture)) for gesture in Gesture),
            ReasonAnswer(code=NOT_A_HAND, text=_both("not a hand")),
        ],
    )


def _both(text: str) -> Localized:
    return Localized(id=translate(text, "id"), en=translate(text, "en"))


def _gesture(gesture: Gesture) -> Localized:
    return Localized(id=gesture_name(gesture, "id"), en=gesture_name(gesture, "en"))
