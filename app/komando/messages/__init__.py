"""Every sentence a user reads, in English and Indonesian.

English is the message id; `id.po` holds the Indonesian. Sentences are whole: nothing is glued from parts.
"""

from komando.messages.catalog import LANGUAGES, format_day, format_list, translate

__all__ = ["LANGUAGES", "format_day", "format_list", "translate"]
