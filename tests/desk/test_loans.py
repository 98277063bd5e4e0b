from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from komando.desk.loans import Loans


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_each_download_counts_until_it_ends(seconds: Seconds) -> None:
    loans = Loans(seconds)
    one, other = loans.lend("a"), loans.lend("a")
    one.end()
    assert (loans.is_out("a"), loans.is_out("b")) == (True, False)
    other.end()
    assert not loans.is_out("a")


def test_a_download_that_does_not_move_is_dead(seconds: Seconds) -> None:
    loans = Loans(seconds)
    loan = loans.lend("a")
    seconds.now += 100
    loan.move()
    seconds.now += 100
    assert loans.is_out("a")
    seconds.now += 20
    assert not loans.is_out("a")


def test_none_begins_while_pictures_are_removed() -> None:
    loans = Loans()
    with ThreadPoolExecutor(1) as threads:
        with loans.shut("a") as free:
            begun = threads.submit(loans.lend, "a")
            assert free
            assert not loans.is_out("a")
        begun.result(60)
    with loans.shut("a") as free:
        assert not free
