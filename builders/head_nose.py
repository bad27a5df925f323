"""Roads to the landmarks of the nose and the mouth."""

from __future__ import annotations

import numpy as np
from head_skin import EYE, farthest, front, midline, pockets, rays, smooth, vertex
from road_ledger import Ledger, Road
from road_tables import scan_of, span_of
from template_tools import steps

from tongren.body.template import FloatArray


def mouth(book: Ledger) -> None:
    """Angle of the mouth."""
    jumps = []
    for x in scan_of("head", "angle_of_mouth", "breadth", 0.5):
        p = np.array([front(x, z) for z in scan_of("head", "angle_of_mouth", "height", -0.5)])
        k = int(np.diff(p[:, 1]).__abs__().argmax())
        if abs(np.diff(p[:, 1])[k]) > 1.2:
            jumps.append((p[k] + p[k + 1]) / 2)
    corner = jumps[-1]
    roads = [
        Road("relief", front(corner[0] + 1, corner[2]), "outer end of the cleft between the lips"),
        Road("relation", front(EYE[0] - 6, corner[2]), "below the medial edge of the iris (facial_canons)"),
    ]
    book.site("angle_of_mouth", roads, 2.5, "outer end of the cleft between the lips", use=[0])


def lips(book: Ledger) -> None:
    """Philtrum, upper lip, mentolabial sulcus."""
    profile = midline()
    nasal = farthest(profile, *span_of("head", "philtrum_superior_end"), False)
    lip = profile[(profile[:, 1] < 701) & (profile[:, 1] > 690)]
    lip_front = lip[int(lip[:, 0].argmin())]
    cleft = profile[(profile[:, 1] < 693) & (profile[:, 1] > 685)]
    cleft = cleft[int(cleft[:, 0].argmax())]
    chin = profile[:, 1].min() + 2
    roads = [
        Road("relief", nasal, "deepest place between nose and lip on the midline"),
        Road("proportion", front(0, cleft[1] + (cleft[1] - chin) / 2), "nose to mouth is half of mouth to chin (facial_canons)"),
    ]
    upper = book.site("philtrum_superior_end", roads, 2.5, "deepest place between nose and lip", use=[0], median=True)
    roads = [
        Road("relief", front(0, lip_front[1] + 2.0), "edge of the red of the lip, 2 mm above its most forward place"),
        Road("proportion", front(0, upper[2] - 0.68 * (upper[2] - cleft[1])), "white part of the lip 0.68 of its height (farkas_1994)"),
    ]
    book.site("philtrum_inferior_end", roads, 2.5, "edge of the upper lip's red on the midline", use=[0], median=True)
    philtrum(book, lip_front, cleft, float(chin))
    inside(book, lip_front[0], cleft[1])


def philtrum(book: Ledger, lip_front: FloatArray, cleft: FloatArray, chin: float) -> None:
    """Parts of the philtrum, tubercle of the lip, mentolabial sulcus."""
    profile = midline()
    upper, lower = book["philtrum_superior_end"], book["philtrum_inferior_end"]
    for name, part, other in (("philtrum_midpoint", 1 / 2, "half"), ("philtrum_upper_1_3_lower_2_3_junction", 1 / 3, "a third")):
        chord = upper + (lower - upper) * part
        roads = [
            Road("relation", front(0, chord[2]), f"{other} of the height from the upper end"),
            Road("relief", along_profile(upper[2], lower[2], part), f"{other} of the way along the skin"),
        ]
        book.site(name, roads, 2.5, f"{other} of the philtrum from above", median=True)
    roads = [
        Road("relief", np.array([0, *lip_front]), "most forward place of the upper lip"),
        Road("relation", front(0, (lower[2] + cleft[1]) / 2), "half way between the edge of the red and the cleft"),
    ]
    book.site("upper_lip_midpoint_of_tubercle", roads, 2.5, "mean of the most forward place and the middle of the red", median=True)
    roads = [
        Road(
            "relief",
            farthest(profile, *span_of("head", "mentolabial_sulcus_centre"), False),
            "deepest place between lower lip and chin on the midline",
        ),
        Road("proportion", front(0, cleft[1] - (cleft[1] - chin) * 0.38), "0.38 of the way from the cleft to the chin (farkas_1994)"),
    ]
    book.site("mentolabial_sulcus_centre", roads, 2.5, "deepest place between lower lip and chin", use=[0], median=True)


def along_profile(top: float, bottom: float, part: float) -> FloatArray:
    """Place on the midline a part of the skin's way down between two heights."""
    p = midline()
    p = p[(p[:, 1] <= top + 0.3) & (p[:, 1] >= bottom - 0.3)]
    d = steps(p)
    return np.array([0.0, *(np.interp(part * d[-1], d, p[:, k]) for k in range(2))])


def inside(book: Ledger, lip_y: float, cleft_z: float) -> None:
    """Sites inside the mouth: the nearest places of the template's oral cavity."""
    gum = np.array([0, lip_y + 13, cleft_z + 18])
    fold = np.array([0, lip_y + 15, cleft_z + 21])
    words = "inside the mouth: the template's cavity has no teeth, gums or tongue skin"
    roads = [Road("relation", gum, "fold behind the upper lip"), Road("relation", fold, "a little deeper")]
    book.site("frenulum_of_upper_lip_upper_gum_junction", roads, 5, words, use=[0], median=True)
    floor = {
        "tongue_dorsum_centre": (0, lip_y + 45, cleft_z - 20),
        "tongue_frenulum_centre": (0, lip_y + 25, cleft_z - 20),
        "sublingual_vein_left": (6, lip_y + 24, cleft_z - 22),
        "sublingual_vein_right": (-6, lip_y + 24, cleft_z - 22),
    }
    for name, p in floor.items():
        roads = [Road("relation", np.array(p, float), words), Road("relation", np.array(p) + (0, 3, 0), "3 mm deeper")]
        book.site(name, roads, 6, words, use=[0], median=p[0] == 0)


def nose(book: Ledger) -> None:
    """Tip, ala, nostril, nasolabial sulcus."""
    profile = midline()
    tip = profile[int(profile[:, 0].argmin())]
    roads = [
        Road("relief", np.array([0, *tip]), "most forward place"),
        Road("relation", farthest(profile, *span_of("head", "nose_tip"), True), "farthest before the chord from the nasion to the lip"),
    ]
    book.site("nose_tip", roads, 2.5, "most forward place of the nose", use=[0], median=True)
    groove = alar_groove()
    upper, lower = groove[:, 2].max(), groove[:, 2].min()
    bulge = vertex((12, -140, 714), (22, -112, 730), (1, -0.6, 0))
    middle = (upper + lower) / 2
    edge = groove[int(np.abs(groove[:, 2] - middle).argmin())]
    roads = [
        Road("relief", edge, "middle height of the groove round the ala"),
        Road("proportion", front(18.3, lower + 7.5), "half of the nose's breadth and of the ala's height (farkas_1994)"),
    ]
    book.site("ala_of_nose_midpoint_of_lateral_border", roads, 2.5, "groove round the ala at its middle height", use=[0])
    base = groove[int(groove[:, 2].argmin())]
    roads = [
        Road("relief", base, "lower end of the groove round the ala"),
        Road("relation", front(bulge[0] - 2, bulge[2] - 5), "below the widest place of the ala"),
    ]
    book.site("ala_of_nose_inferior_border", roads, 2.5, "lower end of the ala's attachment", use=[0])


def nostril(book: Ledger) -> None:
    """Nostril: its outer edge and the innermost place."""
    base = book["ala_of_nose_inferior_border"]
    hole = vertex((9, -136, 714), (17, -112, 724), (1, 0.2, -0.6))
    rim = nostril_rim(base[2])
    roads = [
        Road("relief", rim, "seen from below, at the widest place: half way between the hollow's wall and the wing's lowest edge"),
        Road("relation", front(base[0] - 4.5, base[2]), "the ala is 4 to 5 mm thick at its foot"),
        Road("relief", hole, "outermost low vertex of the wing"),
    ]
    book.site("nostril_lateral_margin", roads, 3, "outer edge of the nostril's hollow, where it is widest", use=[0])
    depth = rays(np.array([[10.0, -132.5, 715.0]]), np.array([0, 0, 1.0]))[0]
    roads = [
        Road("relief", depth, "what a ray from below meets in the nostril"),
        Road("relation", np.array([9.5, -132.0, base[2] + 3]), "behind the nostril, 3 mm above the foot of the ala"),
    ]
    book.site("nasal_vestibule_superior_end", roads, 4, "innermost skin of the nostril that a ray from below meets", use=[0])


def nostril_rim(foot: float) -> FloatArray:
    """Outer edge of the nostril's hollow, where it is widest: upright transverse cuts seen from below.

    On each cut the hollow is the highest place beside the septum, the wing's edge the lowest place lateral of it; the
    margin lies between the hollow's wall, half way down, and that edge.
    """
    found = []
    for y in scan_of("head", "nostril_lateral_margin", "depth", 0.5):
        x = scan_of("head", "nostril_lateral_margin", "breadth", 0.25)
        z = rays(np.stack([x, np.full_like(x, y), np.full_like(x, foot - 5)], 1), np.array([0, 0, 1.0]))[:, 2]
        top = int(np.where(x < 12, z, -np.inf).argmax())
        edge = top + int(z[top:].argmin())
        wall = top + int((z[top : edge + 1] <= (z[top] + z[edge]) / 2).argmax())
        if z[top] - z[edge] > 0.5:
            found.append(np.array([(x[wall] + x[edge]) / 2, y, z[edge]]))
    return max(found, key=lambda p: float(p[0]))


def sulcus(book: Ledger) -> None:
    """Nasolabial sulcus and its upper end."""
    groove = alar_groove()
    upper, middle = groove[:, 2].max(), (groove[:, 2].max() + groove[:, 2].min()) / 2
    edge, base = book["ala_of_nose_midpoint_of_lateral_border"], book["ala_of_nose_inferior_border"]
    corner = book["angle_of_mouth"]
    line = [
        front(book_x, z)
        for book_x, z in (
            (15.5, upper + 1),
            (edge[0] + 3.5, middle),
            (base[0] + 6.5, base[2]),
            (corner[0] + 3, (base[2] + corner[2]) / 2 + 2),
            (corner[0] + 7, corner[2]),
        )
    ]
    relief = [p for p in (cheek_fold(z, edge[0]) for z in np.arange(middle, corner[2], -3.0)) if p is not None]
    relief = [front(15.5, upper + 1), *relief, front(corner[0] + 7, corner[2])]
    roads = [
        Road("relation", smooth(line), "from above the ala, 3 to 6 mm beside it, to 7 mm beside the angle of the mouth"),
        Road("relief", smooth(relief), "deepest line between cheek and lip on the horizontal cuts"),
    ]
    fold = book.curve("nasolabial_sulcus", roads, 4, "along the ala, then to a place 7 mm beside the angle of the mouth", use=[0])
    roads = [
        Road("relief", groove[int(groove[:, 2].argmax())], "upper end of the groove round the ala"),
        Road("relation", fold[0], "upper end of the bound sulcus"),
    ]
    book.site("nasolabial_sulcus_superior_end", roads, 3, "upper end of the groove between ala and cheek")


def alar_groove() -> FloatArray:
    """Groove between ala and cheek: deepest places of the outline beside the nose on horizontal cuts."""
    out = []
    for z in scan_of("head", "ala_of_nose_midpoint_of_lateral_border", "height", 1.0):
        near = [p for d, p in pockets(z, 0.8) if 12 < p[0] < 30 and -128 < p[1] < -95]
        if near:
            out.append(near[0])
    return np.array(out)


def cheek_fold(z: float, x0: float) -> FloatArray | None:
    """Hollow between lip and cheek at height z, if the cut shows one."""
    near = [p for _, p in pockets(z, 0.4) if x0 - 2 < p[0] < 40 and -128 < p[1] < -85]
    return near[0] if near else None
