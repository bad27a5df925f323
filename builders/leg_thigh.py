"""Bind the lines of the thigh and of the back of the knee."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from leg_frame import HIP, Line, angle_of, bone, chord, feature, front, line, polar, ray, relief_line, straight
from road_ledger import Ledger
from road_tables import span_of, windows_of
from template_tools import resample

from tongren.body.template import FloatArray


def crease(book: Ledger, k: Mapping[str, float]) -> None:
    """Popliteal crease with its middle and ends."""
    height = float(np.average([k["crease_relief"], bone("popliteal_crease")[2], k["joint"] + 15], weights=[2, 1, 1]))
    arc = lambda z: np.array([polar(z, a) for a in np.linspace(200, 330, 60)])  # noqa: E731
    how = "level: groove behind the knee, bone file, 15 mm above the joint line; between the sides of the knee"
    roads = {"relief": arc(k["crease_relief"]), "bone": arc(bone("popliteal_crease")[2]), "relation": arc(k["joint"] + 15)}
    book.curve("popliteal_crease", roads, 9, how, use={"relief": 2, "bone": 1, "relation": 1})
    opposite = angle_of(book["patella_centre"]) + 180
    roads = {"relation": polar(height, opposite), "relief": polar(height, 265), "bone": bone("popliteal_crease")}
    book.site(
        "popliteal_crease_midpoint",
        roads,
        8,
        "on the crease, opposite the patella and half way between its ends",
        use={"relation": 2, "relief": 2, "bone": 0},
    )
    for side, a in (("medial", 200.0), ("lateral", 330.0)):
        edge = feature(height, *span_of("leg", f"popliteal_crease_{side}_end"), "fall" if side == "medial" else "rise")
        roads = {"relation": polar(height, a), "relief": polar(height, edge)}
        book.site(
            f"popliteal_crease_{side}_end",
            roads,
            9,
            "where the crease ends at the side of the knee, behind the epicondyle",
            use={"relation": 2, "relief": 1},
        )


def hamstrings(book: Ledger, h: float) -> None:
    """Tendons at the knee and the line between biceps femoris and semitendinosus; h is the level of the crease."""
    head = angle_of(book["fibula_head"])
    biceps = [(h + 190, 292), (h + 120, 300), (h + 50, 309), (h, 315), (h - 28, head - 5)]
    ridge = relief_line(windows_of("leg", "biceps_femoris_tendon"), "ridge", popliteal_crease_midpoint=h)
    swelling = [(h + 190, 292.0), *[(z, a - 14) for z, a in ridge], (h, 315), (h - 28, head - 5)]
    for name, turn in (("biceps_femoris_tendon", 0.0), ("biceps_femoris_tendon_medial_border", -9.0)):
        roads = {"relation": line([(z, a + turn) for z, a in biceps]), "relief": line([(z, a + turn) for z, a in swelling])}
        book.curve(
            name,
            roads,
            9,
            "from the back of the thigh to the head of the fibula along the outer edge of the hollow of the knee",
            use={"relation": 2, "relief": 1},
        )
    inner = relief_line(windows_of("leg", "semitendinosus_tendon"), "ridge", popliteal_crease_midpoint=h)
    for name, shift, sigma in (
        ("semitendinosus_tendon", 0.0, 8),
        ("semitendinosus_tendon_lateral_border", 7.0, 8),
        ("semimembranosus_tendon", -13.0, 12),
    ):
        top = [(h + 170, 240 + shift), (h + 100, 233 + shift), (h, 226 + shift), (h - 30, 214 + shift)]
        seen = [(h + 170, 240 + shift), *[(z, a + 12 + shift) for z, a in inner], (h, 226 + shift), (h - 30, 214 + shift)]
        roads = {"relation": line(top), "relief": line(seen)}
        book.curve(
            name, roads, sigma, "inner cord behind the knee, from the back of the thigh towards the tibia; beside the ridge of the medial hamstrings"
        )
    fold, middle = polar(-150, 268), book["popliteal_crease_midpoint"]
    line_down = line([(-150, angle_of(fold)), (-300, 266), (h, angle_of(middle))])
    roads = {
        "relation": line_down,
        "relief": line([(-150, 268), *relief_line(windows_of("leg", "biceps_femoris_semitendinosus_groove"), "groove"), (h, 264)]),
    }
    book.curve(
        "biceps_femoris_semitendinosus_groove",
        roads,
        10,
        "furrow in the middle of the back of the thigh: from the middle of the fold to the hollow of the knee",
        use={"relation": 1, "relief": 0},
    )


def band(book: Ledger, h: float) -> None:
    """Iliotibial band's posterior border and the groove between it and biceps femoris."""
    seen = relief_line(windows_of("leg", "iliotibial_band_posterior_border"), "groove")
    epicondyle = book["femur_lateral_epicondyle"]
    end = (float(epicondyle[2]), angle_of(epicondyle) % 360 + (360 if angle_of(epicondyle) < 180 else 0) - 8)
    trochanter = bone("greater_trochanter")
    bones = straight(np.array([trochanter[0], trochanter[1] + 8, -140.0]), epicondyle + np.array([0, 6, 0]), 0)
    roads = {"relief": line([(-140, seen[0][1]), *seen, end]), "bone": bones}
    book.curve(
        "iliotibial_band_posterior_border",
        roads,
        9,
        "groove of the outer thigh behind vastus lateralis; straight from the trochanter to the lateral epicondyle",
    )
    a = end[1]
    groove = [(-340, 352), (h + 60, 344), (h + 20, a - 22), (h, a - 23)]
    seen_groove = [
        (-340, 352),
        *relief_line(windows_of("leg", "biceps_femoris_iliotibial_band_groove"), "groove", popliteal_crease_midpoint=h),
        (h - 1, a - 22),
    ]
    roads = {"relation": line(groove), "relief": line(seen_groove)}
    book.curve(
        "biceps_femoris_iliotibial_band_groove",
        roads,
        9,
        "half way between the biceps tendon and the posterior border of the band above the knee",
        use={"relation": 2, "relief": 1},
    )


def front_of_thigh(book: Ledger) -> None:
    """Vastus medialis, rectus femoris tendon, horizontal of the pubis."""
    end, base = book["patella_medial_end_of_base"], book["patella_base"]
    b, a = float(base[2]), angle_of(end)
    bulge = relief_line(windows_of("leg", "vastus_medialis_muscle_bulge"), "ridge", patella_base=b)
    roads = {
        "relation": line([(b + 130, a + 9), (b + 60, a + 8), (b + 30, a + 4), (float(end[2]), a)]),
        "relief": line([(b + 130, bulge[0][1]), *bulge, (float(end[2]), a)]),
    }
    book.curve("vastus_medialis_muscle_bulge", roads, 9, "crest of the swelling above the inner corner of the patella")
    outer = angle_of(book["patella_lateral_end_of_base"])
    roads = {
        "relation": line([(b + 150, outer + 8), (b + 60, outer + 8), (b, outer + 6)]),
        "relief": line([(b + 150, feature(b + 150, 35, 75, "rise")), (b + 70, feature(b + 70, 40, 75, "rise")), (b, outer + 6)]),
    }
    book.curve("rectus_femoris_tendon_lateral_border", roads, 9, "outer edge of the tendon above the patella", use={"relation": 2, "relief": 1})
    inner_thigh(book, b)
    pubis = bone("pubic_symphysis_superior", "midline")[2] - 40.0
    level = np.array([front(x, pubis) for x in np.linspace(95, 186, 50)])
    low = np.array([front(x, HIP[2] - 50) for x in np.linspace(95, 186, 50)])
    roads = {"bone": level, "skeleton": low}
    book.curve(
        "pubic_symphysis_inferior_border_horizontal",
        roads,
        8,
        "horizontal in front of the thigh 40 mm (height of the symphysis) below its upper border; 50 mm below the hip joints",
        use={"bone": 2, "skeleton": 1},
    )


def inner_thigh(book: Ledger, b: float) -> None:
    """Sartorius, gracilis, adductor longus and the femoral artery."""
    spine, tubercle = bone("asis"), bone("pubic_tubercle")
    epicondyle = book["femur_medial_epicondyle"]
    groin = (spine + np.array([0, bone("pubic_symphysis_superior", "midline")[1], bone("pubic_symphysis_superior", "midline")[2]])) / 2
    upper = [front(spine[0] - 4, spine[2] - 12), front(118, 10), front(100, -70), front(90, -130)]
    lower = line([(-190, 118), (-270, 140), (b + 94, 168), (b + 30, 186), (float(epicondyle[2]), 194), (float(epicondyle[2]) - 60, 168)])
    course = np.r_[resample(chord(upper), 40), lower]
    seen = relief_line(windows_of("leg", "sartorius_muscle"), "groove", patella_base=b)
    shown = np.r_[resample(chord(upper), 40), line([*[(z, x + 4) for z, x in seen], (float(epicondyle[2]), 194), (float(epicondyle[2]) - 60, 168)])]
    how = "from the anterior superior iliac spine across the thigh, behind the medial epicondyle to the tibia; hollow of the inner thigh"
    book.curve("sartorius_muscle", {"relation": course, "relief": shown}, 12, how, use={"relation": 2, "relief": 1})
    back = [(-220, 150), (-290, 164), (b + 94, 180), (b + 30, 195), (float(epicondyle[2]) - 5, 202)]
    edge = relief_line(windows_of("leg", "sartorius_muscle_posterior_border"), "rise", patella_base=b)
    roads = {"relation": line(back), "relief": line([*edge, (float(epicondyle[2]) - 5, 202)])}
    book.curve(
        "sartorius_muscle_posterior_border",
        roads,
        10,
        "12 degrees behind the course of sartorius; where the hollow of the inner thigh rises to the hamstrings",
        use={"relation": 2, "relief": 1},
    )
    roads = {"relation": line([(-140, 172), (-250, 186), (b + 94, 196), (b + 30, 204), (float(epicondyle[2]) - 5, 209)])}
    book.curve("gracilis_muscle", roads, 8, "innermost line of the thigh from beside the pubis to behind the medial epicondyle")
    artery = chord(
        [
            front(groin[0], groin[2]),
            front(75, -60),
            front(79, -110),
            polar(-160, 112),
            polar(-230, 128),
            polar(-300, 146),
            polar(b + 60, 166),
            polar(float(epicondyle[2]) + 15, 178),
        ]
    )
    plane = _cut_line(front(groin[0], groin[2]), polar(float(epicondyle[2]) + 15, 178))
    roads = {"relation": artery, "bone": plane}
    book.curve(
        "femoral_artery_in_thigh",
        roads,
        10,
        "from the middle of spine and symphysis towards the adductor tubercle: along the femoral triangle; straight cut between the two",
    )
    adductor = chord([front(tubercle[0] + 6, tubercle[2] - 8), front(50, -70), polar(-140, 122), polar(-200, 130)])
    other = chord([front(tubercle[0] + 6, tubercle[2] - 8), polar(-200, 124)])
    roads = {"bone": other, "relation": adductor}
    book.curve(
        "adductor_longus_muscle_lateral_border", roads, 10, "from the pubic tubercle to where sartorius crosses, at the tip of the femoral triangle"
    )


def _cut_line(a: FloatArray, b: FloatArray) -> Line:
    """Skin over the straight line from a to b, seen square to it from the front and the inside."""
    n = np.array([-0.75, -0.65, 0.0])
    out = [ray(p - 60 * n, n)[2] for p in np.linspace(a, b, 100)]
    return np.array(out)
