"""Forefoot: webs, metatarsal rays, joints and the spaces between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from foot_frame import BACK, DOWN, Foot
from foot_nails import TOES, bind_nail, bind_tip, toe_frame
from road_ledger import Ledger, Road
from road_tables import span_of

from tongren.body.template import FloatArray

# Shares of the foot's length from the heel. Joint lines: the ball of a foot is at 0.73 (the head of the bone), the
# joint 7 mm further; outer ball 0.63. Bones of a foot of 265 mm, seen from above.
JOINT_LINE = {1: 0.757, 2: 0.77, 3: 0.755, 4: 0.71, 5: 0.652}
PHALANGES = {1: 0.235, 2: 0.212, 3: 0.195, 4: 0.187, 5: 0.187}  # joint line to tip, with pulp
METATARSAL = {1: 0.235, 2: 0.27, 3: 0.26, 4: 0.255, 5: 0.25}
BASE_LINE = {1: 0.505, 2: 0.475, 3: 0.485, 4: 0.455, 5: 0.415}
# Shares of the breadth from the inner border: centres of the rays at the heads and at the bases.
HEAD_ACROSS = {1: 0.16, 2: 0.40, 3: 0.585, 4: 0.75, 5: 0.905}
BASE_ACROSS = {1: 0.20, 2: 0.37, 3: 0.52, 4: 0.67, 5: 0.83}


def _toe_axis(foot: Foot, toe: int, share: float) -> FloatArray:
    """Where the line of a toe's bones stands at a share of the foot's length."""
    root, second = foot.bone(f"toe{toe}-1"), foot.bone(f"toe{toe}-2")
    f = (foot.y(share) - root[1]) / (second[1] - root[1])
    return root + f * (second - root)


def _joined(foot: Foot, i: int, share: float) -> bool:
    """Whether an upright cut across the foot still holds toe i and the next in one closed line."""
    y = foot.y(share)
    d = foot.v[:, 1] - y
    low, high = d[foot.f].min(1), d[foot.f].max(1)
    rows = np.flatnonzero((low < 0) & (high >= 0))
    group = np.arange(len(rows))
    owner: dict[tuple[int, int], int] = {}
    for n, r in enumerate(rows):
        face = foot.f[r]
        for a, b in ((0, 1), (1, 2), (2, 0)):
            if (d[face[a]] < 0) != (d[face[b]] < 0):
                key = (min(face[a], face[b]), max(face[a], face[b]))
                if key in owner:
                    group[group == group[n]] = group[owner[key]]
                owner[key] = n
    tops = []
    for toe in (i, i + 1):
        found = foot.hits(np.array([_toe_axis(foot, toe, share)[0], y, foot.ground + 120]), DOWN)
        tops.append(group[int(np.flatnonzero(rows == foot.row(found[0]))[0])])
    return bool(tops[0] == tops[1])


def web(foot: Foot, i: int) -> FloatArray:
    """Free margin of the web between toe i and the next: where upright cuts going forward first part the two toes."""
    joined, parted = span_of("foot", f"web_margin_toes_{i}_{i + 1}")
    for _ in range(12):
        middle = (joined + parted) / 2
        joined, parted = (middle, parted) if _joined(foot, i, middle) else (joined, middle)
    a, b = _toe_axis(foot, i, joined), _toe_axis(foot, i + 1, joined)
    best, thin = a, np.inf
    for x in np.linspace(a[0], b[0], 81)[1:-1]:
        p = foot.hits(np.array([x, foot.y(joined), foot.ground + 120]), DOWN)
        if len(p) > 1 and p[0].place[2] - p[1].place[2] < thin:
            best, thin = (p[0].place + p[1].place) / 2, p[0].place[2] - p[1].place[2]
    return foot.near(best)[2]


def joint_share(toe: int, foot: Foot) -> list[tuple[str, float, str]]:
    """Roads to the joint line of a metatarsophalangeal joint, as shares of the foot's length."""
    last, along, _, reach = toe_frame(foot, toe)
    tip = foot.share(last + along * reach)
    roads = [("proportion", JOINT_LINE[toe], ""), ("relation", tip - PHALANGES[toe], "tip of the toe less its bones")]
    roads.append(("skeleton", foot.share(foot.bone(f"toe{toe}-1")), ""))
    if toe in (1, 5):
        shares = np.arange(*span_of("foot", f"metatarsophalangeal_joint_{toe}"), 0.005)
        ends = np.array([foot.half_breadths(s) for s in shares])
        side = -ends[:, 0] if toe == 1 else ends[:, 1]
        wide = shares[side > side.max() - 0.6].mean()
        roads.append(("relief", float(wide) + 0.025, "widest place of the ball (head of the bone) and 2.5 % to the joint"))
    return roads


def _used_joint(toe: int, kind: str) -> bool:
    return not (kind == "skeleton" and toe >= 4)


class Forefoot:
    """The rays of one foot: joint lines, bases and their places across, decided once."""

    def __init__(self, foot: Foot) -> None:
        self.foot = foot
        self.joint = {t: float(np.mean([s for k, s, _ in joint_share(t, foot) if _used_joint(t, k)])) for t in TOES}
        self.base_by_length = {t: self.joint[t] - METATARSAL[t] for t in TOES}
        self.base = {t: (self.base_by_length[t] + BASE_LINE[t]) / 2 for t in TOES}
        inner, outer = foot.half_breadths(0.72)
        self.head_breadth = {t: inner + HEAD_ACROSS[t] * (outer - inner) for t in TOES}
        self.head_bone = {t: float(foot.bone(f"toe{t}-1")[0]) for t in TOES}
        self.head_x = {t: (self.head_breadth[t] + self.head_bone[t]) / 2 for t in TOES}
        self.base_breadth, self.base_bone = {}, {}
        ankle = foot.bone("foot")
        for t in TOES:
            inner, outer = foot.half_breadths(self.base[t])
            self.base_breadth[t] = inner + BASE_ACROSS[t] * (outer - inner)
            root = foot.bone(f"toe{t}-1")
            f = (foot.y(self.base[t]) - ankle[1]) / (root[1] - ankle[1])
            self.base_bone[t] = float(ankle[0] + f * (root[0] - ankle[0]))
        self.base_x = {t: 0.7 * self.base_breadth[t] + 0.3 * self.base_bone[t] for t in TOES}
        self.webs = {i: web(foot, i) for i in range(1, 5)}

    def x(self, t: int, share: float, how: str = "decided") -> float:
        """Sideways place of a ray at a share of the foot's length."""
        b, h = {
            "decided": (self.base_x, self.head_x),
            "proportion": (self.base_breadth, self.head_breadth),
            "skeleton": (self.base_bone, self.head_bone),
        }[how]
        f = (share - self.base[t]) / (self.joint[t] - self.base[t])
        return float(b[t] + f * (h[t] - b[t]))

    def on_ray(self, t: int, share: float, how: str = "decided") -> FloatArray:
        """Upper skin over a ray."""
        return self.foot.dorsal(share, self.x(t, share, how))

    def between(self, i: int, share: float) -> FloatArray:
        """Upper skin half way between ray i and the next; in front of the joints the line runs on to the web."""
        joints = (self.joint[i] + self.joint[i + 1]) / 2
        margin = self.webs[i]
        end = self.foot.share(margin)
        x = (self.x(i, min(share, joints)) + self.x(i + 1, min(share, joints))) / 2
        if share > joints:
            x += (margin[0] - x) * (share - joints) / (end - joints)
        return self.foot.dorsal(share, x)


def _skin_of(fore: Forefoot, t: int, share: float, how: str) -> FloatArray:
    """Place for a joint or neck: inner skin of ray 1, outer skin of ray 5, upper skin of the others."""
    if t == 1:
        return fore.foot.medial(share, 0.085)
    if t == 5:
        return fore.foot.lateral(share, 0.062)
    return fore.on_ray(t, share, how)


def bind_ray(book: Ledger, fore: Forefoot, t: int) -> None:
    """Shaft line, base, neck, head and joint of one metatarsal."""
    name = f"metatarsal_bone_{t}"
    shares = joint_share(t, fore.foot)
    side = {1: np.array([1.0, 0, 0]), 5: np.array([-1.0, 0, 0])}.get(t, DOWN)
    across = {"proportion": "proportion", "relation": "decided", "skeleton": "skeleton", "relief": "decided"}

    def roads(shift: float, dorsal: bool) -> list[Road]:
        out = []
        for kind, s, note in shares:
            place = fore.on_ray(t, s + shift, across[kind]) if dorsal else _skin_of(fore, t, s + shift, across[kind])
            used = _used_joint(t, kind)
            out.append(Road(kind, place, note if used else "", weight=float(used)))
        return out

    source = "gordon_2014;byers_1989"
    how = "mean of published shares of the foot's length, the bones counted back from the toe's tip, and the toe's root"
    book.site(f"metatarsophalangeal_joint_{t}", roads(0.0, False), 7.0, how, source, direction=side)
    book.site(f"{name}_head", roads(-0.02, True), 8.0, "2 % of the foot's length behind the joint line", source, direction=DOWN)
    book.site(
        f"{name}_neck",
        roads(-0.075, False),
        8.0,
        "7.5 % of the foot's length behind the joint line: behind the widest place of the ball, which is the head",
        source,
        direction=side,
    )
    _bind_base(book, fore, t)
    _bind_shaft(book, fore, t)


def _bind_base(book: Ledger, fore: Forefoot, t: int) -> None:
    foot, name = fore.foot, f"metatarsal_bone_{t}"
    base_roads = [
        Road("proportion", fore.foot.dorsal(BASE_LINE[t], fore.base_breadth[t])),
        Road("relation", fore.on_ray(t, fore.base_by_length[t]), "joint less the published length of the bone"),
        Road("skeleton", fore.foot.dorsal(fore.base[t], fore.base_bone[t]), weight=float(t < 4)),
    ]
    if t == 1:
        base_roads = [replace(r, place=foot.hit(r.place - [9.0, 0, 0], np.array([0.6, 0, -0.8]))) for r in base_roads]
    how = "mean of a published share of the foot's length and of the joint less the bone's length"
    toward = np.array([0.6, 0, -0.8]) if t == 1 else DOWN
    book.site(f"{name}_base", base_roads, 8.0, how, "byers_1989", direction=toward)


def _bind_shaft(book: Ledger, fore: Forefoot, t: int) -> None:
    span = np.linspace(fore.base[t], fore.joint[t] - 0.012, 18)
    lines = [Road(kind, np.array([fore.on_ray(t, s, kind) for s in span])) for kind in ("proportion", "skeleton")]
    how = "upper skin over the line from base to head; mean of shares of the breadth and of the template's toe bones"
    if t >= 4:
        lines[1] = replace(lines[1], weight=0.0)
        decided = Road("relation", np.array([fore.on_ray(t, s) for s in span]), "from the decided base to the decided head")
        lines.append(decided)
    book.curve(f"metatarsal_bone_{t}", lines, 6.0, how, "byers_1989", direction=DOWN)


def bind_space(book: Ledger, fore: Forefoot, i: int) -> None:
    """Web margin, border of plantar skin on it, and the space between two metatarsals."""
    foot, margin, pair = fore.foot, fore.webs[i], f"{i}_{i + 1}"
    red = margin_to_border(foot, margin)
    a, b = foot.bone(f"toe{i}-1"), foot.bone(f"toe{i + 1}-1")
    root = np.array([(a[0] + b[0]) / 2, min(a[1], b[1]), (a[2] + b[2]) / 2])
    by_bone = foot.hit(root, BACK, 30.0)
    reach = foot.share(red)
    start = max(fore.base[i], fore.base[i + 1]) + 0.005
    margin_road = Road("relief", margin, "upright cuts across the foot going forward: where the two toes first part")
    bone_road = Road("skeleton", by_bone, "skin in front of the middle of the two toe roots: they lie over the cleft, not in it", weight=0)
    book.site(f"web_margin_toes_{pair}", [margin_road, bone_road], 3.0, "bottom of the cleft between the toes on the mesh")
    offsets = np.array([-7, -5, -3.5, -1.5, 0, 1.5, 3.5, 5, 7])
    across = np.array([foot.dorsal(reach, red[0] + d) for d in offsets])
    straight = np.array([foot.hit(p + [0, -1.0, 0], DOWN) for p in across])
    how = "upright cut across the foot 1.7 % of its length behind the web margin, over the top of the web"
    roads = [Road("relief", across), Road("proportion", straight, "1 mm nearer to the margin: 5 mm on a foot of 265", weight=0)]
    book.curve(f"red_white_skin_border_of_foot_web_{pair}", roads, 4.0, how, exact=True)
    span = np.linspace(start, reach, 26)
    tail = [foot.near(red + (margin - red) * f)[2] for f in np.linspace(0, 1, 6)]
    line = np.array([*(fore.between(i, s) for s in span[:-1]), *tail])
    groove = np.array([*(groove_at(fore, i, s) for s in span[:-1]), *tail])
    roads = [Road("relation", line), Road("relief", groove, "lowest place of each upright cut between the two rays", weight=0)]
    book.curve(f"intermetatarsal_space_{pair}", roads, 4.0, "half way between the two metatarsals, then to the web margin", exact=True)


def bind_plantar_web(book: Ledger, fore: Forefoot) -> None:
    """The sole's edge under the web of toes 2 and 3, from which the sole is measured to the heel."""
    foot, margin = fore.foot, fore.webs[2]
    share = foot.share(margin)
    rows = np.array([foot.plantar(s, float(margin[0])) for s in np.arange(share - 0.03, share, 0.002)])
    fold = rows[rows[:, 2].argmin()]
    under = foot.plantar(share - 0.012, float(margin[0]))
    roads = [
        Road("relief", fold, "lowest skin just behind the web's margin"),
        Road("proportion", under, "1.2 % of the foot's length behind the margin"),
    ]
    how = "sole straight behind the margin of the web"
    book.site("web_margin_toes_2_3_plantar_side", roads, 4.0, how, direction=np.array([0, 0, 1.0]))


def groove_at(fore: Forefoot, i: int, share: float) -> FloatArray:
    """The place between two rays that lies deepest under the straight line over both."""
    a, b = fore.on_ray(i, share), fore.on_ray(i + 1, share)
    t = np.linspace(0.2, 0.8, 13)
    p = np.array([fore.foot.dorsal(share, a[0] + k * (b[0] - a[0])) for k in t])
    return p[(p[:, 2] - (a[2] + t * (b[2] - a[2]))).argmin()]


def margin_to_border(foot: Foot, margin: FloatArray, share: float = 0.017) -> FloatArray:
    """Where plantar skin ends on the upper side of a web: a short way behind its margin, along the skin."""
    return foot.dorsal(foot.share(margin) - share, float(margin[0]))


def bind_junctions(book: Ledger, fore: Forefoot) -> None:
    """The front ends of the contacts of neighbouring bases, and the second tarsometatarsal joint."""
    for i in (1, 4):
        by_length = max(fore.base_by_length[i], fore.base_by_length[i + 1])
        by_line = max(BASE_LINE[i], BASE_LINE[i + 1])
        roads = [Road("relation", fore.between(i, by_length + 0.02)), Road("proportion", fore.between(i, by_line + 0.02))]
        how = "between the two bases, 2 % of the foot's length in front of the foremost of their joints"
        book.site(f"junction_of_metatarsal_{i}_and_{i + 1}_bases", roads, 8.0, how, "byers_1989", direction=DOWN)
    roads = [
        Road("proportion", fore.foot.dorsal(BASE_LINE[2], fore.base_breadth[2])),
        Road("relation", fore.on_ray(2, fore.base_by_length[2]), "second joint less the length of the second metatarsal"),
    ]
    how = "mean of a published share of the foot's length and of the joint less the bone's length"
    book.site("joint_of_metatarsal_2_base_and_intermediate_cuneiform", roads, 8.0, how, "byers_1989", direction=DOWN)


def bind_phalanges(book: Ledger, fore: Forefoot) -> None:
    """Where the bases of the first and fifth proximal phalanges narrow, and the last crease of the second toe."""
    foot = fore.foot
    for t, add in ((1, 0.04), (5, 0.03)):
        shares = np.arange(fore.joint[t] + 0.01, fore.joint[t] + (0.12 if t == 1 else 0.16), 0.005)
        ends = np.array([foot.half_breadths(s, 50.0)[0 if t == 1 else 1] for s in shares])
        waist = shares[(ends if t == 1 else -ends).argmax()]
        place = (lambda s: foot.medial(s, 0.075)) if t == 1 else (lambda s: foot.lateral(s, 0.062))
        half = (fore.joint[t] + float(waist)) / 2
        roads = [
            Road("proportion", place(fore.joint[t] + add), "base of the bone: a third of its length"),
            Road("relief", place(half), "half way from the joint to the waist of the toe's outline", weight=float(t == 1)),
        ]
        how = "in front of the joint by the base of the bone"
        book.site(f"{TOES[t]}_proximal_phalanx_base", roads, 5.0 if t == 1 else 6.0, how, "gray_anatomy")
    joint = foot.bone("toe2-3")
    by_bone = foot.plantar(foot.share(joint), float(joint[0]))
    shares = np.arange(foot.share(joint) - 0.035, foot.share(joint) + 0.02, 0.002)
    under = np.array([foot.plantar(s, float(joint[0])) for s in shares])
    chord = np.linspace(under[0, 2], under[-1, 2], len(under))
    crease = under[(under[:, 2] - chord).argmax()]
    roads = [
        Road("skeleton", by_bone, "the template's joint lies in front of the hollow between the pads"),
        Road("relief", crease, "deepest place of the underside between the two pads"),
    ]
    how = "mean of the last joint carried down and of the hollow between the pads"
    book.site("toe_2_distal_interphalangeal_crease_midpoint", roads, 3.0, how)


def bind_toes(book: Ledger, fore: Forefoot) -> None:
    """Every landmark of the toes and the forefoot."""
    for t in TOES:
        if t != 3:
            bind_nail(book, fore.foot, t)
        bind_tip(book, fore.foot, t)
        bind_ray(book, fore, t)
    for i in range(1, 5):
        bind_space(book, fore, i)
    bind_plantar_web(book, fore)
    bind_junctions(book, fore)
    bind_phalanges(book, fore)
