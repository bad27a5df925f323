"""Roads to the hairlines beside the midline: no relief shows a hairline, so they rest on relations and proportions."""

from __future__ import annotations

import numpy as np
from head_scalp import fan_arc, way_to
from head_skin import EAR_CENTRE, oblique, rays, side, smooth
from road_ledger import Ledger, Road
from template_tools import along, resample

from tongren.body.template import FloatArray


def temple(book: Ledger) -> None:
    """Hairline of the temple: its front border, and what follows from it."""
    corner, root = book["forehead_hairline_corner"], book["auricular_root"]
    brow, canthus = book["eyebrow_lateral_end"], book["outer_canthus"]
    arch = book["zygomatic_arch_superior_border"][-1]
    peak = brow[1] + 0.42 * (root[1] - brow[1])
    side_burn = root[1] - 20
    stations = [
        corner,
        side(corner[1] + 3, (corner[2] + brow[2]) / 2),
        side(peak, brow[2] + 2),
        side((peak + side_burn) / 2, root[2] + 8),
        side(side_burn, arch[2] + 4),
    ]
    half = [
        corner,
        *(side((canthus[1] + root[1]) / 2 + s, z) for s, z in ((-8, (corner[2] + brow[2]) / 2), (-4, brow[2]), (2, root[2] + 8), (8, arch[2] + 4))),
    ]
    roads = [
        Road("proportion", smooth(stations), "peak 0.42 of the way from the brow's end to the ear, sideburn 20 mm before the root"),
        Road("relation", smooth(half), "half way between the outer canthus and the ear"),
    ]
    book.curve("temple_hairline", roads, 12, "from the forehead corner over the temple to before the ear", kind="bare", ends=(corner, None))
    inside_temple(book)


def inside_temple(book: Ledger) -> None:
    """Hind border of the temple's hair, and the line inside it parallel to the front border."""
    corner, root, apex = book["forehead_hairline_corner"], book["auricular_root"], book["auricular_apex"]
    arch, front_line = book["zygomatic_arch_superior_border"][-1], book["temple_hairline"]
    y = root[1] - 6.5
    roads = [
        Road(
            "relation",
            [side(y - 1, apex[2] + 14), side(y - 1, apex[2]), side(y, root[2]), side(y + 1, arch[2] + 4)],
            "6.5 mm before the root of the auricle",
        ),
        Road(
            "proportion",
            [side(apex[1] - 19, z) for z in (apex[2] + 14, apex[2], root[2], arch[2] + 4)],
            "a finger's breadth before the auricular apex",
        ),
    ]
    book.curve("temple_hairline_posterior_border", roads, 8, "hind edge of the hair before the ear, prolonged straight up", kind="bare")
    border = book["temple_hairline_posterior_border"]
    end = border[int(np.abs(border[:, 2] - apex[2]).argmin())]
    start = inside_corner(book, corner, apex)
    mid = front_line[int(np.abs(front_line[:, 2] - (corner[2] + end[2]) / 2).argmin())]
    bow = bezier(start, mid + (0, 7, 4), end)
    offset = resample(front_line[front_line[:, 2] > end[2] - 2], 60)
    s = np.linspace(0, 1, 60)[:, None]
    parallel = offset + (start - offset[0]) * (1 - s) + (end - offset[-1]) * s
    roads = [Road("relation", parallel, "the front border carried over to both ends"), Road("relation", bow, "a bow between the same ends")]
    book.curve("temple_hairline_inner_parallel", roads, 8, "inside the hair, parallel to its front border", kind="bare", ends=(start, end))


def inside_corner(book: Ledger, corner: FloatArray, apex: FloatArray) -> FloatArray:
    """Skin half a cun of the midline tape inside the forehead corner, in the fan."""
    line = book["scalp_median_line"]
    a = way_to(line, book["anterior_hairline_midpoint"])
    cun = (way_to(line, book["posterior_hairline_midpoint"]) - a) / 12
    p = along(line, a + cun / 2)
    axis = np.array([0.0, apex[1], apex[2]])
    arc = fan_arc(axis, float(np.arctan2(p[2] - axis[2], -(p[1] - axis[1]))))
    sine = corner[0] / np.linalg.norm(corner - axis)
    return arc[int(np.abs(arc[:, 0] / np.linalg.norm(arc - axis, axis=1) - sine).argmin())]


def bezier(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """A bow (60, 3) from a to c drawn towards b."""
    s = np.linspace(0, 1, 60)[:, None]
    return a * (1 - s) ** 2 + 2 * b * s * (1 - s) + c * s**2


def above_ear(book: Ledger) -> None:
    """Hair above the auricle."""
    contact, back_line = book["auricular_apex_contact_on_head"], book["auricular_root_posterior_border"]
    border, apex = book["temple_hairline_posterior_border"], book["auricular_apex"]
    hind = back_line[int(back_line[:, 1].argmax())]
    start = border[int(np.abs(border[:, 2] - (apex[2] - 4)).argmin())]
    stations = [
        start,
        side(apex[1] - 10, apex[2] + 1.5),
        side(apex[1], apex[2] + 4),
        side(apex[1] + 8, apex[2] + 3),
        side(hind[1], apex[2] - 2),
        side(hind[1] + 6, apex[2] - 10),
    ]
    higher = [p + (0, 0, 4) for p in stations]
    roads = [Road("relation", smooth(stations), "close above the auricle"), Road("relation", smooth(higher), "4 mm higher")]
    book.curve("temporal_hairline", roads, 4, "edge of the hair above the auricle", kind="bare", use=[0])
    roads = [Road("relation", stations[2], "edge of the hair 4 mm above the apex"), Road("relief", contact, "place where the apex meets the head")]
    book.site("temporal_hairline_above_auricular_apex", roads, 5, "edge of the hair straight above the apex", kind="bare")
    roads = [
        Road("relation", stations[4], "edge of the hair above the hindmost place of the attachment"),
        Road("relief", side(hind[1], contact[2]), "height of the apex's contact"),
    ]
    book.site("hairline_above_posterior_border_of_auricular_root", roads, 5, "edge of the hair straight above the hind attachment", kind="bare")


def behind_ear(book: Ledger) -> None:
    """Hair behind the auricle and on the nape."""
    apex, back_line = book["auricular_apex"], book["auricular_root_posterior_border"]
    hind = back_line[int(back_line[:, 1].argmax())]
    mastoid = book["mastoid_process_posteroinferior_border"]
    behind = [side(hind[1] + dy, z) for dy, z in ((6, apex[2] - 10), (9, apex[2] - 22), (10, apex[2] - 36), (11, mastoid[2] + 12))]
    far = [p + (0, 4, 0) for p in behind]
    roads = [
        Road("relation", smooth([*behind, mastoid]), "10 mm behind the attachment"),
        Road("relation", smooth([*far, mastoid]), "14 mm behind it"),
    ]
    book.curve("hairline_posterior_to_auricle", roads, 5, "edge of the hair behind the auricle, down to the mastoid process", kind="bare")
    mid = book["posterior_hairline_midpoint"]
    around = []
    turn = 180 - np.degrees(np.arctan2(mastoid[0], 10 - mastoid[1])) - 4
    for a in np.linspace(180, 180 - turn, 16):
        s = (180 - a) / turn
        around.append(oblique((0, 10, mid[2] + (mastoid[2] - mid[2]) * s**2), a))
    straight = [oblique((0, 10, mid[2] + (mastoid[2] - mid[2]) * k), 180 - turn * k) for k in np.linspace(0, 1, 16)]
    roads = [
        Road("relation", smooth([*around, mastoid]), "level at the midline, rising to the mastoid process"),
        Road("relation", smooth([*straight, mastoid]), "rising evenly"),
    ]
    book.curve(
        "posterior_hairline", roads, 8, "lower edge of the hair from the midline to the mastoid process", kind="bare", use=[0], ends=(mid, mastoid)
    )


def verticals(book: Ledger) -> None:
    """Lines straight up the side of the head from the hair above the auricle to the midline."""
    for name, low, words in (
        ("auricular_apex_vertical", book["auricular_apex_contact_on_head"], "apex"),
        ("auricular_root_posterior_border_vertical", book["hairline_above_posterior_border_of_auricular_root"], "root"),
    ):
        axis = np.array([0, low[1], low[2]])
        lines = []
        for lean in (0.0, 6.0):
            out = []
            for a in np.radians(np.arange(0, 90.1, 1.0)):
                d = np.array([np.cos(a), np.sin(np.radians(lean)) * np.sin(a), np.sin(a)])
                out.append(rays((axis + 400 * d)[None], -d, "bare")[0])
            lines.append(np.array(out))
        roads = [
            Road("relation", lines[0], f"upright plane through the auricular {words}"),
            Road("relation", lines[1], "leaning back 6 degrees, as the Frankfurt plane may"),
        ]
        book.curve(name, roads, 3, f"cut of the upright transverse plane through the auricular {words}", kind="bare", use=[0], ends=(low, None))


def outer_parallel(book: Ledger) -> None:
    """The bow in the hair from two cun above the ear's hind attachment to the mastoid process."""
    line = book["scalp_median_line"]
    a, b = (way_to(line, book[f"{k}_hairline_midpoint"]) for k in ("anterior", "posterior"))
    mastoid = book["mastoid_process_posteroinferior_border"]
    start = along(book["auricular_root_posterior_border_vertical"], 2 * (b - a) / 12)
    polar_ = [
        (np.arctan2(p[1] - EAR_CENTRE[0], p[2] - EAR_CENTRE[1]), np.hypot(p[1] - EAR_CENTRE[0], p[2] - EAR_CENTRE[1])) for p in (start, mastoid)
    ]
    s = np.linspace(0, 1, 40)
    angle = polar_[0][0] + (polar_[1][0] - polar_[0][0]) * s
    radius = polar_[0][1] * (polar_[1][1] / polar_[0][1]) ** s
    bow = np.array([side(EAR_CENTRE[0] + r * np.sin(t), EAR_CENTRE[1] + r * np.cos(t)) for r, t in zip(radius, angle, strict=True)])
    chord = resample(np.array([start, mastoid]), 80)
    flat = np.array([side(p[1], p[2]) for p in (resample(bow, 80) + chord) / 2])
    lines = [bow, flat]
    roads = [
        Road("relation", lines[0], "distance from the ear's middle shrinking evenly by proportion"),
        Road("relation", lines[1], "half way from that bow to the straight line"),
    ]
    book.curve("auricular_root_outer_parallel", roads, 8, "bow in the hair round the auricle", kind="bare", ends=(start, mastoid))
