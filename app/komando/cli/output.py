"""stdout for the payload, stderr for everything else."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from komando.messages import translate

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from komando.errors import KomandoError

_T = TypeVar("_T")

_STDERR = 2  # file descriptor
_PIPED_WIDTH = 120  # columns of a table that is written to a file or a pipe


def write(text: str) -> None:
    """Payload: one or more whole lines."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def note(text: str) -> None:
    """Anything that is not the payload."""
    sys.stderr.write(printable(text) + "\n")


def show(renderable: RenderableType) -> None:
    """A table as the payload."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    console.print(renderable)


def show_error(message: str, hint: str | None, language: str) -> None:
    """What went wrong and what to do about it; red on a terminal unless NO_COLOR is set."""
    from rich.text import Text

    console = stderr_console()
    label = translate("Error: %(what)s", language, what=printable(message))
    console.print(Text(label, style="red"), soft_wrap=True)
    if hint is not None:
        console.print(Text(translate(hint, language)), soft_wrap=True)


def show_komando_error(error: KomandoError, language: str) -> None:
    """An error of ours, with its hint."""
    show_error(str(error), error.hint, language)


def track(photos: Iterable[_T], total: int, language: str) -> Iterator[_T]:
    """Pass photos on; show on stderr how far they are, when someone sits there to see it."""
    if total < 2 or not sys.stderr.isatty():
        yield from photos
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr_console(), transient=True) as progress:
        yield from progress.track(photos, total=total, description=translate("Checking", language))


@contextmanager
def quiet_runtime() -> Iterator[None]:
    """Keep the greeting of the nets' runtime off stderr, which it writes to at the level of the file descriptor."""
    if logging.getLogger("komando").isEnabledFor(logging.DEBUG):
        yield
        return
    kept = os.dup(_STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)


def printable(text: str) -> str:
    r"""`text` without characters that could steer a terminal or be mistaken for others.

    Example:
        >>> printable("a\x1b[31m.jpg")
        'a\\x1b[31m.jpg'
    """
    return "".join(
        character
        if character.isprintable() or character == "\n"
        else character.encode("unicode_escape", "backslashreplace").decode()
        for character in text
    )


def stderr_console() -> Console:
    """For what is not the payload."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)
