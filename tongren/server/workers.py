"""Who waits for what: a thread that computes, and before it a bounded line in which every client has its turn.

Each client has a line of its own; the thread takes the first job of the first client, then that client goes to the end.
So a client that asks for a hundred bodies waits for its own hundred, and another that asks for one is next.  A job that is
already waiting or running is not done twice: whoever asks for the same gets the same answer.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from tongren.server.errors import Refused

MOST, MOST_EACH = 512, 64


class Job(NamedTuple):
    """What is to be made, and who gets it."""

    make: Callable[[], Any]
    done: asyncio.Future[Any]


class Workers:
    """One lane: a number of threads behind a fair line."""

    def __init__(self, name: str, threads: int = 1, most: int = MOST, most_each: int = MOST_EACH) -> None:
        self.most, self.most_each, self.threads = most, most_each, threads
        self.busy = self.waiting = 0
        self._lines: OrderedDict[Hashable, deque[Job]] = OrderedDict()
        self._asked: dict[Hashable, asyncio.Future[Any]] = {}
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, client: Hashable, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make` makes, in this client's turn.  Raises Refused (429) where the line is full, or what make raises."""
        done = self._asked.get(key)
        if done is None:
            done = self._queued(client, key, make)
        return await asyncio.shield(done)

    def _queued(self, client: Hashable, key: Hashable, make: Callable[[], Any]) -> asyncio.Future[Any]:
        line = self._lines.get(client, ())
        if self.waiting >= self.most or len(line) >= self.most_each:
            whose = "the server" if self.waiting >= self.most else "this client"
            raise Refused(429, "busy", f"{whose} has {self.waiting if whose == 'the server' else len(line)} jobs waiting; try again in a moment")
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[key] = done
        done.add_done_callback(lambda f: (self._asked.pop(key, None), f.cancelled() or f.exception()))
        self._lines.setdefault(client, deque()).append(Job(make, done))
        self.waiting += 1
        self._next()
        return done

    def _next(self) -> None:
        while self._lines and self.busy < self.threads:
            client, line = self._lines.popitem(last=False)
            job = line.popleft()
            if line:
                self._lines[client] = line
            self.waiting -= 1
            self.busy += 1
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._pool, job.make).add_done_callback(lambda made, job=job: self._ended(job, made))  # type: ignore[misc]

    def _ended(self, job: Job, made: asyncio.Future[Any]) -> None:
        self.busy -= 1
        if not job.done.done():
            error = made.exception()
            if error is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(made.result())
        self._next()

    def close(self) -> None:
        """Let the thread end after the job it is at."""
        self._pool.shutdown(wait=False, cancel_futures=True)
