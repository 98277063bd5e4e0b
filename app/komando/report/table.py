"""The terminal's table of checked photos, and the line that sums it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.banner import found_line
from komando.report.reasons import reasons_of
from komando.report.text import visible
from komando.report.words import error_sentence, photo_verdict_name

_ICONS: Final = {Verdict.PASS: "✓", Verdict.REVIEW: "?", Verdict.HOLD: "✗", Verdict.UNREADABLE: "!"}
_STYLES: Final = {
    Verdict.PASS: "green",
    Verdict.REVIEW: "bold yellow",
    Verdict.HOLD: "bold red",
    Verdict.UNREADABLE: "bold magenta",
}


def photo_table(records: Sequence[PhotoRecord], language: str) -> Table:
    """A row a photo, in the order given: verdict, what was found and why it does not pass."""
    table = Table()
    table.add_column(translate("Photo", language), overflow="fold")
    table.add_column(translate("Verdict", language))
    table.add_column(translate("Found", language))
    table.add_column(translate("Why", language))
    for record in records:
        table.add_row(
            Text(visible(record.path)),
            _verdict_cell(record.verdict, language),
            Text(found_line(record, language)),
            Text("\n".join(_why(record, language))),
        )
    return table


def summary_line(counts: Counter[Verdict], language: str) -> str:
    """How many photos have which verdict, in one sentence."""
    return translate(
        "Photos: %(total)d. Do not publish: %(hold)d, needs review: %(review)d, pass: %(passed)d, "
        "unreadable: %(unreadable)d.",
        language,
        total=counts.total(),
        hold=counts[Verdict.HOLD],
        review=counts[Verdict.REVIEW],
        passed=counts[Verdict.PASS],
        unreadable=counts[Verdict.UNREADABLE],
    )


def _why(record: PhotoRecord, language: str) -> list[str]:
    """Why a photo does not pass, each sentence once; for an unreadable one what is wrong and what to do."""
    if record.error is not None:
        error = record.error
        return [error_sentence(error.code, error.message, language), translate(error.hint, language)]
    return [reason.message for reason in reasons_of(record, language)]


def _verdict_cell(verdict: Verdict, language: str) -> Text:
    return Text(f"{_ICONS[verdict]} {photo_verdict_name(verdict, language)}", style=_STYLES[verdict])
