"""What `import tongren` gives is typed: no Any stands in a public signature where a type can say it."""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path

import pytest

import tongren as tg
from proof.minima import lowest

ROOT = Path(__file__).resolve().parents[2]
# A study table is a path, a list of mappings, a mapping of columns, a data frame: no type of the library's says "anything with to_dict".
TABLES = {("pool", "table"), ("network", "table")}


def signatures() -> list[tuple[str, str, str]]:
    """Every parameter and return of the public functions, classes and their public methods: name, parameter, annotation."""
    out = []
    for name in sorted(set(tg.__all__) - {"errors", "__version__"}):
        thing = getattr(tg, name)
        parts = [(name, thing)] if inspect.isfunction(thing) else [
            (f"{name}.{k}", v.fget if isinstance(v, property) else v) for k, v in vars(thing).items()
            if (not k.startswith("_") or k in ("__getitem__", "__iter__", "__contains__")) and (inspect.isfunction(v) or isinstance(v, property))
        ]  # fmt: skip
        for label, function in parts:
            for key, annotation in function.__annotations__.items():
                out.append((label, key, str(annotation)))
        if inspect.isclass(thing):
            out += [(name, key, str(value)) for key, value in vars(thing).get("__annotations__", {}).items() if not key.startswith("_")]
    return out


def test_every_public_function_is_annotated() -> None:
    for name in set(tg.__all__) - {"errors", "__version__"}:
        thing = getattr(tg, name)
        if inspect.isfunction(thing):
            wanted = set(inspect.signature(thing).parameters)
            assert wanted | {"return"} == set(thing.__annotations__), name


def test_no_public_signature_says_any() -> None:
    loose = {(name, key) for name, key, annotation in signatures() if annotation.split("[")[0] == "Any" or annotation == "Any"}
    assert loose == TABLES


def test_types_are_shipped() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["package-data"]["tongren"] == ["py.typed", "*.pyi"]
    assert (ROOT / "tongren" / "py.typed").is_file()


@pytest.mark.parametrize("package", ["numpy", "typer", "array-api-compat", "trimesh", "fastapi"])
def test_lowest_versions_are_read_from_the_project(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = lowest(project["project"])
    assert package in pins
    assert {"typer": "0.15.4", "array-api-compat": "1.9", "trimesh": "4.6.1"}.items() <= pins.items()
