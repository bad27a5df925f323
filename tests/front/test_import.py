"""`import tongren`: light, lazy, the same names whatever was imported before; the paths of 0.1.0 still lead somewhere and say where."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import random
import subprocess
import sys
import warnings
from pathlib import Path
from types import ModuleType

import pytest

import tongren as tg
from tongren.moved import MODULES, ROOMS, moved_to

ROOT = Path(__file__).resolve().parents[2]
MOST_MS = 1.0
SEED = 20261130
ORDERS = 4
APART = ("tongren.atlas", "tongren.api", "tongren.server", "tongren.cli")  # nothing public lives there, and the server is slow to load
MODULE_NAMES = sorted(m.name for m in pkgutil.walk_packages(tg.__path__, "tongren.") if not m.name.startswith(APART))


def fresh(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env={**os.environ, **env})


def test_importing_takes_a_millisecond(tmp_path: Path) -> None:
    code = "import time; t = time.perf_counter(); import tongren; print(1e3 * (time.perf_counter() - t))"
    env = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    times = [float(fresh(code, **env).stdout) for _ in range(9)]
    print(f"import tongren: {min(times):.2f} ms at best, {sorted(times)[4]:.2f} in the middle")
    assert min(times) <= MOST_MS


def test_importing_loads_nothing_else() -> None:
    code = "import sys, types; before = set(sys.modules); import tongren; print(sorted(set(sys.modules) - before))"
    assert ast.literal_eval(fresh(code).stdout) == ["tongren"]


def test_the_stub_names_what_the_package_gives() -> None:
    stub = ast.parse((ROOT / "tongren" / "__init__.pyi").read_text(encoding="utf-8"))
    told = {a.asname: node.module for node in stub.body if isinstance(node, ast.ImportFrom) for a in node.names}
    assert set(told) == set(tg.__all__)
    for name, module in told.items():
        assert getattr(tg, name) is (tg.errors if name == "errors" else getattr(importlib.import_module(str(module)), name)), name


CHECK = """
import importlib, random, sys
names, seed, orders = {names!r}, {seed}, {orders}
rng = random.Random(seed)
for n in range(orders):
    for key in [k for k in sys.modules if k == "tongren" or k.startswith("tongren.")]:
        del sys.modules[key]
    import tongren
    tongren = sys.modules["tongren"]
    for name in rng.sample(names, len(names)):
        importlib.import_module(name)
    for name in tongren.__all__:
        first, second = getattr(tongren, name), getattr(tongren, name)
        home = tongren.HOMES[name]
        assert first is second, (n, name)
        assert type(first).__name__ != "module" or name == "errors", (n, name)
        assert name == "errors" or first is getattr(importlib.import_module("tongren." + home), name), (n, name)
print("same")
"""


EACH = """
import importlib, sys
for first in {names!r}:
    for key in [k for k in sys.modules if k == "tongren" or k.startswith("tongren.")]:
        del sys.modules[key]
    importlib.import_module(first)
    tg = sys.modules["tongren"]
    for n in tg.__all__:
        assert getattr(tg, n) is getattr(tg, n) and (n == "errors" or type(getattr(tg, n)).__name__ != "module"), (first, n)
print("same")
"""


def test_every_public_name_is_the_same_in_every_order_of_imports() -> None:
    print(f"seed {SEED}")
    done = fresh(CHECK.format(names=MODULE_NAMES, seed=SEED, orders=ORDERS))
    assert done.stdout.strip() == "same", done.stderr[-2000:]


def test_each_module_first_leaves_the_names_alone() -> None:
    rng = random.Random(SEED)
    some = {f"tongren.{m}" for m in tg.HOMES.values() if m != "errors"} | set(rng.sample(MODULE_NAMES, 4))
    done = fresh(EACH.format(names=sorted(some)))
    assert done.stdout.strip() == "same", done.stderr[-2000:]


@pytest.mark.parametrize("old", [f"tongren.{x}" for x in (*ROOMS, *MODULES)])
def test_an_old_path_leads_to_the_new_module_with_a_warning(old: str) -> None:
    sys.modules.pop(old, None)
    with pytest.warns(DeprecationWarning, match=f"{old} is now {moved_to(old)}"):
        module = importlib.import_module(old)
    assert isinstance(module, ModuleType)
    if old.removeprefix("tongren.") in MODULES:
        assert module is importlib.import_module(str(moved_to(old)))


def test_every_way_of_importing_an_old_path_works() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import tongren.locate.engine as engine
        from tongren.draw.page import Page
        from tongren.evidence import cite, pool
        from tongren.guide.session import session
        from tongren.locate.engine import locate_rest

        from tongren.api import locate
    assert engine.locate_rest is locate_rest
    assert locate is tg.locate and pool is tg.pool
    assert (cite.__name__, Page.__module__, session.__module__) == ("tongren.findings.cite", "tongren.drawing.page", "tongren.guidance.session")
    assert callable(tg.locate) and callable(tg.draw) and callable(tg.evidence) and callable(tg.guide)


def test_what_never_was_is_still_not_there() -> None:
    for name in ("tongren.locate.nothing", "tongren.nothing", "tongren.body.nothing"):
        with pytest.raises(ImportError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    with pytest.raises(AttributeError, match="has no attribute 'place'; it has "):
        tg.place  # noqa: B018
