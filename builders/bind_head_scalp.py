"""Roads to the midline of the scalp, the occiput and the hairlines (no relief shows a hairline: proportion against bone file)."""

from __future__ import annotations

import numpy as np
import template_tools as tt
from bind_head_book import EAR_CENTRE, V, Book, bone, front, length, oblique, rays, resample, side, smooth

from tongren.body.template import FloatArray

STATURE_FACTOR = 1913 / 1693  # default man against the mean of head_cun_2011


def polar(y: float, z: float, angle: float, x: float = 0.0) -> FloatArray:
    """Skin in the sagittal plane x, seen from (y, z); angle 0 forward, 90 up, 180 back (degrees)."""
    a = np.radians(angle)
    out = np.array([0, -np.cos(a), np.sin(a)])
    return rays((np.array([x, y, z]) + 400 * out)[None], -out, "bare")[0]


def median(lo: FloatArray, hi: FloatArray, centre: tuple[float, float]) -> FloatArray:
    """Skin (N, 3) on the midline over the vertex between two places, 2 mm apart."""
    angle = [np.degrees(np.arctan2(p[2] - centre[1], -(p[1] - centre[0]))) % 360 for p in (lo, hi)]
    line = np.array([polar(*centre, a) for a in np.arange(angle[0], angle[1], 0.5)])
    line = np.vstack([lo[None], line[1:], hi[None]])
    return resample(line, int(length(line) / 2))


def along(line: FloatArray, way: float) -> FloatArray:
    """Place on a line `way` mm from its start."""
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    return np.array([np.interp(way, d, line[:, k]) for k in range(3)])


def way_to(line: FloatArray, p: FloatArray) -> float:
    """Millimetres along a line to the place nearest p."""
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    return float(d[int(((line - p) ** 2).sum(1).argmin())])


def seventh() -> FloatArray:
    """Skin on the midline below the spinous process of C VII."""
    z = bone("spinous_process_C7.inferior_border")[2]
    return rays(np.array([[0, 400.0, z]]), np.array([0, -1.0, 0]), "all")[0]


def tape(book: Book) -> FloatArray:
    """The midline from the glabella over the vertex to C VII; its forehead and neck are seen from two centres."""
    glabella, end = book.at["glabella"], seventh()
    nape = rays(np.stack([np.zeros(70), np.full(70, 400.0), np.linspace(760, end[2], 70)], 1), np.array([0, -1.0, 0]), "bare")
    head = median(glabella, nape[0], (-15.0, 775.0))
    line = resample(np.vstack([head, nape[1:]]), 260)
    line[:, 0] = 0
    cut = max(tt.slice(V, np.array([0.0, 0, 0]), np.array([1.0, 0, 0])), key=len)
    book.curve(
        "scalp_median_line",
        [("relief", line, "skin in the median plane, seen from inside"), ("relief", nearest_on(cut, line), "cut of the mesh with the median plane")],
        2, "the midline skin from the glabella over the vertex to below C VII", use=[0])
    return line


def nearest_on(cut: FloatArray, line: FloatArray) -> FloatArray:
    """For each place of a line the nearest place of a dense cut."""
    dense = np.vstack([np.linspace(a, b, 6) for a, b in zip(cut[:-1], cut[1:], strict=True) if a[2] > 560 or b[2] > 560])
    return np.array([dense[int(((dense - p) ** 2).sum(1).argmin())] for p in line])


def occiput(book: Book, line: FloatArray) -> None:
    """Hairline midpoints, external occipital protuberance and the lower edge of the occipital bone."""
    total = length(line)
    glabella = line[0]
    third = book.at["philtrum_superior_end"]
    face = third[2] - 643.5
    front_mid = book.site(
        "anterior_hairline_midpoint",
        [("bone", bone("anterior_hairline_midpoint"), "46 mm above the glabella"),
         ("proportion", along(line, 57.0 * 1.1), "hairline to glabella 57 mm in men, scaled with stature (farkas_1994)"),
         ("proportion", front(0, glabella[2] + face), "upper third of the face equals the lower (facial_canons)"),
         ("proportion", along(line, total * 3 / 18), "3 of 18 cun from the glabella to C VII: too high, this man's neck and skull are long, his face is not")],
        10, "mean of the bone file, the published forehead and the canon of thirds (46 to 77 mm above the glabella)", use=[0, 1, 2],
        median=True, source="bodyparts3d")
    hind_mid = book.site(
        "posterior_hairline_midpoint",
        [("proportion", along(line, total * 15 / 18), "15 of 18 cun of the tape from the glabella to C VII (12 + 3 + 3)"),
         ("bone", bone("posterior_hairline_midpoint"), "bone file")],
        10, "mean of 15 of 18 cun and the bone file", median=True, source="bodyparts3d")
    a, b = way_to(line, front_mid), way_to(line, hind_mid)
    cun = (b - a) / 12
    meatus = 742.0
    inion = book.site(
        "external_occipital_protuberance",
        [("bone", bone("external_occipital_protuberance"), "bone file"),
         ("proportion", along(line, b - 2.3 * cun), "2.3 cun above the posterior hairline (GV17, the upper border, lies at 2.5)"),
         ("relation", back(meatus + 3), "height of the Frankfurt plane: ear's opening and orbit's margin")],
        9, "mean of bone file, cun and Frankfurt plane", median=True, source="bodyparts3d")
    i = way_to(line, inion)
    upper = book.site(
        "external_occipital_protuberance_superior_border",
        [("relation", along(line, i - 6), "6 mm above the protuberance"), ("proportion", along(line, b - 2.5 * cun), "2.5 cun above the hairline")],
        9, "upper border of the protuberance", use=[0], median=True)
    hollow = line[(line[:, 1] > 0) & (line[:, 2] < 735) & (line[:, 2] > 672)]
    turn = curvature(hollow)
    book.site(
        "occipital_bone",
        [("relief", hollow[int(turn.argmax())], "where the nape bends most under the occiput"),
         ("proportion", along(line, b - cun), "1 cun above the posterior hairline (recalled from the classics)"),
         ("relation", along(line, way_to(line, upper) + 1.5 * cun), "1.5 cun below the upper border of the protuberance")],
        9, "hollow under the occipital bone", median=True)


def back(z: float) -> FloatArray:
    """Skin seen from behind on the midline at height z."""
    return rays(np.array([[0, 400.0, z]]), np.array([0, -1.0, 0]), "bare")[0]


def curvature(line: FloatArray) -> FloatArray:
    """How much a line (N, 3) in the median plane bends inward at each node, over 14 mm."""
    k = 7
    mid = np.zeros(len(line))
    for i in range(k, len(line) - k):
        mid[i] = ((line[i - k, 1] + line[i + k, 1]) / 2 - line[i, 1])
    return mid


def anterior(book: Book, line: FloatArray) -> None:
    """Anterior hairline: in the fan plane of the auricular apices through its midpoint, out to the forehead corner."""
    mid, apex = book.at["anterior_hairline_midpoint"], book.at["auricular_apex"]
    axis = np.array([0.0, apex[1], apex[2]])
    plane = np.arctan2(mid[2] - axis[2], -(mid[1] - axis[1]))
    arc = fan_arc(axis, float(plane))
    half = 134.54 / 2 * STATURE_FACTOR
    pupil = book.at["pupil"]
    over = arc[int(np.abs(arc[:, 0] - pupil[0]).argmin())]
    corner = book.site(
        "forehead_hairline_corner",
        [("proportion", along(arc, half), "half of 134.5 mm between the corners, scaled with stature (head_cun_2011)"),
         ("relation", along(arc, 2 * way_to(arc, over)), "twice as far out as the pupil, which the standard puts half way"),
         ("relation", arc[int(np.abs(arc[:, 0] - book.at["eyebrow_lateral_end"][0]).argmin())], "straight above the lateral end of the brow")],
        9, "on the fan plane of the hairline's midpoint; mean of the measured width and twice the pupil's", use=[0, 1], source="head_cun_2011")
    part = resample(arc, 400)
    part = part[: int(((part - corner) ** 2).sum(1).argmin()) + 1]
    higher = fan_arc(axis, float(plane) + 0.07)
    part2 = resample(higher[: max(3, len(part))], len(part))
    drawn = part + (part2 - part) * (np.linspace(0, 1, len(part)) ** 2)[:, None] * 0.6
    book.curve(
        "anterior_hairline",
        [("relation", part, "cut with the fan plane through midpoint and corner"), ("proportion", drawn, "rising a little towards the corner")],
        10, "in one fan plane from midpoint to corner, as the standard counts both from it", use=[0], kind="bare", ends=(mid, corner))


def fan_arc(axis: FloatArray, angle: float) -> FloatArray:
    """Skin (N, 3) of the left half in a plane of the fan, from the midline out."""
    ahead = np.array([0, -np.cos(angle), np.sin(angle)])
    out = []
    for b in np.radians(np.arange(0, 74, 0.5)):
        d = ahead * np.cos(b) + np.array([1.0, 0, 0]) * np.sin(b)
        out.append(rays((axis + 400 * d)[None], -d, "bare")[0])
    return np.array(out)


def temple(book: Book) -> None:
    """Hairline of the temple: front border, hind border, the line inside it."""
    corner, root = book.at["forehead_hairline_corner"], book.at["auricular_root"]
    brow, canthus, apex = book.at["eyebrow_lateral_end"], book.at["outer_canthus"], book.at["auricular_apex"]
    arch = book.at["zygomatic_arch_superior_border"][-1]
    peak = brow[1] + 0.42 * (root[1] - brow[1])
    side_burn = root[1] - 20
    stations = [corner, side(corner[1] + 3, (corner[2] + brow[2]) / 2), side(peak, brow[2] + 2), side((peak + side_burn) / 2, root[2] + 8),
                side(side_burn, arch[2] + 4)]
    half = [corner, *(side((canthus[1] + root[1]) / 2 + s, z) for s, z in ((-8, (corner[2] + brow[2]) / 2), (-4, brow[2]), (2, root[2] + 8), (8, arch[2] + 4)))]
    temple_line = book.curve(
        "temple_hairline",
        [("proportion", smooth(stations), "peak 0.42 of the way from the brow's end to the ear, sideburn 20 mm before the root"),
         ("relation", smooth(half), "half way between the outer canthus and the ear")],
        12, "from the forehead corner over the temple to before the ear", kind="bare", ends=(corner, None))
    y = root[1] - 6.5
    book.curve(
        "temple_hairline_posterior_border",
        [("relation", [side(y - 1, apex[2] + 14), side(y - 1, apex[2]), side(y, root[2]), side(y + 1, arch[2] + 4)], "6.5 mm before the root of the auricle"),
         ("proportion", [side(apex[1] - 19, z) for z in (apex[2] + 14, apex[2], root[2], arch[2] + 4)], "a finger's breadth before the auricular apex")],
        8, "hind edge of the hair before the ear, prolonged straight up", kind="bare")
    border = book.at["temple_hairline_posterior_border"]
    end = border[int(np.abs(border[:, 2] - apex[2]).argmin())]
    start = inside_corner(book, corner, apex)
    mid = temple_line[int(np.abs(temple_line[:, 2] - (corner[2] + end[2]) / 2).argmin())]
    bow = bezier(start, mid + (0, 7, 4), end)
    offset = resample(temple_line[temple_line[:, 2] > end[2] - 2], 60)
    s = np.linspace(0, 1, 60)[:, None]
    parallel = offset + (start - offset[0]) * (1 - s) + (end - offset[-1]) * s
    book.curve(
        "temple_hairline_inner_parallel",
        [("relation", parallel, "the front border carried over to both ends"), ("relation", bow, "a bow between the same ends")],
        12, "inside the hair, parallel to its front border", kind="bare", ends=(start, end))


def inside_corner(book: Book, corner: FloatArray, apex: FloatArray) -> FloatArray:
    """Skin half a cun of the midline tape inside the forehead corner, in the fan."""
    line = book.at["scalp_median_line"]
    a = way_to(line, book.at["anterior_hairline_midpoint"])
    cun = (way_to(line, book.at["posterior_hairline_midpoint"]) - a) / 12
    p = along(line, a + cun / 2)
    axis = np.array([0.0, apex[1], apex[2]])
    arc = fan_arc(axis, float(np.arctan2(p[2] - axis[2], -(p[1] - axis[1]))))
    sine = corner[0] / np.linalg.norm(corner - axis)
    return arc[int(np.abs(arc[:, 0] / np.linalg.norm(arc - axis, axis=1) - sine).argmin())]


def bezier(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """A bow (60, 3) from a to c drawn towards b."""
    s = np.linspace(0, 1, 60)[:, None]
    return a * (1 - s) ** 2 + 2 * b * s * (1 - s) + c * s**2


def around_ear(book: Book) -> None:
    """Hair above and behind the auricle, the outer parallel and the posterior hairline."""
    contact, back_line = book.at["auricular_apex_contact_on_head"], book.at["auricular_root_posterior_border"]
    border, apex = book.at["temple_hairline_posterior_border"], book.at["auricular_apex"]
    hind = back_line[int(back_line[:, 1].argmax())]
    start = border[int(np.abs(border[:, 2] - (apex[2] - 4)).argmin())]
    stations = [start, side(apex[1] - 10, apex[2] + 1.5), side(apex[1], apex[2] + 4), side(apex[1] + 8, apex[2] + 3), side(hind[1], apex[2] - 2), side(hind[1] + 6, apex[2] - 10)]
    higher = [p + (0, 0, 4) for p in stations]
    book.curve(
        "temporal_hairline",
        [("relation", smooth(stations), "close above the auricle"), ("relation", smooth(higher), "4 mm higher")],
        6, "edge of the hair above the auricle", kind="bare", use=[0])
    book.site(
        "temporal_hairline_above_auricular_apex",
        [("relation", stations[2], "edge of the hair 4 mm above the apex"), ("relief", contact, "place where the apex meets the head")],
        5, "edge of the hair straight above the apex", kind="bare")
    book.site(
        "hairline_above_posterior_border_of_auricular_root",
        [("relation", stations[4], "edge of the hair above the hindmost place of the attachment"),
         ("relief", side(hind[1], contact[2]), "height of the apex's contact")],
        5, "edge of the hair straight above the hind attachment", kind="bare")
    mastoid = book.at["mastoid_process_posteroinferior_border"]
    behind = [side(hind[1] + dy, z) for dy, z in ((6, apex[2] - 10), (9, apex[2] - 22), (10, apex[2] - 36), (11, mastoid[2] + 12))]
    far = [p + (0, 4, 0) for p in behind]
    book.curve(
        "hairline_posterior_to_auricle",
        [("relation", smooth([*behind, mastoid]), "10 mm behind the attachment"), ("relation", smooth([*far, mastoid]), "14 mm behind it")],
        7, "edge of the hair behind the auricle, down to the mastoid process", kind="bare")
    outer_parallel(book, mastoid)
    mid = book.at["posterior_hairline_midpoint"]
    around = []
    turn = 180 - np.degrees(np.arctan2(mastoid[0], 10 - mastoid[1])) - 4
    for a in np.linspace(180, 180 - turn, 16):
        s = (180 - a) / turn
        around.append(oblique((0, 10, mid[2] + (mastoid[2] - mid[2]) * s**2), a))
    straight = [oblique((0, 10, mid[2] + (mastoid[2] - mid[2]) * k), 180 - turn * k) for k in np.linspace(0, 1, 16)]
    book.curve(
        "posterior_hairline",
        [("relation", smooth([*around, mastoid]), "level at the midline, rising to the mastoid process"), ("relation", smooth([*straight, mastoid]), "rising evenly")],
        12, "lower edge of the hair from the midline to the mastoid process", kind="bare", use=[0], ends=(mid, mastoid))


def outer_parallel(book: Book, mastoid: FloatArray) -> None:
    """The bow in the hair from two cun above the ear's hind attachment to the mastoid process."""
    line = book.at["scalp_median_line"]
    a, b = (way_to(line, book.at[f"{k}_hairline_midpoint"]) for k in ("anterior", "posterior"))
    low = book.at["hairline_above_posterior_border_of_auricular_root"]
    column = np.array([side(low[1], z) for z in np.arange(low[2], low[2] + 110, 2.0)])
    start = along(column, 2 * (b - a) / 12)
    polar_ = [(np.arctan2(p[1] - EAR_CENTRE[0], p[2] - EAR_CENTRE[1]), np.hypot(p[1] - EAR_CENTRE[0], p[2] - EAR_CENTRE[1])) for p in (start, mastoid)]
    s = np.linspace(0, 1, 40)
    angle = polar_[0][0] + (polar_[1][0] - polar_[0][0]) * s
    lines = []
    for radius in (polar_[0][1] * (polar_[1][1] / polar_[0][1]) ** s, polar_[0][1] + (polar_[1][1] - polar_[0][1]) * s):
        lines.append(np.array([side(EAR_CENTRE[0] + r * np.sin(t), EAR_CENTRE[1] + r * np.cos(t)) for r, t in zip(radius, angle, strict=True)]))
    book.curve(
        "auricular_root_outer_parallel",
        [("relation", lines[0], "distance from the ear's middle shrinking evenly by proportion"), ("relation", lines[1], "shrinking evenly by length")],
        12, "bow in the hair round the auricle", kind="bare", use=[0], ends=(start, mastoid))
