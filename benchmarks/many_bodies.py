"""Many bodies: vertices given in chunks, one process a core; and the same through PyTorch where it is installed."""

from __future__ import annotations

import importlib.util
import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

N, CHUNK = 10_000, 16


def _vertices() -> np.ndarray:
    from tongren.body.population import bodies

    return bodies(CHUNK, 3).vertices_mm


def work(chunks: int) -> int:
    """Locate `chunks` chunks of the same bodies; returns how many bodies that were."""
    from tongren.locate.engine import locate_rest

    vertices, female = _vertices(), np.zeros(CHUNK, bool)
    for _ in range(chunks):
        locate_rest(vertices, female)
    return chunks * CHUNK


def torch_row() -> list[tuple[str, str, str]]:
    """The same on PyTorch: on a GPU where there is one, else on the CPU, the same code."""
    if importlib.util.find_spec("torch") is None:
        return [("the same on PyTorch", "not measured: PyTorch is not installed", "100,000 a second on one large GPU")]
    import torch

    from tongren.locate.engine import locate_rest

    where = "cuda" if torch.cuda.is_available() else "cpu"
    copies = 64 if where == "cuda" else 1
    vertices = torch.as_tensor(_vertices(), device=where).repeat(copies, 1, 1)
    female = torch.zeros(len(vertices), dtype=torch.bool, device=where)
    locate_rest(vertices, female)
    began = time.perf_counter()
    locate_rest(vertices, female)
    if where == "cuda":
        torch.cuda.synchronize()
    rate = len(vertices) / (time.perf_counter() - began)
    return [(f"the same on PyTorch {torch.__version__}, {where}", f"{rate:.0f} a second", "100,000 a second on one large GPU")]


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    cores = os.cpu_count() or 1
    share = N // CHUNK // cores
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(work, [1] * cores))
        began = time.perf_counter()
        done = sum(pool.map(work, [share] * cores))
        rate = done / (time.perf_counter() - began)
    row = (f"{done} bodies, vertices given in chunks of {CHUNK}, {cores} processes", f"{rate:.0f} a second", "1,000 a second")
    return [row, *torch_row()]
