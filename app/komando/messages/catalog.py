"""gettext catalogues, compiled in memory from the .po files so that no binary copy can go stale."""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from babel.dates import format_date
from babel.lists import format_list as babel_format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = ("id", "en")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    source = (resources.files("komando.messages") / f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(message: str, language: str, **values: object) -> str:
    """The sentence in one language, with `%(name)s` placeholders filled in.

    Args:
        message: The English sentence, as it stands in the .po files.
        language: `id` or `en`.
        values: What the placeholders stand for.
    """
    sentence = _catalogue(language).gettext(message) if message else ""  # "" is the catalogue's own header
    return sentence % values if values else sentence


def format_day(day: dt.date, language: str) -> str:
    """A day as it is written in running text.

    Example:
        >>> format_day(dt.date(2024, 11, 27), "id")
        '27 November 2024'
    """
    return format_date(day, "d MMMM y", locale=language)


def format_list(items: Sequence[str], language: str) -> str:
    """Several things in one sentence.

    Example:
        >>> format_list(["hormat", "salam Pancasila"], "id")
        'hormat dan salam Pancasila'
    """
    return babel_format_list(items, locale=language)
