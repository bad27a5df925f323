"""Roads to the landmarks of the jaw and the cheek."""

from __future__ import annotations

import numpy as np
from head_skin import MAN, bone, front, midline, oblique, side, smooth, vertex
from road_ledger import Ledger, Road
from road_tables import scan_of
from template_tools import resample, steps, unit

from tongren.body.template import FloatArray

JUGAL_MM = 18.0  # behind the outer canthus: where the frontal process meets the arch
NOTCH_HALF_MM = 16.5  # from the condyle's middle to the middle between it and the coronoid process
ARCH_BEHIND_MM = 6.0  # the arch springs above the joint, a little behind the condyle's middle


def jaw_corner(y: float) -> FloatArray:
    """Place of the upright cut at y that lies farthest down and out: the edge of the jaw."""
    cuts = [c for c in MAN.cut(np.array([0, y, 0.0]), np.array([0, 1.0, 0])) if c[:, 2].max() > 700]
    cut = max(cuts, key=lambda c: float(np.ptp(c[:, 0])))
    cut = cut[(cut[:, 0] > 0) & (cut[:, 2] < 720) & (cut[:, 2] > 632)]
    return cut[int((cut @ np.array([0.7, 0, -0.714])).argmax())]


def jaw(book: Ledger) -> None:
    """Mandible, facial artery and masseter."""
    condyle, chin_z = book["mandible_condylar_process"], midline()[:, 1].min() + 1
    ramus = side(condyle[1] - 4, condyle[2] - 62)
    roads = [
        Road("bone", bone("mandibular_angle"), "both sides' mean"),
        Road("proportion", ramus, "62 mm below the condyle, the ramus leaning back 4 mm (farkas_1994)"),
    ]
    angle = book.site("mandible_angle", roads, 8, "mean of the bone file and an average ramus", source="bodyparts3d")
    chin = front(0, chin_z + 4)
    edge = np.array([angle, *(jaw_corner(y) for y in scan_of("head", "mandible_inferior_border", "depth", -6.0)), chin])
    weight = np.r_[4, np.ones(len(edge) - 2), 4]
    y = np.linspace(angle[1], chin[1], 60)
    relief = np.stack(
        [np.polyval(np.polyfit(edge[:, 1], edge[:, 0], 4, w=weight), y), y, np.polyval(np.polyfit(edge[:, 1], edge[:, 2], 3, w=weight), y)], 1
    )
    chord = np.array([oblique(p, 65) for p in resample(np.array([angle, front(22, chin_z + 3)]), 30)])
    roads = [
        Road("relief", relief, "edge of the jaw: farthest down and out on upright cuts"),
        Road("relation", smooth([*chord[::6], front(14, chin_z + 4), chin]), "chord from the angle to the chin, brought to the skin"),
    ]
    book.curve("mandible_inferior_border", roads, 6, "edge of the jaw, helped by the chord from the angle to the chin", ends=(angle, chin))


def masseter(book: Ledger) -> None:
    """Facial artery and masseter."""
    border = book["mandible_inferior_border"]
    d = steps(border)
    cross = border[int(np.abs(d - 30).argmin())]
    third = border[int(np.abs(d - 0.28 * d[-1]).argmin())]
    corner = book["angle_of_mouth"]
    toward = oblique((corner[0] + 14, corner[1] + 12, corner[2] - 4), 35)
    foot = cross + (cross - toward) * 0.15
    foot2 = third + (third - toward) * 0.15
    roads = [
        Road("proportion", [foot, cross, cross + 0.5 * (toward - cross), toward], "3 cm before the angle (grays_anatomy)"),
        Road("relation", [foot2, third, third + 0.5 * (toward - third), toward], "28 hundredths of the border from the angle"),
    ]
    book.curve("facial_artery", roads, 7, "from the front edge of the masseter towards the angle of the mouth", source="grays_anatomy")
    masseter_sites(book, cross, third)


def masseter_sites(book: Ledger, cross: FloatArray, third: FloatArray) -> None:
    """Front edge and belly of the masseter."""
    angle, condyle = book["mandible_angle"], book["mandible_condylar_process"]
    artery = (cross + third) / 2
    back = unit(angle - artery)
    roads = [
        Road("proportion", cross + 3 * back, "3 mm behind the artery"),
        Road("relation", third + 3 * back, "front end of the hind 28 hundredths"),
    ]
    book.site("masseter_muscle_attachment", roads, 7, "just behind the facial artery on the border", source="grays_anatomy")
    arch = side(-60, condyle[2] - 4)
    roads = [
        Road("relation", oblique(angle + (arch - angle) * 0.35 + (0, -6, 0), 80), "a third of the way from the angle to the arch"),
        Road("proportion", oblique(angle + (0, -13, 13), 80), "13 mm before and above the angle"),
    ]
    book.site("masseter_muscle_prominence", roads, 8, "belly of the muscle before and above the angle")


def bisector(book: Ledger) -> None:
    """Bisector of the angle of the mandible."""
    border, angle = book["mandible_inferior_border"], book["mandible_angle"]
    condyle = book["mandible_condylar_process"]
    d = steps(border)
    body = unit(border[int(np.abs(d - 40).argmin())] - angle)
    up = unit(condyle - angle)
    way = unit(body + up)
    lines = [[oblique(angle + k * w, 80) for k in np.linspace(0, 32, 9)] for w in (way, unit(body * (0, 1, 1) + up * (0, 1, 1)))]
    lines[0][0] = lines[1][0] = angle
    roads = [Road("relation", lines[0], "half way between the border and the ramus"), Road("relation", lines[1], "the same in the side view")]
    book.curve("mandible_bisector_of_angle", roads, 5, "half way between border and ramus")


def cheek(book: Ledger) -> None:
    """Zygomatic bone and arch, mandibular notch."""
    condyle, lateral = book["mandible_condylar_process"], book["outer_canthus"]
    margin = book["infraorbital_margin"]
    orbit_z = float(margin[:, 2].min())
    malar = vertex((44, -110, 730), (66, -75, 756), (0.72, -0.69, 0))
    roads = [
        Road("relief", malar, "farthest forward and out of the cheek"),
        Road("proportion", oblique((lateral[0] + 10, lateral[1] + 8, lateral[2] - 18), 45), "10 mm lateral, 18 mm below the canthus"),
    ]
    book.site("zygomatic_bone", roads, 6, "prominence of the cheek")
    ear = book["tragus_centre"]
    mid = bone("zygomatic_arch_midpoint")
    z_frankfurt = (orbit_z + ear[2] + 6) / 2 - 5
    y_mid = (condyle[1] + ARCH_BEHIND_MM + lateral[1] + JUGAL_MM) / 2
    roads = [
        Road("bone", mid, "both sides' mean; 12 mm under the Frankfurt plane: the scan is smooth at the cheek"),
        Road("relation", side(y_mid, z_frankfurt), "between root and frontal process, 5 mm under the Frankfurt plane"),
    ]
    book.site("zygomatic_arch_midpoint", roads, 6, "mean of the bone file and the Frankfurt plane", source="bodyparts3d")
    arch(book, mid)


def arch(book: Ledger, mid: FloatArray) -> None:
    """Borders and ends of the zygomatic arch, mandibular notch."""
    centre, condyle = book["zygomatic_arch_midpoint"], book["mandible_condylar_process"]
    lateral = book["outer_canthus"]
    y, z = centre[1], centre[2]
    ends = [side(lateral[1] + JUGAL_MM, z + 6), side(y, z + 4.5), side(condyle[1] + ARCH_BEHIND_MM, condyle[2] + 3)]
    rise = np.array(ends) - centre
    other = [side(mid[1] + rise[0][1], mid[2] + 6), side(mid[1], mid[2] + 4.5), side(mid[1] + rise[2][1], mid[2] + 3 + condyle[2] - z)]
    roads = [
        Road("relation", smooth(ends), "4.5 mm above the arch's middle line"),
        Road("bone", smooth(other), "the same about the bone file's midpoint"),
    ]
    upper = book.curve("zygomatic_arch_superior_border", roads, 6, "upper edge of the arch", use=[0])
    for name, at in (("anterior", 0), ("posterior", -1)):
        roads = [Road("relation", upper[at], "end of the bound upper border"), Road("bone", other[at], "shifted by the bone file's midpoint")]
        book.site(f"zygomatic_arch_{name}_end", roads, 7, f"{name} end of the upper border", use=[0])
    roads = [
        Road("relation", side(y, z - 4.5), "4.5 mm below the arch's middle line"),
        Road("bone", side(mid[1], mid[2] - 4.5), "the same from the bone file"),
    ]
    book.site("zygomatic_arch_midpoint_of_inferior_border", roads, 6, "lower edge of the arch at its middle", use=[0])
    roads = [
        Road(
            "proportion",
            side(condyle[1] - NOTCH_HALF_MM * 1.1, condyle[2] - 15),
            "half of a notch 33 mm wide (recalled), scaled with stature, before the condyle and 15 mm below it",
        ),
        Road(
            "bone",
            side((bone("mandibular_condyle")[1] - 14 + mid[1]) / 2, mid[2] - 7),
            "half way from the condyle (drawn 14 mm forward) to the middle of the arch, 7 mm below it: a guess, 4 mm behind",
        ),
    ]
    book.site("mandibular_notch", roads, 7, "hollow between condyle and coronoid process under the arch", use=[0])


def cheek_border(book: Ledger) -> None:
    """Lower border of the zygomatic bone."""
    lateral, low = book["outer_canthus"], book["zygomatic_arch_midpoint_of_inferior_border"]
    orbit_z = float(book["infraorbital_margin"][:, 2].min())
    ala = book["ala_of_nose_midpoint_of_lateral_border"]
    x = lateral[0]
    stations = [front(x - 8, ala[2] - 2), front(x, ala[2]), oblique((x + 12, lateral[1] + 8, ala[2] + 2), 50), low]
    high = [front(x - 8, orbit_z - 26), front(x, orbit_z - 24), oblique((x + 12, lateral[1] + 8, orbit_z - 22), 50), low]
    roads = [
        Road("relation", smooth(stations), "at the ala's height under the canthus, then to the arch"),
        Road("proportion", smooth(high), "24 mm below the orbit's margin (grays_anatomy)"),
    ]
    book.curve("zygomatic_bone_inferior_border", roads, 6, "lower border of the cheek bone", source="grays_anatomy")
