"""Everybody has a turn; the line is bounded; the same work is done once; errors reach those who asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from tongren.errors import InputError
from tongren.server.errors import Refused
from tongren.server.workers import Workers


def in_order(scene: Callable[[Workers, list[str]], object], **limits: int) -> list[str]:
    """Play a scene with one thread and return the order in which its jobs were done."""
    done: list[str] = []

    async def play() -> None:
        workers = Workers("test", **limits)
        await scene(workers, done)  # type: ignore[misc]
        workers.close()

    asyncio.run(play())
    return done


def test_one_client_with_many_jobs_does_not_hold_up_another() -> None:
    async def scene(workers: Workers, done: list[str]) -> None:
        gate = threading.Event()
        first = asyncio.create_task(workers.run("greedy", "gate", gate.wait))
        await asyncio.sleep(0.02)
        jobs = [asyncio.create_task(workers.run("greedy", f"g{i}", lambda i=i: done.append(f"g{i}"))) for i in range(20)]
        await asyncio.sleep(0)
        jobs += [asyncio.create_task(workers.run(f"modest{i}", f"m{i}", lambda i=i: done.append(f"m{i}"))) for i in range(3)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *jobs)

    order = in_order(scene)
    assert order[:5] == ["g0", "m0", "m1", "m2", "g1"], "each modest one waits for one job of the greedy one, no more"
    assert [x for x in order if x[0] == "g"] == [f"g{i}" for i in range(20)], "first come, first served"


def test_the_same_work_is_done_once() -> None:
    async def scene(workers: Workers, done: list[str]) -> None:
        answers = await asyncio.gather(*(workers.run(f"c{i}", "same", lambda: done.append("once") or 7) for i in range(10)))
        assert answers == [7] * 10
        assert await workers.run("later", "same", lambda: 8) == 8, "what is done is not remembered here"

    assert in_order(scene) == ["once"]


@pytest.mark.parametrize(("limits", "clients"), [({"most": 5}, 20), ({"most_each": 5}, 1)])
def test_the_line_is_bounded(limits: dict[str, int], clients: int) -> None:
    async def scene(workers: Workers, done: list[str]) -> None:
        gate = threading.Event()
        first = asyncio.create_task(workers.run("first", "gate", gate.wait))
        await asyncio.sleep(0.02)
        jobs = [asyncio.create_task(workers.run(f"c{i % clients}", i, lambda: done.append("x"))) for i in range(20)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gate.set()
        found = await asyncio.gather(first, *jobs, return_exceptions=True)
        refused = [x for x in found if isinstance(x, Refused)]
        assert len(refused) == 15 and {x.status for x in refused} == {429}

    assert len(in_order(scene, **limits)) == 5


def test_an_error_reaches_all_who_asked_and_ends_nothing() -> None:
    async def scene(workers: Workers, done: list[str]) -> None:
        def wrong() -> None:
            raise InputError("wrong")

        found = await asyncio.gather(*(workers.run(i, "wrong", wrong) for i in range(3)), return_exceptions=True)
        assert [str(x) for x in found] == ["wrong"] * 3
        await workers.run("next", "right", lambda: done.append("right"))

    assert in_order(scene) == ["right"]


def test_who_goes_away_spoils_it_for_nobody() -> None:
    async def scene(workers: Workers, done: list[str]) -> None:
        gate = threading.Event()
        first = asyncio.create_task(workers.run("a", "same", lambda: gate.wait() and done.append("made")))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(workers.run("b", "same", lambda: None))
        await asyncio.sleep(0)
        first.cancel()
        gate.set()
        await second

    assert in_order(scene) == ["made"]
