"""Bind the lines of the leg below the knee."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from leg_frame import a_at, a_signed, angle_of, bone, centre, chord, feature, line, polar, relief_line, skin_near, straight
from road_ledger import Ledger
from road_tables import windows_of
from template_tools import resample

from tongren.body.template import FloatArray

HIDDEN = "a muscle that the skin hardly shows: its usual course between bones"


def shin(book: Ledger, k: Mapping[str, float]) -> None:
    """Crest, borders and medial surface of the tibia, tibialis anterior and the fibula."""
    medial, lateral = book["medial_malleolus_prominence"], book["lateral_malleolus_prominence"]
    tuber = book["tibial_tuberosity"]
    t, m = float(tuber[2]), angle_of(book["medial_malleolus_posterior_border"])
    crest_end = (-904.0, 120.0)
    crest = relief_line(windows_of("leg", "tibia_anterior_border"), "fall")
    roads = {"relief": line([(t, angle_of(tuber)), *crest, crest_end]), "relation": chord([tuber, polar(*crest_end)])}
    book.curve(
        "tibia_anterior_border",
        roads,
        7,
        "where the swelling of tibialis anterior falls off to the flat surface of the shin; "
        "nearly straight from the tuberosity towards the front of the medial malleolus",
        use={"relation": 2, "relief": 1},
    )
    top = k["joint"] - 45.0
    groove = relief_line(windows_of("leg", "tibia_medial_border"), "groove")
    # Behind the edge, where the finger falls off the bone: four degrees behind the groove's bottom in
    # front of the calf.
    edge = [(top + 14, 158.0), *[(z, a + 4) for z, a in groove], (-790, 158.0), (-850, 176.0), (-900, 190.0), (float(medial[2]), m)]
    bones = [(top + 14, 162.0), (-600, 152.0), (-680, 150.0), (-760, 160.0), (-850, 181.0), (-900, 192.0), (float(medial[2]), m)]
    roads = {"relief": line(edge), "relation": line(bones)}
    book.curve(
        "tibia_medial_border",
        roads,
        7,
        "edge behind the flat medial surface of the shin: groove in front of the calf, then to the back of the medial malleolus",
    )
    arcs = [(0.0, 92.0), (2.0, 110.0), (7.0, 128.0), (11.0, 146.0), (15.0, 163.0), (21.0, 180.0)]
    usual = np.array([polar(top - 16 + dz, a) for dz, a in arcs])
    level = {a: _groove_level(a, top - 22, top + 42) for _, a in arcs[1:]}
    seen = np.array([polar(top - 16, 92.0), *[polar(z, a) for a, z in level.items()]])
    dense = lambda x: np.array([skin_near(p) for p in resample(x, 60)])  # noqa: E731
    parts = float(book["patella_apex"][2] + 2 / 15 * (medial[2] - book["patella_apex"][2]))
    cun = np.array([polar(parts - 15 + dz, a) for dz, a in arcs])
    roads = {"relation": dense(usual), "relief": dense(seen), "proportion": dense(cun)}
    book.curve(
        "tibia_medial_condyle_inferior_border",
        roads,
        7,
        "lower edge of the condyle 45 mm below the joint line, rising backward; furrow under "
        "the knee's inner swelling; 2 of 15 parts from patella to malleolus",
        use={"relation": 2, "relief": 0, "proportion": 3},
    )
    _angle_of_condyle(book)
    border = book["tibia_medial_border"]
    front_edge = book["tibia_anterior_border"]
    heights = np.arange(top - 20, -905, -6.0)
    half = [((a_at(border, z) + a_at(front_edge, z)) / 2) for z in heights]
    third = [a_at(front_edge, z) + 0.5 * (a_at(line(edge), z) - a_at(front_edge, z)) for z in heights]
    roads = {
        "relation": np.array([polar(z, a) for z, a in zip(heights, half, strict=True)]),
        "relief": np.array([polar(z, a) for z, a in zip(heights, third, strict=True)]),
    }
    book.curve(
        "tibia_centre_of_medial_surface", roads, 6, "half way between the ridge of the shin and the medial border; the same with the groove alone"
    )
    fibula(book, lateral)
    foremost, crest_line = book["fibula_anterior_border"], book["tibia_anterior_border"]
    low = np.arange(t - 20, -865, -8.0)
    middle = np.array([polar(z, 0.45 * a_signed(foremost, z) + 0.55 * a_at(crest_line, z)) for z in low])
    fingers = np.array(
        [
            polar(z, a_at(crest_line, z) - np.degrees(34.0 / np.linalg.norm((crest_line[np.abs(crest_line[:, 2] - z).argmin()] - centre(z))[:2])))
            for z in low
        ]
    )
    septum = line([(t - 20, 30), *[(z, feature(z, 5, 45, "groove")) for z in (-640, -720, -790)], (-860, 20)])
    roads = {"relation": middle, "proportion": fingers, "relief": septum}
    book.curve(
        "tibialis_anterior_muscle_lateral_border",
        roads,
        9,
        "45 % of the way from the ridge of the shin to the front of the fibula, as the long extensor takes the rest; "
        "two fingers (34 mm) beside the ridge",
        use={"relief": 0},
    )


def _groove_level(angle: float, low: float, high: float) -> float:
    """Height of the deepest furrow at an angle."""
    from leg_frame import ANGLES, LEVELS, relief

    z = np.arange(high, low, -2.0)
    column = relief()[:, np.abs(ANGLES - angle).argmin()]
    course = np.interp(-z, -LEVELS, column)
    trend = np.linspace(course[0], course[-1], len(z))
    return float(z[(course - trend).argmin()])


def _angle_of_condyle(book: Ledger) -> None:
    """Where the lower border of the medial condyle meets the medial border of the tibia."""
    lower, border = book["tibia_medial_condyle_inferior_border"], book["tibia_medial_border"]
    gap = np.linalg.norm(lower[:, None] - border[None], axis=2)
    meet = border[np.unravel_index(gap.argmin(), gap.shape)[1]]
    apex, ankle = book["patella_apex"], book["medial_malleolus_prominence"]
    z = float(apex[2] + 2 / 15 * (ankle[2] - apex[2]))
    roads = {"relation": meet, "proportion": border[np.abs(border[:, 2] - z).argmin()]}
    book.site(
        "tibia_angle_of_medial_condyle_and_posterior_border",
        roads,
        8,
        "meeting of the two borders; 2 of 15 parts from the patella's apex to the medial malleolus",
        use={"relation": 3, "proportion": 1},
    )


def fibula(book: Ledger, lateral: FloatArray) -> None:
    """The fibula and its two borders: a straight bone from head to malleolus."""
    head = book["fibula_head"]
    mesh = straight(head, lateral, 0)
    bones = straight(bone("fibular_head"), bone("lateral_malleolus_prominence"), 0)
    book.curve("fibula", {"relation": mesh, "bone": bones}, 8, "skin beside the straight bone from head to malleolus; the same ends in the bone file")
    for name, shift in (("anterior", 9.0), ("posterior", -9.0)):
        a, b = (straight(head, lateral, 0, shift), straight(bone("fibular_head"), bone("lateral_malleolus_prominence"), 0, shift))
        hollow = [(z, feature(z, -8 if name == "anterior" else -45, 40 if name == "anterior" else 0, "groove")) for z in (-790, -840, -880)]
        kinds = {"relation": a, "bone": b}
        if name == "anterior":
            kinds["relief"] = line([(-560, a_signed(a, -560)), (-700, a_signed(a, -700)), *hollow, (-920, a_signed(a, -920))])
        book.curve(
            f"fibula_{name}_border",
            kinds,
            8,
            "half the bone's breadth beside its middle; in front also the hollow above the ankle",
            use={"relation": 2, "bone": 1, "relief": 1},
        )


def calf(book: Ledger) -> None:
    """Gastrocnemius, soleus and the calcaneal tendon."""
    ridge = relief_line(windows_of("leg", "calcaneal_tendon"), "ridge")
    roads = {
        "relief": line([(-670, 262), (-722, 262), *ridge, (-968, ridge[-1][1])]),
        "skeleton": line([(-670, 264), (-722, 264), (-850, 264), (-968, 268)]),
    }
    tendon = book.curve(
        "calcaneal_tendon",
        roads,
        5,
        "ridge behind the ankle; straight behind the axis of the leg; from the sheet in which the bellies end",
        use={"relief": 2, "skeleton": 1},
    )
    spread = [(-722.0, 24.0, 9.0), (-780.0, 15.0, 9.0), (-840.0, 12.0, 8.0), (-900.0, 12.0, 7.0), (-940.0, 13.0, 7.0), (-966.0, 13.0, 8.0)]
    for name, sign in (("medial", -1.0), ("lateral", 1.0)):
        wide = [(z, a_at(tendon, z) + sign * np.degrees(w / 42.0)) for z, _, w in spread]
        seen = [
            (
                z,
                feature(z, a_at(tendon, z) - 30, a_at(tendon, z) - 8, "rise")
                if sign < 0
                else feature(z, a_at(tendon, z) + 8, a_at(tendon, z) + 32, "fall"),
            )
            for z, _, _ in spread[1:5]
        ]
        roads = {"relation": line(wide), "relief": line([(-722, wide[0][1]), *seen, wide[-1]])}
        book.curve(f"calcaneal_tendon_{name}_border", roads, 6, "edge of the tendon: half its breadth beside the middle; edge of the ridge")
    crease_mid = book["popliteal_crease_midpoint"]
    lateral = book["lateral_malleolus_prominence"]
    half = (crease_mid[2] + lateral[2]) / 2
    swell = _belly_end()
    roads = {"relief": polar(swell, 262), "proportion": polar(half, 264)}
    book.site(
        "gastrocnemius_bellies_calcaneal_tendon_junction",
        roads,
        12,
        "where the swelling of the calf ends behind; half way from crease to lateral malleolus",
    )
    junction = book["gastrocnemius_bellies_calcaneal_tendon_junction"]
    j = float(junction[2])
    h = float(crease_mid[2])
    roads = {"relation": line([(h, angle_of(crease_mid)), ((h + j) / 2, 263), (j, angle_of(junction))])}
    book.curve("gastrocnemius_muscle_heads_groove", roads, 6, "middle of the calf from the crease to the junction")
    for name, stations, sigma in (
        ("gastrocnemius_muscle_lateral_head", [(h - 5, 292), (h - 60, 300), (h - 140, 304), (j + 20, 290), (j - 4, 268)], 7),
        ("gastrocnemius_muscle_medial_head", [(h - 5, 240), (h - 60, 222), (h - 150, 205), (j + 10, 222), (j - 4, 256)], 7),
        ("gastrocnemius_muscle_lateral_head_inferior_border", [(j + 55, 326), (j + 25, 312), (j + 2, 290), (j - 2, 268)], 8),
        ("soleus_muscle_medial_border", [(-640, 148), (-700, 160), (-760, 176), (-800, 190), (-850, 215), (-890, 238)], 8),
    ):
        book.curve(name, {"relation": line(stations)}, sigma, HIDDEN)
    back, front_ = book["fibula_posterior_border"], book["calcaneal_tendon_lateral_border"]
    heights = np.arange(-760, -935, -5.0)
    middle = [(z, (a_signed(back, z) + 360 + a_at(front_, z)) / 2) for z in heights]
    furrow = relief_line(windows_of("leg", "fibula_calcaneal_tendon_groove"), "groove")
    roads = {"relation": line(middle), "relief": line([(-760, middle[0][1]), *furrow, (-930, middle[-1][1])])}
    book.curve(
        "fibula_calcaneal_tendon_groove",
        roads,
        8,
        "half way between the back of the fibula and the tendon; furrow of the mesh there",
        use={"relation": 2, "relief": 1},
    )
    roads = {
        "relation": chord([book["patella_apex"], book["tibial_tuberosity"]]),
        "relief": line(
            [
                (float(book["patella_apex"][2]), feature(-505, 76, 100, "ridge")),
                (float(book["tibial_tuberosity"][2]), feature(-548, 76, 104, "ridge")),
            ]
        ),
    }
    book.curve(
        "patellar_ligament", roads, 6, "from the apex of the patella to the tibial tuberosity; ridge in front", use={"relation": 2, "relief": 1}
    )


def _belly_end() -> float:
    """Height where the back of the calf turns from its swelling to the tendon: sharpest turn of the profile."""
    z = np.arange(-640, -800, -4.0)
    y = np.array([polar(h, 262)[1] for h in z])
    chord_y = y[0] + (y[-1] - y[0]) * np.linspace(0, 1, len(z))
    over = y - chord_y
    turn = np.gradient(np.gradient(np.convolve(np.pad(over, 3, mode="edge"), np.ones(7) / 7, "valid")))
    keep = (z < -680) & (z > -770)
    return float(z[keep][turn[keep].argmax()])
