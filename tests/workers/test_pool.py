from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from komando.checker import Checker
from komando.errors import (
    ModelAlteredError,
    PhotoMemoryError,
    PhotoTimeoutError,
    PhotoWorkerDiedError,
    UnknownPolicyError,
    WorkerUnavailableError,
)
from komando.hands.engine_name import EngineName
from komando.hands.open_engine import open_engine
from komando.policy.profile import read_policy_file
from komando.settings import Settings
from komando.terms import model_stamps
from komando.weights import HAND_LANDMARKS, Weights
from komando.workers import messages
from komando.workers import pool as pool_module
from komando.workers.jobs import CheckBytes
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool
from tests.scan.pictures import PLAIN
from tests.workers.jobs import (
    Die,
    DieOnce,
    Fill,
    HangWithoutGivingBack,
    Raise,
    RaiseOddError,
    ReturnLock,
    Say,
    Sleep,
    WaitFor,
)

WAIT_SECONDS = 180
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"
SHORT = WorkerLimits(workers=1, photo_seconds=3.0, tries=1)

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory limit")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """Shared by the tests that cost no process."""
    with WorkerPool(Settings(), WorkerLimits(workers=2)) as opened:
        opened.wait_until_ready()
        yield opened


def ask(pool: WorkerPool, job: Callable[[Checker], object]) -> object:
    return pool.submit(job).result(WAIT_SECONDS)


def code_of_trouble(pool: WorkerPool) -> str | None:
    return None if pool.trouble is None else pool.trouble.code


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)


@contextmanager
def without_file_descriptors() -> Iterator[None]:
    """This process can open nothing."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


class TestAnswers:
    def test_jobs_run_in_processes_of_their_own(self, pool: WorkerPool) -> None:
        answers = [future.result(WAIT_SECONDS) for future in [pool.submit(Say(str(number))) for number in range(20)]]
        assert [word for word, _, _ in answers] == [str(number) for number in range(20)]
        assert {pid for _, pid, _ in answers} <= set(pool.pids)
        assert os.getpid() not in pool.pids
        assert {models.model_dump_json() for _, _, models in answers} == {pool.models.model_dump_json()}

    @pytest.mark.parametrize(
        ("job", "error", "words"),
        [
            pytest.param(Raise(ValueError("odd")), ValueError, "odd", id="an error"),
            pytest.param(Raise(ModelAlteredError("x")), ModelAlteredError, "x", id="an error of ours"),
            pytest.param(RaiseOddError(), RuntimeError, "OddError: a b", id="that cannot be unpickled"),
            pytest.param(ReturnLock(), TypeError, "pickle", id="a result that cannot be pickled"),
            pytest.param(lambda _: 1, Exception, "pickle", id="a job that cannot be pickled"),
        ],
    )
    def test_what_fails_is_raised_and_costs_no_process(
        self, pool: WorkerPool, job: Callable[[Checker], object], error: type[Exception], words: str
    ) -> None:
        before = set(pool.pids)
        with pytest.raises(error, match=words):
            ask(pool, job)
        assert ask(pool, Say()) is not None
        assert set(pool.pids) == before

    def test_the_traceback_of_the_process_is_not_lost(self, pool: WorkerPool) -> None:
        with pytest.raises(ValueError, match="odd") as caught:
            ask(pool, Raise(ValueError("odd")))
        assert "tests/workers/jobs.py" in "".join(caught.value.__notes__).replace("\\", "/")

    @needs_posix
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_signals_are_left_to_the_parent(self, pool: WorkerPool, number: int) -> None:
        before = set(pool.pids)
        for pid in before:
            os.kill(pid, number)
        assert {pool.submit(Say()).result(WAIT_SECONDS)[1] for _ in range(4)} <= before


class TestOneJobLost:
    @pytest.mark.parametrize(
        "job",
        [
            pytest.param(Die(), id="leaves"),
            pytest.param(Die(signal.SIGKILL), id="killed", marks=needs_posix),
            pytest.param(Die(signal.SIGSEGV), id="segmentation fault", marks=needs_posix),
        ],
    )
    def test_a_dead_process_costs_its_job_alone(self, job: Die) -> None:
        with WorkerPool(Settings(), WorkerLimits(workers=1, tries=2)) as pool:
            futures = [pool.submit(each) for each in (Say(), job, Say(), Say())]
            first, dead, second, third = futures
            with pytest.raises(PhotoWorkerDiedError, match=r"signal|exit code"):
                dead.result(WAIT_SECONDS)
            pids = [future.result(WAIT_SECONDS)[1] for future in (first, second, third)]  # type: ignore[index]
        assert pids[0] != pids[1] == pids[2]

    def test_a_job_struck_by_chance_is_done_again(self, tmp_path: Path) -> None:
        with WorkerPool(Settings()) as pool:
            assert ask(pool, DieOnce(tmp_path / "struck")) == "done at the second try"

    @pytest.mark.parametrize(
        "job",
        [pytest.param(Sleep(WAIT_SECONDS), id="sleeps"), pytest.param(HangWithoutGivingBack(), id="holds the lock")],
    )
    def test_a_job_that_hangs_is_ended(self, job: Callable[[Checker], object]) -> None:
        with WorkerPool(Settings(), SHORT) as pool:
            first, hung, after = (pool.submit(each) for each in (Say(), job, Say()))
            with pytest.raises(PhotoTimeoutError, match="within 3 seconds"):
                hung.result(WAIT_SECONDS)
            assert first.result(WAIT_SECONDS)[1] != after.result(WAIT_SECONDS)[1]  # type: ignore[index]

    @needs_linux
    def test_a_job_that_takes_too_much_memory(self) -> None:
        limits = WorkerLimits(memory_bytes=600 << 20)
        with WorkerPool(Settings(), limits) as pool:
            assert ask(pool, Fill(100 << 20)) == 100 << 20
            with pytest.raises(PhotoMemoryError):
                ask(pool, Fill(1 << 30))
            assert ask(pool, Fill(100 << 20)) == 100 << 20

    @needs_posix
    def test_a_process_killed_between_two_jobs_costs_none(self) -> None:
        with WorkerPool(Settings()) as pool:
            pool.wait_until_ready()
            (pid,) = pool.pids
            os.kill(pid, signal.SIGKILL)
            _, other, _ = pool.submit(Say()).result(WAIT_SECONDS)
            assert other != pid


class TestReplacing:
    @pytest.mark.parametrize(
        ("limits", "processes"),
        [
            pytest.param(WorkerLimits(jobs=2), 2, id="after so many jobs"),
            pytest.param(WorkerLimits(resting_bytes=1), 4, id="when it holds much memory", marks=needs_linux),
        ],
    )
    def test_old_processes_are_replaced(self, limits: WorkerLimits, processes: int) -> None:
        with WorkerPool(Settings(), limits) as pool:
            pids = [pool.submit(Say()).result(WAIT_SECONDS)[1] for _ in range(4)]
        assert len(set(pids)) == processes


class TestOpening:
    def test_stamps_are_those_of_a_checker(self, weights: Weights) -> None:
        for engine in EngineName:
            opened = open_engine(engine, weights)
            assert model_stamps(engine, weights).palm == weights.sha256[opened.palm_model]
            opened.close()
        assert model_stamps(EngineName.LITERT, weights).landmarks == weights.sha256[HAND_LANDMARKS]

    @pytest.mark.usefixtures("altered_models")
    def test_altered_models(self) -> None:
        with pytest.raises(ModelAlteredError):
            WorkerPool(Settings())

    def test_an_unknown_policy(self) -> None:
        with pytest.raises(UnknownPolicyError):
            WorkerPool(Settings(policy="nothing"))

    def test_what_only_the_process_notices(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(messages.Opening, "__reduce__", lambda _: (str, ("no opening",)), raising=False)
        pool = WorkerPool(Settings())
        with pytest.raises(WorkerUnavailableError, match="end before they are ready"):
            pool.wait_until_ready()
        with pytest.raises(WorkerUnavailableError):
            ask(pool, Say())
        assert code_of_trouble(pool) == WorkerUnavailableError.code
        monkeypatch.undo()
        assert ask(pool, Say()) is not None
        assert code_of_trouble(pool) is None
        pool.close()

    def test_trouble_that_passes_is_noticed_without_a_job(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(messages.Opening, "__reduce__", lambda _: (str, ("no opening",)), raising=False)
        monkeypatch.setattr(pool_module, "_RETRY_SECONDS", 0.05)
        with WorkerPool(Settings()) as pool:
            with pytest.raises(WorkerUnavailableError):
                pool.wait_until_ready()
            monkeypatch.undo()
            wait_until(lambda: pool.trouble is None)

    @needs_posix
    def test_no_process_can_be_started_for_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pool_module, "_RETRY_SECONDS", 0.05)
        with WorkerPool(Settings()) as pool:
            pool.wait_until_ready()
            with without_file_descriptors():
                os.kill(pool.pids[0], signal.SIGKILL)
                wait_until(lambda: code_of_trouble(pool) == WorkerUnavailableError.code)
                with pytest.raises(WorkerUnavailableError, match="could not be started"):
                    ask(pool, Say())
            wait_until(lambda: pool.trouble is None)
            assert ask(pool, Say()) is not None

    @needs_linux
    def test_a_process_without_memory_for_the_nets(self) -> None:
        with WorkerPool(Settings(), WorkerLimits(memory_bytes=1 << 20)) as pool:
            with pytest.raises(WorkerUnavailableError):
                ask(pool, Say())
            assert code_of_trouble(pool) == WorkerUnavailableError.code

    def test_a_later_process_judges_by_the_policy_that_was_read(self, tmp_path: Path) -> None:
        policy = tmp_path / "own.toml"
        policy.write_bytes(read_policy_file("id-strict-fist"))
        with WorkerPool(Settings(policy=str(policy)), WorkerLimits(jobs=1)) as pool:
            policy.write_bytes(read_policy_file("kr-broadcast"))
            stamps = [pool.submit(CheckBytes(PLAIN, "a.jpg")).result(WAIT_SECONDS).record.policy for _ in range(2)]
        assert stamps == [pool.terms.stamp()] * 2


class TestClosing:
    def test_what_was_accepted_is_finished(self, tmp_path: Path) -> None:
        pool = WorkerPool(Settings())
        running = pool.submit(WaitFor(tmp_path / "began", tmp_path / "finish"))
        wait_until((tmp_path / "began").exists)
        waiting = pool.submit(Say())
        (tmp_path / "finish").touch()
        pool.close(finish=True)
        assert running.result(0) == "finished"
        assert waiting.result(0)[0] == "done"

    def test_or_broken_off(self, tmp_path: Path) -> None:
        pool = WorkerPool(Settings())
        running = pool.submit(WaitFor(tmp_path / "began", tmp_path / "never"))
        wait_until((tmp_path / "began").exists)
        (pid,) = pool.pids
        waiting = pool.submit(Say())
        pool.close()
        with pytest.raises(PhotoWorkerDiedError):
            running.result(0)
        with pytest.raises(CancelledError):
            waiting.result(0)
        assert not psutil.pid_exists(pid)

    def test_twice(self) -> None:
        pool = WorkerPool(Settings())
        pool.close()
        pool.close()
        with pytest.raises(RuntimeError, match="closed"):
            pool.submit(Say())

    @pytest.mark.parametrize(
        ("job", "ending"),
        [
            pytest.param("Say()", "sys.exit()", id="idle, parent ends"),
            pytest.param("Sleep(600)", "sys.exit()", id="busy, parent ends"),
            pytest.param("Say()", KILLED, id="idle, parent killed", marks=needs_posix),
            pytest.param("Sleep(600)", KILLED, id="busy, parent killed", marks=needs_posix),
            pytest.param("HangWithoutGivingBack()", KILLED, id="hung, parent killed", marks=needs_posix),
        ],
    )
    def test_no_process_outlives_its_parent(self, job: str, ending: str) -> None:
        program = (
            "import os, signal, sys\n"
            "from komando.settings import Settings\n"
            "from komando.workers.limits import WorkerLimits\n"
            "from komando.workers.pool import WorkerPool\n"
            "from tests.workers.jobs import *\n"
            "pool = WorkerPool(Settings(), WorkerLimits(photo_seconds=1))\n"
            "pool.wait_until_ready()\n"
            f"pool.submit({job})\n"
            "print(pool.pids[0], flush=True)\n"
            f"{ending}\n"
        )
        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
        )
        pid = int(ran.stdout)
        wait_until(lambda: not psutil.pid_exists(pid))
