"""A printable sheet of a session: A4, each point with its picture and how it is pressed, what was left out, and rows for ratings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from tongren.body.person import Body
from tongren.drawing.closeup import closeup
from tongren.drawing.font import broken, width_of
from tongren.drawing.page import Page
from tongren.drawing.save import pixels_of, save_pdf
from tongren.drawing.shapes import FAINT, INK, Box, Colour, Image, Path_, Text
from tongren.errors import InputError
from tongren.findings.sentences import Line
from tongren.guidance.practice import phrase
from tongren.guidance.shapes import Session, Step
from tongren.guidance.wording import called, left_out, title_of
from tongren.knowledge.tables import table
from tongren.locating.located import Located

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
MARGIN, GAP = 40.0, 13.0
PICTURE = (172.0, 140.0)
CLOSEUP = 330.0  # a close-up is drawn this wide and then shrunk, so that its words stay readable
HEADER = 54.0  # the close-up's own title, which the sheet writes itself
SIZES = {"title": (17.0, True), "head": (10.5, True), "strong": (9.0, True), "body": (8.2, False), "dim": (7.6, False), "foot": (7.6, False)}
RUST: Colour = (150, 62, 30)
WHITE: Colour = (255, 255, 255)
RATED = 7  # rows to write in


@dataclass
class _Sheets:
    """Pages that are written from above; `y` is how far the last one is filled."""

    title: str
    pages: list[Page] = field(default_factory=list)
    y: float = HEIGHT

    def room(self, height: float) -> None:
        """Begin a new page where the last one has not so much room."""
        if self.y + height > HEIGHT - MARGIN:
            self.pages.append(Page(WIDTH, HEIGHT, self.title, background=WHITE))
            self.y = MARGIN
            self.page.add(Text(WIDTH - MARGIN, HEIGHT - 22, f"Tongren · {self.title} · {len(self.pages)}", 6.5, FAINT, False, "end"))

    @property
    def page(self) -> Page:
        """The page being written."""
        return self.pages[-1]

    def text(self, text: str, kind: str = "body", colour: Colour = INK, indent: float = 0.0) -> None:
        """Write a text across the page, broken into lines."""
        size, bold = SIZES.get(kind, SIZES["body"])
        for line in broken(text, size, WIDTH - 2 * MARGIN - indent, bold):
            self.room(size * 1.35)
            self.y += size * 1.35
            self.page.add(Text(MARGIN + indent, self.y, line, size, colour, bold))

    def lines(self, lines: tuple[Line, ...], indent: float = 0.0) -> None:
        """Write lines of a session; cautions in their own ink."""
        for x in lines:
            self.text(x.text, x.kind, RUST if x.kind == "caution" else INK, indent + 8 * max(0, x.level - 1))


@cache
def landmark_words(language: str) -> dict[str, str]:
    """Return what a close-up writes beside its lines and references, in a language."""
    labels = {k: phrase(f"label_{k}", language) for k in ("behind", "median_line")}
    return {r["id"]: r[language] for r in table("words/terms")} | labels


def sheets(made: Session, body: Body, located: Located) -> list[Page]:
    """Return a session as A4 pages, its points drawn on a body at rest.  Raises InputError where it has no steps."""
    if not made.steps:
        raise InputError(f"{made.complaint.id}: this session has no points, so there is no sheet")
    language = made.language
    out = _Sheets(title_of(made).text)
    out.text(out.title, "title")
    out.y += 5
    out.lines(made.head)
    if made.cautions:
        out.text(phrase("cautions_head", language), "head")
        out.lines(made.cautions)
    out.text(made.pace.text, "strong")
    for step in made.steps:
        _step(out, step, language, body, located)
    _rest(out, made)
    _ratings(out, made)
    return out.pages


def _step(out: _Sheets, step: Step, language: str, body: Body, located: Located) -> None:
    """Write one point: the picture on the left, words beside it."""
    left = MARGIN + PICTURE[0] + GAP
    texts = [(f"{step.n}. {step.code} {called(step)}", "head")]
    texts += [(phrase("where", language, text=w), "dim") for w in step.where]
    texts += [(phrase("why", language, text=r.text), "dim") for r in step.reasons]
    texts.append((step.text, "body"))
    lines = [(line, kind) for text, kind in texts for line in broken(text, SIZES[kind][0], WIDTH - MARGIN - left, SIZES[kind][1])]
    height = max(PICTURE[1], sum(SIZES[k][0] * 1.4 for _, k in lines)) + GAP
    out.room(height)
    top = out.y + GAP
    y = top - 4
    pixels = picture_of(step, language, body, located)
    out.page.add(Image(Box(MARGIN, top, MARGIN + PICTURE[0], top + PICTURE[1]), pixels))
    for line, kind in lines:
        size, bold = SIZES[kind]
        y += size * 1.4
        out.page.add(Text(left, y, line, size, FAINT if kind == "dim" else INK, bold))
    out.y += height


def picture_of(step: Step, language: str, body: Body, located: Located) -> np.ndarray:
    """Return a step's close-up with its construction, without title and foot: pixels (H, W, 3) uint8, in the proportion of `PICTURE`."""
    side = step.sides[0] if step.sides[0] != "M" else "L"
    code = next(c for c in located.codes if c == step.code or c.startswith(step.code + "."))
    page = closeup(body, located, code, side, size=CLOSEUP, words=landmark_words(language)).page
    scale = 2.5
    whole = pixels_of(page, 72 * scale)
    high = CLOSEUP * PICTURE[1] / PICTURE[0]
    top = HEADER + (CLOSEUP - HEADER - high) / 2
    return whole[round(top * scale) : round((top + high) * scale)]


def _rest(out: _Sheets, made: Session) -> None:
    language = made.language
    out.y += GAP
    if made.dropped:
        out.text(phrase("dropped_head", language), "head")
        out.lines(tuple(left_out(made.dropped, language)))
    out.text(phrase("evidence_head", language), "head")
    out.lines(made.evidence)
    out.lines(made.foot)


def _ratings(out: _Sheets, made: Session) -> None:
    """Draw a small table to write ratings in, with the line that belongs to it."""
    heads = [phrase(k, made.language) for k in ("sheet_day", "sheet_before", "sheet_after")]
    size, row = 8.2, 17.0
    out.room(row * (RATED + 3))
    out.y += GAP
    widths = [max(110.0, width_of(h, size, True) + 14) for h in heads]
    left = np.concatenate([[MARGIN], MARGIN + np.cumsum(widths)])
    for x, head in zip(left, heads, strict=False):
        out.page.add(Text(float(x) + 5, out.y + 12, head, size, INK, True))
    for k in range(RATED + 2):
        y = out.y + k * row
        out.page.add(Path_(np.array([[left[0], y], [left[-1], y]]), FAINT, 0.5))
    for x in left:
        out.page.add(Path_(np.array([[x, out.y], [x, out.y + (RATED + 1) * row]]), FAINT, 0.5))
    out.y += (RATED + 1) * row + 4
    out.lines((made.rating.note,))


def save(made: Session, body: Body, located: Located, path: Path) -> list[Path]:
    """Write the sheet of a session as one .pdf, or as .png, a file a page.  Raises InputError for another ending or no steps."""
    if path.suffix.lower() not in (".pdf", ".png"):
        raise InputError(f"{path}: a sheet is written as .pdf or .png")
    pages = sheets(made, body, located)
    if path.suffix.lower() == ".pdf":
        return [save_pdf(pages, path)]
    names = [path if len(pages) == 1 else path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(1, len(pages) + 1)]
    return [page.save(name) for page, name in zip(pages, names, strict=True)]
