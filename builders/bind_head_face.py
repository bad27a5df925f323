"""Roads to the landmarks of the face: eyes, brows, nose, mouth, jaw and cheek."""

from __future__ import annotations

import numpy as np
from bind_head_book import BONE, Book, V, bend, bone, front, oblique, pockets, rays, resample, side, smooth, unit, vertex

from tongren.body.template import FloatArray

EYE = BONE["eye.L"]
TALL = 1.1  # the default man (1.91 m) against the men of farkas_1994


def midline() -> FloatArray:
    """Outer skin of the face on the midline (N, 2) as (y, z), from the forehead down to the chin, 0.5 mm apart in z."""
    z = np.arange(830.0, 638.0, -0.5)
    hits = rays(np.stack([np.zeros_like(z), np.full_like(z, -400.0), z], 1), np.array([0, 1.0, 0]))
    return hits[:, 1:]


def farthest(profile: FloatArray, top: float, bottom: float, outward: bool) -> FloatArray:
    """Place (3,) of a profile between two heights that lies farthest before (or behind) their chord."""
    part = profile[(profile[:, 1] <= top) & (profile[:, 1] >= bottom)]
    chord = unit(part[-1] - part[0])
    behind = (part - part[0]) @ np.array([-chord[1], chord[0]])  # down the face: -chord_z points backward
    return np.array([0, *part[int(behind.argmin() if outward else behind.argmax())]])


def opening() -> FloatArray:
    """Places (N, 3) where the view from the front falls through the lids into the socket."""
    gx, gz = np.meshgrid(np.arange(EYE[0] - 15, EYE[0] + 18, 0.75), np.arange(EYE[2] - 12, EYE[2] + 12, 0.75))
    hits = rays(np.stack([gx.ravel(), np.full(gx.size, -400.0), gz.ravel()], 1), np.array([0, 1.0, 0]))
    return hits[hits[:, 1] > EYE[1] + 6]


def eyes(book: Book) -> None:
    """Canthi, pupil, lid margin, orbit."""
    hole = opening()
    inner, outer = hole[hole[:, 0].argmin()], hole[hole[:, 0].argmax()]
    z_in, z_out = inner[2], outer[2]
    canthus = book.site(
        "inner_canthus",
        [("relief", front(inner[0] - 3.5, z_in), "3.5 mm medial of the lid opening seen from the front: the lids' corner with the caruncle"),
         ("proportion", front(16.65 * TALL, z_in), "half of 33.3 mm between the inner canthi, scaled with stature (farkas_1994)")],
        2.5, "mean of the lids' corner and half the published distance", source="farkas_1994")
    lateral = book.site(
        "outer_canthus",
        [("relief", front(outer[0] + 1.5, z_out), "1.5 mm lateral of the lid opening seen from the front"),
         ("proportion", front(45.6 * (1 + TALL) / 2, z_out), "half of 91.2 mm between the outer canthi, half scaled (farkas_1994)"),
         ("bone", bone("lateral_canthus"), "11 mm low: the registered scan is smooth at the eyes")],
        2.5, "outer corner of the lids", use=[0],
        source="farkas_1994")
    mid = (canthus + lateral) / 2
    pupil = book.site(
        "pupil",
        [("skeleton", EYE + (0, -13, 0), "centre of the eye, straight gaze"),
         ("relation", np.array([mid[0], EYE[1] - 13, mid[2] + 1]), "half way between the canthi")],
        2.5, "the straight gaze from the eye's centre, brought to the nearest skin", use=[0])
    low = hole[np.abs(hole[:, 0] - EYE[0]) < 1][:, 2].min()
    book.site(
        "eyeball",
        [("relief", front(EYE[0], low - 1.5), "lower lid margin below the pupil"),
         ("relation", front(EYE[0], mid[2] - 4.5), "half the height of the lid opening (farkas_1994: 10.8 mm) below the canthi")],
        2.5, "lower lid margin under the pupil", use=[0])
    book.site(
        "inner_canthus_superomedial_part",
        [("relation", front(canthus[0] - 2, canthus[2] + 3), "2 mm medial, 3 mm above the inner canthus"),
         ("relief", nose_wall(canthus[2] + 3), "deepest place between nose and lids at that height")],
        3, "between the corner of the lids and the hollow beside the nose")
    book.site(
        "orbit_medial_wall",
        [("relief", nose_wall(canthus[2] + 2), "deepest place between nose and lids"),
         ("proportion", front(12.0, canthus[2] + 2), "half of 24 mm between the medial walls (grays_anatomy)")],
        3, "hollow between the root of the nose and the inner canthus", source="grays_anatomy")
    orbit(book, canthus, lateral, pupil)


def nose_wall(z: float) -> FloatArray:
    """Deepest skin beside the root of the nose at height z."""
    p = np.array([front(x, z) for x in np.arange(7.0, 16.0, 0.5)])
    return p[int(p[:, 1].argmax())]


def orbit(book: Book, canthus: FloatArray, lateral: FloatArray, pupil: FloatArray) -> None:
    """Infraorbital margin and foramen."""
    xs = np.linspace(canthus[0], lateral[0], 24)
    groove = []
    for x in xs[3:-3]:
        z = np.arange(761.0, 744.0, -0.5)
        p = np.array([front(x, k) for k in z])
        groove.append(p[bend(p[:, 1:], -1)])
    z_groove = np.polyval(np.polyfit(xs[3:-3], np.array(groove)[:, 2], 2), xs)
    z_orbit = EYE[2] - 17 * np.sqrt(np.clip(1 - ((xs - EYE[0]) / 21) ** 2, 0, 1))
    relief = np.array([front(x, z) for x, z in zip(xs, z_groove, strict=True)])
    ellipse = np.array([front(x, z) for x, z in zip(xs, z_orbit, strict=True)])
    margin = book.curve(
        "infraorbital_margin",
        [("relief", relief, "sharpest hollow under the lower lid, smoothed: the groove that lies on the rim"),
         ("proportion", ellipse, "lower half of an orbit 42 by 34 mm about the eye (grays_anatomy)")],
        4, "half way between the groove under the lid and an average orbit", source="grays_anatomy")
    for name, at, other in (("medial", 0, canthus), ("lateral", -1, lateral)):
        book.site(
            f"infraorbital_margin_{name}_end",
            [("relation", margin[at], "end of the bound margin"), ("relation", front(other[0], margin[at][2]), "under the canthus")],
            4, "the margin under the canthus", use=[0])
    under = margin[int(np.abs(margin[:, 0] - 28).argmin())]
    book.site(
        "infraorbital_foramen",
        [("proportion", front(27.7, under[2] - 8.5), "27.7 mm from the midline, 8.5 mm below the margin (aziz_2000)"),
         ("relation", front(pupil[0], under[2] - 10), "on the plumb line of the pupil, one centimetre below the margin")],
        4, "mean of the published place and the pupil's plumb line", source="aziz_2000")


def brows(book: Book) -> None:
    """Eyebrow, its ends, frontal notch and glabella."""
    canthus, lateral = book.at["inner_canthus"], book.at["outer_canthus"]
    ala = book.at["ala_of_nose_midpoint_of_lateral_border"]
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
    brow = book.curve(
        "eyebrow",
        [("proportion", drawn, "17 mm above the pupil's height at the ends, 22 at the arch (facial_canons)"),
         ("relief", relief, "sharpest edge of the brow above the lid fold, smoothed")],
        4, "mean of the edge of the brow and the canon's arch", source="facial_canons")
    start = book.site(
        "eyebrow_medial_end",
        [("relation", front(canthus[0], brow[0][2]), "over the inner canthus (facial_canons)"),
         ("relief", brow[0], "medial end of the bound brow")],
        4, "brow above the inner canthus", source="facial_canons")
    book.site(
        "eyebrow_lateral_end",
        [("relation", front(end_x, brow[-1][2]), "on the line from the ala through the outer canthus (facial_canons)"),
         ("relief", brow[-1], "lateral end of the bound brow")],
        4, "brow on the line from the ala through the outer canthus", source="facial_canons")
    book.site(
        "frontal_notch",
        [("proportion", front(17.5, start[2] - 3), "17 mm from the midline in the upper rim of the orbit (grays_anatomy)"),
         ("relation", front(canthus[0] + 1, start[2] - 2), "above the inner canthus")],
        4, "rim of the orbit under the medial end of the brow", source="grays_anatomy")
    profile = midline()
    forward = profile[(profile[:, 1] < 800) & (profile[:, 1] > 770)]
    book.site(
        "glabella",
        [("relation", front(0, start[2]), "between the medial ends of the brows"),
         ("relief", np.array([0, *forward[int(forward[:, 0].argmin())]]), "most forward place of the brow on the midline")],
        4, "mean of the brows' height and the most forward place", median=True)
    book.site(
        "eyebrow_outer_canthus_midpoint",
        [("relation", (book.at["eyebrow_lateral_end"] + lateral) / 2, "half way between two bound sites"),
         ("relation", oblique((0, (brow[-1][1] + lateral[1]) / 2, (brow[-1][2] + lateral[2]) / 2), 55), "seen along the skin's normal")],
        4, "middle of eyebrow end and outer canthus", use=[0])


def nose(book: Book) -> None:
    """Tip, ala, nostril, nasolabial sulcus."""
    profile = midline()
    tip = profile[int(profile[:, 0].argmin())]
    book.site(
        "nose_tip",
        [("relief", np.array([0, *tip]), "most forward place"),
         ("relation", farthest(profile, 766, 708, True), "farthest before the chord from the nasion to the lip")],
        2.5, "most forward place of the nose", use=[0], median=True)
    groove = alar_groove()
    upper, lower = groove[:, 2].max(), groove[:, 2].min()
    bulge = vertex((12, -140, 714), (22, -112, 730), (1, -0.6, 0))
    middle = (upper + lower) / 2
    edge = groove[int(np.abs(groove[:, 2] - middle).argmin())]
    book.site(
        "ala_of_nose_midpoint_of_lateral_border",
        [("relief", edge, "middle height of the groove round the ala"),
         ("proportion", front(18.3, lower + 7.5), "half of the nose's breadth and of the ala's height (farkas_1994)")],
        2.5, "groove round the ala at its middle height", use=[0])
    base = groove[int(groove[:, 2].argmin())]
    book.site(
        "ala_of_nose_inferior_border",
        [("relief", base, "lower end of the groove round the ala"),
         ("relation", front(bulge[0] - 2, bulge[2] - 5), "below the widest place of the ala")],
        2.5, "lower end of the ala's attachment", use=[0])
    hole = vertex((9, -136, 714), (17, -112, 724), (1, 0.2, -0.6))
    book.site(
        "nostril_lateral_margin",
        [("relief", np.array([14.3, -131.0, base[2] + 1]), "outer edge of the nostril's opening, seen from below"),
         ("relation", front(base[0] - 4.5, base[2]), "the ala is 4 to 5 mm thick at its foot"),
         ("relief", hole, "outermost low vertex of the wing")],
        3, "outer edge of the nostril", use=[0, 1])
    depth = rays(np.array([[10.0, -132.5, 715.0]]), np.array([0, 0, 1.0]))[0]
    book.site(
        "nasal_vestibule_superior_end",
        [("relief", depth, "what a ray from below meets in the nostril"),
         ("relation", np.array([9.5, -132.0, base[2] + 3]), "behind the nostril, 3 mm above the foot of the ala")],
        4, "innermost skin of the nostril that a ray from below meets", use=[0])
    corner = book.at["angle_of_mouth"]
    line = [front(book_x, z) for book_x, z in ((15.5, upper + 1), (edge[0] + 3.5, middle), (base[0] + 6.5, base[2]),
                                              (corner[0] + 3, (base[2] + corner[2]) / 2 + 2), (corner[0] + 7, corner[2]))]
    relief = [p for p in (cheek_fold(z, edge[0]) for z in np.arange(middle, corner[2], -3.0)) if p is not None]
    relief = [front(15.5, upper + 1), *relief, front(corner[0] + 7, corner[2])]
    sulcus = book.curve(
        "nasolabial_sulcus",
        [("relation", smooth(line), "from above the ala, 3 to 6 mm beside it, to 7 mm beside the angle of the mouth"),
         ("relief", smooth(relief), "deepest line between cheek and lip on the horizontal cuts")],
        4, "along the ala, then to a place 7 mm beside the angle of the mouth", use=[0])
    book.site(
        "nasolabial_sulcus_superior_end",
        [("relief", groove[int(groove[:, 2].argmax())], "upper end of the groove round the ala"),
         ("relation", sulcus[0], "upper end of the bound sulcus")],
        3, "upper end of the groove between ala and cheek")


def alar_groove() -> FloatArray:
    """Groove between ala and cheek: deepest places of the outline beside the nose on horizontal cuts."""
    out = []
    for z in np.arange(717.0, 735.0, 1.0):
        near = [p for d, p in pockets(z, 0.8) if 12 < p[0] < 30 and -128 < p[1] < -95]
        if near:
            out.append(near[0])
    return np.array(out)


def cheek_fold(z: float, x0: float) -> FloatArray | None:
    """Hollow between lip and cheek at height z, if the cut shows one."""
    near = [p for _, p in pockets(z, 0.4) if x0 - 2 < p[0] < 40 and -128 < p[1] < -85]
    return near[0] if near else None


def mouth(book: Book) -> None:
    """Lips, philtrum, mentolabial sulcus and what lies inside the mouth."""
    profile = midline()
    jumps = []
    for x in np.arange(15.0, 30.0, 0.5):
        p = np.array([front(x, z) for z in np.arange(694.0, 682.0, -0.5)])
        k = int(np.diff(p[:, 1]).__abs__().argmax())
        if abs(np.diff(p[:, 1])[k]) > 1.2:
            jumps.append((p[k] + p[k + 1]) / 2)
    corner = jumps[-1]
    book.site(
        "angle_of_mouth",
        [("relief", front(corner[0] + 1, corner[2]), "outer end of the cleft between the lips"),
         ("relation", front(EYE[0] - 6, corner[2]), "below the medial edge of the iris (facial_canons)")],
        2.5, "outer end of the cleft between the lips", use=[0])
    nasal = farthest(profile, 722, 700, False)
    lip = profile[(profile[:, 1] < 701) & (profile[:, 1] > 690)]
    lip_front = lip[int(lip[:, 0].argmin())]
    cleft = profile[(profile[:, 1] < 693) & (profile[:, 1] > 685)]
    cleft = cleft[int(cleft[:, 0].argmax())]
    chin = profile[:, 1].min() + 2
    upper = book.site(
        "philtrum_superior_end",
        [("relief", nasal, "deepest place between nose and lip on the midline"),
         ("proportion", front(0, cleft[1] + (cleft[1] - chin) / 2), "nose to mouth is half of mouth to chin (facial_canons)")],
        2.5, "deepest place between nose and lip", use=[0], median=True)
    lower = book.site(
        "philtrum_inferior_end",
        [("relief", front(0, lip_front[1] + 2.0), "edge of the red of the lip, 2 mm above its most forward place"),
         ("proportion", front(0, upper[2] - 0.68 * (upper[2] - cleft[1])), "white part of the lip 0.68 of its height (farkas_1994)")],
        2.5, "edge of the upper lip's red on the midline", use=[0], median=True)
    for name, part, other in (("philtrum_midpoint", 1 / 2, "half"), ("philtrum_upper_1_3_lower_2_3_junction", 1 / 3, "a third")):
        chord = upper + (lower - upper) * part
        book.site(
            name,
            [("relation", front(0, chord[2]), f"{other} of the height from the upper end"),
             ("relief", along_profile(upper[2], lower[2], part), f"{other} of the way along the skin")],
            2.5, f"{other} of the philtrum from above", median=True)
    book.site(
        "upper_lip_midpoint_of_tubercle",
        [("relief", np.array([0, *lip_front]), "most forward place of the upper lip"),
         ("relation", front(0, (lower[2] + cleft[1]) / 2), "half way between the edge of the red and the cleft")],
        2.5, "mean of the most forward place and the middle of the red", median=True)
    book.site(
        "mentolabial_sulcus_centre",
        [("relief", farthest(profile, 682, 657, False), "deepest place between lower lip and chin on the midline"),
         ("proportion", front(0, cleft[1] - (cleft[1] - chin) * 0.38), "0.38 of the way from the cleft to the chin (farkas_1994)")],
        2.5, "deepest place between lower lip and chin", use=[0], median=True)
    inside(book, lip_front[0], cleft[1])


def along_profile(top: float, bottom: float, part: float) -> FloatArray:
    """Place on the midline a part of the skin's way down between two heights."""
    p = midline()
    p = p[(p[:, 1] <= top + 0.3) & (p[:, 1] >= bottom - 0.3)]
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    return np.array([0.0, *(np.interp(part * d[-1], d, p[:, k]) for k in range(2))])


def inside(book: Book, lip_y: float, cleft_z: float) -> None:
    """Sites inside the mouth: the nearest places of the template's oral cavity."""
    gum = np.array([0, lip_y + 13, cleft_z + 18])
    fold = np.array([0, lip_y + 15, cleft_z + 21])
    words = "inside the mouth: the template's cavity has no teeth, gums or tongue skin"
    book.site("frenulum_of_upper_lip_upper_gum_junction",
              [("relation", gum, "fold behind the upper lip"), ("relation", fold, "a little deeper")],
              8, words, use=[0], median=True)
    floor = {"tongue_dorsum_centre": (0, lip_y + 45, cleft_z - 20), "tongue_frenulum_centre": (0, lip_y + 25, cleft_z - 20),
             "sublingual_vein_left": (6, lip_y + 24, cleft_z - 22), "sublingual_vein_right": (-6, lip_y + 24, cleft_z - 22)}
    for name, p in floor.items():
        book.site(name, [("relation", np.array(p, float), words), ("relation", np.array(p) + (0, 3, 0), "3 mm deeper")],
                  10, words, use=[0], median=p[0] == 0)


def jaw(book: Book) -> None:
    """Mandible, facial artery and masseter."""
    condyle, chin_z = book.at["mandible_condylar_process"], midline()[:, 1].min() + 1
    ramus = side(condyle[1] - 4, condyle[2] - 62)
    angle = book.site(
        "mandible_angle",
        [("bone", bone("mandibular_angle"), "both sides' mean"),
         ("proportion", ramus, "62 mm below the condyle, the ramus leaning back 4 mm (farkas_1994)")],
        8, "mean of the bone file and an average ramus", source="bodyparts3d")
    chin = front(0, chin_z + 4)
    edge = np.array([angle, *(vertex((8, y - 5, 632), (62, y + 5, 690), (0.5, 0, -0.87)) for y in np.arange(-72.0, -108.0, -6.0)), chin])
    weight = np.r_[4, np.ones(len(edge) - 2), 4]
    y = np.linspace(angle[1], chin[1], 60)
    relief = np.stack([np.polyval(np.polyfit(edge[:, 1], edge[:, 0], 4, w=weight), y), y, np.polyval(np.polyfit(edge[:, 1], edge[:, 2], 3, w=weight), y)], 1)
    chord = np.array([oblique(p, 65) for p in resample(np.array([angle, front(22, chin_z + 3)]), 30)])
    border = book.curve(
        "mandible_inferior_border",
        [("relief", relief, "edge of the jaw: the vertices farthest down and out"),
         ("relation", smooth([*chord[::6], front(14, chin_z + 4), chin]), "chord from the angle to the chin, brought to the skin")],
        6, "edge of the jaw, helped by the chord from the angle to the chin", ends=(angle, chin))
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(border, axis=0), axis=1))]
    cross = border[int(np.abs(d - 30).argmin())]
    third = border[int(np.abs(d - 0.28 * d[-1]).argmin())]
    corner = book.at["angle_of_mouth"]
    toward = oblique((corner[0] + 14, corner[1] + 12, corner[2] - 4), 35)
    foot = cross + (cross - toward) * 0.15
    foot2 = third + (third - toward) * 0.15
    book.curve(
        "facial_artery",
        [("proportion", [foot, cross, cross + 0.5 * (toward - cross), toward], "3 cm before the angle (grays_anatomy)"),
         ("relation", [foot2, third, third + 0.5 * (toward - third), toward], "28 hundredths of the border from the angle")],
        7, "from the front edge of the masseter towards the angle of the mouth", source="grays_anatomy")
    artery = (cross + third) / 2
    back = unit(angle - artery)
    book.site(
        "masseter_muscle_attachment",
        [("proportion", cross + 3 * back, "3 mm behind the artery"), ("relation", third + 3 * back, "front end of the hind 28 hundredths")],
        7, "just behind the facial artery on the border", source="grays_anatomy")
    arch = side(-60, condyle[2] - 4)
    book.site(
        "masseter_muscle_prominence",
        [("relation", oblique(angle + (arch - angle) * 0.35 + (0, -6, 0), 80), "a third of the way from the angle to the arch"),
         ("proportion", oblique(angle + (0, -13, 13), 80), "13 mm before and above the angle")],
        8, "belly of the muscle before and above the angle")
    body = unit(border[int(np.abs(d - 40).argmin())] - angle)
    up = unit(condyle - angle)
    way = unit(body + up)
    lines = [[oblique(angle + k * w, 80) for k in np.linspace(0, 32, 9)] for w in (way, unit(body * (0, 1, 1) + up * (0, 1, 1)))]
    lines[0][0] = lines[1][0] = angle
    book.curve(
        "mandible_bisector_of_angle",
        [("relation", lines[0], "half way between the border and the ramus"), ("relation", lines[1], "the same in the side view")],
        8, "half way between border and ramus")


def cheek(book: Book) -> None:
    """Zygomatic bone and arch, mandibular notch."""
    condyle, lateral = book.at["mandible_condylar_process"], book.at["outer_canthus"]
    margin = book.at["infraorbital_margin"]
    orbit_z = float(margin[:, 2].min())
    malar = vertex((44, -110, 730), (66, -75, 756), (0.72, -0.69, 0))
    book.site(
        "zygomatic_bone",
        [("relief", malar, "farthest forward and out of the cheek"),
         ("proportion", oblique((lateral[0] + 10, lateral[1] + 8, lateral[2] - 18), 45), "10 mm lateral, 18 mm below the canthus")],
        6, "prominence of the cheek")
    ear = book.at["tragus_centre"]
    mid = bone("zygomatic_arch_midpoint")
    z_frankfurt = (orbit_z + ear[2] + 6) / 2 - 5
    y_mid = (condyle[1] - 4 + lateral[1] + 14) / 2
    centre = book.site(
        "zygomatic_arch_midpoint",
        [("bone", mid, "both sides' mean"),
         ("relation", side(y_mid, z_frankfurt), "between the condyle and the frontal process, 5 mm under the Frankfurt plane")],
        6, "mean of the bone file and the Frankfurt plane", source="bodyparts3d")
    y, z = centre[1], centre[2]
    ends = [side(lateral[1] + 14, z + 6), side(y, z + 4.5), side(condyle[1] - 3, condyle[2] + 3)]
    rise = np.array(ends) - centre
    other = [side(mid[1] + rise[0][1], mid[2] + 6), side(mid[1], mid[2] + 4.5), side(mid[1] + rise[2][1], mid[2] + 3 + condyle[2] - z)]
    upper = book.curve(
        "zygomatic_arch_superior_border",
        [("relation", smooth(ends), "4.5 mm above the arch's middle line"), ("bone", smooth(other), "the same about the bone file's midpoint")],
        6, "upper edge of the arch", use=[0])
    for name, at in (("anterior", 0), ("posterior", -1)):
        book.site(f"zygomatic_arch_{name}_end",
                  [("relation", upper[at], "end of the bound upper border"), ("bone", other[at], "shifted by the bone file's midpoint")],
                  7, f"{name} end of the upper border", use=[0])
    low = book.site(
        "zygomatic_arch_midpoint_of_inferior_border",
        [("relation", side(y, z - 4.5), "4.5 mm below the arch's middle line"), ("bone", side(mid[1], mid[2] - 4.5), "the same from the bone file")],
        6, "lower edge of the arch at its middle", use=[0])
    book.site(
        "mandibular_notch",
        [("relation", side(condyle[1] - 16, condyle[2] - 15), "16 mm before and 15 mm below the condyle"),
         ("relation", side(low[1] + 5, low[2] - 7), "7 mm below the arch, behind its middle")],
        7, "hollow between condyle and coronoid process under the arch")
    ala = book.at["ala_of_nose_midpoint_of_lateral_border"]
    x = lateral[0]
    stations = [front(x - 8, ala[2] - 2), front(x, ala[2]), oblique((x + 12, lateral[1] + 8, ala[2] + 2), 50), low]
    high = [front(x - 8, orbit_z - 26), front(x, orbit_z - 24), oblique((x + 12, lateral[1] + 8, orbit_z - 22), 50), low]
    book.curve(
        "zygomatic_bone_inferior_border",
        [("relation", smooth(stations), "at the ala's height under the canthus, then to the arch"),
         ("proportion", smooth(high), "24 mm below the orbit's margin (grays_anatomy)")],
        6, "lower border of the cheek bone", source="grays_anatomy")


assert V.shape[1] == 3
