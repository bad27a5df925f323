"""Toes one by one: the nail's flat patch, its lines and corners, and the tip."""

from __future__ import annotations

import numpy as np
from foot_frame import DOWN, Foot
from road_ledger import Ledger, Road

from tongren.body.template import FloatArray

TOES = {1: "great_toe", 2: "toe_2", 3: "toe_3", 4: "toe_4", 5: "little_toe"}


def toe_frame(foot: Foot, toe: int) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Last joint of a toe, its level direction to the tip, the direction to its outer side, distance joint to tip."""
    last = foot.bone(f"toe{toe}-{2 if toe == 1 else 3}")
    along = (last - foot.bone(f"toe{toe}-1")) * [1, 1, 0]
    along /= np.linalg.norm(along)
    across = np.array([-along[1], along[0], 0])
    p = foot.v[np.unique(foot.f)] - last
    tip = (p @ along)[(np.abs(p @ across) < 5) & (p @ along > 0)].max()
    return last, along, across, float(tip)


def _plate(foot: Foot, seed: int, limit_deg: float = 20.0) -> FloatArray:
    """Vertices (N, 3) of the flat patch around a face: it grows while faces keep to the mean direction of the patch."""
    tri = foot.v[foot.f]
    n = np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0])
    unit = n / np.linalg.norm(n, axis=1, keepdims=True)
    edges: dict[tuple[int, int], list[int]] = {}
    for r, face in enumerate(foot.f):
        for i, j in ((0, 1), (1, 2), (2, 0)):
            edges.setdefault((min(face[i], face[j]), max(face[i], face[j])), []).append(r)
    seen, queue, mean = {seed}, [seed], n[seed].copy()
    while queue:
        r = queue.pop(0)
        for i, j in ((0, 1), (1, 2), (2, 0)):
            for other in edges[(min(foot.f[r][i], foot.f[r][j]), max(foot.f[r][i], foot.f[r][j]))]:
                if other not in seen and unit[other] @ mean / np.linalg.norm(mean) > np.cos(np.radians(limit_deg)):
                    seen.add(other)
                    queue.append(other)
                    mean = mean + n[other]
    return foot.v[np.unique(foot.f[sorted(seen)])]


def _nail_edge(foot: Foot, toe: int, plate: FloatArray) -> float:
    """Proximal edge of a nail, along the toe from its last joint: between where its middle profile leaves the
    slope of the plate and the hindmost vertex of the patch.
    """
    last, along, across, _ = toe_frame(foot, toe)
    a, b = (plate - last) @ along, (plate - last) @ across
    middle = last + across * (b.min() + b.max()) / 2
    steps = np.arange(a.min() - 3, a.max(), 0.2)
    z = np.array([foot.hit(middle + along * d, DOWN)[2] for d in steps])
    slope = np.gradient(z, steps)
    core = (steps > a.min() + 0.45 * np.ptp(a)) & (steps < a.min() + 0.75 * np.ptp(a))
    off = (np.abs(slope - np.median(slope[core])) > 0.3) & (steps < a.min() + 0.45 * np.ptp(a))
    return float(steps[off].max() + 0.2 + a.min()) / 2 if off.any() else float(a.min())


def nail(foot: Foot, toe: int) -> dict[str, tuple[float, float, float, FloatArray]]:
    """Two roads to a nail, each as (base, inner side, outer side) in the toe's frame and the plate's vertices."""
    last, along, across, tip = toe_frame(foot, toe)
    plate = _plate(foot, foot.row(foot.hits(last + along * tip * 0.7 + [0, 0, 40], DOWN)[0]))
    b = (plate - last) @ across
    base = _nail_edge(foot, toe, plate)
    body = foot.v[np.unique(foot.f)] - last
    ring = body[(np.abs(body @ along - tip * 0.6) < 5) & (np.abs(body @ across) < (20 if toe == 1 else 11))] @ across
    mid, half = (ring.min() + ring.max()) / 2, (ring.max() - ring.min()) / 2
    share = 0.33 * half * 2
    return {"relief": (base, float(b.min()), float(b.max()), plate), "proportion": (0.42 * tip, mid - share, mid + share, plate)}


def bind_nail(book: Ledger, foot: Foot, toe: int) -> None:
    """Base line, side lines and corners of one nail."""
    name, (last, along, across, tip) = TOES[toe], toe_frame(foot, toe)
    found = nail(foot, toe)

    def spot(a: float, b: float) -> FloatArray:
        return foot.hit(last + along * a + across * b, DOWN)

    def line(points: list[tuple[float, float]]) -> FloatArray:
        return np.array([spot(a, b) for a, b in points])

    over = 2.0
    roads = []
    for kind, (base, inner, outer, _) in found.items():
        cells = [(base, b) for b in np.linspace(inner - over, outer + over, 9)]
        # the crossing with the side lines is a node of both
        cells = sorted({*cells, (base, inner), (base, outer)}, key=lambda c: c[1])
        roads.append(Road(kind, line(cells), weight=float(kind == "relief")))
    how = "flat patch of the nail on the mesh: straight line along its edge"
    book.curve(f"{name}_nail_base", roads, 2.0, how, exact=True)
    sides = ("medial", "lateral") if toe == 1 else ("lateral",)
    for side in sides:
        k = 1 if side == "medial" else 2
        roads, corner_roads = [], []
        for kind, values in found.items():
            base, edge = values[0], values[k]
            cells = [(base + d, edge) for d in (-over, -over / 2, 0.0, 0.25 * tip, 0.45 * tip)]
            roads.append(Road(kind, line(cells), weight=float(kind == "relief")))
            corner_roads.append(Road(kind, spot(base, edge), weight=0))
        plate = found["relief"][3]
        sign = -1 if side == "medial" else 1
        reach = sign * ((plate - last) @ across) - (plate - last) @ along
        corner_roads[0] = Road("relief", plate[reach.argmax()])
        book.curve(f"{name}_nail_{side}_border", roads, 2.0, how, exact=True)
        how_corner = "vertex of the nail's flat patch nearest to the corner"
        book.site(f"{name}_nail_{side}_corner", corner_roads, 2.0, how_corner)


def bind_tip(book: Ledger, foot: Foot, toe: int) -> None:
    """Tip of a toe."""
    last, along, across, tip = toe_frame(foot, toe)
    plate = _plate(foot, foot.row(foot.hits(last + along * tip * 0.7 + [0, 0, 40], DOWN)[0]))
    b = (plate - last) @ across
    line = last + across * (b.min() + b.max()) / 2
    low, high = foot.ground + 3, float(plate[:, 2].min())
    seen = np.array([foot.hit(np.array([line[0], line[1], z]), -along, 60.0) for z in np.linspace(low, high, 15)])
    first = seen[((seen - last) @ along).argmax()]
    previous = foot.bone(f"toe{toe}-{1 if toe == 1 else 2}")
    out = foot.hits(last, last - previous)
    note = "the template's last bone points beside the middle of the nail"
    roads = [Road("relief", first), Road("skeleton", out[0].place if out else first, note, weight=0)]
    book.site(f"{TOES[toe]}_tip", roads, 3.0, "foremost skin of the toe in the middle of its nail")
