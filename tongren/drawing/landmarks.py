"""All bound landmarks on a body from six sides, with labels: the sheet on which an anatomist checks the bindings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from tongren.body.person import Body
from tongren.body.template import template
from tongren.drawing.figure import figure_of, is_seen, seen_pieces
from tongren.drawing.labels import LINE, Label, columns
from tongren.drawing.page import FAINT, INK, Box, Colour, Disc, Image, Page, Path_, Text
from tongren.drawing.picture import NOT_MEDICAL, Panel, panel_of
from tongren.drawing.views import View, view_named
from tongren.geometry.mesh import FloatArray, face_normals, points_on
from tongren.knowledge.atlas import Atlas, read_atlas
from tongren.outfile import write_bytes

SIDES = ("front", "back", "left", "right", "oblique_front", "oblique_back")
CLOSER = (
    "head_front",
    "head_side",
    "head_back",
    "hand_dorsal",
    "hand_palmar",
    "hand_radial",
    "foot_dorsal",
    "foot_sole",
    "foot_inner",
    "foot_outer",
    "forearm_palmar",
    "forearm_dorsal",
    "leg_front",
    "leg_inner",
    "leg_outer",
    "leg_back",
    "chest",
    "abdomen",
    "upper_back",
    "loin",
    "flank",
    "arm_front",
    "arm_outer",
    "shoulder_top",
    "thigh_inner",
    "thigh_outer",
)
SITE: Colour = (168, 52, 30)
CURVE: Colour = (24, 96, 116)
ONE_ROAD: Colour = (196, 120, 0)


@dataclass(frozen=True)
class Bound:
    """A landmark on the body: its nodes, their normals, whether it has but one road."""

    name: str
    places: FloatArray
    normals: FloatArray
    one_road: bool

    @property
    def is_curve(self) -> bool:
        """Whether it is a line."""
        return len(self.places) > 1

    @property
    def colour(self) -> Colour:
        """Amber for what has one road only, else by kind."""
        return ONE_ROAD if self.one_road else (CURVE if self.is_curve else SITE)


@dataclass
class LandmarkPictures:
    """One page a view; `save` writes one file a view, or all pages into one PDF."""

    pages: dict[str, Page]
    unseen: list[str] = field(default_factory=list)

    def save(self, path: str | Path, dpi: float = 144.0) -> list[Path]:
        """Write the pages: one PDF, or `name-view.png` (.svg) beside each other; return the files."""
        path = Path(path)
        if path.suffix.lower() == ".pdf":
            from tongren.drawing.pdf import pdf_of

            return [write_bytes(path, pdf_of(list(self.pages.values())))]
        return [page.save(path.with_name(f"{path.stem}-{name}{path.suffix}"), dpi) for name, page in self.pages.items()]


def bound_on(vertices: FloatArray, atlas: Atlas) -> list[Bound]:
    """Return every binding of the atlas on a body's vertices (V, 3)."""
    faces = template().faces
    out = []
    for name, nodes in sorted(atlas.bindings.items()):
        face = np.array([n.face for n in nodes])
        weights = np.array([(n.w0, n.w1, n.w2) for n in nodes])
        normal = face_normals(vertices, faces[face])
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        out.append(Bound(name, points_on(vertices, faces, face, weights), normal, nodes[0].road.startswith("one_road")))
    return out


def at_their_levels(bound: list[Bound], atlas: Atlas) -> list[Bound]:
    """Return the landmarks of an upright body with those that keep a share of a way put at their heights on its line."""
    at = {b.name: b.places[0] for b in bound}
    shares = sorted(atlas.shares.values(), key=lambda s: s.share)
    line = np.array([at[s.landmark] for s in shares])
    moved = {}
    for s in shares:
        z = at[s.from_][2] + s.share * (at[s.to][2] - at[s.from_][2])
        moved[s.landmark] = np.array([[at[s.landmark][0], np.interp(-z, -line[:, 2], line[:, 1]), z]])
    return [replace(b, places=moved.get(b.name, b.places)) for b in bound]


def landmarks_picture(
    body: Body | FloatArray,
    atlas: Atlas | None = None,
    views: tuple[str, ...] = SIDES,
    width: float = 1000.0,
    height: float = 1150.0,
) -> LandmarkPictures:
    """Return pictures of all bindings of the atlas on a body from six sides (or the given views), with their ids."""
    figure = figure_of(body, None)
    atlas = atlas or read_atlas()
    bound = bound_on(figure.vertices, atlas)
    bound = at_their_levels(bound, atlas) if isinstance(body, Body) else bound
    pages, met = {}, set()
    for name in views:
        view = _left_half(view_named(name))
        page = Page(width, height, f"Landmarks: {view.title}")
        margin = 190.0
        panel = panel_of(figure, view, "L", Box(margin, 46, width - margin, height - 24))
        page.add(Image(panel.box, panel.shaded.pixels))
        met |= _drawn(page, panel, bound)
        page.add(Text(width / 2, 28, f"Landmarks · {view.title}", 13, INK, True, "middle"))
        page.add(Text(width / 2, 41, "red: sites, blue: curves, amber: one road only", 7, FAINT, False, "middle"))
        note = " · ".join(x for x in ("Tongren", figure.caption, NOT_MEDICAL) if x)
        page.add(Text(width / 2, height - 10, note, 6.5, FAINT, False, "middle"))
        pages[name] = page
    return LandmarkPictures(pages, sorted({b.name for b in bound} - met))


def _left_half(view: View) -> View:
    """Return a whole-body view fitted to the left half, where the bindings are; other views as they are."""
    if not view.whole or view.title.endswith("side"):
        return view
    return replace(view, fit=("",), paired=True, whole=False, margin=(0.03, 0.03, 0.03, 0.03))


def _drawn(page: Page, panel: Panel, bound: list[Bound]) -> set[str]:
    """Put the seen landmarks on a page with labels in two columns; return their names."""
    labels: list[Label] = []
    discs = []
    for b in bound:
        if b.is_curve:
            pieces = [panel.to_page(p) for p in seen_pieces(panel.shaded, b.places, 5.0)]
            page.add(*(Path_(p, b.colour, 1.2, 0.85) for p in pieces))
            if not pieces:
                continue
            longest = max(pieces, key=len)
            x, y = longest[len(longest) // 2]
        else:
            if not is_seen(panel.shaded, b.places, b.normals)[0]:
                continue
            x, y = panel.to_page(panel.camera.project(b.places))[0]
            discs.append(Disc(float(x), float(y), 1.8, b.colour, (255, 253, 250), 0.6))
        labels.append(Label((b.name, ""), float(x), float(y), "", b.name, b.colour, 2.2 if not b.is_curve else 0.5))
    middle = np.median([label.x for label in labels]) if labels else 0.0
    placed = columns(
        labels, [label.x < middle for label in labels], Box(8, 48, page.width - 8, page.height - 26), 6.2, 3.6 / LINE
    )
    page.add(*(i for p in placed for i in p.items(0.0) if isinstance(i, Path_)), *discs)
    page.add(*(i for p in placed for i in p.items(0.8) if isinstance(i, Text)))
    return {label.key[0] for label in labels}
