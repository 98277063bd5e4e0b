from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from komando.errors import UnknownPolicyError, WorkerUnavailableError
from komando.settings import Settings
from komando.web.pool import CheckerPool
from komando.web.problems import ProblemError
from komando.workers import messages
from komando.workers.jobs import CheckBytes
from tests.scan.pictures import PLAIN
from tests.workers.jobs import Die, Say, Sleep, WaitFor

WAIT_SECONDS = 180


async def opened(settings: Settings) -> CheckerPool:
    pool = CheckerPool(settings)
    await pool.open()
    return pool


def test_each_checker_lives_in_a_process_of_its_own() -> None:
    async def scenario() -> set[int]:
        pool = await opened(Settings(workers=2))
        ran = await asyncio.gather(*(pool.run(Say()) for _ in range(40)))
        await pool.close()
        return {pid for _, pid, _ in ran}

    pids = asyncio.run(scenario())
    assert len(pids) <= 2
    assert os.getpid() not in pids


def test_a_cancelled_request_gives_its_checker_back_when_its_job_has_ended(tmp_path: Path) -> None:
    began, finish = tmp_path / "began", tmp_path / "finish"

    async def scenario() -> str:
        pool = await opened(Settings(workers=1))
        request = asyncio.create_task(pool.run(WaitFor(began, finish)))
        while not began.exists():
            await asyncio.sleep(0.01)
        request.cancel()
        following = asyncio.create_task(pool.run(Say("checked")))
        await asyncio.sleep(0.05)
        assert not following.done()
        finish.touch()
        word, _, _ = await asyncio.wait_for(following, WAIT_SECONDS)
        await pool.close()
        return word

    assert asyncio.run(scenario()) == "checked"


def test_a_request_cancelled_before_its_turn_is_never_run(tmp_path: Path) -> None:
    began, finish, never = tmp_path / "began", tmp_path / "finish", tmp_path / "never"

    async def scenario() -> None:
        pool = await opened(Settings(workers=1))
        first = asyncio.create_task(pool.run(WaitFor(began, finish)))
        while not began.exists():
            await asyncio.sleep(0.01)
        second = asyncio.create_task(pool.run(WaitFor(never, finish)))
        await asyncio.sleep(0.05)
        second.cancel()
        finish.touch()
        await first
        await pool.close()

    asyncio.run(scenario())
    assert not never.exists()


def test_admission_is_bounded() -> None:
    async def scenario() -> None:
        pool = await opened(Settings(workers=1, queue=1))
        with pool.admit(), pool.admit(), pytest.raises(ProblemError, match="Too many"), pool.admit():
            pass
        with pool.admit():
            pass
        await pool.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("misbehave", "code"),
    [
        pytest.param(Die(), "photo-worker-died", id="dies"),
        pytest.param(Sleep(WAIT_SECONDS), "photo-timeout", id="hangs"),
    ],
)
def test_a_photo_that_costs_its_process_has_a_record(misbehave: Callable[[object], None], code: str) -> None:
    async def scenario() -> None:
        pool = await opened(Settings(workers=1, photo_seconds=3.0))
        checked = await pool.check(CheckBytes(PLAIN, "a.jpg", product=misbehave))
        assert checked.record.error is not None
        assert (checked.record.path, checked.record.error.code) == ("a.jpg", code)
        assert checked.record.sha256 is not None
        assert str((await pool.check(CheckBytes(PLAIN, "b.jpg"))).record.verdict) == "pass"
        pool.require_ready()
        await pool.close()

    asyncio.run(scenario())


def test_what_keeps_the_pool_from_opening_is_told() -> None:
    async def scenario() -> None:
        pool = await opened(Settings(policy="nothing"))
        with pytest.raises(ProblemError) as caught:
            pool.require_ready()
        assert (caught.value.status, caught.value.code) == (503, UnknownPolicyError.code)
        await pool.close()

    asyncio.run(scenario())


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
def test_a_pool_whose_process_cannot_be_replaced_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        pool = await opened(Settings())
        pool.require_ready()
        monkeypatch.setattr(messages.Opening, "__reduce__", lambda _: (str, ("no opening",)), raising=False)
        _, pid, _ = await pool.run(Say())
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerUnavailableError):
            await pool.run(Say())
        with pytest.raises(ProblemError) as caught:
            pool.require_ready()
        assert (caught.value.status, caught.value.code) == (503, WorkerUnavailableError.code)
        await pool.close()

    asyncio.run(scenario())


def test_a_pool_that_was_never_opened_is_not_ready() -> None:
    with pytest.raises(ProblemError, match="cannot check"):
        CheckerPool(Settings()).require_ready()
