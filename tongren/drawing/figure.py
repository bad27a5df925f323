"""A body ready to be drawn: its vertices, its points carried by face and weights, what of them a camera sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tongren.body.person import Body
from tongren.body.template import template
from tongren.drawing.shade import Shaded
from tongren.drawing.shapes import Colour, colour_of
from tongren.errors import InputError
from tongren.geometry.mesh import FloatArray, points_on, vertex_normals
from tongren.knowledge.tables import Row, keyed, table
from tongren.locating.located import Located
from tongren.locating.program import STATUSES

STEP_MM = 2.0  # how finely lines are asked whether the skin hides them
INNER_SLACK_MM = 60.0  # how deep a course inside the body may run and still be drawn, dashed
HIDDEN_MM = 3.5  # how far a point may lie under the drawn skin and still count as seen


@dataclass(frozen=True)
class Mark:
    """A point on the drawn body."""

    code: str
    side: str
    meridian: str
    position: FloatArray
    normal: FloatArray
    sigma_mm: float
    status: str
    face: int


@dataclass(frozen=True)
class Figure:
    """Vertices (V, 3), their normals, the points, and the words that name the body."""

    vertices: FloatArray
    normals: FloatArray
    marks: tuple[Mark, ...]
    caption: str = ""

    def chosen(self, codes: list[str] | None, meridians: list[str] | None) -> list[Mark]:
        """Return the points of some codes or meridians; all where neither is given."""
        if not codes and not meridians:
            return list(self.marks)
        return [
            m
            for m in self.marks
            if m.code.split("/")[0].split(".")[0] in (codes or ()) or m.code in (codes or ()) or m.meridian in (meridians or ())
        ]


def meridian_of(code: str) -> str:
    """Return the meridian's letters of a point code; EX for all extra points."""
    return "EX" if code.startswith("EX") else code.rstrip("0123456789/alt.")


def body_vertices(body: Body | FloatArray) -> FloatArray:
    """Return the vertices (V, 3) of a body or of an array of template vertices."""
    vertices = body.vertices_mm if isinstance(body, Body) else np.asarray(body, float)
    n = len(template().mean)
    if vertices.shape != (n, 3):
        raise InputError(f"a picture needs a Body or vertices of shape ({n}, 3); found {vertices.shape}")
    return np.asarray(vertices, float)


def figure_of(body: Body | FloatArray, located: Located | None, number: int = 0) -> Figure:
    """Return the figure of a body and body `number` of an answer; points go with the skin of the given vertices."""
    vertices = body_vertices(body)
    t = template()
    normals = vertex_normals(vertices, t.faces)
    marks = []
    if located is not None:
        face, weights = np.asarray(located.face)[number], np.asarray(located.weights)[number]
        status, sigma = np.asarray(located.status)[number], np.asarray(located.sigma_mm)[number]
        for i in np.flatnonzero((face >= 0) & (status != STATUSES.index("no_answer"))):
            corner = t.faces[face[i]]
            normal = weights[i] @ normals[corner]
            code = located.codes[i]
            marks.append(
                Mark(
                    code,
                    located.sides[i],
                    meridian_of(code),
                    weights[i] @ vertices[corner],
                    normal / max(1e-9, float(np.linalg.norm(normal))),
                    float(sigma[i]),
                    STATUSES[int(status[i])],
                    int(face[i]),
                )
            )
    return Figure(vertices, normals, tuple(marks), body.describe() if isinstance(body, Body) else "")


def is_seen(shaded: Shaded, positions: FloatArray, normals: FloatArray | None = None) -> np.ndarray:
    """Return (N,) which places on the skin the camera sees: in the frame, turned to it, nothing nearer before them."""
    camera = shaded.camera
    screen = camera.project(positions)
    slope = np.zeros(len(screen))
    turned = np.ones(len(screen), bool)
    if normals is not None:
        facing = np.asarray(normals) @ camera.toward
        turned = facing > 0.06
        slope = camera.mm_per_px / np.maximum(facing, 0.06) * 0.7
    near = shaded.depth_at(screen)
    return turned & np.isfinite(near) & (screen[:, 2] >= near - HIDDEN_MM - slope)


def seen_pieces(shaded: Shaded, line: FloatArray, slack_mm: float = 6.0) -> list[np.ndarray]:
    """Return the pieces (N, 2), in the camera's pixels, of a line (N, 3) on the skin that the camera sees."""
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(step)])
    if len(line) < 2 or arc[-1] < 1e-6:
        return []
    s = np.unique(np.concatenate([arc, np.linspace(0, arc[-1], 2 + int(arc[-1] / STEP_MM))]))
    fine = np.stack([np.interp(s, arc, line[:, k]) for k in range(3)], 1)
    screen = shaded.camera.project(fine)
    near = shaded.depth_at(screen)
    ok = np.isfinite(near) & (screen[:, 2] >= near - slack_mm)
    cuts = np.flatnonzero(np.diff(ok.astype(int))) + 1
    return [p[:, :2] for p, k in zip(np.split(screen, cuts), np.split(ok, cuts), strict=True) if k[0] and len(p) > 1]


@cache
def meridian_colours() -> dict[str, Colour]:
    """Return the colour of each meridian, EX for the extra points (atlas/meridian_colours.csv)."""
    return {row["code"]: colour_of(row["colour"]) for row in table("meridian_colours")}


def names_of_points() -> Mapping[str, Row]:
    """Return the row of names of every point code."""
    return keyed("names", "code")


def meridian_names() -> Mapping[str, Row]:
    """Return the row of every meridian."""
    return keyed("meridians", "code")


def name_text(code: str, columns: tuple[str, ...]) -> str:
    """Return the names of a point in the wished columns of the table, one after the other."""
    row = names_of_points().get(code.split("/")[0].split(".")[0], {})
    return " ".join(row[c] for c in columns if row.get(c))


def chords(figure: Figure, meridian: str, side: str) -> list[FloatArray]:
    """Return straight chords between a meridian's consecutive points: what is drawn until there is a course."""
    marks = [m for m in figure.marks if m.meridian == meridian and m.side in (side, "M") and "/" not in m.code]
    marks.sort(key=lambda m: int("".join(c for c in m.code if c.isdigit()) or 0))
    out = []
    for a, b in zip(marks[:-1], marks[1:], strict=True):
        numbers = [int("".join(c for c in m.code if c.isdigit())) for m in (a, b)]
        if numbers[1] == numbers[0] + 1:
            out.append(np.linspace(a.position, b.position, 24))
    return out


def line_pieces(figure: Figure, shaded: Shaded, meridian: str, side: str, courses: Any = None) -> list[tuple[np.ndarray, bool]]:
    """Return the visible pieces (N, 2) of one meridian and whether each is dashed (runs inside the body)."""
    out: list[tuple[np.ndarray, bool]] = []
    if courses is None:
        lines = chords(figure, meridian, side) if meridian != "EX" else []
        return [(p, False) for line in lines for p in seen_pieces(shaded, line, 14.0)]
    for c in courses:
        if c.meridian == meridian and c.side in (side, "M") and not c.numbering_only:
            dashed = c.kind != "skin"
            pieces = seen_pieces(shaded, _course_line(figure, c), INNER_SLACK_MM if dashed else 5.0)
            out += [(p, dashed) for p in pieces]
    return out


def _course_line(figure: Figure, course: Any) -> FloatArray:
    """Return the nodes (N, 3) of a course on the figure's vertices; what runs inside goes straight between its points."""
    face = np.asarray(course.face)
    if course.kind == "skin" and (face >= 0).all():
        return points_on(figure.vertices, template().faces, face, np.asarray(course.weights, float))
    places = {(m.code, m.side): m.position for m in figure.marks}
    ends = [
        next((places[code, s] for s in (course.side, "M", "L") if (code, s) in places), None)
        for code in (course.codes[0], course.codes[-1])
    ]
    if ends[0] is None or ends[1] is None:
        return np.asarray(course.points_mm, float)
    return np.linspace(ends[0], ends[1], 24)
