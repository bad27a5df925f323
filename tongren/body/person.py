"""A person's body: from sex, age, height and weight to vertices in millimetres, and into any pose."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np

from tongren.body.path import Solved, solve
from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import RestState, rest_state
from tongren.body.template import FloatArray, template
from tongren.errors import InputError
from tongren.units import body_mass_index, cm_to_mm

Sex = Literal["female", "male"]
AGES, HEIGHTS_CM, BMIS = (18.0, 90.0), (140.0, 210.0), (15.0, 45.0)


@cache
def sole_vertices() -> np.ndarray:
    """Numbers of the vertices of both soles: the lowest 8 mm of the average body."""
    t = template()
    rest = rest_state(t, np.array([[0.5, 0.8, 0.5, 0.5, 0.5, 0.5]]))
    z = skin(t, rest.vertices, bone_transforms(t, rest))[0, :, 2]
    return np.flatnonzero(z < z.min() + 8.0)


def origin_of(vertices: FloatArray) -> FloatArray:
    """Return (B, 3): the point between the soles of bodies (B, V, 3): median plane, half way from heel to toes, the floor."""
    y = vertices[:, sole_vertices(), 1]
    y = (y.min(1) + y.max(1)) / 2
    return np.stack([np.zeros_like(y), y, vertices[:, :, 2].min(1)], -1)


def check_person(sex: str, age: float, height_cm: float, weight_kg: float) -> None:
    """Raise InputError where a measure is not a number or lies outside what an adult body can be built for."""
    if sex not in ("female", "male"):
        raise InputError(f'sex is "{sex}"; allowed: "female" or "male" (the build of body to use)')
    bmi = body_mass_index(weight_kg, height_cm) if height_cm else float("nan")
    for name, value, (low, high), unit in (
        ("age", age, AGES, "years"),
        ("height", height_cm, HEIGHTS_CM, "cm"),
        ("body mass index", bmi, BMIS, "kg/m2"),
    ):
        if not low - 1e-9 <= value <= high + 1e-9:
            hint = f" (weight {weight_kg:g} kg at {height_cm:g} cm)" if name.startswith("body") else ""
            raise InputError(f"{name} is {value:.4g} {unit}{hint}; allowed: {low:g} to {high:g} {unit}")


@dataclass(frozen=True)
class Body:
    """One adult's body in the rest pose, LPS millimetres, origin between the soles.

    Body(sex="female", age=40, height_cm=165, weight_kg=62).  Raises InputError for measures outside 18 to 90 years,
    140 to 210 cm, body mass index 15 to 45.  `notes` says where the wish could not be met.
    """

    sex: Sex
    age: float
    height_cm: float
    weight_kg: float
    name: str = ""
    solved: Solved = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_person(self.sex, self.age, self.height_cm, self.weight_kg)
        one = np.ones(1)
        solved = solve(
            one * (self.sex == "female"), one * self.age, one * cm_to_mm(self.height_cm), one * self.weight_kg
        )
        object.__setattr__(self, "solved", solved)

    @property
    def vertices_mm(self) -> FloatArray:
        """(13718, 3) vertices at rest, LPS millimetres, origin between the soles."""
        return (self.solved.vertices - origin_of(self.solved.vertices)[:, None])[0]

    @property
    def rest(self) -> RestState:
        """The state before posing, in the template's own origin."""
        return self.solved.rest

    @property
    def misses(self) -> dict[str, tuple[float, float]]:
        """What could not be met: `height` (off by mm, wished cm) beyond 2 mm, `weight` (off by kg, wished kg) beyond 1 %."""
        dh = float(self.solved.height_mm[0]) - cm_to_mm(self.height_cm)
        dm = float(self.solved.mass_kg[0]) - self.weight_kg
        out = {"height": (dh, self.height_cm)} if abs(dh) > 2 else {}
        return out | ({"weight": (dm, self.weight_kg)} if abs(dm) > 0.01 * self.weight_kg else {})

    @property
    def notes(self) -> list[str]:
        """What could not be met, in plain words; empty when height is within 2 mm and mass within 1 %."""
        said = {
            "height": "the nearest body is {0:+.0f} mm from the wished height of {1:g} cm",
            "weight": "the nearest body is {0:+.1f} kg from the wished mass of {1:g} kg",
        }
        return [said[what].format(*numbers) for what, numbers in self.misses.items()]

    def describe(self) -> str:
        """One line that names the body."""
        who = f"{self.name}: " if self.name else ""
        return f"{who}{self.sex}, {self.age:g} years, {self.height_cm:g} cm, {self.weight_kg:g} kg"


@dataclass(frozen=True)
class Bodies:
    """A batch of bodies at rest: vertices_mm (B, 13718, 3) in LPS millimetres, and the people they were built for."""

    vertices_mm: FloatArray
    female: FloatArray
    age: FloatArray
    height_cm: FloatArray
    weight_kg: FloatArray
    reached_height_cm: FloatArray
    reached_weight_kg: FloatArray

    def __len__(self) -> int:
        return len(self.vertices_mm)


def bodies_of(female: FloatArray, age: FloatArray, height_cm: FloatArray, weight_kg: FloatArray, chunk: int = 32) -> Bodies:
    """Return the bodies of people given as arrays (B,); female is 1 or 0.  Solved in chunks to stay in memory."""
    parts = [
        solve(female[i : i + chunk], age[i : i + chunk], height_cm[i : i + chunk] * 10, weight_kg[i : i + chunk], 1)
        for i in range(0, len(female), chunk)
    ]
    vertices = np.concatenate([p.vertices - origin_of(p.vertices)[:, None] for p in parts]).astype(np.float32)
    return Bodies(
        vertices, female, age, height_cm, weight_kg,
        np.concatenate([p.height_mm for p in parts]) / 10, np.concatenate([p.mass_kg for p in parts]),
    )
