"""Options that several commands share."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer


class OutputFormat(StrEnum):
    """What stdout carries."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class FailOn(StrEnum):
    """The mildest outcome that gives an exit code other than 0."""

    HOLD = "hold"
    UNREADABLE = "unreadable"
    REVIEW = "review"


def _language_of_environment() -> str:
    return "en" if os.environ.get("KOMANDO_LANG") == "en" else "id"


@dataclass
class Invocation:
    """What errors need to know of the command line.

    Attributes:
        language: Of hints and labels on stderr.
    """

    language: str = field(default_factory=_language_of_environment)


def _note_language(context: typer.Context, value: str | None) -> str | None:
    if value is not None and isinstance(context.obj, Invocation):
        context.obj.language = value
    return value


def _note_verbose(value: bool) -> bool:
    if value:
        logging.getLogger("komando").setLevel(logging.DEBUG)
    return value


Policy = Annotated[
    str | None,
    typer.Option(
        help="Id of a policy (`komando policy list`) or the path of a policy file. (Environment: KOMANDO_POLICY; "
        "KOMANDO_POLICY_DIR names a folder with policies of your own.)"
    ),
]
Date = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM-DD",
        help="Day of publishing, for policies with an election; today if not given. (Environment: KOMANDO_DATE.)",
    ),
]
Engine = Annotated[
    Literal["litert", "mediapipe"] | None,
    typer.Option(help="What finds the hands; mediapipe is an extra. (Environment: KOMANDO_ENGINE.)"),
]
Language = Annotated[
    Literal["id", "en"] | None,
    typer.Option(
        "--lang", help="Language of tables, reports and hints; id if not given. (Environment: KOMANDO_LANG.)",
        callback=_note_language, is_eager=True,
    ),
]  # fmt: skip
Format = Annotated[OutputFormat, typer.Option("--format", "-f", help="What is written to stdout.")]
Marked = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Write a marked picture of each photo here, as NAME.marked.jpg."),
]
CopyHeld = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Copy the photos that are not to be published here.")
]
CopyReview = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Copy the photos that a person should look at here.")
]
CopyPassed = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Copy the photos that pass here.")]
ShowFaces = Annotated[
    bool, typer.Option("--show-faces", help="Leave faces in marked pictures and reports as they are, not blurred.")
]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        help="hold: only a photo to hold fails; unreadable: an unreadable file too; review: also one to review."
    ),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever the verdicts; errors still show.")]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Details on stderr; of an internal error the traceback.",
        callback=_note_verbose, is_eager=True,
    ),
]  # fmt: skip

EXIT_CODES = (
    "Exit codes: 0 all pass; 1 something to hold; 4 nothing to hold, but some file unreadable; 3 only reviews; "
    "2 wrong usage or policy; 5 models missing or altered; 70 our own fault; 130 interrupted."
)
