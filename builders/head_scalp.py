"""Roads to the midline of the scalp, the occiput and the anterior hairline."""

from __future__ import annotations

import numpy as np
from head_skin import MAN, bone, front, rays
from road_ledger import Ledger, Road
from template_tools import along, length, resample, steps

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


def way_to(line: FloatArray, p: FloatArray) -> float:
    """Millimetres along a line to the place nearest p."""
    d = steps(line)
    return float(d[int(((line - p) ** 2).sum(1).argmin())])


def seventh() -> FloatArray:
    """Skin on the midline below the spinous process of C VII."""
    z = bone("spinous_process_C7.inferior_border")[2]
    return rays(np.array([[0, 400.0, z]]), np.array([0, -1.0, 0]), "all")[0]


def tape(book: Ledger) -> FloatArray:
    """The midline from the glabella over the vertex to C VII; its forehead and neck are seen from two centres."""
    glabella, end = book["glabella"], seventh()
    nape = rays(np.stack([np.zeros(70), np.full(70, 400.0), np.linspace(760, end[2], 70)], 1), np.array([0, -1.0, 0]), "bare")
    head = median(glabella, nape[0], (-15.0, 775.0))
    line = resample(np.vstack([head, nape[1:]]), 260)
    line[:, 0] = 0
    cut = max(MAN.cut(np.array([0.0, 0, 0]), np.array([1.0, 0, 0])), key=len)
    roads = [
        Road("relief", line, "skin in the median plane, seen from inside"),
        Road("relation", nearest_on(cut, line), "cut of the mesh with its mirror plane"),
    ]
    book.curve("scalp_median_line", roads, 2, "the midline skin from the glabella over the vertex to below C VII", use=[0], median=True)
    return line


def nearest_on(cut: FloatArray, line: FloatArray) -> FloatArray:
    """For each place of a line the nearest place of a dense cut."""
    dense = np.vstack([np.linspace(a, b, 6) for a, b in zip(cut[:-1], cut[1:], strict=True) if a[2] > 560 or b[2] > 560])
    return np.array([dense[int(((dense - p) ** 2).sum(1).argmin())] for p in line])


def hairline_midpoints(book: Ledger, line: FloatArray) -> None:
    """Midpoints of the anterior and the posterior hairline."""
    total = length(line)
    glabella = line[0]
    third = book["philtrum_superior_end"]
    face = third[2] - 643.5
    roads = [
        Road("bone", bone("anterior_hairline_midpoint"), "46 mm above the glabella"),
        Road("proportion", along(line, 57.0 * 1.1), "hairline to glabella 57 mm in men, scaled with stature (farkas_1994)"),
        Road(
            "proportion", front(0, glabella[2] + face), "upper third of the face equals the lower (facial_canons): 15 mm higher, this skull is tall"
        ),
        Road(
            "proportion",
            along(line, total * 3 / 18),
            "3 of 18 cun from the glabella to C VII: too high, this man's neck and skull are long, his face is not",
        ),
    ]
    book.site(
        "anterior_hairline_midpoint",
        roads,
        10,
        "mean of the bone file and the published forehead; GV20 at 5 cun then already lies behind the ears",
        use=[0, 1],
        median=True,
        source="bodyparts3d",
    )
    roads = [
        Road("proportion", along(line, total * 15 / 18), "15 of 18 cun of the tape from the glabella to C VII (12 + 3 + 3)"),
        Road("bone", bone("posterior_hairline_midpoint"), "bone file"),
    ]
    book.site("posterior_hairline_midpoint", roads, 10, "mean of 15 of 18 cun and the bone file", median=True, source="bodyparts3d")


def inion(book: Ledger, line: FloatArray) -> None:
    """External occipital protuberance and the lower edge of the occipital bone."""
    front_mid, hind_mid = book["anterior_hairline_midpoint"], book["posterior_hairline_midpoint"]
    a, b = way_to(line, front_mid), way_to(line, hind_mid)
    cun = (b - a) / 12
    meatus = 742.0
    roads = [
        Road(
            "bone", bone("external_occipital_protuberance"), "18 mm higher than the rest: this occiput is drawn out, the registered skull is rounder"
        ),
        Road("proportion", along(line, b - 2.3 * cun), "2.3 cun above the posterior hairline (GV17, the upper border, lies at 2.5)"),
        Road("relation", back(meatus + 3), "height of the Frankfurt plane: ear's opening and orbit's margin"),
    ]
    bump = book.site("external_occipital_protuberance", roads, 9, "mean of bone file, cun and Frankfurt plane", median=True, source="bodyparts3d")
    i = way_to(line, bump)
    roads = [
        Road("relation", along(line, i - 6), "6 mm above the protuberance"),
        Road("proportion", along(line, b - 2.5 * cun), "2.5 cun above the hairline"),
    ]
    upper = book.site("external_occipital_protuberance_superior_border", roads, 9, "upper border of the protuberance", use=[0], median=True)
    hollow = line[(line[:, 1] > 0) & (line[:, 2] < 735) & (line[:, 2] > 672)]
    turn = curvature(hollow)
    roads = [
        Road("relief", hollow[int(turn.argmax())], "where the nape bends most under the occiput"),
        Road("proportion", along(line, b - cun), "1 cun above the posterior hairline (recalled from the classics)"),
        Road("relation", along(line, way_to(line, upper) + 1.5 * cun), "1.5 cun below the upper border of the protuberance"),
    ]
    book.site("occipital_bone", roads, 9, "hollow under the occipital bone", median=True)


def back(z: float) -> FloatArray:
    """Skin seen from behind on the midline at height z."""
    return rays(np.array([[0, 400.0, z]]), np.array([0, -1.0, 0]), "bare")[0]


def curvature(line: FloatArray) -> FloatArray:
    """How much a line (N, 3) in the median plane bends inward at each node, over 14 mm."""
    k = 7
    mid = np.zeros(len(line))
    for i in range(k, len(line) - k):
        mid[i] = (line[i - k, 1] + line[i + k, 1]) / 2 - line[i, 1]
    return mid


def anterior(book: Ledger) -> None:
    """Anterior hairline: in the fan plane of the auricular apices through its midpoint, out to the forehead corner."""
    mid, apex = book["anterior_hairline_midpoint"], book["auricular_apex"]
    axis = np.array([0.0, apex[1], apex[2]])
    plane = np.arctan2(mid[2] - axis[2], -(mid[1] - axis[1]))
    arc = fan_arc(axis, float(plane))
    half = 134.54 / 2 * STATURE_FACTOR
    pupil = book["pupil"]
    over = arc[int(np.abs(arc[:, 0] - pupil[0]).argmin())]
    roads = [
        Road("proportion", along(arc, half), "half of 134.5 mm between the corners, scaled with stature (head_cun_2011)"),
        Road("relation", along(arc, 2 * way_to(arc, over)), "twice as far out as the pupil, which the standard puts half way"),
        Road("relation", arc[int(np.abs(arc[:, 0] - book["eyebrow_lateral_end"][0]).argmin())], "straight above the lateral end of the brow"),
    ]
    corner = book.site(
        "forehead_hairline_corner",
        roads,
        9,
        "on the fan plane of the hairline's midpoint; mean of the measured width and twice the pupil's",
        use=[0, 1],
        source="head_cun_2011",
    )
    part = resample(arc, 400)
    part = part[: int(((part - corner) ** 2).sum(1).argmin()) + 1]
    higher = fan_arc(axis, float(plane) + 0.07)
    part2 = resample(higher, 400)[: len(part)]
    drawn = part + (part2 - part) * (np.linspace(0, 1, len(part)) ** 2)[:, None] * 0.6
    roads = [
        Road("relation", part, "cut with the fan plane through midpoint and corner"),
        Road("proportion", drawn, "rising a little towards the corner"),
    ]
    book.curve(
        "anterior_hairline",
        roads,
        10,
        "in one fan plane from midpoint to corner, as the standard counts both from it",
        use=[0],
        kind="bare",
        ends=(mid, corner),
    )


def fan_arc(axis: FloatArray, angle: float) -> FloatArray:
    """Skin (N, 3) of the left half in a plane of the fan, from the midline out."""
    ahead = np.array([0, -np.cos(angle), np.sin(angle)])
    out = []
    for b in np.radians(np.arange(0, 74, 0.5)):
        d = ahead * np.cos(b) + np.array([1.0, 0, 0]) * np.sin(b)
        out.append(rays((axis + 400 * d)[None], -d, "bare")[0])
    return np.array(out)
