"""The sentences that the page's own script shows, as the server puts them into the page.

Placeholders of the script are `{name}`; those that the server fills in, `%(name)s`, stand nowhere here.
"""

from __future__ import annotations

import json
from typing import Final

from komando.desk.check_errors import OWN_ERRORS
from komando.errors import PhotoError
from komando.messages import translate
from komando.report.words import (
    ERRORS,
    FINGER_STATES,
    FINGERS,
    GESTURES,
    HAND_VERDICTS,
    PHOTO_VERDICTS,
    finger_name,
)

TEXTS: Final = {
    "batch_facts": "{count} photos, {undecided} to decide, begun {when}",
    "batch_gone": "This event is not here any more. Begin a new one.",
    "batch_over_add": "This event is finished. Begin a new one for further photos.",
    "cancel": "Cancel",
    "checking": "Being checked",
    "choose_reason": "Choose a reason first.",
    "cleared": "Approved",
    "cleared_by": "Approved by {who}",
    "close_text": "{approved} of {count} photos are approved. All are deleted now: take the approved ones away first.",
    "close_undecided": "{count} photos still wait for a decision.",
    "close_unsent": "{count} chosen photos were not sent and are not part of this event.",
    "close_waiting": "{count} photos are still being sent or checked.",
    "conflict_cleared": "{who} approved this photo in the meantime ({when}).",
    "conflict_held": "{who} held this photo back in the meantime ({when}).",
    "conflict_leave": "Leave it at that",
    "date_none": "any",
    "decision_lost": "The decision on {name} was not saved: {why}",
    "done": "All {total} photos are checked. None waits for a decision.",
    "done_undecided": "All {total} photos are checked. {undecided} wait for a decision.",
    "ended_closed": "{count} photos, {approved} approved, finished {when}",
    "ended_discarded": "{count} photos, {approved} approved, discarded {when}",
    "ended_expired": "{count} photos, {approved} approved, time over {when}",
    "expires": "The photos are deleted by themselves on {when}.",
    "file_gone": "This file can no longer be read here. Choose it once more.",
    "fingers": "Fingers",
    "hand_numbers": "Hand:",
    "hands_found": "{count} hands, nothing found",
    "held": "Held back",
    "held_by": "Held back by {who}",
    "label": "What this hand really shows:",
    "label_lost": "The correction of a hand in {name} was not saved: {why}",
    "label_none": "(choose)",
    "label_saved": "Thank you, the correction is saved.",
    "label_wrong": "Read wrongly?",
    "left_hand": "left hand",
    "limit": "This photo could show hands from {pixels} px on; smaller ones may have been missed.",
    "no_hands": "No hand found",
    "not_decided": "Not decided yet.",
    "not_sent": "Not sent",
    "note_needed": "Write a note for this reason.",
    "others_left_out": "{count} files of the folder are no photos and were left out.",
    "over_closed": "This event is finished: its photos are deleted, the record of decisions stays.",
    "over_discarded": "This event was discarded: its photos are deleted and none is approved.",
    "over_expired": "The time of this event is over: its photos are deleted, the record of decisions stays.",
    "pass_stands": "Passed the check. You may still hold it back.",
    "photo_of": "{place} of {count}",
    "picture_failed": "The photo did not come through. It is fetched again by itself; decide when it is here.",
    "picture_none": "There is no picture to show.",
    "picture_slow": "The photo is being loaded.",
    "pixels": "{pixels} px",
    "place": "row {row}, place {place} from the left",
    "problem_unknown": "This did not work. Try it again.",
    "problem_unreachable": "Komando does not answer.",
    "progress": "{checked} of {total} photos checked",
    "queued": "In the queue",
    "reads_heart": "reads as a heart",
    "reads_number": "reads as the number {number}",
    "right_hand": "right hand",
    "role_admin": "administrator",
    "role_checker": "checker",
    "role_reviewer": "reviewer",
    "rule": "rule",
    "said_cleared": "{name} is approved.",
    "said_held": "{name} is held back.",
    "save_anyway": "Save mine all the same",
    "save_clear": "Approve this photo",
    "save_hold": "Hold this photo back",
    "sending": "Being sent",
    "somebody_here": "Someone at Komando's computer",
    "somebody_else": "You are signed in as {name}. What {before} had not saved or sent by then was not taken over.",
    "sources": "sources",
    "sure": "certainty {percent}%",
    "take_zip_gone": "The photos of this event are deleted.",
    "take_zip_text": "{count} photos, byte for byte as they were given.",
    "there_already": "{count} photos were here already and are not doubled.",
    "too_large": "Larger than {megabytes} MB: give a smaller copy.",
    "too_many": "An event has room for {most} photos; {left} did not fit and were left out: {names}. "
    "Begin a further event for them.",
    "unsent": "{count} photos were not sent before the page was closed: {names}.",
    "unread_left_out": "{count} files or folders could not be read and were left out: {names}.",
    "untitled": "Event without a name",
    "waiting": "Waiting",
    "why_clear": "Why may it be published?",
    "why_hold": "Why is it held back?",
    "zoom_to": "Zoom to hand {number}",
}

_NOT_READY: Final = "Komando is still starting, or its models are missing; the service's log says more."
_TOO_SLOW: Final = "Sending takes too long. A faster connection or a smaller copy of the photo helps."

PROBLEMS: Final = {
    "batch-checking": "Photos are still being checked. Wait a moment.",
    "batch-full": "This event is full. Begin a further one.",
    "batch-in-download": "The approved photos are being downloaded. Wait until that has ended, then try again.",
    "batch-not-open": "This event is finished; nothing can be changed any more.",
    "batch-undecided": "Some photos still wait for a decision.",
    "busy": "Many photos wait just now. It goes on by itself.",
    "cross-site": "This came from another page and was refused.",
    "csrf": "The session has changed. Load the page again.",
    "database-unavailable": "Komando's database does not answer. Try it again in a moment; the service's log "
    "says more.",
    "decision-conflict": "Somebody else decided in the meantime.",
    "engine-unavailable": _NOT_READY,
    "internal": "Komando itself failed. Try it again; the service's log says more.",
    "model": _NOT_READY,
    "model-altered": _NOT_READY,
    "model-missing": _NOT_READY,
    "no-space": "There is no space left for photos. Finish events that are decided; then it goes on by itself.",
    "not-found": "This is not here, or not for you.",
    "not-ready": _NOT_READY,
    "note-needed": "Write a note for this reason.",
    "nothing-approved": "No photo is approved yet.",
    "photo-altered": "A stored photo is not the one that was checked, so nothing is given out. Send the photos again.",
    "photo-empty": "The file is empty.",
    "photo-not-checked": "The photo is still being checked.",
    "photo-too-large": "The file is too large.",
    "photo-unreadable": "The file could not be read: it cannot be approved.",
    "pictures-wiped": "The photos of this event are deleted.",
    "policy-invalid": _NOT_READY,
    "policy-unknown": "This policy is not there any more. Choose another one.",
    "request-timeout": _TOO_SLOW,
    "role": "Your role does not allow this.",
    "token-wrong": "This token is not known, or was taken back.",
    "too-many-requests": "Too many tries. Wait a moment.",
    "upload-too-slow": _TOO_SLOW,
    "worker-unavailable": _NOT_READY,
}

ADVICE: Final = {  # reasons for review or hold say themselves what to do
    "pass": "This check found nothing that needs a change.",
    "unreadable": "This file was not checked. Do not publish it before it could be read and checked.",
}

_PHOTO_ERRORS: Final[tuple[type[PhotoError], ...]] = (PhotoError, *PhotoError.__subclasses__())
_ERRORS: Final = {**ERRORS, **{error.code: error.message for error in OWN_ERRORS}}
_HINTS: Final = {
    **{error.code: error.hint for error in _PHOTO_ERRORS},
    **{error.code: error.hint for error in OWN_ERRORS},
}


def texts_json(language: str) -> str:
    """All texts of the script in one language, as JSON that may stand inside a script element."""
    texts = {
        "texts": {key: translate(TEXTS[key], language) for key in TEXTS},
        "problems": {code: translate(PROBLEMS[code], language) for code in PROBLEMS},
        "advice": {verdict: translate(ADVICE[verdict], language) for verdict in ADVICE},
        "errors": {code: translate(_ERRORS[code], language) for code in _ERRORS},
        "hints": {code: translate(_HINTS[code], language) for code in _HINTS},
        "gestures": {gesture: translate(GESTURES[gesture], language) for gesture in GESTURES},
        "verdicts": {verdict: translate(PHOTO_VERDICTS[verdict], language) for verdict in PHOTO_VERDICTS},
        "hand_verdicts": {verdict: translate(HAND_VERDICTS[verdict], language) for verdict in HAND_VERDICTS},
        "fingers": [finger_name(index, language) for index in range(len(FINGERS))],
        "finger_states": {state: translate(FINGER_STATES[state], language) for state in FINGER_STATES},
    }
    return json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
