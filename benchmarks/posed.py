"""Posed against rest: points located from posed vertices alone, against those found at rest and carried into the pose.

Run:  python -m benchmarks.posed [bodies [seed]]        (64 bodies, seed 1: some five minutes)
Prints, for each kind of pose and of skin, the median, 90th percentile and worst distance, and the ten worst points.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from reference_people import REFERENCE  # noqa: E402

from benchmarks.drawn_poses import any_axis_turns, displaced, in_pose, joint_turns, random_frame  # noqa: E402
from tongren.body.person import Body, origin_of  # noqa: E402
from tongren.body.population import people  # noqa: E402
from tongren.body.stance import rotations_of  # noqa: E402
from tongren.body.template import FloatArray, template  # noqa: E402
from tongren.front.places import locate  # noqa: E402
from tongren.locating.engine import locate_rest  # noqa: E402

NAMED = ("rest", "standing", "seated", "prone")
LOOSE = {"lowerarm01": 40, "lowerleg01": 40, "upperarm01": 30, "upperleg01": 30, "spine": 7, "finger": 10, "neck": 7}
WAVES_MM = (5.0, 8.0)
ALLOWED_MEDIAN_MM, ALLOWED_WORST_MM = 3.0, 10.0


@dataclass
class Kind:
    """What was measured for one kind of pose and skin: distances of points, one row a body."""

    gaps: list[FloatArray] = field(default_factory=list)
    worst: list[tuple[float, str, str]] = field(default_factory=list)
    seconds: float = 0.0


def agreement(body: Body, own: FloatArray, turns: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, list[str]]:
    """Distances (P,) in mm of points from posed vertices against points at rest carried, and the points' names."""
    at_rest = in_pose(body, own, None)
    if np.array_equal(own, body.rest.vertices[0]):
        at_rest = body.vertices_mm.astype(float)  # a person by measures is symmetric at rest
    at_rest = (at_rest - origin_of(at_rest[None])[0]).astype(np.float32)
    known = locate_rest(at_rest[None], np.array([body.sex == "female"]))
    vertices = in_pose(body, own, turns)
    wanted = (vertices[template().faces[known.face[0]]] * known.weights[0][:, :, None]).sum(1)
    turn, shift = random_frame(rng)
    found = locate(vertices @ turn.T + shift, sex=body.sex)
    gap = np.linalg.norm((found.position_mm[0] - shift) @ turn - wanted, axis=1)
    gap[known.face[0] < 0] = np.nan
    return gap, [f"{c} {s}" for c, s in zip(known.codes, known.sides, strict=True)]


def adults(n: int, seed: int) -> list[Body]:
    """The eight reference bodies, then n - 8 random adults."""
    out = [Body(*who, name) for name, who in REFERENCE.items()][:n]  # type: ignore[arg-type]
    female, age, height, weight = people(max(n - len(out), 1), seed)
    rows = zip(female, age, height, weight, strict=True)
    drawn = [Body("female" if f else "male", a, h, w, f"adult {i}") for i, (f, a, h, w) in enumerate(rows)]
    return out + drawn[: n - len(out)]


def trials(n: int, seed: int) -> Iterator[tuple[str, Body, FloatArray, FloatArray, np.random.Generator]]:
    """Kind, body, vertices before posing, turns, and the generator that goes with them, body by body."""
    for i, body in enumerate(adults(n, seed)):
        rng = np.random.default_rng([seed, i])
        plain = displaced(body, rng, 0)
        name = NAMED[(i // 2 + i) % len(NAMED)]
        rest_turns = np.tile(np.eye(3), (len(template().bone_labels), 1, 1))
        yield f"named ({', '.join(NAMED)})", body, plain, rotations_of(name, body.rest)[0] if name != "rest" else rest_turns, rng
        yield "loose: any axis, up to 40 degrees", body, plain, any_axis_turns(rng, LOOSE), rng
        yield "wide: every joint within its limits", body, plain, joint_turns(rng), rng
        rms = WAVES_MM[i % len(WAVES_MM)]
        yield f"wide, skin displaced by {rms:g} mm rms", body, displaced(body, rng, rms), joint_turns(rng), rng


def measured(n: int, seed: int) -> dict[str, Kind]:
    """Try every kind on n bodies."""
    out: dict[str, Kind] = {}
    for kind, body, own, turns, rng in trials(n, seed):
        started = time.perf_counter()
        gap, names = agreement(body, own, turns, rng)
        k = out.setdefault(kind, Kind())
        k.seconds += time.perf_counter() - started
        k.gaps.append(gap)
        k.worst += [(float(gap[p]), names[p], body.describe()) for p in np.argsort(-np.nan_to_num(gap))[:10]]
    return out


def table(kinds: dict[str, Kind]) -> list[str]:
    """The answer as lines of Markdown."""
    out = ["| pose and skin | bodies | median mm | of the worst body | 90th percentile | worst mm | "
           f"bodies with a point over {ALLOWED_WORST_MM:g} mm | seconds a body |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, k in sorted(kinds.items()):
        each = np.stack(k.gaps)
        over = int((np.nanmax(each, 1) > ALLOWED_WORST_MM).sum())
        out.append(f"| {name} | {len(each)} | {np.nanmedian(each):.2f} | {np.nanmedian(each, 1).max():.2f} | "
                   f"{np.nanpercentile(each, 90):.2f} | {np.nanmax(each):.1f} | {over} | {k.seconds / len(each):.2f} |")  # fmt: skip
    for name, k in sorted(kinds.items()):
        out += ["", f"{name}, the ten worst:"]
        out += [f"* {mm:.1f} mm: {point}, {who}" for mm, point, who in sorted(k.worst, reverse=True)[:10]]
    return out


def main(n: int = 64, seed: int = 1) -> None:
    print(f"{n} bodies, seed {seed}", *table(measured(n, seed)), sep="\n")


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:3]))
