"""Two roads to each landmark: how far apart they came out before one was chosen, and the bindings against the bone file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from tongren.body.path import built
from tongren.body.template import template
from tongren.knowledge.atlas import Atlas
from tongren.knowledge.tables import Row, atlas_path, read_sheet

AS_IT_IS_MM = 1.0
DEFAULT_MAN = np.array([[0.0, 0.67, 0.5, 0.5, 0.5, 0.5]])  # the body whose skin the bone file's sites lie on


@cache
def man() -> np.ndarray:
    """Vertices (V, 3) of the default man in the template's own origin."""
    return np.asarray(built(template(), DEFAULT_MAN).vertices[0], float)


def place(face: int, weights: tuple[float, float, float]) -> np.ndarray:
    """Where a site lies (3,) on the default man."""
    return np.asarray(np.array(weights) @ man()[template().faces[face]])


@dataclass(frozen=True)
class Apart:
    """A landmark with two or more roads: the largest distance between them."""

    landmark: str
    region: str
    mm: float
    kinds: str
    used: str
    note: str


def roads() -> list[Apart]:
    """Return the landmarks with two or more roads."""
    out = []
    for path in sorted((atlas_path() / "roads").glob("*.csv")):
        rows: dict[str, list[Row]] = {}
        for _, _, row in read_sheet(atlas_path(), path).rows:
            rows.setdefault(row["landmark"], []).append(row)
        for landmark, each in rows.items():
            if len(each) < 2:
                continue
            at = [place(int(r["face"]), (float(r["w0"]), float(r["w1"]), float(r["w2"]))) for r in each]
            apart = max(float(np.linalg.norm(a - b)) for a, b in combinations(at, 2))
            kinds = " / ".join(r["kind"] for r in each)
            used = "+".join(r["kind"] for r in each if r["used"] == "yes")
            note = "; ".join(dict.fromkeys(r["note"] for r in each if r["note"]))
            out.append(Apart(landmark, path.stem, apart, kinds, used, note))
    return out


def bone_sites() -> dict[str, np.ndarray]:
    """Left or median site (3,) of every landmark of the bone file on the default man; right ones are mirrored."""
    data = json.loads((atlas_path() / "bindings" / "bone_landmarks.json").read_text(encoding="utf-8"))
    out: dict[str, np.ndarray] = {}
    for row in data["landmarks"]:
        at = np.array(row["rest"], float)
        if row["side"] != "right":
            out[row["id"]] = at
        else:
            out.setdefault(row["id"], at * [-1, 1, 1])
    return out


@dataclass(frozen=True)
class Against:
    """A binding whose landmark stands in the bone file too: how far apart they are, and whether the bone file was used."""

    landmark: str
    region: str
    mm: float
    with_bone: bool
    road: str


def against_bones(atlas: Atlas) -> list[Against]:
    """Return the bindings that have a site in the bone file; a curve counts by its nearest node."""
    bones = bone_sites()
    out = []
    for name, nodes in atlas.bindings.items():
        mark = atlas.landmarks.get(name)
        if mark is None or mark.bone_id not in bones:
            continue
        at = [place(n.face, (n.w0, n.w1, n.w2)) for n in nodes]
        mm = min(float(np.linalg.norm(p - bones[mark.bone_id])) for p in at)
        used = [r.kind for r in atlas.roads if r.landmark == name and r.used == "yes"]
        out.append(Against(name, mark.region, mm, "bone" in used, "+".join(used)))
    return out


def _line(name: str, mm: list[float]) -> str:
    if not mm:
        return f"| {name} | 0 | | | |"
    return f"| {name} | {len(mm)} | {np.median(mm):.1f} | {np.percentile(mm, 90):.1f} | {max(mm):.1f} |"


def road_section(apart: list[Apart], single: list[str]) -> list[str]:
    """The report's lines on roads."""
    out = ["## Roads", "", f"{len(apart)} landmarks have two roads or more in atlas/roads; {len(single)} bindings rest on one "
           "only (marked `one_road`, sigma doubled). The largest distance between the roads of a landmark on the default man, "
           "before one or their mean was chosen:", "",
           "| region | landmarks | median mm | 90th percentile | worst |", "|---|---|---|---|---|"]  # fmt: skip
    for region in sorted({a.region for a in apart}):
        out.append(_line(region, [a.mm for a in apart if a.region == region]))
    out.append(_line("all", [a.mm for a in apart]))
    out += ["", "The ten farthest apart:", "", "| landmark | mm | roads | used | why |", "|---|---|---|---|---|"]
    for a in sorted(apart, key=lambda x: -x.mm)[:10]:
        out.append(f"| {a.landmark} | {a.mm:.1f} | {a.kinds} | {a.used} | {a.note or '(no note)'} |")
    return [*out, ""]


def bone_section(rows: list[Against]) -> list[str]:
    """The report's lines on the bone file."""
    same = [r for r in rows if r.mm <= AS_IT_IS_MM]
    without = [r for r in rows if not r.with_bone]
    out = ["## Against the bone file", "", f"{len(rows)} bound landmarks have a site in the bone file. {len(same)} lie within "
           f"{AS_IT_IS_MM:.0f} mm of it: taken as they are. The rest were moved, averaged with another road, or made without "
           "it.", "",
           "| bindings | landmarks | median mm | 90th percentile | worst |", "|---|---|---|---|---|",
           _line("the bone file among the roads used", [r.mm for r in rows if r.with_bone]),
           _line("made without it", [r.mm for r in without]), "",
           "Made without it, the ten farthest from it:", "", "| landmark | mm | roads used |", "|---|---|---|"]  # fmt: skip
    out += [f"| {r.landmark} | {r.mm:.1f} | {r.road} |" for r in sorted(without, key=lambda x: -x.mm)[:10]]
    return [*out, ""]
