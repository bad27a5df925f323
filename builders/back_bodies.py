"""Heights of the midline of the back on eight bodies, to bind what holds best on all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from road_ledger import Ledger
from template_tools import BODIES, at, body, skin_of, steps

from tongren.body.template import FloatArray


@dataclass(frozen=True)
class Way:
    """Midline of one body's back: heights going down, skin length from the top, heights on the default man."""

    z: FloatArray
    arc: FloatArray
    home: FloatArray


@dataclass(frozen=True)
class Population:
    """The ways of all bodies; the first is the default man."""

    ways: list[Way]

    @classmethod
    def between(cls, sheet: Ledger, top: str, low: str) -> Population:
        """Ways from one bound site down to the level of another."""
        spots = {name: sheet.nodes[name][0][:2] for name in (top, low)}
        return cls([_way(name, at(body(name), *spots[top])[2], at(body(name), *spots[low])[2]) for name in BODIES])

    def lift(self, height: float) -> float:
        """Half of the mean move that would keep a height's share of the way on every body, in millimetres."""
        man = self.ways[0]
        share = float(np.interp(-height, -man.z, man.arc)) / man.arc[-1]
        homes = [float(np.interp(share * w.arc[-1], w.arc, w.home)) for w in self.ways]
        return (float(np.mean(homes)) - homes[0]) / 2


def _way(name: str, top: float, low: float) -> Way:
    """Trace the midline of a named body from behind."""
    skin = skin_of(name)
    z = np.linspace(top, low, 150)
    hits = [skin.ray(np.array([0.0, 900.0, q]), np.array([0.0, -1.0, 0.0])) for q in z]
    found = [h for h in hits if h is not None]
    line = np.array([h.place for h in found])
    home = np.array([at(body(), h.face, h.weights)[2] for h in found])
    arc = steps(line)
    return Way(line[:, 2], arc, np.minimum.accumulate(home))
