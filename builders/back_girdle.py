"""Shoulder blade, shoulder and the muscles of the nape.

The template's arms stand 45 degrees off the trunk, which turns the shoulder blade by about 15 degrees (a third of the
arm's angle); the 3-cun guide is the medial border with the arms hanging, so the skeleton's border is turned back.
In the first part of raising an arm the blade turns about the root of its spine, so that root stays where it is and the
lower angle comes down and inward. (Turned about the middle of the blade, as was tried first, the angle went up by 7 mm
and lay 14 mm above the spinous process of T7, against the standard, T7, and against imaging, T8.)
"""

from __future__ import annotations

import numpy as np
from back_views import behind, bone, put
from road_ledger import Ledger, Road
from road_tables import scan_of
from template_tools import bones

from tongren.body.template import FloatArray

TURN_DEG = 15.0  # share of the shoulder blade in 45 degrees of abduction, one third


def _row(z: float, xs: FloatArray) -> FloatArray:
    return np.array([behind(float(x), float(z))[1] for x in xs])


def _smooth(y: FloatArray, n: int) -> FloatArray:
    return np.convolve(np.pad(y, n, mode="edge"), np.ones(2 * n + 1) / (2 * n + 1), mode="valid")


def _border_in_relief() -> FloatArray:
    """Line (N, 3) where the skin rises most steeply from the spine's groove onto the shoulder blade."""
    xs = scan_of("back", "scapula_medial_border", "breadth", 2.0)
    found = []
    for z in scan_of("back", "scapula_medial_border", "height", -10.0):
        rise = np.gradient(_smooth(_row(z, xs), 3), 2.0)[3:-3]
        hill = rise - np.interp(xs[3:-3], [xs[3], xs[-4]], [rise[0], rise[-1]])
        w = np.maximum(hill, 0) ** 2 + 1e-9
        found.append([float((w * xs[3:-3]).sum() / w.sum()), z])
    fit = np.polyfit([z for _, z in found], [x for x, _ in found], 1)
    return np.array([behind(round(float(np.polyval(fit, z)), 1), float(z)) for z in (560.0, 480.0, 405.0)])


def _angle_in_relief() -> FloatArray:
    """Place where the shoulder blade's bulge ends below: halfway between its crest and the hollow under it."""
    zs = scan_of("back", "inferior_angle_of_scapula", "height", 4.0)
    ends = []
    for x in (80.0, 90.0, 100.0):
        y = _smooth(np.array([behind(x, float(z))[1] for z in zs]), 3)
        bend = np.gradient(np.gradient(y, 4.0), 4.0)
        mid = (zs > 350) & (zs < 400)
        top = (zs > 400) & (zs < 440)
        ends.append((zs[mid][bend[mid].argmax()] + zs[top][bend[top].argmin()]) / 2)
    bulge = _smooth(_row(420.0, np.arange(60.0, 126.0, 3.0)), 2)
    return behind(float(np.arange(60.0, 126.0, 3.0)[bulge.argmax()]), round(float(np.mean(ends)), 1))


def _ridge(x: float) -> float:
    """Height of the strongest bulge across the shoulder blade at x: its spine."""
    zs = scan_of("back", "spine_of_scapula", "height", 4.0)
    bend = np.gradient(np.gradient(_smooth(np.array([behind(x, float(z))[1] for z in zs]), 2), 4.0), 4.0)
    return float(zs[3:-3][bend[3:-3].argmin()])


def _hollow(x: float) -> float:
    """Height of the strongest hollow above the spine of the scapula at x."""
    zs = scan_of("back", "supraspinatous_fossa", "height", 4.0)
    bend = np.gradient(np.gradient(_smooth(np.array([behind(x, float(z))[1] for z in zs]), 2), 4.0), 4.0)
    return float(zs[2:-2][bend[2:-2].argmax()])


def _turn_back(p: FloatArray) -> FloatArray:
    """A place of the shoulder blade as the arm comes down: about the root of its spine, where it turns at first."""
    centre = bone("scapular_spine_medial_end")
    a = np.deg2rad(TURN_DEG)
    dx, dz = (p - centre)[[0, 2]]
    return behind(round(centre[0] + dx * np.cos(a) + dz * np.sin(a), 1), round(centre[2] - dx * np.sin(a) + dz * np.cos(a), 1))


def scapula(sheet: Ledger) -> None:
    """Angles, medial border, spine and fossa."""
    end = bone("scapular_spine_medial_end")
    relief = _border_in_relief()
    x = float(np.interp(500.0, relief[::-1, 2], relief[::-1, 0]))
    turned = "as with the arm hanging: blade turned back by 15 degrees about the root of its spine"
    roads = [
        Road("bone", end, "the root of the spine, about which the blade turns, stays where it is", name="bone"),
        Road("relief", behind(round(x, 1), _ridge(70.0)), "strongest bulge of the blade", name="ridge_meets_border"),
    ]
    sheet.site("spine_of_scapula_medial_end", roads, 10.0, "mean of the skeleton and of the ridge where it meets the border")
    tip = bone("scapula_inferior_angle")
    roads = [
        Road("bone", _turn_back(tip), turned, name="bone_turned_back"),
        Road("relief", _angle_in_relief(), "lower end of the bulge of the blade", name="bulge_end"),
        Road("bone", tip, weight=0, name="bone", counts=False),
    ]
    low = sheet.site("inferior_angle_of_scapula", roads, 10.0, "mean of the skeleton and of the lower end of the bulge")
    _border(sheet, relief, float(low[2]))


def _border(sheet: Ledger, relief: FloatArray, low: float) -> None:
    """Medial border with the arms hanging, and its upper end."""
    top, base = _turn_back(bone("scapular_spine_medial_end")), _turn_back(bone("scapula_inferior_angle"))
    turned = "as with the arm hanging: blade turned back by 15 degrees about the root of its spine"
    z = np.array([560.0, 480.0, low])
    hang = [behind(round(float(np.interp(q, [base[2], top[2]], [base[0], top[0]])), 1), float(q)) for q in z]
    steep = [behind(round(float(np.interp(q, relief[::-1, 2], relief[::-1, 0])), 1), float(q)) for q in z]
    roads = [
        Road("bone", np.array(hang), turned, name="bone_turned_back"),
        Road("relief", np.array(steep), "where the skin rises onto the blade", name="steepest_rise"),
    ]
    line = sheet.curve("scapula_medial_border", roads, 9.0, "mean of two lines: the skeleton's with hanging arm, the relief's")
    upper = [
        Road("bone", bone("scapula_superior_angle"), "lies 42 mm deep under the trapezius", name="bone"),
        Road("relation", behind(round(float(line[0, 0]) + 4, 1), 545.0), "upper end of the border at T2", name="top_of_border"),
    ]
    sheet.site("superior_angle_of_scapula", upper, 12.0, "mean of the skeleton and of the upper end of the border")


def spine_of_scapula(sheet: Ledger) -> None:
    """The crest, its lower edge, its two ends and the fossa above it."""
    a, b = sheet.places["spine_of_scapula_medial_end"], sheet.places["acromial_angle"]
    ts = np.linspace(0.0, 1.0, 9)
    c = bone("scapular_spine_medial_end"), bone("acromial_angle")
    bony = np.array([put(c[0] + (c[1] - c[0]) * t, "behind")[2] for t in ts])
    turn = float(np.interp(0.35, ts, bony[:, 0]))  # as far out as the bulge is clear
    x = np.interp(ts, [0.0, 0.35, 1.0], [a[0], turn, b[0]])
    z = np.interp(x, [a[0], turn, b[0]], [_ridge(70.0), _ridge(100.0), b[2]])
    ridge = np.array([behind(round(float(p), 1), round(float(q), 1)) for p, q in zip(x, z, strict=True)])
    roads = [Road("bone", bony, name="bone"), Road("relief", ridge, "bulge on the blade, then straight to the angle", name="bulge")]
    crest = sheet.curve("spine_of_scapula", roads, 9.0, "mean of the skeleton's line and of the bulge on the blade")
    drop = np.array([0.0, 0.0, 9.0])
    edge = [Road("relief", ridge - drop, "half the crest's thickness, 9 mm, lower", name="bulge")]
    edge.append(Road("bone", bony - drop, "half the crest's thickness, 9 mm, lower", name="bone"))
    sheet.curve("spine_of_scapula_inferior_border", edge, 10.0, "9 mm below the crest")
    half = [
        Road("relation", crest[len(crest) // 2], "half way along the bound crest", name="half_of_crest"),
        Road("bone", bony[len(bony) // 2], name="bone"),
    ]
    sheet.site("spine_of_scapula_midpoint", half, 9.0, "mean of half way along the bound crest and along the skeleton's")
    _root_and_fossa(sheet, crest, b)


def _root_and_fossa(sheet: Ledger, crest: FloatArray, b: FloatArray) -> None:
    """Root of the acromion, inside the acromial angle b (3,), and the fossa above the crest (N, 3)."""
    end = [
        Road("relation", b + [-24.0, -6.0, 12.0], "24 mm medial of the acromial angle, upper edge", name="inside_angle"),
        Road("bone", bone("clavicle_acromial_end") + [4.0, 45.0, -10.0], "behind the acromial end", name="behind_clavicle"),
    ]
    sheet.site("spine_of_scapula_lateral_end", end, 9.0, "mean of two places at the root of the acromion", view="nearest")
    x = np.linspace(52.0, 150.0, 9)
    above = np.array([behind(round(float(q), 1), round(float(np.interp(q, crest[:, 0], crest[:, 2])) + 30, 1)) for q in x])
    hollow = float(np.mean([_hollow(q) for q in (70.0, 80.0, 90.0, 100.0)]))
    seen = np.array([behind(round(float(q), 1), round(hollow + max(0.0, float(q) - 100.0) * 0.5, 1)) for q in x])
    roads = [Road("relation", above, "30 mm above the crest", name="above_crest"), Road("relief", seen, name="hollow")]
    sheet.curve("supraspinatous_fossa", roads, 10.0, "mean of the hollow in the relief and of a line above the crest")


def shoulder(sheet: Ledger) -> None:
    """Acromion, clavicle, greater tubercle, joint and the posterior axillary fold."""
    head = bones()["upperarm01.L"]
    tip, angle, clav = bone("acromion_lateral"), bone("acromial_angle"), bone("clavicle_acromial_end")
    roads = [Road("bone", tip, name="bone"), Road("skeleton", head + [-14.0, 8.0, 65.0], "over the humeral head", name="over_head")]
    tip = sheet.site("acromion_lateral_end", roads, 7.0, "mean of the skeleton and of the edge over the humeral head", view="above")
    roads = [Road("bone", angle, name="bone"), Road("relation", tip + [-5.0, 24.0, -12.0], "behind the lateral end", name="behind_tip")]
    angle = sheet.site("acromial_angle", roads, 9.0, "mean of the skeleton and of the corner behind the lateral end", view="nearest")
    roads = [
        Road("bone", clav + [28.0, -6.0, -6.0], "lateral of the acromial end of the clavicle", name="beside_clavicle"),
        Road("relation", tip + [-5.0, -22.0, 0.0], "in front of the lateral end", name="before_tip"),
    ]
    sheet.site("acromion_anterior_end_of_lateral_border", roads, 8.0, "mean of two places at the front corner", view="above")
    roads = [Road("bone", clav, name="bone"), Road("relation", tip + [-26.0, -14.0, 4.0], "26 mm inside the edge", name="inside_tip")]
    clav = sheet.site("clavicle_acromial_end", roads, 7.0, "mean of the skeleton and of the joint inside the acromion", view="above")
    roads = [
        Road("relation", (tip + angle + clav) / 3, "between its three bound corners", name="mean_of_corners"),
        Road("bone", (bone("acromion_lateral") + bone("acromial_angle") + bone("clavicle_acromial_end")) / 3, name="bone"),
    ]
    sheet.site("acromion", roads, 7.0, "middle of its three corners", view="above")
    _tubercle_and_joint(sheet, head, angle)
    _axillary_fold(sheet, head)


def _tubercle_and_joint(sheet: Ledger, head: FloatArray, angle: FloatArray) -> None:
    """Greater tubercle and the skin behind the joint, from the centre of the humeral head."""
    out = head + [25.0, -8.0, 45.0]
    roads = [
        Road("bone", bone("greater_tubercle"), "low trust: little holds a registration along an arm", name="bone"),
        Road("skeleton", out, "upper lateral side of the humeral head, arm half raised", name="over_head"),
    ]
    sheet.site("humerus_greater_tubercle", roads, 9.0, "mean of the skeleton and of the head's upper lateral side", view="above")
    roads = [
        Road("skeleton", behind(round(float(head[0]), 1), round(float(head[2]), 1)), name="joint"),
        Road("relation", behind(round(float(angle[0]), 1), round(float(angle[2]) - 50, 1)), "below the angle", name="below_angle"),
    ]
    sheet.site("shoulder_joint", roads, 10.0, "skin behind the centre of the joint")


def _axillary_fold(sheet: Ledger, head: FloatArray) -> None:
    """Where the groove between arm and trunk begins, seen from behind."""
    apex = None
    for z in scan_of("back", "posterior_axillary_fold", "height", -2.0):
        for x in scan_of("back", "posterior_axillary_fold", "gap", 2.0):
            try:
                behind(float(x), float(z))
            except ValueError:
                apex = (float(x), float(z))
                break
        if apex:
            break
    assert apex is not None
    xs = scan_of("back", "posterior_axillary_fold", "breadth", 2.0)
    row = _smooth(_row(apex[1] + 26, xs), 2)
    groove = xs[3:-3][np.gradient(np.gradient(row, 2.0), 2.0)[3:-3].argmax()]
    roads = [
        Road("relief", behind(float(groove), apex[1] + 20), "groove above the gap between arm and trunk", name="groove"),
        Road("skeleton", behind(round(float(head[0]) - 8, 1), apex[1] + 20), "under the joint's inner side", name="under_joint"),
    ]
    sheet.site("posterior_axillary_fold", roads, 9.0, "groove between arm and trunk, 20 mm above the gap")


def nape(sheet: Ledger) -> None:
    """Lateral border of the trapezius and the two muscles' edges below the skull."""
    zs = scan_of("back", "trapezius_muscle_lateral_border", "height", -8.0)
    border = sheet["scapula_medial_border"]
    cun = float(border[len(border) // 2][0]) / 3
    rows = []
    for z in zs:
        xs = scan_of("back", "trapezius_muscle_lateral_border", "breadth", 2.0)
        y = _smooth(_row(z, xs), 3)
        slope = np.arctan(np.gradient(y, 2.0))
        turn = -np.gradient(_smooth(slope, 2), 2.0)[5:-5]
        rows.append(float((turn.clip(0) ** 2 * xs[5:-5]).sum() / (turn.clip(0) ** 2).sum()))
    fit = np.polyfit(zs, rows, 1)
    seen = np.array([behind(round(float(np.polyval(fit, z)), 1), float(z)) for z in zs])
    c2, c7 = sheet.places["C2_spinous_process"][2], sheet.places["C7_spinous_process"][2]
    told = [behind(round(1.3 * cun + max(0.0, (c2 - z) / (c2 - c7)) * cun, 1), float(z)) for z in zs]
    roads = [
        Road("relief", seen, "sharpest turn of the nape's section", name="edge_of_nape"),
        Road("proportion", np.array(told), "1.3 cun beside the midline at C2, widening below", name="classical_1_3_cun", source="gb_t_12346"),
    ]
    line = sheet.curve("trapezius_muscle_lateral_border", roads, 9.0, "mean of the nape's edge and of the classical 1.3 cun")
    _origins(sheet, line, cun)


def _origins(sheet: Ledger, line: FloatArray, cun: float) -> None:
    """Edges of trapezius (on its border, (N, 3)) and sternocleidomastoid below the skull."""
    level = float(sheet.places["C2_spinous_process_superior_border"][2]) + 18.0
    mastoid = bone("mastoid_process_tip")
    x = float(np.interp(level, line[::-1, 2], line[::-1, 0]))
    under = float(mastoid[2]) - 17.0
    roads = [
        Road("relation", behind(round(x, 1), round(level, 1)), "on the border, 18 mm above C2", name="border_above_c2"),
        Road("bone", behind(round(x, 1), round(under, 1)), "17 mm below the mastoid tip's level", name="below_mastoid"),
    ]
    sheet.site("trapezius_muscle_origin", roads, 9.0, "muscle's edge where it leaves the lower edge of the occipital bone")
    roads = [
        Road("bone", mastoid + [-7.0, 12.0, -17.0], "behind and below the mastoid tip", name="behind_mastoid"),
        Road("relation", behind(round(x + cun, 1), round(level, 1)), "one cun beside the trapezius", name="side_of_nape"),
    ]
    sheet.site("sternocleidomastoid_muscle_origin", roads, 9.0, "hind edge of the muscle below the mastoid", view="nearest")
