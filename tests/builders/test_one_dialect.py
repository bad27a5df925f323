"""One dialect of builders: one ledger, one ray caster, facts as tables, and imports that the extra `build` brings."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILDERS = ROOT / "builders"
sys.path.insert(0, str(BUILDERS))

from template_tools import FACES, Skin, body, skin_of  # noqa: E402

from tongren.knowledge.atlas import Atlas, read_atlas  # noqa: E402

FILES = sorted(BUILDERS.glob("*.py"))
REGIONS = ("arm", "back", "foot", "head", "leg", "trunk")
# what a module is called at the registry, where that differs
PACKAGE = {"fontTools": "fonttools"}
# crossing.py tests edges against triangles for all pairs at once, for the end of the path of builds; it sees no landmark
ANOTHER_QUESTION = {"crossing.py"}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas()


def tables(room: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Return the tables of a folder below atlas/roads by region."""
    out = []
    for path in sorted((ROOT / "atlas" / "roads" / room).glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as f:
            out.append((path.stem, list(csv.DictReader(f))))
    return out


def test_a_rerun_of_a_region_changes_nothing() -> None:
    """The back, the fastest (10 s): the others run in `python builders/bind.py all --check`."""
    done = subprocess.run([sys.executable, BUILDERS / "bind.py", "back", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 rows would change" in done.stdout


def test_only_refuses_a_landmark_of_another_region() -> None:
    done = subprocess.run([sys.executable, BUILDERS / "bind.py", "back", "--only", "nose"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert 'found "nose"' in done.stderr


def test_there_is_one_ledger_and_one_writer_of_its_tables() -> None:
    ledgers = [(p.name, n.name) for p in FILES for n in ast.walk(ast.parse(p.read_text(encoding="utf-8")))
               if isinstance(n, ast.ClassDef) and re.search("ledger|book|sheet|claim", n.name, re.I)]  # fmt: skip
    assert ledgers == [("road_ledger.py", "Ledger")]
    roads = [p.name for p in FILES if re.search(r"^class Road\b", p.read_text(encoding="utf-8"), re.M)]
    assert roads == ["road_ledger.py"]
    regions = [p for p in FILES if p.stem.split("_")[0] in REGIONS]
    assert len(regions) > 25
    assert [p.name for p in regions if re.search(r"^import csv|csv\.|write_text|\.open\(", p.read_text(encoding="utf-8"), re.M)] == []


def test_there_is_one_ray_caster_and_one_nearest_place() -> None:
    determinants = {p.name for p in FILES if re.search(r"\bdet\b", p.read_text(encoding="utf-8"))}  # of a ray and a triangle
    casters = determinants - ANOTHER_QUESTION
    assert casters == {"template_tools.py"}
    nearest = {p.name for p in FILES if "nearest_on_triangles(" in p.read_text(encoding="utf-8")}
    assert nearest == {"template_tools.py"}
    assert [p.name for p in FILES if ".section(" in p.read_text(encoding="utf-8")] == []


def imported(path: Path) -> set[str]:
    """Return the packages from outside that a script imports."""
    found = set()
    for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in n.names] if isinstance(n, ast.Import) else [n.module or ""] if isinstance(n, ast.ImportFrom) else []
        found |= {name.split(".")[0] for name in names}
    return {x for x in found if x and x not in sys.stdlib_module_names and x not in {p.stem for p in FILES} | {"tongren"}}


def test_what_builders_import_is_in_the_extra_they_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    given = {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in listed}
    scripts = [*FILES, *sorted((ROOT / "tests" / "authorities").rglob("*.py"))]
    missing = {p.name: x for p in scripts for x in imported(p) if PACKAGE.get(x, x).lower() not in given}
    assert missing == {}


def test_reasons_and_windows_name_landmarks_and_say_how_they_are_known(atlas: Atlas) -> None:
    roads = {(r.landmark, r.road) for r in atlas.roads}
    for room in ("reasons", "windows"):
        found = tables(room)
        assert found
        for region, rows in found:
            assert region in REGIONS
            for row in rows:
                assert row["landmark"] in atlas.landmarks, f"{room}/{region}.csv {row['landmark']}"
                assert row["source"] in atlas.sources
                assert row["known_by"] in ("seen", "recalled", "derived", "decided")
                if room == "windows":
                    assert float(row["low"]) < float(row["high"]), row
                    assert row["unit"] in ("mm", "degree", "share of the foot")
                    assert row["level_from"] in ("", *atlas.landmarks)
                else:
                    assert len(row["reason"]) > 10
                    assert not row["road"] or (row["landmark"], row["road"]) in roads


def test_every_reason_is_the_note_of_its_roads(atlas: Atlas) -> None:
    for region, rows in tables("reasons"):
        for row in rows:
            notes = [r.note for r in atlas.roads if r.landmark == row["landmark"] and row["road"] in ("", r.road)]
            assert notes, f"{region} {row['landmark']}"
            assert all(n.startswith(row["reason"]) for n in notes), f"{region} {row['landmark']} {row['road']}"


def test_a_ray_meets_what_is_nearest_from_outside() -> None:
    skin, rng = skin_of(), np.random.default_rng(7)
    for face in rng.choice(skin.ids, 20):
        a, b, c = body()[FACES[face]]
        out = np.cross(b - a, c - a) / np.linalg.norm(np.cross(b - a, c - a))
        p = (a + b + c) / 3
        hits = skin.hits(p + 5 * out, -out)
        assert any(h.face == face and np.linalg.norm(h.place - p) < 1e-6 for h in hits)
        assert [h.way for h in hits] == sorted(h.way for h in hits)
        assert skin.nearest(p).way < 1e-6


def test_a_cut_is_closed_and_lies_in_its_plane() -> None:
    point, normal = np.array([0.0, 0.0, 300.0]), np.array([0.0, 0.0, 1.0])
    lines = skin_of().cut(point, normal)
    assert lines
    for line in lines:
        assert np.allclose(line[0], line[-1])
        assert np.allclose(line[:, 2], 300.0)
    assert Skin(body()).segments(point, normal)[0].shape[0] == sum(len(x) - 1 for x in lines)
