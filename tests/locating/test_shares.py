"""Vertebral levels keep their share of the spine on every body; carried with the skin they would not."""

from __future__ import annotations

import numpy as np

from tongren.body.person import Body
from tongren.body.population import bodies
from tongren.body.template import template
from tongren.knowledge.atlas import read_atlas
from tongren.locating.located import Located

SEED = 31
STEPS = ("GV13", "BL12", "GV12", "BL14", "GV11", "GV10", "GV9", "EX-B3", "GV8", "GV7", "GV6", "BL21", "GV5", "GV4", "BL24", "GV3", "BL26")


def heights(found: Located) -> np.ndarray:
    """(B, 17) heights of T1 to L5 by the points that stand at their level."""
    side = ["M" if (c, "M") in zip(found.codes, found.sides, strict=True) else "L" for c in STEPS]
    pairs = list(zip(found.codes, found.sides, strict=True))
    return np.asarray(found.position_mm)[:, [pairs.index((c, s)) for c, s in zip(STEPS, side, strict=True)], 2]


def test_the_steps_of_a_spine_are_even(located: dict[str, Located], reference_bodies: dict[str, Body]) -> None:
    for name, found in located.items():
        steps = -np.diff(heights(found)[0])
        assert steps.min() > 0.8 * steps.mean(), f"{name}: {steps.round(1)}"
        assert steps.max() < 1.3 * steps.mean(), f"{name}: {steps.round(1)}"
        of_stature = steps.sum() / (10 * reference_bodies[name].height_cm)
        assert 0.21 < of_stature < 0.27, f"{name}: {steps.sum():.0f} mm from T1 to L5"


def test_random_people_have_even_steps_too() -> None:
    from tongren.front.places import locate

    steps = -np.diff(heights(locate(bodies(24, SEED))), axis=1)
    share = steps / steps.mean(1, keepdims=True)
    assert share.min() > 0.8 and share.max() < 1.3, f"seed {SEED}: {share.min():.2f} to {share.max():.2f}"


def test_carried_with_the_skin_they_were_not(reference_bodies: dict[str, Body]) -> None:
    atlas, faces = read_atlas(), template().faces
    v = reference_bodies["man_heavy"].vertices_mm
    order = sorted(atlas.shares.values(), key=lambda s: s.share)
    nodes = [atlas.bindings[s.landmark][0] for s in order]
    z = np.array([np.array([n.w0, n.w1, n.w2]) @ v[faces[n.face]][:, 2] for n in nodes])
    steps = -np.diff(z)
    assert steps.max() > 2 * steps.mean(), "if the skin carried them evenly, shares would not be needed"
