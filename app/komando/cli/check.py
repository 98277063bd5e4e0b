"""`komando check PHOTO...`: judge the photos named, and no others."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from komando.cli import options
from komando.cli.output import track
from komando.errors import PathNotFoundError, UsageError

if TYPE_CHECKING:
    from komando.checker import Checker
    from komando.report.pictures import MakePictures, Pictures
    from komando.scan.outcome import Scanned

_STDIN = "-"

Photos = Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Photo files; - reads one photo from stdin.")]


def check(  # noqa: PLR0913 - one parameter for each option
    photos: Photos,
    *,
    policy: options.Policy = None,
    date: options.Date = None,
    output_format: options.Format = options.OutputFormat.TABLE,
    marked: options.Marked = None,
    engine: options.Engine = None,
    lang: options.Language = None,
    show_faces: options.ShowFaces = False,
    fail_on: options.FailOnOption = options.FailOn.REVIEW,
    exit_zero: options.ExitZero = False,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Check single photos: may they be published, must a person look, or are they to be held?"""
    _verify_paths(photos)
    from komando.cli.session import open_checker, run_session
    from komando.cli.wanted import Wanted
    from komando.settings import load_settings

    settings = load_settings(policy=policy, date=date, engine=engine, lang=lang)
    wanted = Wanted(
        output_format=output_format,
        language=settings.lang,
        fail_on=fail_on,
        exit_zero=exit_zero,
        show_faces=show_faces,
        marked=marked,
        keep_folders=False,
        inputs=tuple(Path(photo) for photo in photos if photo != _STDIN),
    )
    with open_checker(settings) as checker:
        checked = _check_all(checker, photos, settings.max_bytes, wanted.pictures)
        return run_session(track(checked, len(photos), settings.lang), wanted, checker.policy.profile)


def _verify_paths(photos: Sequence[str]) -> None:
    """Before any work, so that a mistyped name does not surface after an hour."""
    if photos.count(_STDIN) > 1:
        raise UsageError("Stdin (-) is named more than once.")
    for photo in photos:
        if photo != _STDIN:
            _verify_path(photo)


def _verify_path(photo: str) -> None:
    """What one may not look at is a photo that cannot be read: its record says so."""
    try:
        mode = Path(photo).stat().st_mode
    except PermissionError:
        return
    except (OSError, ValueError):
        raise PathNotFoundError(f"There is no such file: {photo}") from None
    if stat.S_ISDIR(mode):
        raise UsageError(f"This is a folder: {photo} (`komando scan` takes folders)")
    if not stat.S_ISREG(mode):
        raise UsageError(f"This is not a regular file: {photo} (a pipe goes in through stdin: -)")


def _check_all(
    checker: Checker, photos: Sequence[str], max_bytes: int, make: MakePictures | None
) -> Iterator[Scanned[Pictures]]:
    from komando.record import readable_name
    from komando.scan.files import FoundFile
    from komando.scan.outcome import Scanned
    from komando.workers.jobs import CheckBytes, CheckFile

    for photo in photos:
        name = "stdin" if photo == _STDIN else readable_name(photo)
        if photo == _STDIN:
            checked = CheckBytes(sys.stdin.buffer.read(max_bytes + 1), name, product=make)(checker)
        else:
            checked = CheckFile(Path(photo), name, make)(checker)
        yield Scanned.of(FoundFile(photo, name), checked.record, checked.product)
