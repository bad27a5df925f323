"""Roads to the landmarks of the eyes, the orbit and the brows."""

from __future__ import annotations

import numpy as np
from head_skin import EYE, bend, bone, front, midline, oblique, rays
from road_ledger import Ledger, Road
from road_tables import scan_of

from tongren.body.template import FloatArray

TALL = 1.1  # the default man (1.91 m) against the men of farkas_1994


def opening() -> FloatArray:
    """Places (N, 3) where the view from the front falls through the lids into the socket."""
    gx, gz = np.meshgrid(np.arange(EYE[0] - 15, EYE[0] + 18, 0.75), np.arange(EYE[2] - 12, EYE[2] + 12, 0.75))
    hits = rays(np.stack([gx.ravel(), np.full(gx.size, -400.0), gz.ravel()], 1), np.array([0, 1.0, 0]))
    return hits[hits[:, 1] > EYE[1] + 6]


def eyes(book: Ledger) -> None:
    """Canthi, pupil, lid margin, orbit."""
    hole = opening()
    inner, outer = hole[hole[:, 0].argmin()], hole[hole[:, 0].argmax()]
    z_in, z_out = inner[2], outer[2]
    roads = [
        Road("relief", front(inner[0] - 3.5, z_in), "3.5 mm medial of the lid opening seen from the front: the lids' corner with the caruncle"),
        Road("proportion", front(16.65 * TALL, z_in), "half of 33.3 mm between the inner canthi, scaled with stature (farkas_1994)"),
    ]
    canthus = book.site("inner_canthus", roads, 2.5, "mean of the lids' corner and half the published distance", source="farkas_1994")
    roads = [
        Road("relief", front(outer[0] + 1.5, z_out), "1.5 mm lateral of the lid opening seen from the front"),
        Road("proportion", front(45.6 * (1 + TALL) / 2, z_out), "half of 91.2 mm between the outer canthi, half scaled (farkas_1994)"),
        Road("bone", bone("lateral_canthus"), "11 mm low: the registered scan is smooth at the eyes"),
    ]
    lateral = book.site("outer_canthus", roads, 2.5, "outer corner of the lids", use=[0], source="farkas_1994")
    mid = (canthus + lateral) / 2
    roads = [
        Road("skeleton", EYE + (0, -13, 0), "centre of the eye, straight gaze"),
        Road("relation", np.array([mid[0], EYE[1] - 13, mid[2] + 1]), "half way between the canthi"),
    ]
    book.site("pupil", roads, 2.5, "the straight gaze from the eye's centre, brought to the nearest skin", use=[0])
    low = hole[np.abs(hole[:, 0] - EYE[0]) < 1][:, 2].min()
    roads = [
        Road("relief", front(EYE[0], low - 1.5), "lower lid margin below the pupil"),
        Road("relation", front(EYE[0], mid[2] - 4.5), "half the height of the lid opening (farkas_1994: 10.8 mm) below the canthi"),
    ]
    book.site("eyeball", roads, 2.5, "lower lid margin under the pupil", use=[0])


def orbit_wall(book: Ledger) -> None:
    """Medial wall of the orbit and the corner of the lids beside it."""
    canthus = book["inner_canthus"]
    roads = [
        Road("relation", front(canthus[0] - 2, canthus[2] + 3), "2 mm medial, 3 mm above the inner canthus"),
        Road("relief", nose_wall(canthus[2] + 3), "deepest place between nose and lids at that height"),
    ]
    book.site("inner_canthus_superomedial_part", roads, 3, "between the corner of the lids and the hollow beside the nose")
    roads = [
        Road("relief", nose_wall(canthus[2] + 2), "deepest place between nose and lids"),
        Road("proportion", front(12.0, canthus[2] + 2), "half of 24 mm between the medial walls (grays_anatomy)"),
    ]
    book.site("orbit_medial_wall", roads, 3, "hollow between the root of the nose and the inner canthus", source="grays_anatomy")


def nose_wall(z: float) -> FloatArray:
    """Deepest skin beside the root of the nose at height z."""
    p = np.array([front(x, z) for x in scan_of("head", "orbit_medial_wall", "breadth", 0.5)])
    return p[int(p[:, 1].argmax())]


def orbit(book: Ledger) -> None:
    """Infraorbital margin and foramen."""
    canthus, lateral = book["inner_canthus"], book["outer_canthus"]
    xs = np.linspace(canthus[0], lateral[0], 24)
    groove = []
    for x in xs[3:-3]:
        z = scan_of("head", "infraorbital_margin", "height", -0.5)
        p = np.array([front(x, k) for k in z])
        groove.append(p[bend(p[:, 1:], -1)])
    z_groove = np.polyval(np.polyfit(xs[3:-3], np.array(groove)[:, 2], 2), xs)
    z_orbit = EYE[2] - 17 * np.sqrt(np.clip(1 - ((xs - EYE[0]) / 21) ** 2, 0, 1))
    relief = np.array([front(x, z) for x, z in zip(xs, z_groove, strict=True)])
    ellipse = np.array([front(x, z) for x, z in zip(xs, z_orbit, strict=True)])
    roads = [
        Road("relief", relief, "sharpest hollow under the lower lid, smoothed: the groove that lies on the rim"),
        Road("proportion", ellipse, "lower half of an orbit 42 by 34 mm about the eye (grays_anatomy)"),
    ]
    margin = book.curve("infraorbital_margin", roads, 4, "half way between the groove under the lid and an average orbit", source="grays_anatomy")
    for name, at, other in (("medial", 0, canthus), ("lateral", -1, lateral)):
        roads = [
            Road("relation", margin[at], "end of the bound margin, under the canthus"),
            Road("proportion", front(other[0], z_orbit[at]), "average orbit under the canthus (grays_anatomy)"),
        ]
        book.site(f"infraorbital_margin_{name}_end", roads, 4, "the margin under the canthus", use=[0])


def foramen(book: Ledger) -> None:
    """Infraorbital foramen."""
    margin, pupil = book["infraorbital_margin"], book["pupil"]
    under = margin[int(np.abs(margin[:, 0] - 28).argmin())]
    roads = [
        Road("proportion", front(27.7, under[2] - 8.5), "27.7 mm from the midline, 8.5 mm below the margin (aziz_2000)"),
        Road("relation", front(pupil[0], under[2] - 10), "on the plumb line of the pupil, one centimetre below the margin"),
    ]
    book.site("infraorbital_foramen", roads, 4, "mean of the published place and the pupil's plumb line", source="aziz_2000")


def brows(book: Ledger) -> None:
    """Eyebrow, its ends, frontal notch and glabella."""
    canthus, lateral = book["inner_canthus"], book["outer_canthus"]
    ala = book["ala_of_nose_midpoint_of_lateral_border"]
    top = EYE[2]
    ray = (lateral - ala) * (1, 0, 1)
    end_x = ala[0] + ray[0] * (top + 15 - ala[2]) / ray[2]
    crest = []
    xs = np.linspace(canthus[0] - 1, end_x, 20)
    for x in xs:
        p = np.array([front(x, z) for z in np.arange(top + 28.0, top + 8.0, -0.5)])
        crest.append(p[bend(np.array([p[:, 1], p[:, 2]]).T[::3], 1) * 3])
    fit = np.polyfit(xs, np.array(crest)[:, 2], 2)
    relief = np.array([front(x, np.polyval(fit, x)) for x in xs])
    s = np.linspace(0, 1, 20)
    height = top + 17 + 5.0 * np.sin(np.pi * np.clip(s * 0.8, 0, 1)) - 2.5 * s**2
    drawn = np.array([front(x, z) for x, z in zip(xs, height, strict=True)])
    roads = [
        Road("proportion", drawn, "17 mm above the pupil's height at the ends, 22 at the arch (facial_canons)"),
        Road("relief", relief, "sharpest edge of the brow above the lid fold, smoothed"),
    ]
    book.curve("eyebrow", roads, 4, "mean of the edge of the brow and the canon's arch", source="facial_canons")
    brow_sites(book, end_x)


def brow_sites(book: Ledger, end_x: float) -> None:
    """Ends of the brow, frontal notch, glabella."""
    brow, canthus, lateral = book["eyebrow"], book["inner_canthus"], book["outer_canthus"]
    roads = [
        Road("relation", front(canthus[0], brow[0][2]), "over the inner canthus (facial_canons)"),
        Road("relief", brow[0], "medial end of the bound brow"),
    ]
    start = book.site("eyebrow_medial_end", roads, 4, "brow above the inner canthus", source="facial_canons")
    roads = [
        Road("relation", front(end_x, brow[-1][2]), "on the line from the ala through the outer canthus (facial_canons)"),
        Road("relief", brow[-1], "lateral end of the bound brow"),
    ]
    book.site("eyebrow_lateral_end", roads, 4, "brow on the line from the ala through the outer canthus", source="facial_canons")
    roads = [
        Road("proportion", front(17.5, start[2] - 3), "17 mm from the midline in the upper rim of the orbit (grays_anatomy)"),
        Road("relation", front(canthus[0] + 1, start[2] - 2), "above the inner canthus"),
    ]
    book.site("frontal_notch", roads, 4, "rim of the orbit under the medial end of the brow", source="grays_anatomy")
    profile = midline()
    forward = profile[(profile[:, 1] < 800) & (profile[:, 1] > 770)]
    roads = [
        Road("relation", front(0, start[2]), "between the medial ends of the brows"),
        Road("relief", np.array([0, *forward[int(forward[:, 0].argmin())]]), "most forward place of the brow on the midline"),
    ]
    book.site("glabella", roads, 4, "mean of the brows' height and the most forward place", median=True)
    roads = [
        Road("relation", (book["eyebrow_lateral_end"] + lateral) / 2, "half way between two bound sites"),
        Road("relation", oblique((book["eyebrow_lateral_end"] + lateral) / 2, 55), "seen along the skin's normal"),
    ]
    book.site("eyebrow_outer_canthus_midpoint", roads, 2.5, "middle of eyebrow end and outer canthus", use=[0])
