"""The trunk as it is seen from the front, the side and inside, and how roads to a landmark of the trunk become a binding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from road_ledger import Apart, Decision, Road, mean_of
from template_tools import along as at_way
from template_tools import bone_file, even, length, skin_of

from tongren.body.template import FloatArray

MAN = skin_of()
V = MAN.vertices
STEP_MM = 7.0


def front(x: float, z: float) -> FloatArray:
    """Skin (3,) seen from the front at breadth x and height z."""
    hit = MAN.ray(np.array([x, -600.0, z]), np.array([0.0, 1.0, 0.0]))
    assert hit is not None, (x, z)
    return hit[2]


def around(degrees: float, z: float, y: float = 0.0) -> FloatArray:
    """Skin (3,) met from inside at height z, going from (0, y) so many degrees from straight forward to the left."""
    a = np.radians(degrees)
    hit = MAN.ray(np.array([0.0, y, z]), np.array([np.sin(a), -np.cos(a), 0.0]))
    assert hit is not None, (degrees, z)
    return hit[2]


def side(y: float, z: float) -> FloatArray:
    """Skin (3,) of the flank met from inside at depth y and height z."""
    hit = MAN.ray(np.array([0.0, y, z]), np.array([1.0, 0.0, 0.0]))
    assert hit is not None, (y, z)
    return hit[2]


def bone(name: str, where: str = "left") -> FloatArray:
    """Skin place (3,) of a bone landmark; the two sides are averaged where both are given."""
    found = bone_file()
    p = np.array(found[name, where]["rest"])
    if where == "midline":
        return p * [0.0, 1.0, 1.0]
    if (name, "right") in found:
        p = (p + np.array(found[name, "right"]["rest"]) * [-1.0, 1.0, 1.0]) / 2.0
    return p


def along(points: Sequence[Sequence[float]] | FloatArray, share: float) -> FloatArray:
    """Place (3,) at a share of the length of a polyline."""
    p = np.asarray(points, float)
    return at_way(p, share * length(p))


class Trunk:
    """How roads of the trunk become a binding: their weighted mean on the nearest skin, curves every 7 mm."""

    def site(self, roads: Sequence[Road], median: bool = False) -> Decision:
        """Choose the weighted mean; a median site lies on the midline."""
        chosen = MAN.nearest(mean_of(roads) * ([0.0, 1.0, 1.0] if median else 1.0))
        return Decision([chosen], [MAN.nearest(r.place) for r in roads], chosen.place)

    def curve(self, roads: Sequence[Road], line: FloatArray) -> Decision:
        """Choose a polyline (N, 3) near the skin, of which the roads are single places (3,)."""
        nodes = [MAN.nearest(p) for p in even(line, STEP_MM)]
        return Decision(nodes, [MAN.nearest(r.place) for r in roads], np.array([n.place for n in nodes]))


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source of a binding of the trunk that names none."""
    return "tongren_decision"


def remark(note: str, road: Road, apart: Apart) -> str:
    """The note of a road, and how far it lies from the choice."""
    return "; ".join(x for x in (note, f"{apart.from_choice:.0f} mm from the choice") if x)
