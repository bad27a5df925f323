"""One writer: outside tongren/outfile.py, nothing in the package opens a file for writing, and `half` is what its `whole` yields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITER = ROOT / "tongren" / "outfile.py"
HALF = "half"  # the one name for a file that is not yet in its place
WRITING = frozenset("wax+")
METHODS = {"write_text", "write_bytes", "tofile", "to_csv", "to_parquet", "to_json", "touch", "symlink_to", "hardlink_to", "rename"}
FUNCTIONS = {"save", "savez", "savez_compressed", "savetxt", "imsave", "savefig", "ParquetWriter", "write_table", "copyfile", "copy", "copy2", "move"}
OWNERS = {"np", "numpy", "os", "shutil", "pyarrow", "parquet"}


def mode_of(call: ast.Call, place: int) -> str:
    """The mode with which a call of open opens, `r` where it says none."""
    given = call.args[place] if len(call.args) > place else next((k.value for k in call.keywords if k.arg == "mode"), None)
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else "r" if given is None else "w"


def is_half(node: ast.expr | None) -> bool:
    """Whether an expression is the file that `whole` yields."""
    return isinstance(node, ast.Name) and node.id == HALF


def is_memory(node: ast.expr | None) -> bool:
    """Whether an expression is what we call a buffer in memory."""
    return isinstance(node, ast.Name) and node.id == "out"


def is_whole(node: ast.expr) -> bool:
    """Whether an expression is a call of `whole`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "whole"


def writes(call: ast.Call) -> bool:
    """Whether a call writes a file under its own name."""
    first = call.args[0] if call.args else None
    if isinstance(call.func, ast.Name):
        if call.func.id == "open":
            return bool(WRITING & set(mode_of(call, 1)))
        return call.func.id in FUNCTIONS - {"save", "write_table", "copy", "move"} and not is_half(first) and not is_memory(first)
    if not isinstance(call.func, ast.Attribute):
        return False
    name, owner = call.func.attr, call.func.value
    of = owner.id if isinstance(owner, ast.Name) else ""
    if name == "open" and of not in ("os", "zipfile", "gzip"):
        return bool(WRITING & set(mode_of(call, 0))) and not is_half(owner)
    if name in METHODS:
        return not is_half(owner)
    if name == "replace":
        return of == "os" or (len(call.args) == 1 and not call.keywords)
    if name == "dump":
        return True
    if name == "export":
        return bool(call.args)
    if name == "save" and of not in OWNERS:  # of an image, which is told from a page by what else it is given
        image = any(k.arg in ("dpi", "format", "optimize") for k in call.keywords) or any(isinstance(a, ast.Constant) for a in call.args[1:])
        return image and not is_memory(first)
    return name in FUNCTIONS and (of in OWNERS or name in ("savefig", "ParquetWriter")) and not is_half(first) and not is_memory(first)


def written(source: str) -> Iterator[int]:
    """Lines of a module in which it writes a file by itself."""
    nodes = list(ast.walk(ast.parse(source)))
    knows_whole = any(isinstance(n, ast.ImportFrom) and any(a.name == "whole" for a in n.names) for n in nodes)
    for node in nodes:
        if isinstance(node, ast.Call) and writes(node):
            yield node.lineno
        if isinstance(node, ast.withitem) and is_whole(node.context_expr) and not is_half(node.optional_vars):
            yield node.context_expr.lineno
        if isinstance(node, ast.Assign) and knows_whole and any(is_half(t) for t in node.targets):
            yield node.lineno


def test_nothing_but_the_writer_opens_a_file_for_writing() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tongren").rglob("*.py"))
        if path != WRITER
        for line in written(path.read_text(encoding="utf-8"))
    ]
    assert not found, "write with tongren/outfile.py: whole, write_text, write_bytes, write_arrays"


@pytest.mark.parametrize("source", [
    'open(path, "w")', 'open(path, mode="ab")', 'path.open("w", newline="")', 'path.open(mode)', 'path.write_text("x")', "path.write_bytes(b)",
    "np.savez_compressed(path, a=1)", "np.save(path, a)", "fig.savefig(path, dpi=180)", 'image.save(path, "PNG")', "image.save(path, dpi=(1, 1))",
    "mesh.export(path)", "json.dump(a, f)", "ParquetWriter(path, schema)", "parquet.write_table(t, path)", "os.replace(a, b)", "half.replace(path)",
    "shutil.copyfile(a, b)", "path.touch()", "with whole(path) as other: pass", "from tongren.outfile import whole; half = path",
])  # fmt: skip
def test_the_test_sees_every_way_to_write(source: str) -> None:
    assert list(written(source)) == [1]


@pytest.mark.parametrize("source", [
    "open(path)", 'path.open("rb")', "path.open(newline='', encoding='utf-8')", 'with whole(path) as half, half.open("w") as f: pass',
    'image.save(out, "PNG")', "page.save(path)", "page.save(name, dpi)", "program.save(path)", "write_text(path, text)",
    'mesh.export(file_type="glb")', "half = width / 2", "ParquetWriter(half, schema)",
    'text.replace("a", "b")', "np.savez_compressed(out, a=1)", "writer.write_table(table)",
])  # fmt: skip
def test_the_test_lets_reading_and_the_writer_pass(source: str) -> None:
    assert list(written(source)) == []
