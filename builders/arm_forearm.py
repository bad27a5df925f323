"""Roads to the landmarks of elbow, forearm and wrist."""

from __future__ import annotations

import numpy as np
from arm_frame import Limb, V, bone, section, skin_near, skin_ray
from road_ledger import Ledger
from road_tables import scan_of
from template_tools import T, resample, unit
from template_tools import bone_file as carried

from tongren.body.template import FloatArray

ELBOW, WRIST = bone("lowerarm01"), bone("wrist")
TO_ARM, TO_HAND = unit(bone("upperarm02") - ELBOW), unit(WRIST - ELBOW)
MEDIAL = -unit(np.cross(TO_ARM, TO_HAND)) * np.sign(np.cross(TO_ARM, TO_HAND)[0])
ANTERIOR = unit(TO_ARM + TO_HAND)  # into the bend
UP = unit(TO_ARM - TO_HAND)  # across the bend, toward the shoulder
_KNUCKLES = bone("finger2-1") - bone("finger5-1")
RADIAL = unit(_KNUCKLES + (_KNUCKLES @ TO_HAND) * -TO_HAND)
PALMAR = np.cross(RADIAL, TO_HAND) * -np.sign(np.cross(RADIAL, TO_HAND)[0])
FOREARM = Limb(WRIST, -TO_HAND, PALMAR, RADIAL)  # angle 0 palmar, 90 radial, 180 dorsal, -90 ulnar
BEND = Limb(ELBOW, UP, ANTERIOR, MEDIAL)  # angle 0 anterior, 90 medial, 180 posterior, -90 lateral


def bone_file(name: str) -> FloatArray:
    """Skin position of a landmark of the bone file, left side."""
    return np.array(carried()[(name, "left")]["rest"])


def profile(angle: float, reach: float = 30.0) -> FloatArray:
    """Distances (N, 2) level and radius of the skin across the bend in one direction."""
    return np.array([[s, np.linalg.norm(BEND.polar(s, angle) - BEND.centre(s))] for s in np.arange(-reach, reach + 1, 3.0)])


def fold_level(angle: float) -> float:
    """Level of the inner corner of the bent elbow: where the skin comes nearest to the axis of the bend."""
    d = np.cos(np.radians(angle)) * ANTERIOR + np.sin(np.radians(angle)) * MEDIAL
    levels = scan_of("arm", "cubital_crease", "level", 2.0)
    centre = BEND.centre(-3.0)
    depth = [float(np.linalg.norm(skin_ray(centre + (s + 3) * UP, d) - centre - (s + 3) * UP)) for s in levels]
    a, b, _ = np.polyfit(levels, depth, 2)
    return float(np.clip(-b / (2 * a), -20, 15)) if a > 0 else 0.0


def elbow(book: Ledger) -> None:
    """Olecranon, epicondyles and cubital crease."""
    levels = scan_of("arm", "olecranon_prominence", "level", 1.0)
    back = [section(ELBOW + s * UP, UP) for s in levels]
    tips = [c[np.argmin((c - ELBOW) @ ANTERIOR)] for c in back]
    relief = skin_near(min(tips, key=lambda p: float((p - ELBOW) @ ANTERIOR)))
    behind = -unit(ANTERIOR - (ANTERIOR @ TO_HAND) * TO_HAND)
    skeleton = skin_ray(ELBOW - 22 * TO_HAND + 5 * behind, -ANTERIOR)
    roads = {"relief": relief, "skeleton": skeleton, "bone": bone_file("olecranon")}
    book.site("olecranon_prominence", roads, 6, "corner of the bent elbow, mean with the ulna's end from the joint")
    epicondyles(book)
    crease(book)


def epicondyles(book: Ledger) -> None:
    """Epicondyles of the humerus: the lateral one first, the medial one lies across the joint from it."""
    humerus = unit(ANTERIOR - (ANTERIOR @ TO_ARM) * TO_ARM)
    cut = section(ELBOW + 12 * UP, UP)
    for name, d, second in (("lateral", -MEDIAL, "bone"), ("medial", MEDIAL, "relation")):
        roads = {
            "relief": cut[np.argmax((cut - ELBOW) @ d)],
            "skeleton": skin_ray(ELBOW + 10 * TO_ARM - 4 * humerus, d),
            "bone": bone_file(f"{name}_humeral_epicondyle"),
        }
        if name == "medial":
            other = book["humerus_lateral_epicondyle"]
            roads["relation"] = skin_ray(other - ((other - ELBOW) @ MEDIAL) * MEDIAL, d)
        how = "joint axis 1 cm proximal and 4 mm behind, mean with " + (
            "the registered bone" if second == "bone" else "the place across the joint from the lateral one"
        )
        book.site(f"humerus_{name}_epicondyle", roads, 7, how, use=("skeleton", second))


def crease(book: Ledger) -> None:
    """Cubital crease: the inner corner of the bend, from its lateral end over the front to its medial end."""
    angles = np.arange(-62.0, 63.0, 4.0)
    relief = [BEND.polar(fold_level(a), a) for a in angles]
    skeleton = [BEND.polar(0.0, a) for a in angles]
    roads = {"relief": np.array(relief), "skeleton": np.array(skeleton)}
    nodes = book.curve("cubital_crease", roads, 5, "inner corner of the bent elbow, lateral to medial end")
    tendon = BEND.polar(0.0, 0.0) - 10 * MEDIAL
    roads = {"relief": nodes[0], "skeleton": BEND.polar(0.0, -60.0)}
    roads["relation"] = skin_ray(ELBOW, (tendon + book["humerus_lateral_epicondyle"]) / 2 - ELBOW)
    how = "where the fold of the bend dies out, and half way from the biceps tendon to the lateral epicondyle"
    book.site("cubital_crease_lateral_end", roads, 7, how)
    roads = {"relief": nodes[-1], "skeleton": BEND.polar(0.0, 60.0)}
    book.site("cubital_crease_medial_end", roads, 7, "where the fold of the bend dies out, 60 degrees from its middle")
    middle = resample(nodes, 101)[50]
    roads = {"relief": middle, "skeleton": BEND.polar(0.0, 0.0)}
    book.site("cubital_crease_midpoint", roads, 5, "middle of the crease and the front of the joint")


def tendons_at_elbow(book: Ledger) -> None:
    """Biceps tendon: middle of the crease, 11 mm broad with the hollows beside it."""
    for name, off in (("lateral_border", -10.0), ("", 0.0), ("medial_border", 10.0)):
        between = (book["humerus_medial_epicondyle"] + book["humerus_lateral_epicondyle"]) / 2
        shift = off - (between - ELBOW) @ MEDIAL
        lines = {}
        for road, zero in (("skeleton", 0.0), ("relation", float((between - ELBOW) @ MEDIAL))):
            lines[road] = np.array([skin_ray(ELBOW + s * UP + (zero + off) * MEDIAL, ANTERIOR) for s in range(36, -32, -4)])
        how = "front of the elbow midway between the epicondyles" + (f", {abs(off):.0f} mm aside" if off else "")
        book.curve("biceps_brachii_tendon" + (f"_{name}" if name else ""), lines, 5, how)
        del shift


def wrist(book: Ledger) -> None:
    """Creases of the wrist and the two styloid processes."""
    levels = scan_of("arm", "palmar_wrist_crease", "level", 1.0)
    cuts = [section(WRIST + s * -TO_HAND, TO_HAND) - WRIST for s in levels]
    neck = float(levels[np.argmin([(c @ PALMAR).max() for c in cuts])])
    narrow = float(levels[np.argmin([np.ptp(c @ RADIAL) for c in cuts])])
    by_hand = 0.108 * float(np.ptp(V[:, 2]))  # hand length as a share of height (Drillis and Contini)
    reach = _hand_reach()
    palmar, dorsal = FOREARM.line([(neck, 84), (neck, -78)]), FOREARM.line([(neck + 7, 100), (neck + 7, 262)])
    far = float(np.clip(by_hand - reach, -16, 16))
    roads = {"relief": palmar, "skeleton": FOREARM.line([(0, 84), (0, -78)]), "proportion": FOREARM.line([(far, 84), (far, -78)])}
    p = book.curve("palmar_wrist_crease", roads, 4, "hollow between forearm and the balls of the hand, radial to ulnar")
    roads = {"relief": dorsal, "skeleton": FOREARM.line([(0, 100), (0, 262)])}
    d = book.curve("dorsal_wrist_crease", roads, 5, "back of the wrist joint, 6 mm proximal of the palmar crease")
    s_p, s_d = FOREARM.level(p[len(p) // 2]), FOREARM.level(d[len(d) // 2])
    roads = {"relief": resample(p, 101)[50], "skeleton": FOREARM.polar(s_p, 0)}
    book.site("palmar_wrist_crease_midpoint", roads, 4, "middle of the crease")
    roads = {"relief": resample(d, 101)[50], "skeleton": FOREARM.polar(s_d, 180)}
    book.site("dorsal_wrist_crease_midpoint", roads, 5, "middle of the crease")
    for name, base, angle, prop in (("radial", s_p + 10, 92, 12.0), ("ulnar", s_p + 14, -97, 16.0)):
        roads = {"relief": FOREARM.polar(narrow - 3, angle), "proportion": FOREARM.polar(prop, angle)}
        roads["relation"] = FOREARM.polar(base, angle)
        book.site(f"{name}_styloid_process", roads, 5, "edge of the narrow wrist, a little over 1 cm proximal of the crease")


def _hand_reach() -> float:
    """Distance from the wrist joint to the tip of the middle finger, straight."""
    joint = bone("finger3-3")
    out = unit(joint - bone("finger3-2"))
    near = V[T.skinning[:, T.bone_labels.index("finger3-3.L")] > 0.5]
    return float(np.linalg.norm(near[np.argmax((near - joint) @ out)] - WRIST))


def cun_mm(book: Ledger) -> tuple[float, float, float]:
    """Levels of the palmar and dorsal crease and the forearm's cun (millimetres)."""
    s0 = FOREARM.level(book["palmar_wrist_crease_midpoint"])
    c0 = FOREARM.level(book["dorsal_wrist_crease_midpoint"])
    parts = ("cubital_crease_lateral_end", "cubital_crease_medial_end", "humerus_lateral_epicondyle", "humerus_medial_epicondyle")
    return s0, c0, (float(np.mean([FOREARM.level(book[x]) for x in parts])) - s0) / 12


def forearm_lines(book: Ledger) -> None:
    """Tendons, bones and spaces of the forearm as lines (level in mm proximal of the wrist joint, angle)."""
    s0, c0, cun = cun_mm(book)
    front = FOREARM.angle(book["biceps_brachii_tendon_medial_border"][8])
    inner = FOREARM.angle(book["humerus_medial_epicondyle"])

    def flexor(offset: float, far: float) -> FloatArray:
        near = FOREARM.angle(FOREARM.across(s0, offset, PALMAR))
        below = FOREARM.angle(FOREARM.across(s0 - 4, offset, PALMAR))
        return FOREARM.line([(s0 + 6 * cun, near + (far - near) * 6 / 12), (s0, near), (s0 - 4, below)])[:]

    lines = (
        ("interval_palmaris_longus_flexor_carpi_radialis", 0.0, "between the two tendons, middle of the wrist"),
        ("palmaris_longus_tendon", -6.0, "6 mm ulnar of the middle of the wrist"),
        ("flexor_carpi_radialis_tendon", 7.0, "7 mm radial of the middle of the wrist"),
        ("flexor_carpi_radialis_tendon_radial_border", 11.0, "11 mm radial of the middle of the wrist"),
    )
    for name, offset, how in lines:
        roads = {"proportion": flexor(offset, inner), "relation": flexor(offset, front)}
        book.curve(name, roads, 6, how + ", to the medial epicondyle and the inner side of the biceps tendon")
    for name, at_wrist in (("flexor_carpi_ulnaris_tendon", -22.0), ("flexor_carpi_ulnaris_tendon_radial_border", -17.5)):
        roads = {"proportion": flexor(at_wrist, inner - 20), "relation": flexor(at_wrist - 1, inner - 35)}
        book.curve(name, roads, 5, "in line with the pisiform, toward the medial epicondyle and the olecranon")
    hollow = {"proportion": flexor(16.5, front), "relation": flexor(18.0, front + 8)}
    book.curve("radial_artery", hollow, 5, "between flexor carpi radialis and the radius")
    dorsal_lines(book, s0, c0, cun)


def dorsal_lines(book: Ledger, s0: float, c0: float, cun: float) -> None:
    """Groove of the thumb's long abductor, snuffbox and interosseous space."""
    styloid = FOREARM.angle(book["radial_styloid_process"])
    roads = {
        "relation": FOREARM.line([(s0 + 3 * cun, styloid + 32), (s0 + 1.5 * cun, styloid + 8), (s0, styloid - 2)]),
        "proportion": FOREARM.line([(s0 + 3 * cun, 122), (s0 + 1.5 * cun, 98), (s0, 90)]),
    }
    book.curve("groove_for_abductor_pollicis_longus_tendon", roads, 5, "over the radius, winding to the styloid's front")
    roads = {
        "relation": FOREARM.line([(s0 + 12, styloid + 26), (s0 - 12, styloid + 26)]),
        "proportion": FOREARM.line([(s0 + 12, 112), (s0 - 12, 116)]),
    }
    book.curve("anatomical_snuffbox", roads, 5, "hollow behind the styloid's tip between the thumb's extensors")
    tip = FOREARM.angle(book["olecranon_prominence"]) % 360
    hand4 = FOREARM.angle(FOREARM.across(c0, -9.0, -PALMAR)) % 360
    mid = FOREARM.angle(FOREARM.across(c0, -5.0, -PALMAR)) % 360
    roads = {
        "relation": FOREARM.line([(c0 + 9 * cun, hand4 + (tip - hand4) * 4 / 12), (c0 + 4 * cun, hand4 + (tip - hand4) / 3), (c0, hand4)]),
        "proportion": FOREARM.line([(c0 + 9 * cun, 203), (c0 + 4 * cun, 196), (c0, mid)]),
    }
    book.curve("interosseous_space_of_forearm_midpoint", roads, 7, "between radius and ulna on the back, wrist to elbow")
    extensor_edges(book, c0, cun)


def extensor_edges(book: Ledger, c0: float, cun: float) -> None:
    """Edges of the extensor tendons of the fingers on the back of the wrist."""
    for name, near, far, how in (
        ("extensor_digitorum_tendon_radial_border", 7.0, 165.0, "radial edge of the tendons on the back of the wrist"),
        ("extensor_digitorum_tendon_ulnar_border", -8.0, 185.0, "ulnar edge of the tendons, in line with the 4th metacarpal"),
    ):
        angle = FOREARM.angle(FOREARM.across(c0, near, -PALMAR)) % 360
        ring = FOREARM.angle(FOREARM.across(c0, near - 1, -PALMAR)) % 360
        roads = {
            "proportion": FOREARM.line([(c0 + 2 * cun, angle + (far - angle) / 6), (c0 - 12, angle)]),
            "relation": FOREARM.line([(c0 + 2 * cun, ring), (c0 - 12, ring)]),
        }
        book.curve(name, roads, 5, how)
