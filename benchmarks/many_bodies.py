"""Many bodies: vertices given in chunks, one process a core; and the same through PyTorch where it is installed.

Chunks of 48 bodies keep what is worked on in the processor's cache; 24 cost a tenth more for a body, 8 a third, and 64 a third
too: with both sides that is a power of two, and rows fall on the same lines of the cache.  Runs differ by a fifth.
"""

from __future__ import annotations

import importlib.util
import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

N, CHUNK = 10_000, 48


def _vertices() -> np.ndarray:
    from tongren.body.population import bodies

    return bodies(CHUNK, 3).vertices_mm


def work(chunks: int) -> tuple[int, float]:
    """Locate `chunks` chunks of the same bodies; returns how many bodies that were and the processor's seconds it took."""
    from tongren.locating.engine import locate_rest

    vertices, female = _vertices(), np.zeros(CHUNK, bool)
    locate_rest(vertices, female)
    began = time.process_time()
    for _ in range(chunks):
        locate_rest(vertices, female)
    return chunks * CHUNK, time.process_time() - began


def torch_row() -> list[tuple[str, str, str]]:
    """The same on PyTorch: on a GPU where there is one, else on one thread of the CPU, the same code."""
    if importlib.util.find_spec("torch") is None:
        return [("the same on PyTorch", "not measured: PyTorch is not installed", "100,000 a second on one large GPU")]
    import torch

    from tongren.locating.engine import locate_rest

    cuda = torch.cuda.is_available()
    where, copies = (torch.cuda.get_device_name(), 128) if cuda else ("one thread of the CPU", 1)
    if not cuda:
        torch.set_num_threads(1)
    vertices = torch.as_tensor(_vertices(), device="cuda" if cuda else "cpu").repeat(copies, 1, 1)
    female = torch.zeros(len(vertices), dtype=torch.bool, device=vertices.device)
    locate_rest(vertices, female)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        locate_rest(vertices, female)
        if cuda:
            torch.cuda.synchronize()
        times.append(time.perf_counter() - began)
    what = f"{len(vertices)} bodies at once on PyTorch {torch.__version__}, {where}"
    return [(what, f"{len(vertices) / sorted(times)[2]:.0f} a second", "100,000 a second on one large GPU")]


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    cores = os.cpu_count() or 1
    share = -(-N // CHUNK // cores)
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(work, [1] * cores))
        began = time.perf_counter()
        done = list(pool.map(work, [share] * cores))
        rate = sum(n for n, _ in done) / (time.perf_counter() - began)
    bodies, seconds = (sum(column) for column in zip(*done, strict=True))
    what = f"{bodies} bodies, vertices given in chunks of {CHUNK}, {cores} processes of one thread"
    return [
        (what, f"{rate:.0f} a second", "1,000 a second on two cores"),
        ("the same, processor time", f"{seconds / bodies * 1e3:.2f} ms a body", "2 ms"),
        *torch_row(),
    ]
