from __future__ import annotations

from komando.desk.fair_queue import FairQueue, Task, Work

CHECK, PREVIEW = Work.CHECK, Work.PREVIEW


def filled(**batches: int) -> FairQueue:
    """So many photos of each batch wait to be checked."""
    queue = FairQueue()
    for batch_id, photos in batches.items():
        for number in range(photos):
            queue.add(Task(CHECK, batch_id, f"{batch_id}{number}"))
    return queue


def taken(queue: FairQueue) -> list[str]:
    found = []
    while (task := queue.take()) is not None:
        found.append(task.photo_id if task.work == CHECK else f"preview of {task.photo_id}")
    return found


def test_nothing_waits() -> None:
    assert FairQueue().take() is None
    assert len(FairQueue()) == 0


def test_one_batch_goes_in_the_order_of_its_uploads() -> None:
    assert taken(filled(a=4)) == ["a0", "a1", "a2", "a3"]


def test_batches_take_turns() -> None:
    assert taken(filled(a=4, b=1, c=2)) == ["a0", "b0", "c0", "a1", "c1", "a2", "a3"]


def test_a_small_batch_that_comes_late_does_not_wait_for_a_large_one() -> None:
    queue = filled(a=300)
    for _ in range(3):
        queue.take()
    queue.add(Task(CHECK, "b", "b0"))
    assert "b0" in taken(queue)[:2]


def test_previews_run_ahead_but_checks_go_on() -> None:
    queue = filled(a=3)
    for number in range(10):
        queue.add(Task(PREVIEW, "a", f"a{number}"))
    order = ["check" if name.startswith("a") else "preview" for name in taken(queue)]
    assert order == [*["preview"] * 4, "check", *["preview"] * 4, "check", *["preview"] * 2, "check"]


def test_an_ended_batch_is_dropped() -> None:
    queue = filled(a=3, b=2)
    queue.add(Task(PREVIEW, "a", "a0"))
    queue.drop("a")
    assert len(queue) == 2
    assert taken(queue) == ["b0", "b1"]
