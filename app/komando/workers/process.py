"""Inside a worker process: one checker, one job after another, and no way to outlive the parent.

Ctrl-C and SIGTERM reach every process of a terminal or a service; here they are left to the parent, which knows what it
has accepted. A process ends when its pipe does, and at once when its parent is gone, also in the middle of a job.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from komando.checker import Checker
    from komando.workers.messages import Answer, Job, Opening

_CV_NO_MEMORY = -4  # cv::Error::StsNoMem
_STDOUT, _STDERR = 1, 2  # file descriptors
_GRACE_SECONDS = 3.0  # beyond the limit that the parent holds


def work(connection: Connection[Any, Any]) -> None:
    """Serve one pool until it closes the pipe."""
    _leave_signals_to_the_parent()
    _end_with_the_parent()
    with contextlib.suppress(EOFError, OSError):  # the parent is gone, or wants us no more
        _serve(connection, connection.recv())


def _serve(connection: Connection[Any, Any], opening: Opening) -> None:
    from komando.workers.messages import Answer

    silence = _silence(verbose=opening.verbose)
    try:
        checker = _open(opening)
    except Exception as error:
        connection.send(Answer(error=_portable(error), leaving=True))
        return
    connection.send(Answer())
    done = 0
    leaving = False
    while not leaving:
        answer = _next_answer(connection, checker, opening.photo_seconds, silence)
        done += 1
        leaving = done >= opening.jobs or _resident_bytes() > opening.resting_bytes
        _send(connection, answer, leaving=leaving)
        del answer  # a large result would stay in memory until the next one


def _open(opening: Opening) -> Checker:
    """One thread for each library: the processes are what works side by side."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import cv2

    from komando.checker import Checker

    cv2.setNumThreads(1)
    _limit_memory(opening.memory_bytes)
    return Checker.open(opening.settings, opening.policy)


def _next_answer(connection: Connection[Any, Any], checker: Checker, photo_seconds: float, silence: TextIO) -> Answer:
    from komando.workers.messages import Answer

    try:
        job: Job = connection.recv()
    except (EOFError, OSError):
        raise
    except Exception as error:  # a job that cannot be unpickled here
        return Answer(error=_portable(error))
    # For code that hangs without ever giving the interpreter back, while the parent is gone.
    faulthandler.dump_traceback_later(photo_seconds + _GRACE_SECONDS, exit=True, file=silence)
    try:
        return Answer(result=job(checker))
    except Exception as error:
        return Answer(error=_out_of_memory() if _lacks_memory(error) else _portable(error))
    finally:
        faulthandler.cancel_dump_traceback_later()


def _send(connection: Connection[Any, Any], answer: Answer, *, leaving: bool) -> None:
    from komando.workers.messages import Answer

    try:
        connection.send(Answer(answer.result, answer.error, leaving))
    except OSError:
        raise
    except MemoryError:
        connection.send(Answer(error=_out_of_memory(), leaving=leaving))
    except Exception as error:  # a result that cannot be pickled
        connection.send(Answer(error=_portable(error), leaving=leaving))


def _lacks_memory(error: Exception) -> bool:
    import cv2

    return isinstance(error, MemoryError) or (isinstance(error, cv2.error) and error.code == _CV_NO_MEMORY)


def _out_of_memory() -> Exception:
    from komando.errors import PhotoMemoryError

    return PhotoMemoryError("Checking the photo takes more memory than one worker may have.")


def _portable(error: Exception) -> Exception:
    """The error, if it survives pickling, with the traceback that it would lose."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _leave_signals_to_the_parent() -> None:
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)


def _end_with_the_parent() -> None:
    """A pipe tells of the parent's end only who reads it; a job that hangs does not."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="komando-parent-watch", daemon=True).start()


def _silence(*, verbose: bool) -> TextIO:
    """Neither the runtime's greeting nor a decoder's grumbling belongs on a user's terminal, least of all on stdout."""
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open as long as the process
    os.dup2(nowhere.fileno(), _STDOUT)
    if not verbose:
        os.dup2(nowhere.fileno(), _STDERR)
    return nowhere


def _limit_memory(limit_bytes: int | None) -> None:
    """RLIMIT_DATA counts what is allocated; RLIMIT_AS would count the code of every library and reserved space too."""
    if limit_bytes is None or sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def _resident_bytes() -> int:
    """What this process holds in memory now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - no pathlib in the inner loop
            return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
