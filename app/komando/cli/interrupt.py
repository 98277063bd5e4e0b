"""SIGTERM, as a system sends it that shuts down, ends a run as cleanly as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def terminated_as_interrupted() -> Iterator[threading.Event]:
    """Raise KeyboardInterrupt on SIGTERM; outside the main thread nothing can be changed.

    Yields:
        Set as soon as SIGTERM or Ctrl-C has come: where Python is about to free something, an exception is lost, and
        what runs without end must look here too.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def interrupt(*_: object) -> NoReturn:
        asked.set()
        raise KeyboardInterrupt

    numbers = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a run in the background ignores Ctrl-C
        numbers.append(signal.SIGINT)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
