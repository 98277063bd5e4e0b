"""Text from outside, such as file names, made safe to look at."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""`text` with characters escaped that steer a terminal, turn the reading direction or cannot be seen.

    Example:
        >>> visible("a\x1b[31m.jpg")
        'a\\x1b[31m.jpg'
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape", "backslashreplace").decode()
        for character in text
    )
