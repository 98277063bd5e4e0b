"""How far a scan is: a bar for who sits before a terminal, now and then a line for a log."""

from __future__ import annotations

import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

from komando.cli.output import note, stderr_console
from komando.messages import translate
from komando.policy.verdict import Verdict

if TYPE_CHECKING:
    from komando.scan.outcome import Scanned

    _T = TypeVar("_T", bound=Scanned[Any])

_WINDOW_SECONDS: Final = 60.0  # over which the rate is taken: photos of an earlier run come a thousand times as fast
_SAMPLE_SECONDS: Final = 0.5
_LINE_SECONDS: Final = 15.0
_BAR_SECONDS: Final = 0.1  # words for each of 100,000 known photos would take as long as the photos

Clock = Callable[[], float]


class Pace:
    """Counts photos as they come.

    Args:
        total: How many there will be.
        clock: Seconds.
    """

    def __init__(self, total: int, clock: Clock = time.monotonic) -> None:
        self.total = total
        self.done = 0
        self.verdicts: Counter[Verdict] = Counter()
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque([(clock(), 0)])

    def add(self, verdict: Verdict) -> None:
        """One more photo is done."""
        self.done += 1
        self.verdicts[verdict] += 1
        now = self._clock()
        if now - self._samples[-1][0] >= _SAMPLE_SECONDS:
            self._samples.append((now, self.done))
        while now - self._samples[0][0] > _WINDOW_SECONDS and len(self._samples) > 2:
            self._samples.popleft()

    @property
    def per_second(self) -> float:
        """Photos a second of late."""
        started, before = self._samples[0]
        return (self.done - before) / max(self._clock() - started, 0.001)

    def words(self, language: str) -> str:
        """Rate, time left and verdicts."""
        left_seconds = max(self.total - self.done, 0) / max(self.per_second, 0.001)
        return translate(
            "%(rate)s photos a second, %(left)s left. Do not publish: %(hold)d, needs review: %(review)d, "
            "pass: %(passed)d, unreadable: %(unreadable)d.",
            language,
            rate=f"{self.per_second:.1f}" if language == "en" else f"{self.per_second:.1f}".replace(".", ","),
            left=_as_clock(left_seconds),
            hold=self.verdicts[Verdict.HOLD],
            review=self.verdicts[Verdict.REVIEW],
            passed=self.verdicts[Verdict.PASS],
            unreadable=self.verdicts[Verdict.UNREADABLE],
        )


def follow(photos: Iterable[_T], total: int, language: str) -> Iterator[_T]:
    """Pass photos on, and show on stderr how far they are."""
    pace = Pace(total)
    if _is_terminal():
        yield from _with_bar(photos, pace, language)
    else:
        yield from _with_lines(photos, pace, language)


def _with_bar(photos: Iterable[_T], pace: Pace, language: str) -> Iterator[_T]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=stderr_console(), transient=True) as progress:
        task = progress.add_task(translate("Checking", language), total=pace.total, words="")
        told = -_BAR_SECONDS
        for photo in photos:
            yield photo
            pace.add(photo.verdict)
            if time.monotonic() - told >= _BAR_SECONDS:
                told = time.monotonic()
                progress.update(task, completed=pace.done, words=pace.words(language))
        progress.update(task, completed=pace.done, words=pace.words(language))


def _with_lines(photos: Iterable[_T], pace: Pace, language: str) -> Iterator[_T]:
    told = time.monotonic()
    for photo in photos:
        yield photo
        pace.add(photo.verdict)
        if time.monotonic() - told >= _LINE_SECONDS:
            told = time.monotonic()
            note(f"{pace.done}/{pace.total} {pace.words(language)}")


def _is_terminal() -> bool:
    return sys.stderr.isatty()


def _as_clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
