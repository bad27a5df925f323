"""Bind the lines of the thigh, the knee and the leg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import template_tools as tt
from bind_leg_frame import (
    HIP,
    KNEE,
    Book,
    Line,
    V,
    angle_of,
    bone,
    centre,
    direction,
    feature,
    front,
    length,
    line,
    polar,
    ray,
    relief_line,
    resample,
    skin_near,
)

from tongren.body.template import FloatArray

HIDDEN = "a muscle or vessel that the skin hardly shows: its usual course between bones"


def chord(points: Sequence[FloatArray]) -> Line:
    """Skin line that follows the straight pieces between places, seen from outside."""
    dense = resample(np.array(points), 120)
    return np.array([skin_near(p) for p in dense])


def straight(a: FloatArray, b: FloatArray, toward: float, shift: float = 0.0) -> Line:
    """Skin beside the straight bone from a to b, seen from the direction of an angle; shift forward in millimetres."""
    out = []
    for s in np.linspace(0, 1, 100):
        p = a + s * (b - a) + np.array([0, -shift, 0])
        c = centre(float(p[2]))
        d = direction(toward)
        out.append(ray(p - d * ((p - c) @ d), d)[2])
    return np.array(out)


def crease(book: Book, k: Mapping[str, float]) -> None:
    """Popliteal crease with its middle and ends."""
    height = float(np.average([k["crease_relief"], bone("popliteal_crease")[2], k["joint"] + 15], weights=[2, 1, 1]))
    arc = lambda z: np.array([polar(z, a) for a in np.linspace(200, 330, 60)])  # noqa: E731
    how = "level: groove behind the knee, bone file, 15 mm above the joint line; between the sides of the knee"
    note = "the mesh shows the groove medially, 20 mm above the bone file's place carried with a knee that lies too low"
    book.curve(
        "popliteal_crease",
        {"relief": arc(k["crease_relief"]), "bone": arc(bone("popliteal_crease")[2]), "relation": arc(k["joint"] + 15)},
        9, how, {"relief": 2, "bone": 1, "relation": 1}, note,
    )
    opposite = angle_of(book["patella_centre"]) + 180
    book.site(
        "popliteal_crease_midpoint",
        {"relation": polar(height, opposite), "relief": polar(height, 265), "bone": bone("popliteal_crease")},
        8, "on the crease, opposite the patella and half way between its ends", {"relation": 2, "relief": 2, "bone": 0}, note,
    )
    for side, a, what in (("medial", 200.0, (185, 215)), ("lateral", 330.0, (318, 345))):
        edge = feature(height, *what, "fall" if side == "medial" else "rise")
        book.site(
            f"popliteal_crease_{side}_end",
            {"relation": polar(height, a), "relief": polar(height, edge)},
            9, "where the crease ends at the side of the knee, behind the epicondyle", {"relation": 2, "relief": 1},
        )


def hamstrings(book: Book, h: float) -> None:
    """Tendons at the knee and the line between biceps femoris and semitendinosus; h is the level of the crease."""
    head = angle_of(book["fibula_head"])
    biceps = [(h + 190, 292), (h + 120, 300), (h + 50, 309), (h, 315), (h - 28, head - 5)]
    ridge = relief_line([(h + 110, 310, 345), (h + 70, 320, 350)], "ridge")
    swelling = [(h + 190, 292.0), *[(z, a - 14) for z, a in ridge], (h, 315), (h - 28, head - 5)]
    note = "the swelling of the mesh is the muscle, in front of the tendon"
    for name, turn in (("biceps_femoris_tendon", 0.0), ("biceps_femoris_tendon_medial_border", -9.0)):
        roads = {"relation": line([(z, a + turn) for z, a in biceps]), "relief": line([(z, a + turn) for z, a in swelling])}
        book.curve(name, roads, 9, "from the back of the thigh to the head of the fibula along the outer edge of the hollow of the knee", {"relation": 2, "relief": 1}, note)
    inner = relief_line([(h + 120, 205, 235), (h + 80, 200, 228)], "ridge")
    for name, shift, sigma in (
        ("semitendinosus_tendon", 0.0, 8), ("semitendinosus_tendon_lateral_border", 7.0, 8), ("semimembranosus_tendon", -13.0, 12),
    ):
        top = [(h + 170, 240 + shift), (h + 100, 233 + shift), (h, 226 + shift), (h - 30, 214 + shift)]
        seen = [(h + 170, 240 + shift), *[(z, a + 12 + shift) for z, a in inner], (h, 226 + shift), (h - 30, 214 + shift)]
        book.curve(
            name, {"relation": line(top), "relief": line(seen)}, sigma,
            "inner cord behind the knee, from the back of the thigh towards the tibia; beside the ridge of the medial hamstrings",
        )
    fold, middle = polar(-150, 268), book["popliteal_crease_midpoint"]
    line_down = line([(-150, angle_of(fold)), (-300, 266), (h, angle_of(middle))])
    book.curve("biceps_femoris_semitendinosus_groove", {
        "relation": line_down, "relief": line([(-150, 268), *relief_line([(-220, 245, 280), (-300, 245, 280), (-380, 240, 275)], "groove"), (h, 264)]),
    }, 10, "furrow in the middle of the back of the thigh: from the middle of the fold to the hollow of the knee", {"relation": 2, "relief": 1})


def band(book: Book, h: float) -> None:
    """Iliotibial band's posterior border and the groove between it and biceps femoris."""
    windows = [(-180, 340, 372), (-220, 340, 370), (-260, 340, 366), (-300, 340, 366), (-340, 342, 368), (-370, 345, 370)]
    seen = relief_line(windows, "groove")
    epicondyle = book["femur_lateral_epicondyle"]
    end = (float(epicondyle[2]), angle_of(epicondyle) % 360 + (360 if angle_of(epicondyle) < 180 else 0) - 8)
    trochanter = bone("greater_trochanter")
    bones = straight(np.array([trochanter[0], trochanter[1] + 8, -140.0]), epicondyle + np.array([0, 6, 0]), 0)
    book.curve("iliotibial_band_posterior_border", {"relief": line([(-140, seen[0][1]), *seen, end]), "bone": bones}, 9,
               "groove of the outer thigh behind vastus lateralis; straight from the trochanter to the lateral epicondyle")
    a = end[1]
    groove = [(-340, 352), (h + 60, 344), (h + 20, a - 22), (h, a - 23)]
    seen_groove = [(-340, 352), *relief_line([(h + 40, 330, 352), (h + 15, 330, 350)], "groove"), (h - 1, a - 22)]
    book.curve("biceps_femoris_iliotibial_band_groove", {"relation": line(groove), "relief": line(seen_groove)}, 9,
               "half way between the biceps tendon and the posterior border of the band above the knee", {"relation": 2, "relief": 1})


def front_of_thigh(book: Book) -> None:
    """Vastus medialis, rectus femoris tendon, sartorius, gracilis, adductor longus, femoral artery, horizontal of the pubis."""
    end, base = book["patella_medial_end_of_base"], book["patella_base"]
    b, a = float(base[2]), angle_of(end)
    bulge = relief_line([(b + 110, 92, 125), (b + 80, 92, 122), (b + 50, 90, 120)], "ridge")
    book.curve("vastus_medialis_muscle_bulge", {
        "relation": line([(b + 130, a + 9), (b + 60, a + 8), (b + 30, a + 4), (float(end[2]), a)]),
        "relief": line([(b + 130, bulge[0][1]), *bulge, (float(end[2]), a)]),
    }, 9, "crest of the swelling above the inner corner of the patella")
    outer = angle_of(book["patella_lateral_end_of_base"])
    book.curve("rectus_femoris_tendon_lateral_border", {
        "relation": line([(b + 150, outer + 8), (b + 60, outer + 8), (b, outer + 6)]),
        "relief": line([(b + 150, feature(b + 150, 35, 75, "rise")), (b + 70, feature(b + 70, 40, 75, "rise")), (b, outer + 6)]),
    }, 9, "outer edge of the tendon above the patella", {"relation": 2, "relief": 1})
    inner_thigh(book, b)
    pubis = bone("pubic_symphysis_superior", "midline")[2] - 40.0
    level = np.array([front(x, pubis) for x in np.linspace(95, 168, 40)])
    low = np.array([front(x, HIP[2] - 50) for x in np.linspace(95, 168, 40)])
    book.curve("pubic_symphysis_inferior_border_horizontal", {"bone": level, "skeleton": low}, 8,
               "horizontal in front of the thigh 40 mm (height of the symphysis) below its upper border; 50 mm below the hip joints", {"bone": 2, "skeleton": 1})


def inner_thigh(book: Book, b: float) -> None:
    """Sartorius, gracilis, adductor longus and the femoral artery."""
    spine, tubercle = bone("asis"), bone("pubic_tubercle")
    epicondyle = book["femur_medial_epicondyle"]
    groin = (spine + np.array([0, bone("pubic_symphysis_superior", "midline")[1], bone("pubic_symphysis_superior", "midline")[2]])) / 2
    upper = [front(spine[0] - 4, spine[2] - 12), front(118, 10), front(100, -70), front(90, -130)]
    lower = line([(-190, 118), (-270, 140), (b + 94, 168), (b + 30, 186), (float(epicondyle[2]), 194), (float(epicondyle[2]) - 60, 168)])
    course = np.r_[resample(chord(upper), 40), lower]
    seen = relief_line([(-200, 110, 150), (-280, 125, 165), (b + 94, 145, 178), (b + 40, 150, 185)], "groove")
    shown = np.r_[resample(chord(upper), 40), line([*[(z, x + 4) for z, x in seen], (float(epicondyle[2]), 194), (float(epicondyle[2]) - 60, 168)])]
    how = "from the anterior superior iliac spine across the thigh, behind the medial epicondyle to the tibia; hollow of the inner thigh"
    book.curve("sartorius_muscle", {"relation": course, "relief": shown}, 12, how, {"relation": 2, "relief": 1})
    back = [(-220, 150), (-290, 164), (b + 94, 180), (b + 30, 195), (float(epicondyle[2]) - 5, 202)]
    edge = relief_line([(-220, 150, 185), (-290, 155, 190), (b + 94, 165, 195), (b + 40, 170, 200)], "rise")
    book.curve("sartorius_muscle_posterior_border", {"relation": line(back), "relief": line([*edge, (float(epicondyle[2]) - 5, 202)])}, 10,
               "12 degrees behind the course of sartorius; where the hollow of the inner thigh rises to the hamstrings", {"relation": 2, "relief": 1})
    book.curve("gracilis_muscle", {
        "relation": line([(-140, 172), (-250, 186), (b + 94, 196), (b + 30, 204), (float(epicondyle[2]) - 5, 209)]),
    }, 8, "innermost line of the thigh from beside the pubis to behind the medial epicondyle")
    artery = chord([front(groin[0], groin[2]), front(75, -60), front(79, -110), polar(-160, 112), polar(-230, 128), polar(-300, 146), polar(b + 60, 166), polar(float(epicondyle[2]) + 15, 178)])
    plane = _cut_line(front(groin[0], groin[2]), polar(float(epicondyle[2]) + 15, 178))
    book.curve("femoral_artery_in_thigh", {"relation": artery, "bone": plane}, 10,
               "from the middle of spine and symphysis towards the adductor tubercle: along the femoral triangle; straight cut between the two")
    adductor = chord([front(tubercle[0] + 6, tubercle[2] - 8), front(50, -70), polar(-140, 122), polar(-200, 130)])
    other = chord([front(tubercle[0] + 6, tubercle[2] - 8), polar(-200, 124)])
    book.curve("adductor_longus_muscle_lateral_border", {"bone": other, "relation": adductor}, 10,
               "from the pubic tubercle to where sartorius crosses, at the tip of the femoral triangle")


def _cut_line(a: FloatArray, b: FloatArray) -> Line:
    """Skin over the straight line from a to b, seen square to it from the front and the inside."""
    n = np.array([-0.75, -0.65, 0.0])
    out = [ray(p - 60 * n, n)[2] for p in np.linspace(a, b, 100)]
    return np.array(out)


def shin(book: Book, k: Mapping[str, float]) -> None:
    """Crest, borders and medial surface of the tibia, tibialis anterior and the fibula."""
    medial, lateral = book["medial_malleolus_prominence"], book["lateral_malleolus_prominence"]
    tuber = book["tibial_tuberosity"]
    t, m = float(tuber[2]), angle_of(book["medial_malleolus_posterior_border"])
    crest_end = (-904.0, 120.0)
    crest = relief_line([(-620, 78, 100), (-680, 78, 98), (-740, 78, 98), (-800, 80, 100), (-850, 84, 112)], "fall")
    book.curve("tibia_anterior_border", {
        "relief": line([(t, angle_of(tuber)), *crest, crest_end]), "relation": chord([tuber, polar(*crest_end)]),
    }, 7, "where the swelling of tibialis anterior falls off to the flat surface of the shin; nearly straight from the tuberosity towards the front of the medial malleolus", {"relation": 2, "relief": 1})
    top = k["joint"] - 45.0
    groove = relief_line([(-575, 128, 156), (-610, 122, 150), (-650, 120, 148), (-690, 120, 150), (-730, 122, 150)], "groove")
    # Behind the edge, where the finger falls off the bone: four degrees behind the groove's bottom in front of the calf.
    edge = [(top + 14, 158.0), *[(z, a + 4) for z, a in groove], (-790, 158.0), (-850, 176.0), (-900, 190.0), (float(medial[2]), m)]
    bones = [(top + 14, 162.0), (-600, 152.0), (-680, 150.0), (-760, 160.0), (-850, 181.0), (-900, 192.0), (float(medial[2]), m)]
    book.curve("tibia_medial_border", {"relief": line(edge), "relation": line(bones)}, 7,
               "edge behind the flat medial surface of the shin: groove in front of the calf, then to the back of the medial malleolus",
               note="above, the edge is the groove between shin and calf; below, where the mesh is round, it runs to the back of the malleolus")
    arcs = [(0.0, 92.0), (2.0, 110.0), (7.0, 128.0), (11.0, 146.0), (15.0, 163.0), (21.0, 180.0)]
    usual = np.array([polar(top - 16 + dz, a) for dz, a in arcs])
    level = {a: _groove_level(a, top - 22, top + 42) for _, a in arcs[1:]}
    seen = np.array([polar(top - 16, 92.0), *[polar(z, a) for a, z in level.items()]])
    dense = lambda x: np.array([skin_near(p) for p in resample(x, 60)])  # noqa: E731
    parts = float(book["patella_apex"][2] + 2 / 15 * (medial[2] - book["patella_apex"][2]))
    cun = np.array([polar(parts - 15 + dz, a) for dz, a in arcs])
    book.curve("tibia_medial_condyle_inferior_border", {"relation": dense(usual), "relief": dense(seen), "proportion": dense(cun)}, 7,
               "lower edge of the condyle 45 mm below the joint line, rising backward; furrow under the knee's inner swelling; 2 of 15 parts from patella to malleolus",
               {"relation": 2, "relief": 1, "proportion": 2})
    _angle_of_condyle(book)
    border = book["tibia_medial_border"]
    front_edge = book["tibia_anterior_border"]
    heights = np.arange(top - 20, -905, -6.0)
    half = [((a_at(border, z) + a_at(front_edge, z)) / 2) for z in heights]
    third = [a_at(front_edge, z) + 0.5 * (a_at(edge_line(edge), z) - a_at(front_edge, z)) for z in heights]
    book.curve("tibia_centre_of_medial_surface", {
        "relation": np.array([polar(z, a) for z, a in zip(heights, half, strict=True)]),
        "relief": np.array([polar(z, a) for z, a in zip(heights, third, strict=True)]),
    }, 6, "half way between the ridge of the shin and the medial border; the same with the groove alone")
    fibula(book, lateral)
    foremost, crest_line = book["fibula_anterior_border"], book["tibia_anterior_border"]
    low = np.arange(t - 20, -865, -8.0)
    middle = np.array([polar(z, (a_signed(foremost, z) + a_at(crest_line, z)) / 2) for z in low])
    fingers = np.array([polar(z, a_at(crest_line, z) - np.degrees(38.0 / np.linalg.norm((crest_line[np.abs(crest_line[:, 2] - z).argmin()] - centre(z))[:2]))) for z in low])
    septum = line([(t - 20, 30), *[(z, feature(z, 5, 45, "groove")) for z in (-640, -720, -790)], (-860, 20)])
    book.curve("tibialis_anterior_muscle_lateral_border", {"relation": middle, "proportion": fingers, "relief": septum}, 9,
               "half way from the ridge of the shin to the front of the fibula; two fingers (38 mm) beside the ridge",
               {"relief": 0}, "the furrow that the mesh shows lies further out, in front of the fibular muscles")


def edge_line(stations: Sequence[tuple[float, float]]) -> Line:
    """Skin line through stations."""
    return line(list(stations))


def a_at(x: Line, z: float) -> float:
    """Angle of a line where it passes a height."""
    return angle_of(x[np.abs(x[:, 2] - z).argmin()])


def _groove_level(angle: float, low: float, high: float) -> float:
    """Height of the deepest furrow at an angle."""
    from bind_leg_frame import ANGLES, LEVELS, relief

    z = np.arange(high, low, -2.0)
    column = relief()[:, np.abs(ANGLES - angle).argmin()]
    course = np.interp(-z, -LEVELS, column)
    trend = np.linspace(course[0], course[-1], len(z))
    return float(z[(course - trend).argmin()])


def _angle_of_condyle(book: Book) -> None:
    """Where the lower border of the medial condyle meets the medial border of the tibia."""
    lower, border = book["tibia_medial_condyle_inferior_border"], book["tibia_medial_border"]
    gap = np.linalg.norm(lower[:, None] - border[None], axis=2)
    meet = border[np.unravel_index(gap.argmin(), gap.shape)[1]]
    apex, ankle = book["patella_apex"], book["medial_malleolus_prominence"]
    z = float(apex[2] + 2 / 15 * (ankle[2] - apex[2]))
    book.site("tibia_angle_of_medial_condyle_and_posterior_border", {"relation": meet, "proportion": border[np.abs(border[:, 2] - z).argmin()]}, 8,
              "meeting of the two borders; 2 of 15 parts from the patella's apex to the medial malleolus", {"relation": 3, "proportion": 1})


def fibula(book: Book, lateral: FloatArray) -> None:
    """The fibula and its two borders: a straight bone from head to malleolus."""
    head = book["fibula_head"]
    mesh = straight(head, lateral, 0)
    bones = straight(bone("fibular_head"), bone("lateral_malleolus_prominence"), 0)
    book.curve("fibula", {"relation": mesh, "bone": bones}, 8, "skin beside the straight bone from head to malleolus; the same ends in the bone file")
    for name, shift in (("anterior", 9.0), ("posterior", -9.0)):
        a, b = straight(head, lateral, 0, shift), straight(bone("fibular_head"), bone("lateral_malleolus_prominence"), 0, shift)
        hollow = [(z, feature(z, -8 if name == "anterior" else -45, 40 if name == "anterior" else 0, "groove")) for z in (-790, -840, -880)]
        kinds = {"relation": a, "bone": b}
        if name == "anterior":
            kinds["relief"] = line([(-560, a_signed(a, -560)), (-700, a_signed(a, -700)), *hollow, (-920, a_signed(a, -920))])
        book.curve(f"fibula_{name}_border", kinds, 8, "half the bone's breadth beside its middle; in front also the hollow above the ankle",
                   {"relation": 2, "bone": 1, "relief": 1})


def a_signed(x: Line, z: float) -> float:
    """Angle of a line at a height, between -180 and 180."""
    a = a_at(x, z)
    return a - 360 if a > 180 else a


def calf(book: Book) -> None:
    """Gastrocnemius, soleus and the calcaneal tendon."""
    ridge = relief_line([(-800, 240, 275), (-840, 245, 275), (-880, 250, 275), (-920, 250, 280), (-950, 250, 285)], "ridge")
    tendon = book.curve("calcaneal_tendon", {
        "relief": line([(-722, 262), *ridge, (-968, ridge[-1][1])]), "skeleton": line([(-722, 264), (-850, 264), (-968, 268)]),
    }, 5, "ridge behind the ankle; straight behind the axis of the leg", {"relief": 2, "skeleton": 1})
    spread = [(-722.0, 24.0, 9.0), (-780.0, 15.0, 9.0), (-840.0, 12.0, 8.0), (-900.0, 12.0, 7.0), (-940.0, 13.0, 7.0), (-966.0, 13.0, 8.0)]
    for name, sign in (("medial", -1.0), ("lateral", 1.0)):
        wide = [(z, a_at(tendon, z) + sign * np.degrees(w / 42.0)) for z, _, w in spread]
        seen = [(z, feature(z, a_at(tendon, z) - 30, a_at(tendon, z) - 8, "rise") if sign < 0 else feature(z, a_at(tendon, z) + 8, a_at(tendon, z) + 32, "fall")) for z, _, _ in spread[1:5]]
        book.curve(f"calcaneal_tendon_{name}_border", {"relation": line(wide), "relief": line([(-722, wide[0][1]), *seen, wide[-1]])}, 6,
                   "edge of the tendon: half its breadth beside the middle; edge of the ridge")
    crease_mid = book["popliteal_crease_midpoint"]
    lateral = book["lateral_malleolus_prominence"]
    half = (crease_mid[2] + lateral[2]) / 2
    swell = _belly_end()
    book.site("gastrocnemius_bellies_calcaneal_tendon_junction", {"relief": polar(swell, 262), "proportion": polar(half, 264)}, 12,
              "where the swelling of the calf ends behind; half way from crease to lateral malleolus")
    junction = book["gastrocnemius_bellies_calcaneal_tendon_junction"]
    j = float(junction[2])
    h = float(crease_mid[2])
    book.curve("gastrocnemius_muscle_heads_groove", {"relation": line([(h, angle_of(crease_mid)), ((h + j) / 2, 263), (j, angle_of(junction))])}, 6,
               "middle of the calf from the crease to the junction")
    for name, stations, sigma in (
        ("gastrocnemius_muscle_lateral_head", [(h - 5, 292), (h - 60, 300), (h - 140, 304), (j + 20, 290), (j - 4, 268)], 7),
        ("gastrocnemius_muscle_medial_head", [(h - 5, 240), (h - 60, 222), (h - 150, 205), (j + 10, 222), (j - 4, 256)], 7),
        ("gastrocnemius_muscle_lateral_head_inferior_border", [(j + 55, 326), (j + 25, 312), (j + 2, 290), (j - 2, 268)], 8),
        ("soleus_muscle_medial_border", [(-640, 160), (-700, 178), (-760, 200), (-800, 222), (-830, 240)], 8),
    ):
        book.curve(name, {"relation": line(stations)}, sigma, HIDDEN)
    back, front_ = book["fibula_posterior_border"], book["calcaneal_tendon_lateral_border"]
    heights = np.arange(-760, -935, -5.0)
    middle = [(z, (a_signed(back, z) + 360 + a_at(front_, z)) / 2) for z in heights]
    furrow = relief_line([(-800, 285, 330), (-840, 285, 330), (-880, 285, 325)], "groove")
    book.curve("fibula_calcaneal_tendon_groove", {"relation": line(middle), "relief": line([(-760, middle[0][1]), *furrow, (-930, middle[-1][1])])}, 8,
               "half way between the back of the fibula and the tendon; furrow of the mesh there", {"relation": 2, "relief": 1})
    book.curve("patellar_ligament", {
        "relation": chord([book["patella_apex"], book["tibial_tuberosity"]]),
        "relief": line([(float(book["patella_apex"][2]), feature(-505, 76, 100, "ridge")), (float(book["tibial_tuberosity"][2]), feature(-548, 76, 104, "ridge"))]),
    }, 6, "from the apex of the patella to the tibial tuberosity; ridge in front", {"relation": 2, "relief": 1})


def _belly_end() -> float:
    """Height where the back of the calf turns from its swelling to the tendon: sharpest turn of the profile."""
    z = np.arange(-640, -800, -4.0)
    y = np.array([polar(h, 262)[1] for h in z])
    chord_y = y[0] + (y[-1] - y[0]) * np.linspace(0, 1, len(z))
    over = y - chord_y
    turn = np.gradient(np.gradient(np.convolve(np.pad(over, 3, mode="edge"), np.ones(7) / 7, "valid")))
    keep = (z < -680) & (z > -770)
    return float(z[keep][turn[keep].argmax()])


