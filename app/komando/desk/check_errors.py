"""Why the machine could not check a photo although the photo itself may be fine."""

from __future__ import annotations

from typing import Final

from komando.errors import PhotoAccessError, PhotoError, PhotoMemoryError, PhotoTimeoutError, PhotoWorkerDiedError
from komando.messages import translate
from komando.record import ErrorRecord
from komando.report.words import error_sentence

NOT_CHECKED: Final = ErrorRecord(
    code="check-failed",
    message="Komando could not finish its check of this photo.",
    hint="Upload the photo once more, or a smaller copy; if that fails too, look at it by eye and report this.",
)
POLICY_GONE: Final = ErrorRecord(
    code="policy-gone",
    message="The policy of this event was changed or removed after the event was begun.",
    hint="Begin a new event and upload the photo there; what was checked here keeps its verdict.",
)

OWN_ERRORS: Final = (NOT_CHECKED, POLICY_GONE)
"""What is told of a photo by the desk alone."""
_PASSING: Final = {
    *(error.code for error in OWN_ERRORS),
    *(error.code for error in (PhotoAccessError, PhotoMemoryError, PhotoTimeoutError, PhotoWorkerDiedError)),
}
_OWN: Final = {error.code: error.message for error in OWN_ERRORS}


def error_record(error: Exception) -> ErrorRecord:
    """What a failed check says of the photo."""
    if isinstance(error, PhotoError):
        return ErrorRecord(code=error.code, message=str(error), hint=error.hint)
    return POLICY_GONE if isinstance(error, LookupError) else NOT_CHECKED


def may_pass(error: ErrorRecord) -> bool:
    """Whether the reason lay around the photo: the same bytes may be checked well another time."""
    return error.code in _PASSING


def error_text(error: ErrorRecord, language: str) -> str:
    """Why a photo has no verdict of its own, in one sentence."""
    if error.code in _OWN:
        return translate(_OWN[error.code], language)
    return error_sentence(error.code, error.message, language)
