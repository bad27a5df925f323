"""The rooms of the page import one way only: no circle between folders or files, and none that stands above."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "web" / "src"
IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
ENDINGS = ("", ".ts", ".tsx", ".d.ts", "/index.ts", "/index.tsx")
# what each room may import of the others; files directly under src put the rooms together
ALLOWED = {"api": set(), "state": {"api"}, "i18n": {"state"}, "scene": {"api", "state"}, "panel": {"api", "state", "i18n"}}
Graph = dict[str, set[str]]


def meant(file: Path, text: str) -> str:
    """Return the file, relative to src, that an import names."""
    found = [p for end in ENDINGS if (p := Path(f"{(file.parent / text).resolve()}{end}")).is_file()]
    assert found, f"{file.relative_to(SOURCE)} imports {text}, which is no file"
    return found[0].relative_to(SOURCE).as_posix()


@cache
def files() -> Graph:
    """Return every source of the page and the sources that it imports, types included."""
    sources = [p for p in SOURCE.rglob("*") if p.suffix in (".ts", ".tsx")]
    return {p.relative_to(SOURCE).as_posix(): {meant(p, text) for text in IMPORTED.findall(p.read_text(encoding="utf-8"))} for p in sources}


def folders() -> Graph:
    """Return every folder and the folders that its files import from; `.` is src itself."""
    out: Graph = {}
    for file, imported in files().items():
        here = Path(file).parent.as_posix()
        out.setdefault(here, set()).update({Path(f).parent.as_posix() for f in imported} - {here})
    return out


def circle(graph: Graph) -> list[str]:
    """Return one circle of a graph, its first member again at the end; empty where there is none."""
    done: set[str] = set()

    def walk(at: str, way: list[str]) -> list[str]:
        if at in way:
            return [*way[way.index(at) :], at]
        if at in done:
            return []
        for further in sorted(graph.get(at, ())):
            if found := walk(further, [*way, at]):
                return found
        done.add(at)
        return []

    return next((found for start in sorted(graph) if (found := walk(start, []))), [])


def test_no_circle_between_files() -> None:
    assert len(files()) > 60 and "state/atlas.ts" in files()["scene/stage.ts"] and "scene/stage.ts" in files()["scene/index.ts"]
    assert not circle(files()), " -> ".join(circle(files()))


def test_no_circle_between_folders() -> None:
    assert not circle(folders()), " -> ".join(circle(folders()))


def test_each_room_imports_only_what_it_may() -> None:
    for file, imported in files().items():
        room = file.split("/")[0]
        if "/" not in file:
            continue
        assert room in {*ALLOWED, "styles"}, f"{file} lies in a room that nothing is said of"
        wrong = {f for f in imported if "/" not in f or f.split("/")[0] not in {room, "styles", *ALLOWED[room]}}
        assert not wrong, f"{file} imports {', '.join(sorted(wrong))}; {room} may import {', '.join(sorted(ALLOWED[room])) or 'no other room'}"


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
