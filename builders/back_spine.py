"""Spinous processes, sacrum and coccyx on the midline; sacral foramina beside it.

One skeleton gives uneven steps (17 to 41 mm), so three roads are averaged: that skeleton, evened by a cubic; the
published place of each level between C7 and the posterior superior iliac spines; and what the standard says about
the shoulder blade and the pelvis. The published shares (felt on 22 people, uneven by 2 % of the way) and the mean of the
roads are evened, because the steps of a spine are: without that T4 lay 22 mm below T3 and T5 28 below T4. Levels are
horizontal, so a site is a height; the skin behind it is the site.

The template's loin stretches unevenly from body to body: a site that is right on the default man sits up to 30 mm low
(L3 to L5) on women and on heavy bodies. So the share of the way from C7 to the iliac spines found on the default man is
sought on eight bodies and carried back, and the site is moved half of the mean way: man and woman share the error.
"""

from __future__ import annotations

import numpy as np
from back_bodies import Population
from back_views import behind, bone, from_behind
from road_ledger import Ledger, Road
from road_tables import scan_of, span_of
from template_tools import BODIES, at, body, bones, peak, steps

from tongren.body.template import FloatArray

LEVELS = ["C7", *(f"T{i}" for i in range(1, 13)), *(f"L{i}" for i in range(1, 6))]
# share of the way from C7 to the level of the posterior superior iliac spines, along the skin (Ernst 2013)
KNOTS = {0: 0.0, 4: 0.21, 7: 0.39, 10: 0.541, 13: 0.709, 16: 0.861, 19: 1.0}
C2_SHARE = 0.115  # C7 on the way from C2 to the same level (BMC Res Notes 2019)
SP_HALF_MM = 7.5  # half the height of a lumbar spinous process: step of 26 mm less a gap of 10 to 12
WEIGHT = {"nape_bend": 0.5}  # the bend is a little above the tip that makes it
ANGLE_AT = 7.65  # the lower angle of the blade: below T7's process (7.3) in the standard, at T8 (8) in imaging
FORAMEN_STEP_MM = 21.0
PSIS_BELOW_MM = 9.0  # from the prominence of the posterior superior iliac spine to its lower border


def midline(z: float) -> FloatArray:
    """Skin (3,) of the back in the median plane at height z."""
    return behind(0.0, round(float(z), 2)) * [0.0, 1.0, 1.0]


def _arc(z_top: float, z_low: float) -> tuple[FloatArray, FloatArray]:
    """Heights and the length of skin from z_top down to each."""
    z = np.arange(z_top, z_low - 0.01, -2.0)
    p = np.array([midline(q) for q in z])
    return z, steps(p)


def _bow() -> float:
    """How much (times t (1 - t)) the published shares run ahead of even steps: least squares."""
    t = np.array(list(KNOTS)) / 19.0
    arch = t * (1.0 - t)
    return float((arch * (np.array(list(KNOTS.values())) - t)).sum() / (arch**2).sum())


def share(index: float) -> float:
    """Published share of the way C7 to S2 at a (fractional) count of vertebrae below C7, evened."""
    t = index / 19.0
    return t + _bow() * t * (1.0 - t)


def c7_relief() -> float:
    """Height where the nape bends most sharply into the back."""
    low, high = span_of("back", "C7_spinous_process")
    z = np.arange(high, low, -2.0)
    y = np.array([midline(q)[1] for q in z])
    y = np.convolve(np.pad(y, 5, mode="edge"), np.ones(11) / 11, mode="valid")
    bend = -np.gradient(np.gradient(y, 2.0), 2.0)
    return float(z[6:-6][peak(bend[6:-6])])


def _proportion(c7: float, psis: float) -> list[float]:
    z, arc = _arc(c7, psis)
    return [float(np.interp(share(i) * arc[-1], arc, z)) for i in range(len(LEVELS))]


def _relation(sheet: Ledger, c7: float) -> list[float]:
    """Levels that the standard ties to bones of the shoulder and pelvis; between them published steps."""
    angle, crest = sheet.places["inferior_angle_of_scapula"][2], sheet.places["iliac_crest_highest_point"][2]
    psis = sheet.places["posterior_superior_iliac_spine"][2] - PSIS_BELOW_MM
    anchors = {0: c7, 3.3: sheet.places["spine_of_scapula_medial_end"][2], ANGLE_AT: angle}
    anchors |= {12: (angle + crest) / 2, 16: crest, 19: psis}
    return [float(np.interp(share(i), [share(k) for k in anchors], list(anchors.values()))) for i in range(18)]


RELATIONS = {
    "T3": "level with the medial end of the scapular spine",
    "T7": "inferior angle of the scapula between T7 (standard) and T8 (imaging)",
    "T12": "half way between the inferior angle of the scapula and the iliac crest",
    "L4": "highest points of the iliac crests",
}


def spines(sheet: Ledger) -> None:
    """C7 to L5: tips and lower borders."""
    raw = np.array([bone(f"spinous_process_{v}.tip", "midline")[2] for v in LEVELS])
    low = np.array([bone(f"spinous_process_{v}.inferior_border", "midline")[2] for v in LEVELS])
    c7_bend = c7_relief()
    c7 = (raw[0] + WEIGHT["nape_bend"] * c7_bend) / (1 + WEIGHT["nape_bend"])
    shares = np.array([share(i) for i in range(18)])
    even = np.polyval(np.polyfit(shares, raw, 3), shares)
    pad = np.pad(raw - low, 2, mode="edge")
    drop = np.convolve(pad, np.ones(5) / 5, mode="valid")
    prop = _proportion(c7, sheet.places["posterior_superior_iliac_spine"][2])
    rel = _relation(sheet, c7)
    shift = _evening(c7, [even, np.array(prop), np.array(rel)])
    people: Population | None = None
    for i, v in enumerate(LEVELS):
        if i == 0:
            roads = [("bone", "bone", raw[0], "", ""), ("nape_bend", "relief", c7_bend, "sharpest bend nape to back", "")]
        else:
            uneven = f"raw bone {raw[i]:.0f}, evened {even[i]:.0f} mm high"
            roads = [("bone_evened", "bone", even[i], uneven, "")]
            roads.append(("c7_to_psis", "proportion", prop[i], f"{share(i) * 100:.1f} % of the way", "ernst_2013"))
            why = RELATIONS.get(v, "published steps between the levels tied to scapula and pelvis")
            roads.append(("scapula_pelvis", "relation", rel[i], why, "who_2008;cooperstein_2015"))
        _one_spine(sheet, v, roads, float(drop[i]), people, float(shift[i]))
        people = people or Population.between(sheet, "C7_spinous_process", "posterior_superior_iliac_spine")


def _evening(c7: float, roads: list[FloatArray]) -> FloatArray:
    """What to add (18,) to the mean height of the roads so that the steps down from C7 change evenly."""
    mean, n = np.mean(roads, axis=0), np.arange(18.0)
    basis = np.stack([n, n**2, n**3], 1)
    fit = np.linalg.lstsq(basis[1:], mean[1:] - c7, rcond=None)[0]
    return np.r_[0.0, c7 + basis[1:] @ fit - mean[1:]]


def _one_spine(sheet: Ledger, v: str, roads: list[tuple[str, str, float, str, str]], drop: float, people: Population | None, shift: float) -> None:
    zs, weights = [r[2] for r in roads], [WEIGHT.get(r[0], 1.0) for r in roads]
    far, mean = max(zs) - min(zs), float(np.average(zs, weights=weights)) + shift
    extra = (drop + SP_HALF_MM) / 2
    why = f"roads {far:.0f} mm apart, one vertebra: people differ by as much" if far > 10 else ""
    say = ["; ".join(q for q in (r[3], why) if q) for r in roads]
    for part, down in (("", 0.0), ("_inferior_border", extra)):
        lift = people.lift(mean - down) if people else 0.0
        how = "mean height of the roads" if not down else f"{down:.0f} mm below the tip (skeleton's drop and half a process)"
        if people:
            how += f"; evened by {shift:+.0f} mm; moved {lift:+.0f} mm toward the mean share of the back on eight bodies"
        sites = [Road(r[1], midline(r[2] - down), q, weight=w, name=r[0], source=r[4]) for r, w, q in zip(roads, weights, say, strict=True)]
        sigma = 8.0 if people is None else 10.0 + abs(lift) / 2
        sheet.site(f"{v}_spinous_process{part}", sites, round(sigma, 1), how, lift=lift + shift)


def share_heights(sheet: Ledger) -> None:
    """Record that T1 to L5 keep on every body the share of the height from C7 to S2 found on the default man."""
    ends = ("C7_spinous_process_inferior_border", "S2_spinous_process")
    top, low = (float(sheet.places[name][2]) for name in ends)
    how = "height between the two ends on the default man, after the mean of three roads and evening"
    for v in LEVELS[1:]:
        name = f"{v}_spinous_process_inferior_border"
        share_of_way = (top - float(sheet.places[name][2])) / (top - low)
        sheet.share(name, ends, share_of_way, how, "ernst_2013;who_2008;bodyparts3d")


def neck(sheet: Ledger) -> None:
    """C2 to C6, between C7 and the skull."""
    c7 = float(sheet.places["C7_spinous_process"][2])
    psis = float(sheet.places["posterior_superior_iliac_spine"][2])
    b = bones()
    joints = [(2.5, b["neck03.L"][2] if "neck03.L" in b else b["neck03"][2]), (4.5, b["neck02"][2]), (6.5, b["neck01"][2])]
    eop = bone("external_occipital_protuberance", "midline")[2]
    hair = c7 + (eop - c7) * 3.5 / 5.5 - SP_HALF_MM
    c2 = {
        "share_of_c2_to_psis": ("proportion", c7 + (c7 - psis) * C2_SHARE / (1 - C2_SHARE), 0.0, "c2_c7_2019"),
        "c7_to_occiput": ("proportion", hair, 1.0, "gb_t_12346"),
        "joint_c2_c3": ("skeleton", joints[0][1], 1.0, "anny"),
        "angle_of_jaw": ("relation", bone("mandibular_angle")[2], 1.0, "tongren_decision"),
    }
    notes = {
        "share_of_c2_to_psis": "",
        "c7_to_occiput": "upper border of C2 3.5 cun of the 5.5 from C7 up to the occipital protuberance",
        "joint_c2_c3": "the skeleton's joint at the height of the tip",
        "angle_of_jaw": "the angle of the jaw is level with C2 to C3",
    }
    top = float(np.mean([z for _, z, w, _ in c2.values() if w]))
    for part, up in (("", 0.0), ("_superior_border", SP_HALF_MM), ("_inferior_border", -SP_HALF_MM)):
        roads = [Road(k, midline(z + up), notes[n], weight=w, name=n, source=src) for n, (k, z, w, src) in c2.items()]
        sheet.site(f"C2_spinous_process{part}", roads, 10.0, "mean height of the roads, skin behind it on the midline")
    sink = [0.0, float(joints[2][1]) - c7 - (top - c7) / 10]  # the tips sink below the joints, most at C7
    for n in range(3, 7):
        flat = top + (c7 - top) * (n - 2) / 5
        j = float(np.interp(n + 0.5, [q for q, _ in joints], [z for _, z in joints])) - sink[1] * (n - 2) / 4.5
        for part, down in (("", 0.0), ("_inferior_border", 5.0)):
            roads = [Road("relation", midline(flat - down), "even steps from C2 to C7", name="even_steps")]
            roads.append(Road("skeleton", midline(j - down), "joints of the neck, tips sinking below", name="neck_joints"))
            sheet.site(f"C{n}_spinous_process{part}", roads, 10.0, "mean height, skin behind it on the midline")


def sacrum(sheet: Ledger) -> None:
    """S2, hiatus, cornua, foramina, coccyx, cleft."""
    psis = sheet.places["posterior_superior_iliac_spine"]
    l5 = float(sheet.places["L5_spinous_process"][2])
    step = float(np.diff([share(16), share(19)])[0] / 3 * _arc(sheet.places["C7_spinous_process"][2], psis[2])[1][-1])
    s2 = [
        Road("relation", midline(psis[2] - PSIS_BELOW_MM), "standard; S2 in 81 % of CTs", name="psis_lower_border", source="mcgaugh_2007"),
        Road("proportion", midline(l5 - 2 * step), "two lumbosacral steps below L5", name="steps_below_l5", source="ernst_2013"),
    ]
    s2z = float(sheet.site("S2_spinous_process", s2, 9.0, "mean height, skin behind it on the midline")[2])
    cleft = cleft_top()
    hz = _hiatus(sheet, s2z, cleft, step)
    _coccyx(sheet, hz, cleft, step)
    _crest_and_cornua(sheet, hz, step)
    _foramina(sheet, s2z, hz)


def _hiatus(sheet: Ledger, s2z: float, cleft: float, step: float) -> float:
    """Bind the sacral hiatus; its height."""
    hiatus = [
        Road("bone", bone("sacral_hiatus", "midline"), weight=0, name="bone", counts=False),
        Road("bone", midline(bone("posterior_sacral_foramen_S4")[2]), weight=0, name="fourth_foramen", counts=False),
        Road("relief", midline(cleft + 5), "just above the cleft, as the standard finds it", weight=2.0, name="cleft_top", source="who_2008"),
        Road("proportion", midline(s2z - 2.5 * step), "two and a half steps below S2", name="steps_below_s2", source="ernst_2013"),
    ]
    return float(sheet.site("sacral_hiatus", hiatus, 12.0, "mean height of the roads, floor of the midline groove")[2])


def cleft_top() -> float:
    """Height where the midline groove first becomes a sharp cleft: its wall rises steeper than 50 degrees."""
    for z in scan_of("back", "anal_cleft", "height", -1.0):
        if behind(2.0, float(z))[1] - behind(0.0, float(z))[1] > 2.4:
            return float(z)
    raise ValueError("no cleft")


def _coccyx(sheet: Ledger, hz: float, cleft: float, step: float) -> None:
    pubis = float(bone("pubic_symphysis_superior", "midline")[2])
    top = [Road("relief", midline(cleft), "two sides first meet at a sharp angle", name="sharp_groove")]
    top.append(Road("relation", midline(hz - 5), "the hiatus lies just above the cleft", name="below_hiatus", source="who_2008"))
    sheet.site("anal_cleft", top, 12.0, "mean height, floor of the groove")
    tip = [
        Road("relation", midline(pubis), "tip level with the upper border of the pubic symphysis", name="level_of_pubis"),
        Road("proportion", midline(hz - 2 * step), "two steps below the hiatus", name="steps_below_hiatus", source="ernst_2013"),
    ]
    tz = float(sheet.site("coccyx_extremity", tip, 12.0, "mean height, floor of the cleft")[2])
    line = np.array([midline(z) for z in np.linspace(hz, tz, 12)])
    roads = [Road("relation", line, "midline between the two sites", name="hiatus_to_tip")]
    sheet.curve("coccyx", roads, 6.0, "floor of the cleft from the hiatus to the tip")


def _crest_and_cornua(sheet: Ledger, hz: float, step: float) -> None:
    """Median sacral crest from S1 to the hiatus, and the cornua beside it."""
    s1 = float(sheet.places["S2_spinous_process"][2]) + step
    crest = np.array([midline(z) for z in np.linspace(s1, hz, 16)])
    sheet.curve("median_sacral_crest", [Road("relation", crest, "midline by definition", name="s1_to_hiatus")], 2.0, "midline from S1 to the hiatus")
    cornu = [
        Road("relation", behind(11.0, hz), "beside the hiatus", name="level_of_hiatus", source="who_2008"),
        Road("bone", behind(12.0, float(bone("posterior_sacral_foramen_S4")[2])), weight=0, name="fourth_foramen", counts=False),
        Road("relief", behind(11.0, cleft_top() + 5), "just above the upper end of the cleft", name="beside_cleft"),
    ]
    sheet.site("sacral_cornu", cornu, 12.0, "about 11 mm beside the midline at the hiatus")


def _foramina(sheet: Ledger, s2z: float, hz: float) -> None:
    """Heights between S2 and the hiatus, breadth between the skeleton's and half of the iliac spines'.

    The standard finds the second half way between iliac spine and S2, the fourth level with the hiatus.
    """
    half = float(sheet.places["posterior_superior_iliac_spine"][0]) / 2
    second = s2z - PSIS_BELOW_MM / 4  # half way: the prominence of the iliac spine to the midline
    lift = _level_with_hiatus(hz, half)
    for i in range(1, 5):
        b = bone(f"posterior_sacral_foramen_S{i}")
        z = second + (hz + lift - second) * (i - 2) / 2
        x = (half + float(b[0])) / 2
        roads = [
            Road("bone", behind(round(float(b[0]), 1), round(float(b[2]), 1)), weight=0, name="bone", counts=False),
            Road(
                "relation",
                behind(round(x, 1), round(z, 1)),
                f"levels of S2 and of the hiatus, moved {lift * (i - 2) / 2:+.0f} mm so that the fourth is level with it on "
                "eight bodies; breadth between half the iliac spine and the skeleton",
                name="s2_to_hiatus",
                source="who_2008",
            ),
            Road(
                "proportion",
                behind(round(half * (0.98 - 0.08 * i), 1), round(second - FORAMEN_STEP_MM * (i - 2), 1)),
                "a fingerbreadth of 21 mm from foramen to foramen, the rows converging downward from half the iliac spine",
                name="steps",
                source="tongren_decision",
            ),
        ]
        sheet.site(f"posterior_sacral_foramen_{i}", roads, 11.0, "mean of the levels from S2 to the hiatus and of even steps, skin straight behind")


def _level_with_hiatus(hz: float, x: float) -> float:
    """Height to add beside the midline at x so that the mean of eight bodies has it level with the midline at hz."""
    mid, beside = from_behind(0.0, round(hz, 1)), from_behind(round(x, 1), round(hz, 1))
    apart = [float(at(body(n), *mid[:2])[2] - at(body(n), *beside[:2])[2]) for n in BODIES]
    return float(np.mean(apart))
