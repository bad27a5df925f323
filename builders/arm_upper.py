"""Roads to the landmarks of the upper arm: axillary fold, biceps, deltoid, and what surrounds the epicondyles."""

from __future__ import annotations

import numpy as np
from arm_forearm import ELBOW, FOREARM, MEDIAL
from arm_frame import MAN, Limb, bone, skin_near, skin_ray
from road_ledger import Ledger
from road_tables import scan_of
from template_tools import unit

from tongren.body.template import FloatArray

SHOULDER = bone("upperarm01")
AXIS = unit(SHOULDER - ELBOW)
_FRONT = np.cross(unit(MEDIAL - (MEDIAL @ AXIS) * AXIS), AXIS)
FRONT = unit(_FRONT) * -np.sign(_FRONT[1])
_CUTS = Limb(ELBOW, AXIS, FRONT, unit(MEDIAL - (MEDIAL @ AXIS) * AXIS))
# angle 0 anterior, 90 medial, -90 lateral; the middle line is carried on straight where cuts would run into the trunk
ARM = Limb(ELBOW, AXIS, _CUTS.zero, _CUTS.ninety, (_CUTS.centre(60), _CUTS.centre(180)))


def front_groove() -> tuple[FloatArray, FloatArray]:
    """Bottom (N, 3) and depth (N,) of the groove between chest and arm, by horizontal cuts from the armpit upward."""
    bottoms, depths = [], []
    for z in scan_of("arm", "anterior_axillary_fold", "height", 3.0):
        loops = [c for c in MAN.cut(np.array([0, 0, z]), np.array([0.0, 0, 1])) if c[:, 0].min() < 60 < 180 < c[:, 0].max()]
        if not loops:
            continue
        line = np.vstack([loops[0], loops[0][:1]])
        a, b = line[:-1], line[1:]
        xs = np.arange(150.0, loops[0][:, 0].max() - 8, 1.0)
        front = []
        for x in xs:
            m = (a[:, 0] - x) * (b[:, 0] - x) < 0
            t = (x - a[m, 0]) / (b[m, 0] - a[m, 0])
            front.append(float((a[m, 1] + t * (b[m, 1] - a[m, 1])).min()))
        hull = _upper_hull(np.stack([xs, -np.array(front)], 1))
        depth = np.interp(xs, hull[:, 0], hull[:, 1]) + np.array(front)
        i = int(depth.argmax())
        bottoms.append([xs[i], front[i], z])
        depths.append(float(depth[i]))
    return np.array(bottoms), np.array(depths)


def _upper_hull(points: FloatArray) -> FloatArray:
    """Upper convex hull (M, 2) of points sorted along x."""
    hull: list[FloatArray] = []
    for q in points:
        while len(hull) >= 2:
            u, w = hull[-1] - hull[-2], q - hull[-2]
            if u[0] * w[1] - u[1] * w[0] < 0:
                break
            hull.pop()
        hull.append(q)
    return np.array(hull)


def axilla(book: Ledger) -> None:
    """Anterior axillary fold: where the groove between chest and arm runs out on the front."""
    bottoms, depths = front_groove()
    along = (bottoms - ELBOW) @ AXIS
    shallow = bottoms[int(np.argmin(np.abs(depths - 10)))]
    crease = np.mean([book[f"cubital_crease_{e}_end"] for e in ("lateral", "medial")], axis=0)
    sides = np.mean([book[f"humerus_{e}_epicondyle"] for e in ("lateral", "medial")], axis=0)
    level = (crease + sides) / 2
    cun = (FOREARM.level(level) - FOREARM.level(book["palmar_wrist_crease_midpoint"])) / 12
    wanted = float((level - ELBOW) @ AXIS) + 9 * cun
    deep = bottoms[int(np.argmin(np.abs(along - wanted)))]
    roads = {"relief": shallow, "proportion": deep}
    how = "groove between chest and arm, midway between where it runs out and nine forearm cun from the elbow"
    book.site("anterior_axillary_fold", roads, 12, how)


def biceps(book: Ledger) -> None:
    """Borders of the biceps and the line between its heads."""
    side = {e: ARM.angle(book[f"biceps_brachii_tendon_{e}_border"][2]) for e in ("lateral", "medial")}
    rows = (
        ("lateral_border", -60.0, -42.0, side["lateral"]),
        ("medial_border", 60.0, 52.0, side["medial"]),
        ("interval_between_heads", -10.0, 0.0, 0.0),
    )
    for name, relief, share, end in rows:
        lines = {}
        for road, angle in (("relief", relief), ("proportion", share)):
            half = (angle + end) / 2 if name != "interval_between_heads" else angle
            start = 190 if name == "medial_border" else 235  # above that level the armpit begins
            lines[road] = ARM.line([(start, angle), (90, angle), (55, half), (25, end)])
        how = "furrow beside the belly on the template's muscular body, mean with the share of the arm's girth"
        if name.startswith("interval"):
            how = "top of the belly on the template's muscular body, mean with the front of the arm"
        book.curve(f"biceps_brachii_muscle_{name}", lines, 6, how)


def deltoid(book: Ledger) -> None:
    """Anterior and posterior border of the deltoid, from the shoulder to its insertion at the middle of the humerus."""
    half = float(np.linalg.norm(SHOULDER - ELBOW)) * 0.52
    front = {"relief": ARM.line([(265, -20), (215, -44), (half, -90)]), "proportion": ARM.line([(265, -30), (215, -52), (half, -90)])}
    how = "furrow on the template's muscular body, running to the tuberosity at the middle of the humerus"
    book.curve("deltoid_muscle_anterior_border", front, 8, how)
    back = {
        "relief": ARM.line([(312, -172), (280, -166), (240, -158), (205, -142), (half, -95)]),
        "proportion": ARM.line([(312, -166), (280, -160), (235, -145), (200, -125), (half, -95)]),
    }
    book.curve("deltoid_muscle_posterior_border", back, 8, how)


def around_elbow(book: Ledger) -> None:
    """Supraepicondylar ridge, olecranon fossa and the groove of the ulnar nerve."""
    lateral = book["humerus_lateral_epicondyle"]
    a, s = ARM.angle(lateral), ARM.level(lateral)
    roads = {"relation": ARM.line([(s + 75, a + 8), (s + 2, a + 8)]), "proportion": ARM.line([(s + 75, -84), (s + 2, -84)])}
    book.curve("humerus_lateral_supraepicondylar_ridge", roads, 6, "just before the line straight up from the epicondyle")
    tip, medial = book["olecranon_prominence"], book["humerus_medial_epicondyle"]
    back = ARM.polar(ARM.level(tip) + 17, ARM.angle(tip))
    bone_end = skin_ray(ELBOW + 24 * AXIS, -FRONT)
    book.site("olecranon_fossa", {"relation": back, "skeleton": bone_end}, 6, "above the olecranon, between the epicondyles")
    centre = ELBOW + ((medial - ELBOW) @ MEDIAL - 8) * MEDIAL
    behind = skin_ray(centre, -FRONT)
    middle = skin_near(0.45 * tip + 0.55 * medial)
    book.site("groove_for_ulnar_nerve", {"relation": middle, "skeleton": behind}, 5, "behind the medial epicondyle")


def bind_upper(book: Ledger) -> None:
    """Every landmark of the upper arm."""
    axilla(book)
    biceps(book)
    deltoid(book)
    around_elbow(book)
