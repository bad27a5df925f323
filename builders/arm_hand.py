"""Roads to the landmarks of the hand: rays, webs, borders of red and white skin, joints, nails and tips."""

from __future__ import annotations

import numpy as np
from arm_digits import BONES_MM, DIGITS, PALMAR, PROXIMAL, RADIAL, Digit, base, digit, hand_scale, knuckle, knuckle_by_length, knuckle_by_relief
from arm_forearm import FOREARM
from arm_frame import MAN, V, section, skin_near, skin_ray
from road_ledger import Ledger
from template_tools import FACES, unit

from tongren.body.template import FloatArray

PAIRS = ((0, 1), (1, 2), (2, 3), (3, 4))


class Hand:
    """Knuckles, bases and scale of the left hand, found once from the palmar wrist crease."""

    def __init__(self, book: Ledger) -> None:
        self.crease = book["palmar_wrist_crease_midpoint"]
        self.middle = FOREARM.centre(FOREARM.level(self.crease))
        self.scale = hand_scale(self.crease)
        self.heads = [knuckle(k, tuple(self.crease)) for k in range(5)]
        self.bases = [base(k, self.crease, self.middle) for k in range(5)]

    def on_ray(self, k: int, t: float) -> FloatArray:
        """Point inside metacarpal k + 1, t = 0 at the knuckle, 1 at the base."""
        return self.heads[k] + t * (self.bases[k] - self.heads[k])

    def joint_by(self, k: int, road: str) -> FloatArray:
        """Centre of knuckle k by one road."""
        if road == "skeleton":
            return digit(k).joints[0 if k else 1]
        return knuckle_by_length(k, self.crease) if road == "proportion" else knuckle_by_relief(k, self.crease)


def lay(p: FloatArray, toward: FloatArray) -> FloatArray:
    """Skin from a point inside toward a direction; the nearest skin where the point is outside."""
    hit = MAN.ray(p, toward)
    return skin_near(p) if hit is None or hit[3] > 60 else hit[2]


def web(k: int, m: int) -> FloatArray:
    """Margin of the web between digits k and m: first skin met from the gap between them toward the palm."""
    a, b = digit(k), digit(m)
    if k == 0:
        gap = (a.joints[2] + b.joints[1]) / 2
        return skin_ray(gap, unit((a.joints[1] + b.joints[0]) / 2 + 12 * PROXIMAL - gap))
    gap = (a.joints[0] + b.joints[0]) / 2 - 22 * PROXIMAL
    columns = []  # the web is a saddle: deepest across the gap, shallowest from back to palm
    for x in np.arange(-9.0, 9.1, 1.0):
        hits = [_from_outside(gap + x * RADIAL + y * PALMAR, PROXIMAL) for y in np.arange(-14.0, 14.1, 2.0)]
        column = [h for h in hits if h is not None]
        if len(column) == len(hits) or len(column) > 4:
            columns.append(min(column, key=lambda h: h[1]))
    return max(columns, key=lambda h: h[1])[0]


def _from_outside(p: FloatArray, d: FloatArray) -> tuple[FloatArray, float] | None:
    """First skin met from free space and its distance; None from inside a finger or beyond 40 mm."""
    hit = MAN.ray(p, d)
    if hit is None or hit[3] > 40:
        return None
    a, b, c = V[FACES[hit[0]]]
    return None if np.cross(b - a, c - a) @ d > 0 else (hit[2], hit[3])


def rays(book: Ledger, hand: Hand) -> None:
    """The metacarpophalangeal joints of the four fingers."""
    for k in range(1, 5):
        for name, d in (("dorsal", -PALMAR), ("palmar", PALMAR)):
            roads = {r: lay(hand.joint_by(k, r), d) for r in ("skeleton", "proportion", "relief")}
            roads = {r: p for r, p in roads.items() if r != "relief" or d is not PALMAR}
            book.site(f"metacarpophalangeal_joint_{k + 1}_{name}_side", roads, 5, "joint line: skeleton, bone lengths, knuckle")
    for k, side, d in ((1, "radial", RADIAL), (4, "ulnar", -RADIAL)):
        roads = {r: lay(hand.joint_by(k, r), d) for r in ("skeleton", "proportion", "relief")}
        book.site(f"metacarpophalangeal_joint_{k + 1}_{side}_side", roads, 5, "side of the joint line")
    shafts(book, hand)


def shafts(book: Ledger, hand: Hand) -> None:
    """Middles and bases of the metacarpals and the radial border of the second."""
    thumb = digit(0)
    axis = hand.bases[0] - hand.heads[0]
    for t, n in ((0.5, "metacarpal_bone_1_midpoint"), (1.0, "metacarpal_bone_1_base")):
        p, q = hand.on_ray(0, t), thumb.joints[1] + (thumb.joints[0] - thumb.joints[1]) * (t * 1.25 - 0.2)
        out = unit(thumb.dorsal - (thumb.dorsal @ unit(axis)) * unit(axis) + 0.6 * thumb.radial)
        book.site(n, {"proportion": lay(p, out), "skeleton": lay(q, out)}, 6, "back of the thumb's metacarpal by bone lengths")
    for k in range(1, 5):
        rig = [digit(k).joints[0] + t * BONES_MM[k][0] * hand.scale * unit(hand.bases[k] - hand.heads[k]) for t in (0.5, 1.0)]
        for t, n, r in ((0.5, "midpoint", rig[0]), (1.0, "base", rig[1])):
            d = -RADIAL if (k, n) == (4, "base") else -PALMAR
            roads = {"proportion": lay(hand.on_ray(k, t), d), "skeleton": lay(r, d)}
            book.site(f"metacarpal_bone_{k + 1}_{n}", roads, 6, "metacarpal by published length from the knuckle")
    edge = {
        "proportion": np.array([lay(hand.on_ray(1, t) + 8 * RADIAL, -PALMAR) for t in np.linspace(0.95, 0, 14)]),
        "relation": np.array([lay(hand.on_ray(1, t), -PALMAR + 0.55 * RADIAL) for t in np.linspace(0.95, 0, 14)]),
    }
    book.curve("metacarpal_bone_2_radial_border", edge, 5, "radial edge of the bone on the back of the hand")


def spaces(book: Ledger, hand: Hand) -> None:
    """Webs and the lines between neighbouring metacarpals, from the wrist to the web."""
    names = [d.split("_")[0] for d in DIGITS]
    for k, m in PAIRS:
        margin = web(k, m)
        below = (digit(k).joints[0 if k else 1] + digit(m).joints[0]) / 2
        guess = skin_near(below - (10 if k else 4) * PROXIMAL)
        how = "deepest skin of the gap between the fingers"
        name = f"web_margin_{names[k]}_{names[m]}_fingers"
        book.site(name, {"relief": margin, "proportion": guess}, 2.5, how, use=("relief",))
        for side, d in (("dorsal", -PALMAR), ("palmar", PALMAR)):
            if side == "palmar" and k == 0:
                continue
            inner = [(hand.on_ray(k, t) + hand.on_ray(m, t)) / 2 for t in np.linspace(1.0, 0.0, 16)]
            if k == 0:
                inner = list(np.linspace(0.3 * hand.bases[0] + 0.7 * hand.bases[1], 0.85 * margin + 0.15 * hand.on_ray(1, 0.5), 12))
            top = book["dorsal_wrist_crease_midpoint" if side == "dorsal" else "palmar_wrist_crease_midpoint"]
            x = float((inner[0] - hand.middle) @ RADIAL) * 0.85
            first = lay(hand.middle + x * RADIAL + ((top - hand.middle) @ PROXIMAL) * PROXIMAL, d)
            straight = [lay(p, d) for p in inner]
            line = ([first] if k else []) + straight + [margin]
            skel = [lay(p, d) for p in np.linspace(inner[0], inner[-1], 12)]
            roads = {"proportion": np.array(line), "skeleton": np.array(([first] if k else []) + skel + [margin])}
            how = "midway between the neighbouring metacarpals, wrist to web"
            book.curve(f"intermetacarpal_space_{k + 1}_{m + 1}_{side}", roads, 4, how, keep=[margin])


def borders(book: Ledger, hand: Hand) -> None:
    """Red-white skin border of the ulnar side, of the index finger's side and of the thumb's ball."""
    little, index, thumb = digit(4), digit(1), digit(0)

    def along(points: list[FloatArray], side: FloatArray, tilt: float, down: FloatArray) -> FloatArray:
        return np.array([lay(p, unit(side + tilt * down)) for p in points])

    ulnar = [hand.on_ray(4, t) for t in np.linspace(1.25, 0, 14)] + list(np.linspace(hand.heads[4], little.joints[1], 7)[1:])
    radial = [hand.on_ray(1, t) for t in np.linspace(0.3, 0, 5)] + list(np.linspace(hand.heads[1], index.joints[1], 8)[1:])
    thenar = [hand.on_ray(0, t) for t in np.linspace(1.0, 0, 12)] + list(np.linspace(hand.heads[0], thumb.joints[2], 6)[1:])
    rows = (("ulnar", ulnar, -RADIAL, PALMAR), ("radial", radial, RADIAL, PALMAR), ("thenar", thenar, thumb.radial, -thumb.dorsal))
    for name, points, side, down in rows:
        roads = {"relief": along(points, side, 0.0, down), "relation": along(points, side, 0.35, down)}
        how = "edge of the hand seen from the back, a little to the palm"
        book.curve(f"red_white_skin_border_of_hand_{name}", roads, 4, how)


def joints(book: Ledger) -> None:
    """Interphalangeal joints: backs, creases and sides; breadths for the finger measures; tips."""
    for k, name in enumerate(DIGITS):
        d = digit(k)
        at = d.joints[1] if k else d.joints[2]
        before, after = (d.joints[0], d.joints[2]) if k else (d.joints[1], d.tip)
        along = unit(after - before)
        steps = np.arange(-8.0, 8.1, 1.0)
        cuts = [section(at + s * along, along) for s in steps]
        wide = float(steps[int(np.argmax([np.ptp(c @ d.radial) for c in cuts]))])
        thin = float(steps[int(np.argmin([float(((c - at) @ -d.dorsal).max()) for c in cuts]))])
        joint = "proximal_interphalangeal" if k else "interphalangeal"
        where = {"dorsal_midpoint": (d.dorsal, wide), "radial_side": (d.radial, wide), "ulnar_side": (-d.radial, wide)}
        for part, (toward, s) in where.items():
            s = float(np.clip(s, -5, 5))
            roads = {"relief": d.side(at + s * along, along, toward), "skeleton": d.side(at, along, toward)}
            book.site(f"{name}_{joint}_joint_{part}", roads, 3, "broadest place of the joint and the joint of the skeleton")
        s = float(np.clip(thin, -5, 5))
        roads = {"relief": d.side(at + s * along, along, -d.dorsal), "skeleton": d.side(at, along, -d.dorsal)}
        book.site(f"{name}_{joint}_crease_midpoint", roads, 3, "hollow of the palmar side at the joint")
        end = lay(d.joints[2] + 0.3 * (d.tip - d.joints[2]), d.distal)
        book.site(f"{name}_centre_of_tip", {"relief": d.tip, "skeleton": end}, 2.5, "farthest skin along the last bone")
    d = digit(2)
    base_of_nail = d.nail[np.argmin(d.nail @ d.distal)]
    half = d.joints[2] + 0.45 * (d.tip - d.joints[2])
    level = d.joints[2] + float((base_of_nail - d.joints[2]) @ d.distal) * d.distal
    for part, toward in (("radial_side", d.radial), ("ulnar_side", -d.radial)):
        roads = {"relief": d.side(level, d.distal, toward), "proportion": d.side(half, d.distal, toward)}
        book.site(f"middle_finger_distal_phalanx_{part}", roads, 2, "breadth between joint and tip, at the nail's base")


def nails(book: Ledger) -> None:
    """Borders and bases of the nails, drawn out until they cross; the crossing is a node of both."""
    for k, name in enumerate(DIGITS):
        d = digit(k)
        x, y = (d.nail - d.tip) @ d.radial, (d.nail - d.tip) @ d.distal
        low = float(y.min())
        lines = {side: _border(d, e, low, float(y.max())) for side, e in (("radial", x.max()), ("ulnar", x.min()))}
        corner = {side: place(d, float(edge), low) for side, edge in (("radial", x.max()), ("ulnar", x.min()))}
        whole = {s: float(np.quantile(x, q)) for s, q in (("radial", 0.93), ("ulnar", 0.07))}
        for side, edge in (("radial", float(x.max())), ("ulnar", float(x.min()))):
            roads = {"relief": lines[side], "relation": _border(d, 0.5 * (edge + whole[side]), low, float(y.max()))}
            how = "side of the nail plate, drawn on 6 mm proximally; the crossing with the base is a node"
            book.curve(f"{name}_nail_{side}_border", roads, 2, how, use=("relief",), keep=[corner[side]])
            inner = d.nail[np.argmax((x - x.mean()) * (1 if side == "radial" else -1) * 0.7 - y)]
            roads = {"relief": inner, "relation": corner[side]}
            book.site(f"{name}_nail_{side}_corner", roads, 1.5, "corner of the nail plate", use=("relief",))
        ends = np.linspace(float(x.min()) - 3, float(x.max()) + 3, 15)
        dip = d.joints[2] + 0.36 * (d.tip - d.joints[2])
        guess = float((dip - d.tip) @ d.distal)
        roads = {"relief": np.array([place(d, float(e), low) for e in ends]), "proportion": np.array([place(d, float(e), guess) for e in ends])}
        how = "proximal edge of the nail plate, drawn on 3 mm to both sides, ulnar to radial"
        book.curve(f"{name}_nail_base", roads, 2, how, use=("relief",), keep=list(corner.values()))


def place(d: Digit, x: float, y: float) -> FloatArray:
    """Skin of digit d at x mm radial and y mm distal of its tip, on the nail's side, met from outside."""
    axis = d.joints[2] + (float((d.tip - d.joints[2]) @ d.distal) + y) * d.distal
    height = float(((d.nail - axis) @ d.dorsal).mean())
    shift = float((d.tip - axis) @ d.radial) + x
    above = MAN.ray(axis + shift * d.radial + (height + 8) * d.dorsal, -d.dorsal)
    if above is not None and above[3] < 8 + height:
        return above[2]
    out = unit(shift * d.radial + 0.5 * height * d.dorsal)  # beyond the digit's outline: on its side
    hit = MAN.ray(axis + (abs(shift) + 4) * out, -out)
    return skin_near(axis) if hit is None else hit[2]


def _border(d: Digit, x: float, low: float, high: float) -> FloatArray:
    """Line along one side of the nail, proximal to distal, from 6 mm before its base to 2 mm before its end."""
    return np.array([place(d, x, y) for y in np.linspace(low - 6, high - 2, 14)])


def carpus(book: Ledger, hand: Hand) -> None:
    """Pisiform, triquetrum, scaphoid and the two creases at the little finger's base."""
    s, unit_mm = FOREARM.level(hand.crease), hand.scale
    half = float(np.ptp((section(hand.middle, PROXIMAL) - hand.middle) @ RADIAL)) / 2
    spots = (
        ("pisiform_bone_proximal_border", -0.72, -2.0, PALMAR),
        ("pisiform_bone_radial_side_of_proximal_border", -0.60, -2.0, PALMAR),
        ("scaphoid_bone", 0.52, -8.0, PALMAR),
    )
    for name, share, down, toward in spots:
        p = hand.middle + share * half * RADIAL + down * unit_mm * PROXIMAL
        q = FOREARM.centre(s + down * unit_mm) + share * half * FOREARM.ninety
        roads = {"proportion": lay(p, toward), "skeleton": lay(q, toward)}
        book.site(name, roads, 5, "share of the wrist's breadth at the crease")
    edge = book["red_white_skin_border_of_hand_ulnar"]
    levels = (edge - hand.middle) @ PROXIMAL
    triquetrum(book, hand)
    joint = book["metacarpophalangeal_joint_5_ulnar_side"]
    at = float((joint - hand.middle) @ PROXIMAL)
    web_level = float((book["web_margin_ring_little_fingers"] - hand.middle) @ PROXIMAL)
    rows = (
        ("palmar_metacarpophalangeal_crease_of_little_finger_ulnar_end", web_level + 4, at - 11 * unit_mm),
        ("distal_transverse_palmar_crease_ulnar_end", at + 12 * unit_mm, at + 14 * unit_mm),
    )
    for name, first, second in rows:
        a, b = (edge[np.argmin(np.abs(levels - y))] for y in (first, second))
        how = "level from the web and the joint line, on the ulnar border"
        book.site(name, {"relation": a, "proportion": b}, 5, how)


def triquetrum(book: Ledger, hand: Hand) -> None:
    """Ulnar side of the triquetrum: behind the pisiform, a third of the way from styloid process to fifth metacarpal."""
    styloid, fifth = book["ulnar_styloid_process"], book["metacarpal_bone_5_base"]
    level = hand.middle - 6 * hand.scale * PROXIMAL  # the pisiform reaches from the crease 13 mm distally
    third = styloid + 0.45 * (fifth - styloid)
    inside = third + 15 * RADIAL
    roads = {"proportion": lay(level, unit(-RADIAL - 0.2 * PALMAR)), "relation": lay(inside, unit(-RADIAL - 0.2 * PALMAR))}
    how = "ulnar side of the carpus at the pisiform's level, mean with its share of the way from ulna to fifth metacarpal"
    book.site("triquetrum_bone", roads, 5, how)


def bind_hand(book: Ledger) -> None:
    """Every landmark of the hand."""
    hand = Hand(book)
    rays(book, hand)
    spaces(book, hand)
    borders(book, hand)
    joints(book)
    nails(book)
    carpus(book, hand)
