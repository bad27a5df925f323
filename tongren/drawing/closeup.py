"""One point close up, with how it is found: level and line on the skin, cun ticks, references, and the sigma circle."""

from __future__ import annotations

import numpy as np

from tongren.body.person import Body
from tongren.body.template import template
from tongren.drawing.construction import Construction, construction_on
from tongren.drawing.figure import Figure, Mark, figure_of, is_seen, meridian_colours, name_text, seen_pieces
from tongren.drawing.font import broken
from tongren.drawing.labels import Label, Placed, around
from tongren.drawing.page import Page
from tongren.drawing.picture import NOT_MEDICAL, Picture, sigma_circle
from tongren.drawing.raster import Camera
from tongren.drawing.shade import Shaded, shaded
from tongren.drawing.shapes import FAINT, INK, Box, Colour, Disc, Image, Item, Path_, Text
from tongren.drawing.views import ARM, LEG, share_of
from tongren.errors import InputError
from tongren.geometry.mesh import FloatArray, IntArray
from tongren.knowledge.tables import table
from tongren.locating.located import Located
from tongren.rules.tree import Rule

FOOT = ("foot", "toe", "lowerleg")
LIMBS = {"upper_arm": ARM, "forearm": ARM, "hand": ARM, "hip_thigh": LEG, "leg": LEG, "foot": FOOT}
ROLES: dict[str, tuple[Colour, float, tuple[float, float] | None]] = {
    "level": ((20, 92, 110), 1.5, None),
    "line": ((150, 62, 30), 1.5, None),
    "base": ((60, 100, 112), 0.9, (3.0, 3.0)),
}
NARROWEST_MM = {"hand": 90.0, "foot": 110.0, "face": 105.0, "forearm": 130.0, "leg": 170.0, "scalp": 190.0, "neck": 160.0}
OTHER_MM, WIDEST_MM = 240.0, 520.0
POSED_MM = 3.0
BEHIND = "behind"  # said of a reference that the body hides


def closeup(
    body: Body | FloatArray,
    located: Located,
    rule: Rule | str,
    side: str = "L",
    sentence: str = "",
    female: bool | None = None,
    size: float = 620.0,
    words: dict[str, str] | None = None,
) -> Picture:
    """Return one point of a body at rest with its construction, and the sentence of its rule below.

    rule: a Rule or a point code (ST36, PC8/alt); side: L or R (points of the median plane take either); female: needed
    where the body is given as vertices; words: landmark id -> name to write (and one for `behind` and `median_line`), else the atlas' English words.
    On vertices in another pose the point is drawn without its construction.  Raises InputError where it is not located.
    """
    code = rule.key.split("[")[0] if isinstance(rule, Rule) else rule
    figure = figure_of(body, located)
    mark = next((m for m in figure.marks if m.code == code and m.side in (side, "M")), None)
    if mark is None:
        known = ", ".join(sorted({m.side for m in figure.marks if m.code == code})) or "no side"
        raise InputError(f"{code} cannot be drawn on side {side}: it is located on {known}")
    is_female = body.sex == "female" if isinstance(body, Body) else bool(female)
    built = construction_on(figure.vertices, is_female, code, mark.side)
    if np.linalg.norm(built.place - mark.position) > POSED_MM:  # vertices in a pose: the lines would be those of another body
        built = Construction(mark.position, built.chart)
    lines = broken(sentence, 9.5, size - 60) if sentence else []
    page = Page(size, size + 26 + 14 * len(lines), code)
    box = Box(0, 54, size, size)
    camera = _camera(figure, mark, built, size, size - 54)
    picture = shaded(figure.vertices, _faces(built.chart, mark.side, camera.toward), camera, 2, 2, 0.06, normals=figure.normals)
    page.add(Image(box, picture.pixels))
    placed = _drawn(page, box, picture, figure, mark, built, words or _words())
    page.add(Text(size / 2, 30, f"{code}  {name_text(code, ('pinyin', 'simplified'))}", 16, INK, True, "middle"))
    is_sure = np.isfinite(mark.sigma_mm) and mark.sigma_mm >= 0.5
    sure = f" · true place within {mark.sigma_mm:.0f} mm, 68 times in 100" if is_sure else ""
    which = {"L": "left", "R": "right", "M": "median plane"}[mark.side]
    page.add(
        Text(
            size / 2,
            45,
            f"{which}{sure}",
            8.5,
            FAINT,
            False,
            "middle",
        )
    )
    for i, line in enumerate(lines):
        page.add(Text(size / 2, size + 14 + 14 * i, line, 9.5, INK, False, "middle"))
    note = " · ".join(x for x in ("Tongren", figure.caption, NOT_MEDICAL) if x)
    page.add(Text(size / 2, page.height - 9, note, 6.5, FAINT, False, "middle"))
    return Picture(page, placed, [(mark.code, mark.side)])


def _faces(chart: str, side: str, toward: FloatArray) -> IntArray:
    """Return all faces, or those of the limb where another part of the body could stand before it."""
    t = template()
    inner = toward[0] * (-1 if side == "L" else 1) > 0.25
    if chart not in LIMBS or (chart in ("hip_thigh", "upper_arm") and not inner):
        return t.faces
    return t.faces[(share_of(LIMBS[chart], side) > 0.5)[t.faces].any(1)]


def _camera(figure: Figure, mark: Mark, built: Construction, width: float, height: float) -> Camera:
    """Return a camera that looks along the mean of the skin's normals around the point, references in the frame."""
    near = np.linalg.norm(figure.vertices - mark.position, axis=1) < 40
    own = figure.normals[near & (figure.normals @ mark.normal > 0.2)].sum(0) + mark.normal * 4
    toward = own / np.linalg.norm(own)
    for place in built.references.values():
        k = int(np.linalg.norm(figure.vertices - place, axis=1).argmin())
        if figure.normals[k] @ toward < 0.35:  # turn a little towards a reference that would be hidden
            toward = toward + 0.45 * figure.normals[k] / len(built.references)
    toward /= np.linalg.norm(toward)
    up = np.array([0.0, 0.0, 1.0]) if abs(toward[2]) < 0.85 else np.array([0.0, -1.0, 0.0])
    if built.proximal is not None and built.chart != "foot" and abs(built.proximal @ toward) < 0.8:
        up = built.proximal
    right = np.cross(up, toward)
    right /= np.linalg.norm(right)
    up = np.cross(toward, right)
    places = [mark.position, *built.references.values(), *(p for p, _ in built.ticks)]
    kept = np.array([p for p in places if np.linalg.norm(p - mark.position) < WIDEST_MM])
    x, y = kept @ right, kept @ up
    wide = max(NARROWEST_MM.get(built.chart, OTHER_MM), np.ptp(x) * 1.5 + 40, np.ptp(y) * 1.28 + 40)
    middle = [(c.min() + c.max()) / 2 for c in (x, y)]
    centre = right * middle[0] + up * middle[1] + toward * (mark.position @ toward)
    return Camera(centre, right, up, wide / min(width, height), round(width), round(height))


def _words() -> dict[str, str]:
    """Return the English words of landmarks, where the atlas has them."""
    return {row["id"]: row["en"] for row in table("words/terms")}


def _drawn(
    page: Page, box: Box, picture: Shaded, figure: Figure, mark: Mark, built: Construction, words: dict[str, str]
) -> list[Placed]:
    """Put lines, ticks, references, circle and point on the page; return the placed labels."""
    camera, shift = picture.camera, np.array([box.x0, box.y0])
    colour = meridian_colours()[mark.meridian]
    near: list[np.ndarray] = []
    over: list[Item] = []
    labels: list[Label] = []
    for line in built.lines:
        ink, width, dash = ROLES[line.role]
        first = len(near)
        for chain in chained(line.segments):
            for piece in seen_pieces(picture, chain, 4.0):
                near.append(piece + shift)
                page.add(
                    Path_(piece + shift, (255, 253, 250), width + 1.4, 0.55),
                    Path_(piece + shift, ink, width, 0.95, dash),
                )
        if line.name and len(near) > first:
            labels.append(
                _line_label(max(near[first:], key=len), words.get(line.name) or line.name.replace("_", " "), ink, camera)
            )
    for chord in built.chords:
        points = camera.project(chord)[:, :2] + shift
        near.append(np.linspace(points[0], points[1], 20))
        page.add(Path_(points, ROLES["line"][0], 1.3, 0.9, (5.0, 3.0)))
    circle = camera.project(sigma_circle(mark))[:, :2] + shift
    page.add(Path_(circle, colour, 1.0, 0.9, None, None, True), Path_(circle, colour, 0.0, 0.20, None, colour, True))
    x, y = camera.project(mark.position[None])[0, :2] + shift
    over.append(Disc(x, y, 4.2, colour, (255, 253, 250), 1.4))
    labels.insert(0, Label((mark.code, mark.side), float(x), float(y), mark.code, "", colour, 6.5))
    labels += _reference_labels(picture, built, words, shift, over)
    for k, (place, number) in enumerate(built.ticks):
        tx, ty = camera.project(place[None])[0, :2] + shift
        if is_seen(picture, place[None])[0] and np.hypot(tx - x, ty - y) > 6:
            over.append(Disc(tx, ty, 1.5, (255, 253, 250), INK, 0.8))
            labels.append(Label((f"tick{k}", number), float(tx), float(ty), "", number, INK, 2.5))
    placed = around(labels, Box(6, 52, box.x1 - 6, box.y1 - 4), 9.5, near)
    page.add(*(i for p in placed for i in p.items(1.3) if isinstance(i, Path_)), *over)
    page.add(*(i for p in placed for i in p.items(1.3) if isinstance(i, Text)))
    return placed


def _line_label(piece: np.ndarray, text: str, ink: Colour, camera: Camera) -> Label:
    """Return the label of a line, at the place of it that is a fifth of the way from its end."""
    inner = piece[(piece[:, 0] > 30) & (piece[:, 0] < camera.width - 30) & (piece[:, 1] > 80) & (piece[:, 1] < camera.height)]
    place = (inner if len(inner) else piece)[int(0.8 * (len(inner) or len(piece)))]
    return Label(("line", text), float(place[0]), float(place[1]), "", text, ink, 1.0)


def _reference_labels(
    picture: Shaded, built: Construction, words: dict[str, str], shift: FloatArray, over: list[Item]
) -> list[Label]:
    out = []
    for name, place in built.references.items():
        x, y = picture.camera.project(place[None])[0, :2] + shift
        seen = bool(is_seen(picture, place[None])[0])
        inside = 0 <= x <= picture.camera.width and shift[1] <= y <= picture.camera.height + shift[1]
        if not inside:
            continue
        over.append(Disc(x, y, 2.8, (255, 253, 250) if seen else None, INK, 1.1))
        text = words.get(name) or name.replace("_", " ")
        out.append(Label((name, ""), float(x), float(y), "", text if seen else f"{text} ({words.get(BEHIND, BEHIND)})", INK, 4.0))
    return out


def chained(segments: FloatArray, tolerance_mm: float = 0.05) -> list[FloatArray]:
    """Return polylines (N, 3) of segments (M, 2, 3) joined where their ends meet."""
    if not len(segments):
        return []
    ends = segments.reshape(-1, 3)
    key = [tuple(k) for k in np.round(ends / tolerance_mm).astype(np.int64).tolist()]
    meets: dict[tuple[int, ...], list[int]] = {}
    for i, k in enumerate(key):
        meets.setdefault(k, []).append(i)
    used = np.zeros(len(segments), bool)
    out = []
    # open ends first, so that a chain starts at one of its ends
    for start in sorted(range(len(ends)), key=lambda i: len(meets[key[i]]) != 1):
        if used[start // 2]:
            continue
        chain, here = [ends[start]], start
        while not used[here // 2]:
            used[here // 2] = True
            there = here ^ 1
            chain.append(ends[there])
            following = [i for i in meets[key[there]] if not used[i // 2]]
            if not following:
                break
            here = following[0]
        out.append(np.array(chain))
    return out
