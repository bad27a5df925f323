"""What the direction words mean in each chart: along its axis, or as a vector in its own frame."""

from __future__ import annotations

import numpy as np

from tongren.knowledge.records import Chart

OPPOSITE = {
    "superior": "inferior", "inferior": "superior", "proximal": "distal", "distal": "proximal", "medial": "lateral",
    "lateral": "medial", "anterior": "posterior", "posterior": "anterior", "radial": "ulnar", "ulnar": "radial",
    "tibial": "fibular", "fibular": "tibial", "dorsal": "palmar", "palmar": "dorsal", "plantar": "dorsal",
}
SAME = {"tibial": "medial", "fibular": "lateral", "plantar": "inferior"}
PLUMB_AXES = {"superior": (1, 0, 0), "lateral": (0, 1, 0), "posterior": (0, 0, 1)}


def _axes(chart: Chart) -> dict[str, tuple[float, float, float]]:
    """Every direction word of a chart as (along a, along e1, along e2)."""
    if chart.kind != "limb":
        base: dict[str, tuple[float, float, float]] = dict(PLUMB_AXES)
    else:
        base = {"distal": (1, 0, 0), chart.dir1: (0, 1, 0), chart.dir2: (0, 0, 1)}
        if "superior" not in base and "inferior" not in base:
            base["inferior"] = (1, 0, 0)
    for word, v in list(base.items()):
        base.setdefault(OPPOSITE[word], (-v[0], -v[1], -v[2]))
    for word, other in SAME.items():
        if other in base:
            base.setdefault(word, base[other])
    return base


def direction_vector(chart: Chart, words: str) -> np.ndarray:
    """Return the direction (3,) in the chart's frame (a, e1, e2) of one word or two joined by a hyphen.

    Raises KeyError for a word that means nothing in the chart.
    """
    axes = _axes(chart)
    v = np.sum([axes[w] for w in words.split("-")], axis=0).astype(float)
    return v / np.linalg.norm(v)


def is_along(chart: Chart, word: str) -> bool:
    """Whether a direction runs along the chart's t."""
    if chart.kind == "scalp":
        return word in ("anterior", "posterior", "superior", "inferior")
    v = _axes(chart).get(word)
    return v is not None and abs(v[0]) == 1


def along_sign(chart: Chart, word: str) -> float:
    """Return +1 where a direction runs with the chart's t, -1 against it.

    On the scalp t runs from the anterior hairline backwards; `superior` is told from the front (the rules of the back
    of the head say `inferior` or count from the front).
    """
    if chart.kind == "scalp":
        return 1.0 if word in ("posterior", "superior") else -1.0
    return float(_axes(chart)[word][0])
