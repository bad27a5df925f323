"""Bodies have the height and the mass they were asked for, or say by how much they miss."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tongren.body.person import Body, bodies_of
from tongren.body.population import bodies
from tongren.body.template import template
from tongren.errors import InputError
from tongren.geometry.mesh import volume

SEED = 7
N_SAMPLE = 60
CENTRAL_BMI = {"female": (17.0, 35.0), "male": (18.0, 41.0)}  # well inside what the path reaches


def sample(n: int, central: bool) -> list[tuple[str, float, float, float]]:
    """Seeded people over the whole allowed range, or over the builds that the path reaches at every age and height."""
    rng = np.random.default_rng(SEED)
    out = []
    for _ in range(n):
        sex = str(rng.choice(["female", "male"]))
        height = rng.uniform(150, 195) if central else rng.uniform(140, 210)
        low, high = CENTRAL_BMI[sex] if central else (15, 45)
        out.append((sex, rng.uniform(18, 90), height, rng.uniform(low, high) * (height / 100) ** 2))
    return out


def measured(body: Body) -> tuple[float, float]:
    """Height in mm and mass in kg, measured anew on the vertices."""
    t, v = template(), body.vertices_mm.astype(float)
    return float(np.ptp(v[:, 2])), float(volume(v, t.faces[t.is_skin])) * 980e-9


def misses(body: Body) -> tuple[float, float]:
    height, mass = measured(body)
    return abs(height - 10 * body.height_cm), abs(mass / body.weight_kg - 1)


@pytest.mark.parametrize("central", [True, False])
def test_height_and_mass_are_met_or_noted(central: bool) -> None:
    bad, noted = [], 0
    for who in sample(N_SAMPLE, central):
        body = Body(*who)  # type: ignore[arg-type]
        mm, share = misses(body)
        noted += bool(body.notes)
        if (mm > 2.05 or share > 0.0102) and not body.notes:
            bad.append((who, mm, share))
    assert not bad, f"seed {SEED}: missed without a note: {bad}"
    if central:
        assert noted == 0, f"seed {SEED}: {noted} of {N_SAMPLE} ordinary bodies could not be met"


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("age", [18, 90])
@pytest.mark.parametrize("height_cm", [140, 210])
@pytest.mark.parametrize("bmi", [15, 45])
def test_extremes_are_built(sex: str, age: float, height_cm: float, bmi: float) -> None:
    body = Body(sex, age, height_cm, bmi * (height_cm / 100) ** 2)  # type: ignore[arg-type]
    assert np.isfinite(body.vertices_mm).all()
    mm, share = misses(body)
    assert mm < 60, "even the nearest body is of about the wished height"
    assert (mm <= 2.05 and share <= 0.0102) or body.notes
    for note in body.notes:
        assert "nearest body" in note


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sex": "other"}, "allowed: female, male"),
        ({"age": 17.9}, "18 to 90 years"),
        ({"age": 91}, "18 to 90 years"),
        ({"age": math.nan}, "18 to 90 years"),
        ({"height_cm": 139}, "140 to 210 cm"),
        ({"height_cm": 211}, "140 to 210 cm"),
        ({"height_cm": 0}, "140 to 210 cm"),
        ({"height_cm": math.inf}, "140 to 210 cm"),
        ({"weight_kg": 30}, "15 to 45 kg/m2"),
        ({"weight_kg": 150}, "15 to 45 kg/m2"),
        ({"weight_kg": math.nan}, "1 to 1000 kg"),
    ],
)
def test_wrong_input_says_what_is_allowed(change: dict[str, object], words: str) -> None:
    right = {"sex": "female", "age": 40, "height_cm": 165, "weight_kg": 62}
    with pytest.raises(InputError, match=words):
        Body(**{**right, **change})  # type: ignore[arg-type]


def test_origin_lies_between_the_soles(reference_bodies: dict[str, Body]) -> None:
    t = template()
    lead = np.array([t.bone_labels[j].startswith(("foot", "toe")) for j in t.skinning.argmax(1)])
    for body in reference_bodies.values():
        v = body.vertices_mm
        assert abs(v[:, 2].min()) < 1e-3, "the floor is z = 0"
        foot = v[lead]
        toes, heel = foot[:, 1].min(), foot[:, 1].max()
        assert abs(foot[:, 0].mean()) < 1, "the median plane is x = 0"
        assert abs(toes + heel) < 0.1 * (heel - toes), "the origin is half way between toes and heel"


def test_left_mirrors_right(reference_bodies: dict[str, Body]) -> None:
    t = template()
    for body in reference_bodies.values():
        off = np.linalg.norm(body.vertices_mm[t.mirror_vertex] * (-1, 1, 1) - body.vertices_mm, axis=1)
        assert off.max() < 1, f"{body.name}: {off.max():.2f} mm"


def test_a_batch_equals_single_bodies() -> None:
    people = sample(5, central=True)
    female = np.array([float(p[0] == "female") for p in people])
    age, height, weight = (np.array([p[k] for p in people], float) for k in (1, 2, 3))
    batch = bodies_of(female, age, height, weight)
    order = np.random.default_rng(SEED).permutation(len(people))
    shuffled = bodies_of(female[order], age[order], height[order], weight[order])
    assert np.abs(shuffled.vertices_mm - batch.vertices_mm[order]).max() < 0.05
    for i, who in enumerate(people):
        single = Body(*who).vertices_mm  # type: ignore[arg-type]
        assert np.abs(batch.vertices_mm[i] - single).max() < 1.0, "within what both may miss the wish by"


def test_random_adults_repeat_and_follow_the_survey() -> None:
    few = bodies(6, seed=3)
    again, other = bodies(6, seed=3), bodies(6, seed=4)
    assert (few.vertices_mm == again.vertices_mm).all()
    assert not np.allclose(few.height_cm, other.height_cm)
    assert few.vertices_mm.shape == (6, 13718, 3)
    with pytest.raises(InputError, match="allowed: a whole number, 1 to"):
        bodies(0)


def test_four_hundred_adults_have_the_surveys_mean_height() -> None:
    from tongren.body.population import _survey, people

    female, _, height, _ = people(400, seed=1)
    for sex, flag in (("female", 1), ("male", 0)):
        expected = _survey()[sex][:, 1].mean()  # ages are drawn evenly, so decades count about alike
        mean = height[female == flag].mean()
        assert abs(mean - expected) < 2.0, f"{sex}: {mean:.1f} cm, the survey has {expected:.1f}"
