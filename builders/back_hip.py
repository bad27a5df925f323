"""Iliac crest, posterior iliac spine, greater trochanter and gluteal fold."""

from __future__ import annotations

import numpy as np
from back_views import MAN, behind, bone
from road_ledger import Ledger, Road
from road_tables import scan_of, windows_of
from template_tools import F, body, bones, peak


def _navel() -> float:
    """Height of the navel: the vertex of the front midline with the smallest triangles around it."""
    vertices, faces = body(), F
    front = np.abs(vertices[:, 0]) < 1.5
    front &= (vertices[:, 1] < -60) & (vertices[:, 2] > 90) & (vertices[:, 2] < 230)
    best, height = 1e9, 0.0
    for v in np.flatnonzero(front):
        around = np.unique(faces[(faces == v).any(1)])
        if len(around) == 0:
            continue
        size = np.linalg.norm(vertices[around] - vertices[v], axis=1).mean()
        if size < best:
            best, height = float(size), float(vertices[v, 2])
    return height


def _dimple() -> tuple[float, float]:
    """The spot near the posterior iliac spine that lies deepest under the ring around it (18 mm)."""
    start = bone("psis")
    best, place = 1e9, (0.0, 0.0)
    ring = [(18 * np.cos(a), 18 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 9)[:-1]]
    for x in np.arange(start[0] - 18, start[0] + 19, 3):
        for z in np.arange(start[2] - 18, start[2] + 19, 3):
            around = np.mean([behind(round(x + dx, 1), round(z + dz, 1))[1] for dx, dz in ring])
            rise = behind(round(x, 1), round(z, 1))[1] - around
            if rise < best:
                best, place = float(rise), (float(x), float(z))
    return place


def pelvis(sheet: Ledger) -> None:
    """Crest and posterior iliac spine."""
    crest = bone("iliac_crest_apex")
    level = [crest[0], crest[1], _navel()]
    roads = [
        Road("bone", crest, name="bone"),
        Road(
            "relation",
            np.array(level),
            "navel and crest lie at L4 most often; on this mesh the navel is low, and 24 mm of flesh cover the crest",
            name="level_of_navel",
            source="shin_2024",
        ),
    ]
    sheet.site("iliac_crest_highest_point", roads, 9.0, "mean of the skeleton and of the navel's level", view="nearest")
    x, z = _dimple()
    roads = [Road("bone", bone("psis"), name="bone"), Road("relief", behind(x, z), "deepest spot of the loin near it", name="dimple")]
    sheet.site("posterior_superior_iliac_spine", roads, 8.0, "mean of the skeleton and of the dimple")


def hip(sheet: Ledger) -> None:
    """Greater trochanter and gluteal fold."""
    b = bones()
    top, knee = b["upperleg01.L"], b["lowerleg01.L"]
    axis = (knee - top) / np.linalg.norm(knee - top)
    out = np.array([1.0, 0.0, 0.0]) - axis[0] * axis
    at = top + axis * 22.0
    hit = MAN.ray(at + out * 300.0, -out)
    assert hit is not None
    roads = [
        Road("bone", bone("greater_trochanter"), name="bone"),
        Road("skeleton", hit[2], "beside the hip joint, 22 mm below its centre", name="beside_joint"),
    ]
    t = sheet.site("greater_trochanter_prominence", roads, 9.0, "mean of the skeleton and of the side of the hip joint", view="nearest")
    _fold(sheet, t, knee)


def _column(x: float) -> float:
    """Height of the sharpest hollow below the buttock at x."""
    z = np.arange(-70.0, -135.0, -2.0)
    y = np.array([behind(x, float(q))[1] for q in z])
    y = np.convolve(np.pad(y, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    sharp, z = np.gradient(np.gradient(y, 2.0), 2.0)[4:-4], z[4:-4]
    low, high = next((w.low, w.high) for w in windows_of("back", "gluteal_fold", "hollow") if np.isnan(w.level) or w.level == x)
    inside = (z >= low) & (z <= high)
    return float(z[inside][peak(sharp[inside])])


def _fold(sheet: Ledger, trochanter: np.ndarray, knee: np.ndarray) -> None:
    xs = np.arange(20.0, 148.0, 8.0)
    deep = [x for x in xs if x <= 92]
    fit = np.polyfit(deep, [_column(float(x)) for x in deep], 2)
    flat = float(np.polyval(fit, 92.0))
    seen = [behind(float(x), round(float(np.polyval(fit, x)) if x <= 92 else flat, 1)) for x in xs]
    crotch = next(float(z) for z in scan_of("back", "gluteal_fold", "crotch", -1.0) if _open(float(z)))
    level = [behind(float(x), crotch - 3.0) for x in xs]
    share = float(trochanter[2] + (bone("popliteal_crease")[2] - trochanter[2]) * 5 / 19)
    cun = [[float(x), 40.0, share] for x in xs]
    roads = [
        Road("relief", np.array(seen), "sharpest hollow below the buttock, carried level outward from x = 92", name="hollow"),
        Road("relation", np.array(level), "level with the crotch", name="level_of_crotch"),
        Road("proportion", np.array(cun), weight=0, name="cun_19_less_14", source="who_2008", counts=False),
    ]
    line = sheet.curve("gluteal_fold", roads, 6.0, "mean of the hollow below the buttock and of the crotch's level")
    _midpoint(sheet, line)


def _midpoint(sheet: Ledger, line: np.ndarray) -> None:
    """Middle of the gluteal fold (N, 3)."""
    z = float(line[len(line) // 2][2])
    side = [behind_edge(z, s) for s in (1, -1)]
    roads = [
        Road("relation", line[len(line) // 2], "half way along the bound fold", name="half_of_fold"),
        Road("relief", behind(round(float(np.mean(side)), 1), round(z, 1)), "middle of the thigh seen from behind", name="middle_of_thigh"),
    ]
    sheet.site("gluteal_fold_midpoint", roads, 10.0, "on the fold, between its half and the thigh's middle", on=line)


def _open(z: float) -> bool:
    try:
        behind(0.0, z)
    except ValueError:
        return True
    return False


def behind_edge(z: float, sign: int) -> float:
    """Outer (+1) or inner (-1) edge of the thigh as seen from behind at height z."""
    xs = np.arange(2.0, 240.0, 2.0)[::-sign]
    for x in xs:
        try:
            behind(float(x), round(z, 1))
        except ValueError:
            continue
        return float(x)
    raise ValueError("no thigh")
