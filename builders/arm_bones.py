"""Roads to ulna, radius, the head of the ulna and the extensor tendons at the wrist."""

from __future__ import annotations

import numpy as np
from arm_forearm import FOREARM, cun_mm
from road_ledger import Ledger
from template_tools import resample


def bones_of_forearm(book: Ledger) -> None:
    """Ulna and radius as lines under the skin, with the edges that points lean on."""
    s0, c0, cun = cun_mm(book)
    tip, styloid = book["olecranon_prominence"], book["ulnar_styloid_process"]
    top, low = FOREARM.level(tip) - 22, FOREARM.level(styloid)
    a, b = _near(FOREARM.angle(FOREARM.polar(top, FOREARM.angle(tip))), -95), _near(FOREARM.angle(styloid), -95)
    rows = (
        ("ulna", 0.0, -2.0, "straight line under the skin from the olecranon to the styloid process"),
        ("ulna_medial_border", 9.0, 11.0, "palmar side of that line"),
        ("ulna_radial_border", -33.0, -28.0, "radial edge of the ulna on the back, a bone's breadth from that line"),
    )
    for name, one, two, how in rows:
        roads = {
            "relation": FOREARM.line([(top, a + one * 0.6), (low, b + one)]),
            "proportion": FOREARM.line([(top, -92 + two * 0.6), (6 * cun, -93 + two), (low, -96 + two)]),
        }
        book.curve(name, roads, 5, how)
    end, lateral = book["radial_styloid_process"], book["humerus_lateral_epicondyle"]
    start = FOREARM.level(lateral) - 15
    e = FOREARM.angle(FOREARM.polar(start, FOREARM.angle(lateral))) % 360
    roads = {
        "relation": FOREARM.line([(start, e), (FOREARM.level(end), FOREARM.angle(end))]),
        "proportion": FOREARM.line([(start, 165), (6 * cun, 125), (FOREARM.level(end), 92)]),
    }
    book.curve("radius", roads, 8, "line from the lateral epicondyle to the radial styloid process")
    head_of_ulna(book, s0, c0, cun)


def _near(angle: float, ref: float) -> float:
    """The angle, a full turn added or taken, that is nearest to ref."""
    return angle + 360 * round((ref - angle) / 360)


def head_of_ulna(book: Ledger, s0: float, c0: float, cun: float) -> None:
    """Head of the ulna on the back of the wrist and the hollow radial of it."""
    at = FOREARM.level(book["ulnar_styloid_process"])
    b = FOREARM.angle(book["ulnar_styloid_process"])
    for name, above, published in (
        ("ulna_distal_border_base_of_head", 3.0, 12.0),
        ("ulna_body_of_head", 11.0, 21.0),
        ("ulna_head", 11.0, 21.0),
        ("ulna_superior_border_root_of_head", 21.0, 31.0),
    ):
        roads = {"relation": FOREARM.polar(at + above, b - 28), "proportion": FOREARM.polar(s0 + published, -126)}
        book.site(name, roads, 6, "on the back, above the styloid process")
    roads = {"relation": FOREARM.line([(c0 + 2 * cun, b - 40), (c0 + 2, b - 44)]), "proportion": FOREARM.line([(c0 + 2 * cun, 222), (c0 + 2, 218)])}
    book.curve("ulna_head_radial_border", roads, 5, "hollow between the head of the ulna and the radius")


def extensors(book: Ledger) -> None:
    """Tendons of the back of the wrist and of the thumb, and the radial parts of the creases."""
    s0, c0, cun = cun_mm(book)
    groove = book["groove_for_abductor_pollicis_longus_tendon"]
    st = FOREARM.angle(book["radial_styloid_process"])
    for name, shift, how in (
        ("abductor_pollicis_longus_tendon", -5.0, "palmar side of the groove over the radius"),
        ("extensor_pollicis_brevis_tendon", 5.0, "dorsal side of the groove over the radius"),
    ):
        levels = [(FOREARM.level(p), _near(FOREARM.angle(p), 90) + shift) for p in resample(groove, 5)]
        direct = [(s0 + 3 * cun, 122 + shift), (s0 + 1.5 * cun, 98 + shift), (s0 - 8, 90 + shift)]
        far = (s0 - 8, levels[-1][1])
        book.curve(name, {"relation": FOREARM.line([*levels, far]), "proportion": FOREARM.line(direct)}, 5, how)
    roads = {
        "relation": FOREARM.line([(c0 + 2 * cun, 172), (c0 + 12, st + 58), (c0 - 14, st + 42)]),
        "proportion": FOREARM.line([(c0 + 2 * cun, 172), (c0 + 12, 152), (c0 - 14, 134)]),
    }
    book.curve("extensor_pollicis_longus_tendon", roads, 5, "from the middle of the back round the ulnar side of the snuffbox")
    edges = [resample(book[f"extensor_digitorum_tendon_{e}_border"], 21) for e in ("radial", "ulnar")]
    mid = FOREARM.line([(c0 + 2 * cun, 180), (c0 - 12, 181)])
    book.curve("extensor_digitorum_tendon", {"relation": (edges[0] + edges[1]) / 2, "proportion": mid}, 5, "middle of the tendons")
    for crease, line, angle in (("palmar", "radial_artery", 50.0), ("dorsal", "anatomical_snuffbox", 114.0)):
        a, b = book[f"{crease}_wrist_crease"], resample(book[line], 101)
        gaps = np.linalg.norm(a[:, None] - b[None], axis=2)
        near = a[int(gaps.min(1).argmin())]
        roads = {"relation": near, "proportion": FOREARM.polar(s0 if crease == "palmar" else c0, angle)}
        book.site(f"{crease}_wrist_crease_radial_side", roads, 4, "radial part of the crease")
