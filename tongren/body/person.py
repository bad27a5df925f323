"""A person's body: from sex, age, height and weight to vertices in millimetres, and into any pose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Literal, overload

import numpy as np

from tongren.allowed import number, one_of, text, whole_number
from tongren.body.path import Solved, built, solve
from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import RestState, rest_state
from tongren.body.template import FloatArray, IntArray, template
from tongren.errors import InputError
from tongren.units import body_mass_index, cm_to_mm

Sex = Literal["female", "male"]
SEXES = ("female", "male")
AGES, HEIGHTS_CM, BMIS = (18.0, 90.0), (140.0, 210.0), (15.0, 45.0)
ANY_KG = (1.0, 1000.0)  # what a scale may say; the body mass index says more
WEIGHTS_KG = (BMIS[0] * (HEIGHTS_CM[0] / 100) ** 2, BMIS[1] * (HEIGHTS_CM[1] / 100) ** 2)  # 29.4 to 198


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


def check_sex(sex: object) -> Sex:
    """Return the build of body.  Raises InputError for another word."""
    return "female" if one_of("sex", sex, SEXES, " (the build of body to use)") == "female" else "male"


def check_person(sex: object, age: object, height_cm: object, weight_kg: object) -> None:
    """Raise InputError where a measure is not a number or lies outside what an adult body can be built for."""
    check_sex(sex)
    number("age", age, *AGES, "years")
    height = number("height", height_cm, *HEIGHTS_CM, "cm")
    weight = number("weight", weight_kg, *ANY_KG, "kg")
    _check_build(height, weight)


def _check_build(height_cm: float, weight_kg: float) -> None:
    index = body_mass_index(weight_kg, height_cm)
    number("body mass index", index, *BMIS, "kg/m2", f" (weight {weight_kg:g} kg at {height_cm:g} cm)")


@dataclass(frozen=True)
class Measures:
    """What is known of a person: build, years, height, weight; None for what is not.

    Measures(sex="male", height_cm=176).  Raises InputError for a measure that no adult has.
    """

    sex: Sex | None = None
    age: float | None = None
    height_cm: float | None = None
    weight_kg: float | None = None

    def __post_init__(self) -> None:
        if self.sex is not None:
            check_sex(self.sex)
        weights = WEIGHTS_KG if self.height_cm is None else ANY_KG
        for name, value, limits, unit in (
            ("age", self.age, AGES, "years"), ("height", self.height_cm, HEIGHTS_CM, "cm"), ("weight", self.weight_kg, weights, "kg"),
        ):  # fmt: skip
            if value is not None:
                number(name, value, *limits, unit)
        if self.height_cm is not None and self.weight_kg is not None:
            _check_build(self.height_cm, self.weight_kg)

    @property
    def given(self) -> dict[str, str | float]:
        """What is known, by the names of the fields."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}

    def body(self) -> Body:
        """Return the body of these measures.  Raises InputError where one of the four is missing, or they go with no adult."""
        if self.sex is None or self.age is None or self.height_cm is None or self.weight_kg is None:
            missing = ", ".join(f.name for f in fields(self) if f.name not in self.given)
            raise InputError(f"a body by its measures wants sex, age, height_cm and weight_kg; missing: {missing}")
        return Body(self.sex, self.age, self.height_cm, self.weight_kg)


@dataclass(frozen=True)
class Body:
    """One adult's body in the rest pose, LPS millimetres, origin between the soles.

    Body(sex="female", age=40, height_cm=165, weight_kg=62).  Raises InputError for measures outside 18 to 90 years,
    140 to 210 cm, body mass index 15 to 45.  `notes` says where the wish could not be met.
    phenotype (6,): the shape itself, where it was solved before; None solves for it.
    """

    sex: Sex
    age: float
    height_cm: float
    weight_kg: float
    name: str = ""
    phenotype: FloatArray | None = field(default=None, repr=False, compare=False)
    solved: Solved = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_person(self.sex, self.age, self.height_cm, self.weight_kg)
        text("name", self.name, '"anna"')
        if self.phenotype is not None:
            object.__setattr__(self, "solved", built(template(), np.asarray(self.phenotype, float)[None]))
            return
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
    def faces(self) -> IntArray:
        """(26692, 3) the triangles of the outer skin, as numbers of vertices: with vertices_mm a mesh."""
        return template().faces[template().is_skin]

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


@dataclass(frozen=True, repr=False)
class Bodies:
    """A batch of bodies at rest: vertices_mm (B, 13718, 3) in LPS millimetres, and the people they were built for, each (B,).

    phenotype (B, 6): their shapes.  bodies[0] is a Body, bodies[2:5] are Bodies, a loop goes through them one by one.
    """

    vertices_mm: FloatArray
    female: FloatArray
    age: FloatArray
    height_cm: FloatArray
    weight_kg: FloatArray
    reached_height_cm: FloatArray
    reached_weight_kg: FloatArray
    phenotype: FloatArray

    def __len__(self) -> int:
        return len(self.vertices_mm)

    @overload
    def __getitem__(self, which: int) -> Body: ...
    @overload
    def __getitem__(self, which: slice) -> Bodies: ...
    def __getitem__(self, which: int | slice) -> Body | Bodies:
        """Return one body, or some of them.  Raises IndexError for a number that there is not, InputError for what is no number."""
        if isinstance(which, slice):
            return Bodies(*(getattr(self, f.name)[which] for f in fields(self)))
        n = len(self)
        i = whole_number("number of a body", which)
        if not -n <= i < n:
            raise IndexError(f"body {i} of {n}; allowed: {-n} to {n - 1}")
        sex: Sex = "female" if self.female[i] > 0.5 else "male"
        who = (float(self.age[i]), float(self.height_cm[i]), float(self.weight_kg[i]))
        return Body(sex, *who, phenotype=self.phenotype[i])

    def __iter__(self) -> Iterator[Body]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"Bodies({len(self)}: {int(self.female.sum())} female, {len(self) - int(self.female.sum())} male)"


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
        np.concatenate([p.phenotype for p in parts]),
    )
