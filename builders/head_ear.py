"""Roads to the landmarks of the ear, the joint of the jaw and the mastoid process."""

from __future__ import annotations

import numpy as np
from head_skin import V, bone, ear_vertices, pockets, side, smooth, vertex
from road_ledger import Ledger, Road
from road_tables import scan_of
from template_tools import unit

from tongren.body.template import FloatArray

MEATUS_FROM_TRAGUS = 7.0  # mm behind the tragus


def attachment() -> FloatArray:
    """Hind attachment of the auricle (N, 3), top to bottom: deepest places behind it on horizontal cuts."""
    out = []
    for z in scan_of("head", "auricular_root_posterior_border", "height", -2.0):
        near = [p for d, p in pockets(z, 4.0) if p[0] > 60 and -22 < p[1] < 2 and not 722 < z < 727]
        near = [p for p in near if p[1] > -12 or z < 723 or z > 766]
        if near:
            out.append(max(near, key=lambda p: p[1]))
    return np.array(out)


def auricle(book: Ledger) -> None:
    """Apex, root, notches, tragus, lobe and the hind attachment."""
    ear = V[sorted(ear_vertices())]
    top, bottom = ear[int(ear[:, 2].argmax())], ear[int(ear[:, 2].argmin())]
    roads = [
        Road("relief", top, "highest vertex of the auricle"),
        Road("relation", far(ear, bottom), "vertex of the auricle farthest from the lowest place of the lobe"),
    ]
    apex = book.site("auricular_apex", roads, 2.5, "highest place of the auricle", use=[0])
    back = attachment()
    hind = back[int(back[:, 1].argmax())]
    crown = vertex((70, -40, 752), (84, -25, 772), (0, -1, 0.3))
    root_z = top[2] - 0.28 * (top[2] - bottom[2])
    folds = [p for d, p in pockets(root_z + 4, 0.8) if p[0] > 60 and -45 < p[1] < -24]
    roads = [
        Road("relief", folds[0] if folds else crown, "hollow before the helix on the cut 0.28 of the auricle's height below the apex"),
        Road("relation", side(front_edge(ear, root_z) - 2, root_z), "2 mm before the foremost part of the auricle at that height"),
    ]
    root = book.site("auricular_root", roads, 3, "2 mm before the helix where it leaves the cheek", use=[1])
    roads = [
        Road("relief", side(apex[1], apex[2] + 1), "bare skin beside the apex"),
        Road("relation", side((root[1] + hind[1]) / 2, apex[2] + 1), "at the apex's height over the middle of the attachment"),
    ]
    book.site("auricular_apex_contact_on_head", roads, 3, "where the apex meets the head", kind="bare")
    notches(book, ear, top, bottom)
    hind_edge(book, ear, back, bottom)


def hind_edge(book: Ledger, ear: FloatArray, back: FloatArray, bottom: FloatArray) -> None:
    """Lobule and the furrow behind the auricle."""
    contact, hind = book["auricular_apex_contact_on_head"], back[int(back[:, 1].argmax())]
    lobe = back[int(np.abs(back[:, 2] - (bottom[2] + 5)).argmin())]
    rim = ear[np.abs(ear[:, 2] - (bottom[2] + 6)) < 4]
    rim = rim[int(rim[:, 1].argmax())]
    roads = [
        Road("relief", lobe, "deepest place behind the lobule, 5 mm above its lowest place"),
        Road("relation", rim, "hind edge of the lobule at that height"),
    ]
    book.site("ear_lobe", roads, 3, "hind edge of the lobule at its attachment", use=[0])
    keep = [p for p in back if p[2] > 726]
    fit = np.polyfit([p[2] for p in keep], np.array(keep)[:, :2], 4)
    keep = [np.array([*(np.polyval(fit[:, k], p[2]) for k in (0, 1)), p[2]]) for p in keep]
    hollow = (lobe + book["mastoid_process_inferior_end"]) / 2
    stations = smooth([contact, *keep[1::2], hollow])
    drawn = smooth([contact, *(side(hind[1] + 1 - k, z) for k, z in ((6, 768), (1, 758), (0, 746), (1, 736), (4, 726))), hollow])
    roads = [
        Road("relief", stations, "deepest line behind the auricle on horizontal cuts"),
        Road("relation", drawn, "a bow through its hindmost place"),
    ]
    book.curve(
        "auricular_root_posterior_border",
        roads,
        3,
        "the furrow behind the auricle, from the apex's contact to the hollow behind the lobule",
        kind="all",
        use=[0],
    )


def far(points: FloatArray, q: FloatArray) -> FloatArray:
    """The point farthest from q."""
    return points[int(((points - q) ** 2).sum(1).argmax())]


def front_edge(ear: FloatArray, z: float) -> float:
    """y of the foremost vertex of the auricle within 4 mm of height z."""
    return float(ear[np.abs(ear[:, 2] - z) < 4][:, 1].min())


def notches(book: Ledger, ear: FloatArray, top: FloatArray, bottom: FloatArray) -> None:
    """Tragus and the notches above and below it."""
    h = top[2] - bottom[2]
    edge = vertex((66, -30, bottom[2] + 0.34 * h), (86, -19, bottom[2] + 0.46 * h), (0.4, 1, 0))
    centre = (edge + vertex((66, -31, bottom[2] + 0.34 * h), (86, -19, bottom[2] + 0.5 * h), (1, -0.2, 0))) / 2
    level = bone("mandibular_condyle")[2]
    roads = [
        Road("relief", side(centre[1] - 1, bottom[2] + 0.41 * h, "all"), "leaf before the ear's opening, 0.41 of the auricle's height"),
        Road("bone", side(centre[1] - 1, level, "all"), "height of the bone file's condyle"),
    ]
    tragus = book.site("tragus_centre", roads, 2.5, "middle of the tragus", kind="all")
    roads = [
        Road("relation", side(tragus[1] - 4, tragus[2], "all"), "4 mm before the middle"),
        Road("relief", side(front_edge(ear, tragus[2]) - 1, tragus[2], "all"), "1 mm before what stands off the cheek"),
    ]
    book.site("tragus_anterior_border_of_centre", roads, 3, "front of the tragus at its middle", use=[0])
    for name, part, other, dy in (("supratragic_notch", 0.525, 7.5, 0.5), ("intertragic_notch", 0.235, -9.5, 1.5)):
        z = bottom[2] + part * h
        roads = [
            Road("relief", side(tragus[1] + dy, z, "all"), f"gap of the rim at {part} of the auricle's height"),
            Road("relation", side(tragus[1] + dy, tragus[2] + other, "all"), f"{other} mm above the tragus's middle"),
        ]
        book.site(name, roads, 3, "gap of the rim")


def joint(book: Ledger) -> None:
    """Condylar process and the hollow between it and the auricle."""
    tragus, canthus = book["tragus_centre"], book["outer_canthus"]
    hind = tragus + (0, 2.5, 0)
    way = unit((canthus - hind) * (0, 1, 1))
    beyron = hind + 13 * way
    groove = [p for z in (728.0, 732.0, 736.0) for p in [furrow(z)] if p is not None]
    g = np.mean(groove, axis=0) if groove else tragus + (0, -6, 0)
    roads = [
        Road("proportion", side(beyron[1], beyron[2]), "13 mm before the tragus's hind margin towards the outer canthus (beyron_point)"),
        Road("relation", side(g[1] - 5.5, tragus[2]), "half a condyle before the furrow in front of the ear"),
        Road("bone", bone("mandibular_condyle"), "lies in the ear: the registered scan has no auricle, 13 mm too far back"),
    ]
    condyle = book.site(
        "mandible_condylar_process", roads, 4, "mean of Beyron's point and the furrow before the ear", use=[0, 1], source="beyron_point"
    )
    roads = [
        Road("relation", side(condyle[1] + 5, condyle[2] - 1), "half of a condyle 10 mm deep"),
        Road("relief", side(g[1], tragus[2]), "furrow before the ear"),
    ]
    hind_edge = book.site("mandible_posterior_border_of_condylar_process", roads, 4, "hind edge of the condyle")
    high, low = book["supratragic_notch"][2], book["intertragic_notch"][2]
    front = book["tragus_anterior_border_of_centre"]
    y = (front[1] + hind_edge[1]) / 2
    line = [side(y + d, z, "all") for d, z in ((0, high + 6), (0, high), (0, tragus[2]), (0, low), (0, low - 5))]
    other = [side(g[1] + 1, z, "all") for z in np.linspace(high + 6, low - 5, 8)]
    roads = [
        Road("relation", smooth(line), "half way between tragus and condyle"),
        Road("relief", smooth(other), "furrow before the ear on the cuts"),
    ]
    book.curve("preauricular_depression", roads, 3, "hollow between the ear and the condyle")


def furrow(z: float) -> FloatArray | None:
    """Hollow of the outline just before the ear at height z."""
    near = [p for d, p in pockets(z, 1.0) if p[0] > 60 and -44 < p[1] < -28]
    return near[0] if near else None


def mastoid(book: Ledger) -> None:
    """Mastoid process: the bone file slid back with the ear, so it is drawn forward by the condyle's slip."""
    ear = V[sorted(ear_vertices())]
    bottom, top = ear[:, 2].min(), ear[:, 2].max()
    tragus_z = bottom + 0.41 * (top - bottom)
    meatus = np.array([70.0, -26.0 + MEATUS_FROM_TRAGUS, tragus_z + 3])
    tip = bone("mastoid_process_tip")
    slip = bone("mandibular_condyle")[1] + 37.0
    skull, back = side(meatus[1] + 12, meatus[2] - 29), attachment()
    lobe = back[int(np.abs(back[:, 2] - (bottom + 5)).argmin())]
    roads = [
        Road("bone", side(tip[1] - slip, tip[2] - 4), f"bone file drawn {slip:.0f} mm forward, the slip of its condyle"),
        Road(
            "proportion", skull, "12 mm behind and 29 mm below the ear's opening (grays_anatomy); 24 mm before the bone file, whose skull is longer"
        ),
        Road("relation", side(lobe[1] + 12, lobe[2], "bare"), "12 mm behind the lobule: the process lies right behind the root of the ear"),
        Road("bone", tip, "as registered: 25 mm behind the lobule, the scan has no auricle there"),
    ]
    end = book.site(
        "mastoid_process_inferior_end",
        roads,
        10,
        "mean of an average mastoid process and the root of the ear",
        use=[1, 2],
        kind="bare",
        source="bodyparts3d",
    )
    for name, dy, dz, words in (
        ("mastoid_process_centre", 5, 14, "middle of the process"),
        ("mastoid_process", 7, 10, "most prominent place of the process"),
        ("mastoid_process_posteroinferior_border", 11, 3, "hind lower border"),
    ):
        roads = [
            Road("relation", side(end[1] + dy, end[2] + dz), f"{dy} mm behind, {dz} mm above its lower end"),
            Road("bone", side(tip[1] - slip + dy, tip[2] - 4 + dz), "the same from the corrected bone file, whose skull is longer"),
        ]
        book.site(name, roads, 8, words, kind="bare", use=[0])


def arteries(book: Ledger) -> None:
    """Superficial temporal artery before the auricle."""
    root = book["auricular_root"]
    roads = [
        Road("relation", side(root[1] - 8, root[2]), "8 mm before the root of the auricle (grays_anatomy)"),
        Road("proportion", side(root[1] + (book["outer_canthus"][1] - root[1]) / 6, root[2]), "a sixth of the way to the outer canthus"),
    ]
    book.site("superficial_temporal_artery", roads, 5, "pulse before the root of the auricle", use=[0], source="grays_anatomy")
