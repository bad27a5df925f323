"""Toes and forefoot: nails, tips, webs, metatarsal rays, joints and the spaces between them."""

from __future__ import annotations

import numpy as np

from builders.bind_foot_tools import BACK, DOWN, Claim, Foot, Road, dense
from builders.template_tools import FACES
from tongren.body.template import FloatArray

TOES = {1: "great_toe", 2: "toe_2", 3: "toe_3", 4: "toe_4", 5: "little_toe"}
# Shares of the foot's length from the heel. Joint lines: the ball of a foot is at 0.73 (the head of the bone), the joint
# 7 mm further; outer ball 0.63. Bones of a foot of 265 mm, seen from above.
JOINT_LINE = {1: 0.757, 2: 0.77, 3: 0.755, 4: 0.71, 5: 0.652}
PHALANGES = {1: 0.235, 2: 0.212, 3: 0.195, 4: 0.187, 5: 0.187}  # joint line to tip, with pulp
METATARSAL = {1: 0.235, 2: 0.27, 3: 0.26, 4: 0.255, 5: 0.25}
BASE_LINE = {1: 0.505, 2: 0.475, 3: 0.485, 4: 0.455, 5: 0.415}
# Shares of the breadth from the inner border: centres of the rays at the heads and at the bases.
HEAD_ACROSS = {1: 0.16, 2: 0.40, 3: 0.585, 4: 0.75, 5: 0.905}
BASE_ACROSS = {1: 0.20, 2: 0.37, 3: 0.52, 4: 0.67, 5: 0.83}


def toe_frame(foot: Foot, toe: int) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Last joint of a toe, its level direction to the tip, the direction to its outer side, distance joint to tip."""
    last = foot.bone(f"toe{toe}-{2 if toe == 1 else 3}")
    along = (last - foot.bone(f"toe{toe}-1")) * [1, 1, 0]
    along /= np.linalg.norm(along)
    across = np.array([-along[1], along[0], 0])
    p = foot.v[np.unique(foot.f)] - last
    tip = (p @ along)[(np.abs(p @ across) < 5) & (p @ along > 0)].max()
    return last, along, across, float(tip)


def _plate(foot: Foot, seed: int, limit_deg: float = 20.0) -> FloatArray:
    """Vertices (N, 3) of the flat patch around a face: it grows while faces keep to the mean direction of the patch."""
    tri = foot.v[foot.f]
    n = np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0])
    unit = n / np.linalg.norm(n, axis=1, keepdims=True)
    edges: dict[tuple[int, int], list[int]] = {}
    for r, face in enumerate(foot.f):
        for i, j in ((0, 1), (1, 2), (2, 0)):
            edges.setdefault((min(face[i], face[j]), max(face[i], face[j])), []).append(r)
    seen, queue, mean = {seed}, [seed], n[seed].copy()
    while queue:
        r = queue.pop(0)
        for i, j in ((0, 1), (1, 2), (2, 0)):
            for other in edges[(min(foot.f[r][i], foot.f[r][j]), max(foot.f[r][i], foot.f[r][j]))]:
                if other not in seen and unit[other] @ mean / np.linalg.norm(mean) > np.cos(np.radians(limit_deg)):
                    seen.add(other)
                    queue.append(other)
                    mean = mean + n[other]
    return foot.v[np.unique(foot.f[sorted(seen)])]


def nail(foot: Foot, toe: int) -> dict[str, tuple[float, float, float, FloatArray]]:
    """Two roads to a nail, each as (base, inner side, outer side) in the toe's frame and the plate's vertices."""
    last, along, across, tip = toe_frame(foot, toe)
    rows, _, _ = foot.hits(last + along * tip * 0.7 + [0, 0, 40], DOWN)
    plate = _plate(foot, int(rows[0]))
    a, b = (plate - last) @ along, (plate - last) @ across
    body = foot.v[np.unique(foot.f)] - last
    ring = body[(np.abs(body @ along - tip * 0.6) < 5) & (np.abs(body @ across) < (20 if toe == 1 else 11))] @ across
    mid, half = (ring.min() + ring.max()) / 2, (ring.max() - ring.min()) / 2
    share = 0.33 * half * 2
    return {
        "relief": (float(a.min()), float(b.min()), float(b.max()), plate),
        "proportion": (0.42 * tip, mid - share, mid + share, plate),
    }


def nail_claims(foot: Foot, toe: int) -> list[Claim]:
    """Base line, side lines and corners of one nail."""
    name, (last, along, across, tip) = TOES[toe], toe_frame(foot, toe)
    found = nail(foot, toe)

    def spot(a: float, b: float) -> FloatArray:
        return foot.hit(last + along * a + across * b, DOWN)

    def line(points: list[tuple[float, float]]) -> FloatArray:
        return np.array([spot(a, b) for a, b in points])

    claims, over = [], 3.5
    roads = []
    for kind, (base, inner, outer, _) in found.items():
        cells = [(base, b) for b in np.linspace(inner - over, outer + over, 9)]
        # the crossing with the side lines is a node of both
        cells = sorted({*cells, (base, inner), (base, outer)}, key=lambda c: c[1])
        roads.append(Road(kind, line(cells), used=kind == "relief"))
    how = "flat patch of the nail on the mesh: straight line along its edge"
    claims.append(Claim(f"{name}_nail_base", roads, 2.0, how, line=True, exact=True))
    sides = ("medial", "lateral") if toe == 1 else ("lateral",)
    for side in sides:
        k = 1 if side == "medial" else 2
        roads, corner_roads = [], []
        for kind, values in found.items():
            base, edge = values[0], values[k]
            cells = [(base + d, edge) for d in (-over, -over / 2, 0.0, 0.25 * tip, 0.45 * tip)]
            roads.append(Road(kind, line(cells), used=kind == "relief"))
            corner_roads.append(Road(kind, spot(base, edge), used=False))
        plate = found["relief"][3]
        sign = -1 if side == "medial" else 1
        reach = sign * ((plate - last) @ across) - (plate - last) @ along
        corner_roads[0] = Road("relief", plate[reach.argmax()])
        claims.append(Claim(f"{name}_nail_{side}_border", roads, 2.0, how, line=True, exact=True))
        how_corner = "vertex of the nail's flat patch nearest to the corner"
        claims.append(Claim(f"{name}_nail_{side}_corner", corner_roads, 2.0, how_corner))
    return claims


def tip_claim(foot: Foot, toe: int) -> Claim:
    """Tip of a toe."""
    last, along, across, tip = toe_frame(foot, toe)
    p = foot.v[np.unique(foot.f)]
    near = (np.abs((p - last) @ across) < 6) & ((p - last) @ along > 0)
    first = p[near][((p[near] - last) @ along).argmax()]
    previous = foot.bone(f"toe{toe}-{1 if toe == 1 else 2}")
    _, _, out = foot.hits(last, last - previous)
    note = "the bone's line comes out below the nail, the foremost skin is where the pulp is fullest"
    return Claim(
        f"{TOES[toe]}_tip",
        [Road("relief", first, note), Road("skeleton", out[-1] if len(out) else first, note)],
        3.0,
        "mean of the foremost skin of the toe and the line of its last bone carried to the skin",
    )


def web(foot: Foot, i: int) -> FloatArray:
    """Free margin of the web between toe i and the next: among the cuts along the cleft the one that reaches back most."""
    a, b = foot.bone(f"toe{i}-2"), foot.bone(f"toe{i + 1}-2")
    best = None
    for x in np.linspace(a[0] * 0.65 + b[0] * 0.35, a[0] * 0.35 + b[0] * 0.65, 13):
        q = foot.cut(np.array([x, 0, 0]), np.array([1.0, 0, 0])).reshape(-1, 3)
        front = q[q[:, 1].argmin()]
        if best is None or front[1] > best[1]:
            best = front
    return np.asarray(best)


def joint_share(toe: int, foot: Foot) -> list[tuple[str, float, str]]:
    """Roads to the joint line of a metatarsophalangeal joint, as shares of the foot's length."""
    tip = foot.share(foot.v[np.unique(foot.f)][0])
    last, along, _, reach = toe_frame(foot, toe)
    tip = foot.share(last + along * reach)
    roads = [("proportion", JOINT_LINE[toe], ""), ("relation", tip - PHALANGES[toe], "tip of the toe less its bones")]
    roads.append(("skeleton", foot.share(foot.bone(f"toe{toe}-1")), ""))
    if toe in (1, 5):
        shares = np.arange(0.58, 0.82, 0.005)
        ends = np.array([foot.half_breadths(s) for s in shares])
        side = -ends[:, 0] if toe == 1 else ends[:, 1]
        wide = shares[side > side.max() - 0.6].mean()
        roads.append(("relief", float(wide) + 0.025, "widest place of the ball (head of the bone) and 2.5 % to the joint"))
    return roads


def _used_joint(toe: int, kind: str) -> bool:
    return not (kind == "skeleton" and toe >= 4)


WHY_SKELETON = "the template's toe bones begin at the root of the visible toe, not at the joint; left out for toes 4 and 5"


class Forefoot:
    """The rays of one foot: joint lines, bases and their places across, decided once."""

    def __init__(self, foot: Foot) -> None:
        self.foot = foot
        self.joint = {
            t: float(np.mean([s for k, s, _ in joint_share(t, foot) if _used_joint(t, k)])) for t in TOES
        }
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


def ray_claims(fore: Forefoot, t: int) -> list[Claim]:
    """Shaft line, base, neck, head and joint of one metatarsal."""
    foot, name = fore.foot, f"metatarsal_bone_{t}"
    shares = joint_share(t, foot)
    side = {1: np.array([1.0, 0, 0]), 5: np.array([-1.0, 0, 0])}.get(t, DOWN)
    across = {"proportion": "proportion", "relation": "decided", "skeleton": "skeleton", "relief": "decided"}

    def roads(shift: float, dorsal: bool) -> list[Road]:
        out = []
        for kind, s, note in shares:
            place = fore.on_ray(t, s + shift, across[kind]) if dorsal else _skin_of(fore, t, s + shift, across[kind])
            used = _used_joint(t, kind)
            out.append(Road(kind, place, note if used else WHY_SKELETON, used))
        return out

    source = "gordon_2014;byers_1989"
    how = "mean of published shares of the foot's length, the bones counted back from the toe's tip, and the toe's root"
    claims = [
        Claim(f"metatarsophalangeal_joint_{t}", roads(0.0, False), 7.0, how, source, direction=side),
        Claim(f"{name}_head", roads(-0.02, True), 8.0, "2 % of the foot's length behind the joint line", source, direction=DOWN),
        Claim(f"{name}_neck", roads(-0.05, False), 8.0, "5 % of the foot's length behind the joint line", source, direction=side),
    ]
    base_roads = [
        Road("proportion", fore.foot.dorsal(BASE_LINE[t], fore.base_breadth[t])),
        Road("relation", fore.on_ray(t, fore.base_by_length[t]), "joint less the published length of the bone"),
        Road("skeleton", fore.foot.dorsal(fore.base[t], fore.base_bone[t]), WHY_ANKLE, used=t < 4),
    ]
    if t == 1:
        base_roads = [
            Road(r.kind, foot.hit(r.points - [9.0, 0, 0], np.array([0.6, 0, -0.8])), r.note, r.used) for r in base_roads
        ]
    how = "mean of a published share of the foot's length and of the joint less the bone's length"
    toward = np.array([0.6, 0, -0.8]) if t == 1 else DOWN
    claims.append(Claim(f"{name}_base", base_roads, 8.0, how, "byers_1989", direction=toward))
    span = np.linspace(fore.base[t], fore.joint[t] - 0.012, 18)
    lines = [
        Road(kind, np.array([fore.on_ray(t, s, kind) for s in span]), used=True) for kind in ("proportion", "skeleton")
    ]
    how = "upper skin over the line from base to head; mean of shares of the breadth and of the template's toe bones"
    if t >= 4:
        lines[1].used = False
        lines[1].note = WHY_ANKLE
        decided = Road("relation", np.array([fore.on_ray(t, s) for s in span]), "from the decided base to the decided head")
        lines.append(decided)
    claims.append(Claim(name, lines, 6.0, how, "byers_1989", line=True, direction=DOWN))
    return claims


WHY_ANKLE = "a line from the ankle's one joint to the toe runs too far inside for the outer rays, which stand on the cuboid"


def space_claims(fore: Forefoot, i: int) -> list[Claim]:
    """Web margin, border of plantar skin on it, and the space between two metatarsals."""
    foot, margin, pair = fore.foot, fore.webs[i], f"{i}_{i + 1}"
    red = margin_to_border(foot, margin)
    a, b = foot.bone(f"toe{i}-1"), foot.bone(f"toe{i + 1}-1")
    root = np.array([(a[0] + b[0]) / 2, min(a[1], b[1]), (a[2] + b[2]) / 2])
    by_bone = foot.hit(root, BACK, 30.0)
    reach = foot.share(red)
    start = max(fore.base[i], fore.base[i + 1]) + 0.005
    margin_road = Road("relief", margin, "hindmost of the cuts along the cleft")
    bone_road = Road("skeleton", by_bone, "skin in front of the middle of the two toe roots", used=False)
    claims = [
        Claim(f"web_margin_toes_{pair}", [margin_road, bone_road], 3.0, "bottom of the cleft between the toes on the mesh"),
    ]
    offsets = np.array([-7, -5, -3.5, -1.5, 0, 1.5, 3.5, 5, 7])
    across = np.array([foot.dorsal(reach, red[0] + d) for d in offsets])
    straight = np.array([foot.hit(p + [0, -1.0, 0], DOWN) for p in across])
    how = "upright cut across the foot 1.7 % of its length behind the web margin, over the top of the web"
    claims.append(
        Claim(
            f"red_white_skin_border_of_foot_web_{pair}",
            [Road("relief", across), Road("proportion", straight, "1 mm nearer to the margin: 5 mm on a foot of 265", used=False)],
            4.0,
            how,
            line=True,
            exact=True,
        )
    )
    span = np.linspace(start, reach, 20)
    line = np.array([*(fore.between(i, s) for s in span[:-1]), red, margin])
    groove = np.array([*(groove_at(fore, i, s) for s in span[:-1]), red, margin])
    claims.append(
        Claim(
            f"intermetatarsal_space_{pair}",
            [Road("relation", line), Road("relief", groove, "lowest place of each upright cut between the two rays", used=False)],
            4.0,
            "half way between the two metatarsals, then to the web margin",
            line=True,
            exact=True,
        )
    )
    return claims


def groove_at(fore: Forefoot, i: int, share: float) -> FloatArray:
    """The place between two rays that lies deepest under the straight line over both."""
    a, b = fore.on_ray(i, share), fore.on_ray(i + 1, share)
    t = np.linspace(0.2, 0.8, 13)
    p = np.array([fore.foot.dorsal(share, a[0] + k * (b[0] - a[0])) for k in t])
    return p[(p[:, 2] - (a[2] + t * (b[2] - a[2]))).argmin()]


def margin_to_border(foot: Foot, margin: FloatArray, share: float = 0.017) -> FloatArray:
    """Where plantar skin ends on the upper side of a web: a short way behind its margin, along the skin."""
    return foot.dorsal(foot.share(margin) - share, float(margin[0]))


def junction_claims(fore: Forefoot) -> list[Claim]:
    """The front ends of the contacts of neighbouring bases, and the second tarsometatarsal joint."""
    claims = []
    for i in (1, 4):
        share = (fore.base[i] + fore.base[i + 1]) / 2 if i == 4 else fore.base[1]
        other = fore.base_by_length[i] if i == 1 else (fore.base_by_length[4] + fore.base_by_length[5]) / 2
        middle = BASE_LINE[i] if i == 1 else (BASE_LINE[4] + BASE_LINE[5]) / 2
        roads = []
        for kind, s in (("relation", other), ("proportion", middle)):
            where = s + 0.03
            roads.append(Road(kind, fore.between(i, max(where, share))if kind == "relation" else fore.between(i, where)))
        how = "between the two bases, 3 % of the foot's length in front of their joints"
        claims.append(Claim(f"junction_of_metatarsal_{i}_and_{i + 1}_bases", roads, 8.0, how, "byers_1989", direction=DOWN))
    roads = [
        Road("proportion", fore.foot.dorsal(BASE_LINE[2], fore.base_breadth[2])),
        Road("relation", fore.on_ray(2, fore.base_by_length[2]), "second joint less the length of the second metatarsal"),
    ]
    how = "mean of a published share of the foot's length and of the joint less the bone's length"
    claims.append(
        Claim("joint_of_metatarsal_2_base_and_intermediate_cuneiform", roads, 8.0, how, "byers_1989", direction=DOWN)
    )
    return claims


def phalanx_claims(fore: Forefoot) -> list[Claim]:
    """Where the bases of the first and fifth proximal phalanges narrow, and the last crease of the second toe."""
    foot, claims = fore.foot, []
    for t, add in ((1, 0.04), (5, 0.03)):
        shares = np.arange(fore.joint[t] + 0.01, fore.joint[t] + (0.12 if t == 1 else 0.16), 0.005)
        ends = np.array([foot.half_breadths(s, 50.0)[0 if t == 1 else 1] for s in shares])
        waist = shares[(ends if t == 1 else -ends).argmax()]
        place = (lambda s: foot.medial(s, 0.075)) if t == 1 else (lambda s: foot.lateral(s, 0.062))
        half = (fore.joint[t] + float(waist)) / 2
        roads = [
            Road("proportion", place(fore.joint[t] + add), "base of the bone: a third of its length"),
            Road("relief", place(half), "half way from the joint to the waist of the toe's outline", used=t == 1),
        ]
        how = "in front of the joint by the base of the bone"
        claims.append(Claim(f"{TOES[t]}_proximal_phalanx_base", roads, 5.0 if t == 1 else 6.0, how, "gray_anatomy"))
    joint = foot.bone("toe2-3")
    by_bone = foot.plantar(foot.share(joint), float(joint[0]))
    shares = np.arange(foot.share(joint) - 0.035, foot.share(joint) + 0.02, 0.002)
    under = np.array([foot.plantar(s, float(joint[0])) for s in shares])
    chord = np.linspace(under[0, 2], under[-1, 2], len(under))
    crease = under[(under[:, 2] - chord).argmax()]
    roads = [Road("skeleton", by_bone), Road("relief", crease, "deepest place of the underside between the two pads")]
    how = "mean of the last joint carried down and of the hollow between the pads"
    claims.append(Claim("toe_2_distal_interphalangeal_crease_midpoint", roads, 3.0, how))
    return claims


def claims(foot: Foot) -> list[Claim]:
    """All claims of the toes and the forefoot."""
    fore = Forefoot(foot)
    out: list[Claim] = []
    for t in TOES:
        if t != 3:
            out += nail_claims(foot, t)
        out.append(tip_claim(foot, t))
        out += ray_claims(fore, t)
    for i in range(1, 5):
        out += space_claims(fore, i)
    return out + junction_claims(fore) + phalanx_claims(fore)


__all__ = ["FACES", "Forefoot", "claims", "dense"]
