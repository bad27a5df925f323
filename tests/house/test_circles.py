"""No import goes in a circle: neither at the head of a module, nor inside a function, nor for the type checker alone.

A circle that Python survives because one import waits inside a function is still two modules that cannot be read, tested or moved apart.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import tongren

ROOT = Path(__file__).resolve().parents[2]
Edge = tuple[str, str]


def module_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named_by(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Module, and the name taken from it, of an import statement or a call of import_module with a plain text."""
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports inside tongren are written whole"
        yield from ((str(node.module), a.name) for a in node.names)
    elif isinstance(node, ast.Import):
        yield from ((a.name, "") for a in node.names)
    elif isinstance(node, ast.Call) and "import_module" in ast.dump(node.func) and node.args and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value), ""


def imports_of(package: Path) -> dict[Edge, str]:
    """Every import between modules of a package, with the place of the first: functions and TYPE_CHECKING are looked into like all else."""
    paths = {module_of(p, package.parent): p for p in sorted(package.rglob("*.py"))}
    edges: dict[Edge, str] = {}
    for module, path in paths.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for source, name in named_by(node):
                target = f"{source}.{name}" if f"{source}.{name}" in paths else source
                if target in paths and target != module:
                    edges.setdefault((module, target), f"{path.relative_to(package.parent)}:{getattr(node, 'lineno', 0)}")
    return edges


def circle_of(edges: dict[Edge, str]) -> list[str]:
    """The imports of one circle, each with its place; nothing where there is none."""
    needs: dict[str, set[str]] = {}
    for a, b in edges:
        needs.setdefault(a, set()).add(b)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as e:
        way = e.args[1][::-1]
        return [f"{a} -> {b} ({edges[a, b]})" for a, b in zip(way, way[1:], strict=False)]
    return []


def test_no_import_goes_in_a_circle() -> None:
    edges = imports_of(ROOT / "tongren")
    assert len(edges) > 500, "the imports were not read"
    lazily = {("tongren", f"tongren.{home}"): "tongren/__init__.py, HOMES" for home in tongren.HOMES.values()}
    circle = circle_of(edges | lazily)
    assert not circle, "cut one of these:\n" + "\n".join(circle)


def test_a_circle_is_found_wherever_its_imports_hide(tmp_path: Path) -> None:
    made = {
        "plain": ("import p.b", "from p import a"),
        "lazy": ("def f():\n    from p.b import g", "from p.a import f"),
        "typed": ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.b import G", "import p.a as a"),
        "by_name": ("from importlib import import_module\nimport_module('p.b')", "class G:\n    def g(self):\n        import p.a"),
    }
    for kind, (a, b) in made.items():
        package = tmp_path / kind / "p"
        package.mkdir(parents=True)
        for name, text in (("__init__", ""), ("a", a), ("b", b), ("c", "import p.a, p.b")):
            (package / f"{name}.py").write_text(text, encoding="utf-8")
        found = circle_of(imports_of(package))
        assert len(found) == 2 and all("p.c" not in line for line in found), (kind, found)
    (tmp_path / "plain" / "p" / "b.py").write_text("", encoding="utf-8")
    assert not circle_of(imports_of(tmp_path / "plain" / "p"))
