"""Run one function on many jobs: in processes of this machine, or through Dask on the machines of a cluster.

Both yield each result as it comes.  A process that dies (out of memory, say) costs its own job only: jobs that were under
way when it died are tried again alone, and one that then dies again is told as such.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from tongren.errors import InputError

ENGINES = ("processes", "dask")
IN_FLIGHT = 2  # jobs handed out for each worker
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Job = tuple[str, Any]  # a key, and what the function takes
Died = RuntimeError("the process that worked on it ended; is the memory enough? fewer --workers need less")


def results(engine: str, work: Callable[[Any], Any], jobs: list[Job], workers: int) -> Iterator[tuple[str, Any]]:
    """Yield (key, result or exception) of every job, in the order in which they end.

    Raises InputError for an engine that is unknown or not installed.
    """
    if engine not in ENGINES:
        raise InputError(f'engine is "{engine}"; allowed: {", ".join(ENGINES)}')
    if not jobs:
        return iter(())
    return _dask(work, jobs, workers) if engine == "dask" else _processes(work, jobs, workers)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes with one thread of linear algebra each: a scan is one worker's, so numbers do not depend on how many."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _processes(work: Callable[[Any], Any], jobs: list[Job], workers: int) -> Iterator[tuple[str, Any]]:
    todo, suspects = jobs[::-1], []
    while todo:
        under_way: dict[Future[Any], Job] = {}
        pool = _pool(min(workers, len(todo)))
        try:
            while todo or under_way:
                while todo and len(under_way) < IN_FLIGHT * workers:
                    job = todo.pop()
                    under_way[pool.submit(work, job[1])] = job
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    result = _result(future)
                    if isinstance(result, BrokenProcessPool):
                        raise result
                    yield under_way.pop(future)[0], result
        except BrokenProcessPool:
            suspects += list(under_way.values())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    for key, given in suspects:
        with _pool(1) as alone:
            result = _result(alone.submit(work, given))
        yield key, Died if isinstance(result, BrokenProcessPool) else result


def _result(future: Future[Any]) -> Any:
    """The result of a future, or the exception that it ended with."""
    try:
        return future.result()
    except Exception as e:  # told to the caller, job by job
        return e


def _dask(work: Callable[[Any], Any], jobs: list[Job], workers: int) -> Iterator[tuple[str, Any]]:
    """Through the scheduler named by DASK_SCHEDULER_ADDRESS or Dask's own settings; without one, workers are started here."""
    try:
        import dask
        from distributed import Client, LocalCluster, as_completed
    except ImportError:
        raise InputError('engine "dask" is not installed: pip install "tongren[many]"') from None
    for name in THREADS:
        os.environ.setdefault(name, "1")
    address = dask.config.get("scheduler-address", None)
    here = None if address else LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    client = Client(address or here)
    try:
        futures = {client.submit(work, given, key=f"tongren-{key}", pure=False, retries=1): key for key, given in jobs}
        for future in as_completed(list(futures)):
            try:
                result = future.result()
            except Exception as e:  # told to the caller, job by job
                result = Died if type(e).__name__ == "KilledWorker" else e
            yield futures.pop(future), result
            future.release()
    finally:
        client.close()
        if here is not None:
            here.close()
