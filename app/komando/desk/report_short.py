"""Text made short for a card of the report: whole words, one sentence, both ends of a file name."""

from __future__ import annotations

import re
from typing import Final

ELLIPSIS: Final = "…"
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
# What the check asks for, in both languages, is the last part of a sentence; a report says it once for all photos.
_REQUEST: Final = re.compile(r"(?:: please|; mohon) [^.]*(?=\.$)")
_NO_BREAK: Final = "\u00a0"  # an ellipsis never begins a line
_DANGLING: Final = " ,;:(—"


def gist(message: str) -> str:
    """The first sentence of a reason, which tells what is seen and where, without what is asked for.

    Example:
        >>> gist("The hand is blurred (left hand): please look at it. Waving reads the same.")
        'The hand is blurred (left hand).'
    """
    return _REQUEST.sub("", _SENTENCE_END.split(message, maxsplit=1)[0])


def shortened(text: str, most: int) -> str:
    r"""At most `most` letters; what is left out begins after a whole word, if there is one.

    Example:
        >>> shortened("Lambaian tangan terbaca sama", 20)
        'Lambaian tangan\xa0…'
    """
    if len(text) <= most:
        return text
    room = most - 1 - len(ELLIPSIS)
    words, space, _ = text[: room + 1].rpartition(" ")
    return without_rest(words) if space else f"{text[: most - 1]}{ELLIPSIS}"


def without_rest(words: str) -> str:
    """Words after which others were left out."""
    return f"{words.rstrip(_DANGLING)}{_NO_BREAK}{ELLIPSIS}"


def shortened_name(name: str, most: int) -> str:
    """At most `most` letters: file names of one event differ at their end, so the middle is left out.

    Example:
        >>> shortened_name("Dokumentasi_Kegiatan_0012.jpg", 20)
        'Dokumenta…n_0012.jpg'
    """
    if len(name) <= most:
        return name
    kept = max(2, most - len(ELLIPSIS))
    return f"{name[: kept - kept // 2]}{ELLIPSIS}{name[-(kept // 2) :]}"
