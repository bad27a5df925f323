"""draw: a body with its points, a meridian, one point with its construction, a printable sheet, the landmarks, a fit's heat map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tongren.allowed import file_path, flag, one_of, shown, texts
from tongren.body.person import Bodies, Body, Sex
from tongren.drawing.page import Page
from tongren.drawing.save import ENDINGS, save_pdf
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit
from tongren.front.places import locate
from tongren.front.subjects import opened, pose_of, refuse, vertices_in
from tongren.geometry.mesh import FloatArray
from tongren.knowledge.atlas import MERIDIANS
from tongren.knowledge.index import meridian_spellings, plain, point_named
from tongren.locating.located import Located
from tongren.locating.vertices import check_vertices
from tongren.scans.reading import Scan, is_mesh, read_scan

if TYPE_CHECKING:
    from tongren.front.subjects import Subject

FOUR = ("front", "back", "left", "right")
SIDES = ("L", "R")


@dataclass(frozen=True)
class Drawing:
    """Pages that were drawn, each with the word that tells its file from the others'."""

    pages: tuple[Page, ...]
    words: tuple[str, ...] = ("",)

    def save(self, path: str | Path) -> list[Path]:
        """Write the pages and return the files: one .pdf, or .png or .svg, of several each with its word at the end of its name."""
        out = file_path("path", path)
        check_ending(out)
        if out.suffix.lower() == ".pdf":
            return [save_pdf(self.pages, out)]
        names = [out.with_name(f"{out.stem}-{word}{out.suffix}") if word else out for word in self.words]
        return [page.save(name) for page, name in zip(self.pages, names, strict=True)]


def check_ending(out: Path) -> None:
    """Raise InputError for a file that is no picture by its name."""
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"{out}: pictures are written as {', '.join(ENDINGS)}")


def meridian_of(words: Sequence[str]) -> str:
    """Return the meridian code that a single word names, or nothing."""
    code = meridian_spellings().get(plain(words[0]), "") if len(words) == 1 else ""
    return code if code in MERIDIANS else ""


def draw(
    subject: Subject, what: str | Iterable[str] = (), *, sex: Sex | None = None, pose: str | None = None, view: str = "",
    side: str | None = None, sheet: bool = False, landmarks: bool = False, lines: bool | None = None,
) -> Drawing:  # fmt: skip
    """Return pictures: `draw(body, "ST36").save("st36.png")`.

    subject, sex, pose: as for locate, one body.  what: points by code or name, or one meridian; nothing: all points, and of a
    fitted scan alone the heat map of its fit.  A single point is drawn near, with its construction.
    view: front, back, left, right, four, or a part such as leg_front; side: L or R, for close-ups and views of one side (L where
    it is not said).  sheet: a printable sheet of a meridian or of all points; landmarks: every bound landmark; lines: the
    meridians' courses on views and sheets, drawn where nothing is said.
    Raises InputError for what cannot be drawn, and for an option that does not apply.
    """
    words = texts("what", what, '"ST36"')
    sheet, landmarks = flag("sheet", sheet), flag("landmarks", landmarks)
    _refuse_pairs(words, view, sheet, landmarks)
    near = len(words) == 1 and not meridian_of(words) and not view and not sheet
    _refuse_unused(near, view, sheet, landmarks, side, lines)
    ground, vertices, female, pose = _ground(subject, sex, pose)
    if isinstance(ground, ScanFit) and pose == "scan" and not (words or view or sheet or landmarks):
        from tongren.drawing.fit_picture import scan_picture

        return Drawing((scan_picture(ground, locate(ground)),))
    shown_body = ground if isinstance(ground, Body) and pose == "rest" else vertices
    if landmarks:
        from tongren.drawing.landmarks import landmarks_picture

        made = landmarks_picture(shown_body)
        return Drawing(tuple(made.pages.values()), tuple(made.pages))
    found = locate(ground, pose=pose, alternatives=True) if isinstance(ground, Body | ScanFit) else locate(ground, sex=sex, alternatives=True)
    if near:
        return _closeups(shown_body, found, point_named(words[0]), side or "L", female)
    return _pictures(shown_body, vertices, found, words, view, side or "L", sheet, lines is not False)


def _refuse_pairs(words: list[str], view: object, sheet: bool, landmarks: bool) -> None:
    """Raise InputError for options that do not go together."""
    if not isinstance(view, str):
        raise InputError(f'view is {shown(view)}; allowed: a word such as "front", "four" or "leg_front"')
    if landmarks and (words or sheet or view):
        raise InputError("landmarks are drawn alone, from six sides: leave points, view and sheet out")
    if sheet and words and not meridian_of(words):
        raise InputError(f"sheet: found {', '.join(words)}; allowed: one meridian, such as ST, or nothing for all points")


def _refuse_unused(near: bool, view: str, sheet: bool, landmarks: bool, side: object, lines: object) -> None:
    """Raise InputError for a side or lines that would change nothing."""
    from tongren.drawing.views import view_named

    if side is not None:
        one_of("side", side, SIDES)
        if not near and (sheet or landmarks or view in ("", "four") or view_named(view).whole):
            raise InputError(f"side is {side}, but what is drawn shows both sides; it goes with a single point, or a view of one side: leg_front ...")
    if lines is not None and (flag("lines", lines) is not None) and (near or landmarks):
        raise InputError("lines tell of views and sheets; a point drawn near shows its own construction, and landmarks have none")


def _ground(subject: Subject, sex: Sex | None, pose: str | None) -> tuple[Body | ScanFit | FloatArray, FloatArray, bool, str]:
    """Return what is drawn on: a Body, a fit or vertices; its vertices (13718, 3) in the pose; whether female; the pose."""
    from tongren.geometry.backend import as_numpy

    if isinstance(subject, str | Path):
        subject, saved = opened(subject)
        pose = saved if pose is None else pose
    elif is_mesh(subject):
        subject = read_scan(subject)
    if isinstance(subject, Scan):
        from tongren.body.person import Measures
        from tongren.fitting.fit import fit_scan

        subject, sex = fit_scan(subject, Measures(sex)), None
    if isinstance(subject, Body | ScanFit):
        refuse("a Body" if isinstance(subject, Body) else "a fitted scan", sex=sex)
        is_fit = isinstance(subject, ScanFit)
        name = pose_of("scan" if is_fit and pose is None else pose, ["scan"] if is_fit else [])
        return subject, vertices_in(subject, name), subject.sex == "female", name
    if isinstance(subject, Bodies):
        raise InputError(f"{len(subject)} bodies: a picture shows one; take one, such as bodies[0]")
    refuse("vertices", pose=pose)
    batch, _ = check_vertices(subject)
    if batch.shape[0] != 1:
        raise InputError(f"{batch.shape[0]} bodies: a picture shows one")
    vertices = as_numpy(batch)[0]
    return vertices, vertices, sex == "female", "rest"


def _closeups(body: Body | FloatArray, found: Located, code: str, side: str, female: bool) -> Drawing:
    """One page for each place of a point."""
    from tongren.drawing.closeup import closeup
    from tongren.rules.sentences import sentences_of

    codes = [c for c in dict.fromkeys(found.codes) if c == code or c.startswith(code + ".")]
    pages = [closeup(body, found, site, side, said, female).page for site, said in zip(codes, sentences_of(code), strict=False)]
    return Drawing(tuple(pages), ("",) if len(codes) == 1 else tuple(c.split(".")[-1] for c in codes))


def _pictures(
    body: Body | FloatArray, vertices: FloatArray, found: Located, words: list[str], view: str, side: str, sheet: bool, lines: bool
) -> Drawing:
    """A sheet, or one page for each view."""
    from tongren.locating.courses import courses

    meridian = meridian_of(words)
    way = courses(vertices, found) if lines else []
    if sheet:
        from tongren.drawing.chart import chart

        return Drawing((chart(body, found, meridian, "" if view == "front" else view, way).page,))
    from tongren.drawing.picture import picture

    codes = None if meridian or not words else [point_named(w) for w in words]
    views = FOUR if view == "four" else (view or "front",)
    pages = [picture(body, found, name, side, codes, [meridian] if meridian else None, way).page for name in views]
    return Drawing(tuple(pages), ("",) if len(views) == 1 else views)
