"""Data flows one way through the rooms: the contract in pyproject.toml holds, and light things stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contract_is_kept() -> None:
    pytest.importorskip("importlinter", reason="import-linter is not installed")
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_room_is_in_the_contract_and_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = " | ".join(project["tool"]["importlinter"]["contracts"][0]["layers"])
    layered = {x.strip().removeprefix("tongren.") for x in layers.split("|")}
    rooms = {p.parent.name for p in (ROOT / "tongren").glob("*/__init__.py")}
    files = {p.stem for p in (ROOT / "tongren").glob("*.py")} - {"__init__"}
    assert rooms - {"data"} | files <= layered
    packages = set(project["tool"]["setuptools"]["packages"])
    assert {f"tongren.{r}" for r in rooms} <= packages


def test_the_package_is_two_levels_deep() -> None:
    deep = [str(p.relative_to(ROOT)) for p in (ROOT / "tongren").rglob("*.py") if len(p.relative_to(ROOT).parts) > 3]
    assert not deep


def test_tables_are_read_in_two_places() -> None:
    """One loader reads the atlas; pooling reads the study tables of its users, who may have no atlas at all, and knows nothing of it."""
    names = {"csv.DictReader", "csv.reader", "pandas.read_csv"}
    found = {}
    for path in sorted((ROOT / "tongren").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {f"{n.module}.{a.name}" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
        if names & (imported | {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}):
            found[path.relative_to(ROOT).as_posix()] = imported
    assert set(found) == {"tongren/knowledge/tables.py", "tongren/pooling/tables.py"}
    rooms = {p.parent.name for p in (ROOT / "tongren").glob("*/__init__.py")} - {"pooling"}
    assert not [x for x in found["tongren/pooling/tables.py"] if x.startswith("tongren") and x.split(".")[1] in rooms]


@pytest.mark.parametrize("heavy", ["torch", "scipy", "trimesh", "PIL", "networkx", "pandas", "anny"])
def test_importing_the_library_does_not_load(heavy: str) -> None:
    code = f"import sys, tongren, tongren.api; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0


def test_pooling_is_numbers_only() -> None:
    """Study tables of anyone are pooled there: it leans on NumPy, SciPy, the errors and the checks at the door, and never on the atlas."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "forbidden")
    rooms = {f"tongren.{p.parent.name}" for p in (ROOT / "tongren").glob("*/__init__.py")} - {"tongren.pooling"}
    assert contract["source_modules"] == ["tongren.pooling"]
    assert rooms <= set(contract["forbidden_modules"]), "a new room is named there too"
    allowed = {*sys.stdlib_module_names, "numpy", "scipy"}
    for path in sorted((ROOT / "tongren" / "pooling").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if isinstance(node, ast.Import) else []
            own = [n for n in names if n in ("tongren.errors", "tongren.allowed") or n.startswith("tongren.pooling.")]
            strange = [n for n in names if n.split(".")[0] not in allowed and n not in own]
            assert not strange, f"{path.name}:{node.lineno}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("heavy", ["scipy", "pandas", "PIL"])
def test_pooling_and_plots_load_only_when_used(heavy: str) -> None:
    code = f"import sys, tongren.pooling.network, tongren.findings.plots, tongren.drawing.network_plot; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0


def test_matplotlib_is_gone() -> None:
    found = [str(p.relative_to(ROOT)) for p in (ROOT / "tongren").rglob("*.py") if "matplotlib" in p.read_text(encoding="utf-8")]
    assert not found and "matplotlib" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
