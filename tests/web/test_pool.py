from __future__ import annotations

import asyncio
import threading

import pytest

from komando.errors import UnknownPolicyError
from komando.settings import Settings
from komando.web.pool import CheckerPool
from komando.web.problems import ProblemError


def test_each_checker_lives_in_one_thread() -> None:
    async def scenario() -> list[tuple[int, int]]:
        pool = CheckerPool(Settings(workers=2))
        await pool.open()
        ran = await asyncio.gather(*(pool.run(lambda checker: (id(checker), threading.get_ident())) for _ in range(20)))
        await pool.close()
        return list(ran)

    ran = set(asyncio.run(scenario()))
    assert len(ran) == 2
    assert len({checker for checker, _ in ran}) == len({thread for _, thread in ran}) == 2
    assert threading.get_ident() not in {thread for _, thread in ran}


def test_a_cancelled_request_gives_its_checker_back_when_the_thread_has_ended() -> None:
    started, finish = threading.Event(), threading.Event()

    def slow(_: object) -> None:
        started.set()
        finish.wait(30)

    async def scenario() -> str:
        pool = CheckerPool(Settings(workers=1))
        await pool.open()
        request = asyncio.create_task(pool.run(slow))
        await asyncio.to_thread(started.wait, 30)
        request.cancel()
        following = asyncio.create_task(pool.run(lambda _: "checked"))
        await asyncio.sleep(0.05)
        assert not following.done()
        finish.set()
        answer = await asyncio.wait_for(following, 30)
        await pool.close()
        return answer

    assert asyncio.run(scenario()) == "checked"


def test_admission_is_bounded() -> None:
    async def scenario() -> None:
        pool = CheckerPool(Settings(workers=1, queue=1))
        await pool.open()
        with pool.admit(), pool.admit(), pytest.raises(ProblemError, match="Too many"), pool.admit():
            pass
        with pool.admit():
            pass
        await pool.close()

    asyncio.run(scenario())


def test_what_keeps_the_pool_from_opening_is_told() -> None:
    async def scenario() -> None:
        pool = CheckerPool(Settings(policy="nothing"))
        await pool.open()
        with pytest.raises(ProblemError) as caught:
            pool.require_ready()
        assert (caught.value.status, caught.value.code) == (503, UnknownPolicyError.code)
        await pool.close()

    asyncio.run(scenario())


def test_a_pool_that_was_never_opened_is_not_ready() -> None:
    with pytest.raises(ProblemError, match="cannot check"):
        CheckerPool(Settings()).require_ready()
