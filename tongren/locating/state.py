"""Bodies being worked on: where the slots lie so far, and what all operations share on these bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from array_api_compat import device

from tongren.charts.frames import Frames, coordinates, cross, frames_on, means, unit
from tongren.charts.lookup import Forms, forms_of
from tongren.geometry.backend import Array, at, bodies_last, each, joined, namespace, turned
from tongren.locating.plan import NOWHERE, Plan, Task
from tongren.locating.program import Program
from tongren.locating.shares import at_shares

FAR_MM = 1e6
SOUND, APPROXIMATE, NO_ANSWER = 0, 1, 2


@dataclass(frozen=True)
class Guides:
    """The transverse cun of every chart on B bodies: base (B, C) millimetres in one cun at the first guide, 0 for none.

    Between guide g at level t (B, C, G-1) and the next it grows by rise over the stretch 1 / per_mm, held beyond the ends.
    """

    base: Array
    t: Array
    per_mm: Array
    rise: Array


@dataclass
class State:
    """Bodies being worked on: vertices (B, V, 3), and what each slot holds so far (B, N, ...); memory: bodies last."""

    plan: Plan
    vertices: Array
    female: Array  # (B,) bool
    frames: Frames
    mm_per_cun: Array  # (B, Q)
    zero: Array  # (B, Q) t at which each measure starts
    place: Array  # (B, N, 3)
    face: Array  # (B, N)
    weights: Array  # (B, N, 3)
    quality: Array  # (B, N) SOUND, APPROXIMATE or NO_ANSWER
    ref_t: Array  # (B, R) chart coordinates of the plan's refs
    ref_v: Array
    forms: Forms  # (B, N) of the plan's forms
    middles: Array  # (B, N', 3) of the plan's near faces
    size: Array  # (B, N') mean square of their corners' distance from the middle
    guides: Guides

    @property
    def program(self) -> Program:
        """The program that is run."""
        return self.plan.program

    @property
    def faces(self) -> Array:
        """(F, 3) the faces by vertices."""
        return self.plan.faces

    def corners(self, cand: Array) -> tuple[Array, Array, Array]:
        """Return the three corners, each (B, M, K, 3), of candidate faces (M, K)."""
        a, b, c = (at(self.vertices, self.faces[:, i][cand]) for i in range(3))
        return a, b, c

    def corners_on(self, face: Array) -> Array:
        """Return the corners (B, M, ..., 3, 3) of faces (B, M, ...), one set a body."""
        return each(self.vertices, namespace(face).stack([self.faces[:, i][face] for i in range(3)]))

    def read(self, refs: Array) -> None:
        """Work out the chart coordinates of refs whose slots have been found."""
        if refs.shape[0]:
            t, v = coordinates(self.frames, self.plan.ref_chart[refs], at(self.place, self.plan.ref_slot[refs]))
            self.ref_t[:, refs], self.ref_v[:, refs] = t, v

    def normals(self, slots: Array) -> Array:
        """Return outward unit normals (B, M, 3) of the faces on which slots (M,) lie."""
        c = self.corners_on(at(self.face, slots))
        return unit(cross(c[:, :, 1] - c[:, :, 0], c[:, :, 2] - c[:, :, 0]))

    def inherited(self, task: Task) -> Array:
        """Return the worse quality (B, M) of the two slots each operation leans on."""
        return namespace(self.vertices).maximum(at(self.quality, task.one), at(self.quality, task.two))


def _empty(xp: Any, n: int, m: int, like: Array, dtype: Any, wide: bool) -> Array:
    """Zeros (n, m, 3) or (n, m), bodies last in memory."""
    return turned(xp.zeros((3, m, n) if wide else (m, n), dtype=dtype, device=device(like)))


def start(plan: Plan, vertices: Array, female: Array, moved: Array | None = None) -> State:
    """Place the bound sites on bodies (B, V, 3) and measure the charts, the cun and the candidate faces.

    moved: (B, S, 3) shifts of the bound sites in millimetres, to see what a landmark put elsewhere would do.
    """
    xp, p = namespace(vertices), plan.program
    vertices = bodies_last(vertices)
    n, m, n_sites = vertices.shape[0], p.n_slots, p.site_face.shape[0]
    place, weights = (_empty(xp, n, m, vertices, vertices.dtype, True) for _ in range(2))
    face, quality = (_empty(xp, n, m, vertices, plan.faces.dtype, False) for _ in range(2))
    sites = sum(at(vertices, plan.faces[:, i][p.site_face]) * p.site_weights[:, i, None] for i in range(3))
    sites = at_shares(p, sites, moved)
    place[:, :n_sites], face[:, :n_sites], weights[:, :n_sites] = sites, p.site_face, p.site_weights
    frames = frames_on(p.charts, sites)
    ends = means(sites, p.measure_ends, p.measure_weight)
    wanted = [at(sites, plan.ref_slot[plan.site_refs]), ends[:, :, 0], ends[:, :, 1], at(vertices, plan.part_vertex)]
    charts = xp.concat([plan.ref_chart[plan.site_refs], p.measure_chart, p.measure_chart, plan.part_chart])
    t, v = coordinates(frames, charts, joined(wanted))
    a, b, c = (w.shape[1] for w in wanted[:3])
    b, c = a + b, a + b + c
    ref_t, ref_v = (_empty(xp, n, plan.ref_slot.shape[0], vertices, vertices.dtype, False) for _ in range(2))
    ref_t[:, plan.site_refs], ref_v[:, plan.site_refs] = t[:, :a], v[:, :a]
    mm = _mm_per_cun(p, ends, t[:, a:b], t[:, b:c], v[:, b:c])
    corner_t, corner_v = (_three(x[:, c:], plan) for x in (t, v))
    middles, size = _middles(plan, vertices)
    return State(
        plan, vertices, female, frames, mm, t[:, a:b], place, face, weights, quality, ref_t, ref_v,
        forms_of(corner_t, corner_v, plan.form_turn), middles, size,
        _guides(p, female, at(ref_t, plan.guide_ref), at(ref_v, plan.guide_ref)),
    )  # fmt: skip


def _three(x: Array, plan: Plan) -> tuple[Array, Array, Array]:
    """Values (B, U) at the three corners of the plan's forms, each (B, N)."""
    a, b, c = (at(x, plan.form_corner[i]) for i in range(3))
    return a, b, c


def _middles(plan: Plan, vertices: Array) -> tuple[Array, Array]:
    """Return middles (B, N', 3) of the plan's near faces and the mean square (B, N') of their corners' distance from them.

    One coordinate after the other: three at once no longer fit into the processor's cache.
    """
    xp, n = namespace(vertices), vertices.shape[0]
    corner = [plan.faces[:, i][plan.near_face] for i in range(3)]
    middles = _empty(xp, n, plan.near_face.shape[0], vertices, vertices.dtype, True)
    size: Any = 0.0
    for i in range(3):
        a, b, c = (at(vertices[..., i], k) for k in corner)
        b, c = b - a, c - a
        middles[..., i] = a + (b + c) / 3
        size = size + (b * (b - c) + c * c) * (2 / 9)
    middles[:, NOWHERE] = FAR_MM
    return middles, size


def _mm_per_cun(p: Program, ends: Array, t0: Array, t1: Array, v1: Array) -> Array:
    """Return (B, Q) millimetres in one unit of every measure: along the chart's t, across from the median plane, or straight."""
    xp = namespace(ends)
    gap = ends[:, :, 1] - ends[:, :, 0]
    length = xp.where(p.measure_straight, xp.sqrt(xp.sum(gap * gap, axis=-1)), xp.abs(t1 - t0))
    return xp.where(p.measure_across, xp.abs(v1), length) / p.measure_cun


def _guides(p: Program, female: Array, t: Array, v: Array) -> Guides:
    """Return the transverse cun of every chart from the coordinates (B, C, G) of its guide sites."""
    xp = namespace(t)
    each_mm = xp.abs(v) / xp.where(p.guide_cun > 0, p.guide_cun, xp.ones_like(p.guide_cun))
    skip = p.guide_male_only[None] & female[:, None, None]
    t, each_mm = xp.where(skip, t[:, :, :1], t), xp.where(skip, each_mm[:, :, :1], each_mm)
    none = (p.guide_cun[:, 0] <= 0)[None]
    width, rise = t[:, :, 1:] - t[:, :, :-1], each_mm[:, :, 1:] - each_mm[:, :, :-1]
    wide = (xp.abs(width) > 1e-6) & ~none[..., None]
    per_mm = xp.where(wide, 1 / xp.where(wide, width, xp.ones_like(width)), xp.zeros_like(width))
    return Guides(xp.where(none, xp.zeros_like(each_mm[:, :, 0]), each_mm[:, :, 0]), t[:, :, :-1], per_mm, rise)
