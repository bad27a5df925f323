"""Ankle, heel, tarsus and the border of plantar skin."""

from __future__ import annotations

import numpy as np
from foot_frame import BACK, FRONT, IN, OUT, UP, Foot
from foot_toes import Forefoot
from road_ledger import Ledger, Road
from road_tables import span_of
from template_tools import bone_file, peak, steps

from tongren.body.template import FloatArray

# Height of the border of plantar skin over the ground, (share along the foot, share of the foot's length up).
BORDER_MEDIAL = [(0, 0.075), (0.1, 0.075), (0.3, 0.085), (0.45, 0.085), (0.6, 0.075), (0.75, 0.062), (0.9, 0.05), (1, 0.045)]
BORDER_LATERAL = [(0, 0.075), (0.1, 0.07), (0.25, 0.06), (0.4, 0.055), (0.6, 0.05), (0.7, 0.05), (0.8, 0.045), (1, 0.04)]


def malleolus(name: str) -> FloatArray:
    """A place of the bone file on the left, the mean of both sides."""
    left, right = (np.array(bone_file()[name, side]["rest"], float) for side in ("left", "right"))
    return (left + right * [-1, 1, 1]) / 2


class Ankle:
    """Malleoli, the front of the ankle and what is counted from them."""

    def __init__(self, foot: Foot) -> None:
        self.foot = foot
        self.inner, self.outer = malleolus("medial_malleolus_prominence"), malleolus("lateral_malleolus_prominence")
        self.tip = malleolus("lateral_malleolus_tip")
        self.breadth = float(self.outer[0] - self.inner[0])
        self.fold = self._fold()
        self.tape = self._tape()
        self.level = foot.front(float(self.fold[0]), float(self.inner[2] + self.outer[2]) / 2)
        self.centre = foot.hit((self.fold + self.tape) / 2, BACK, 200.0)

    def _fold(self) -> FloatArray:
        """Where the profile of the front bends most between leg and instep, on the middle between the malleoli."""
        x = (self.inner[0] + self.outer[0]) / 2
        low, high = span_of("foot", "ankle_joint_centre_of_front_surface")
        z = np.arange(self.foot.z(low), self.foot.z(high), 2.0)
        p = np.array([self.foot.front(x, h) for h in z])
        step = 9
        angle = np.arctan2(p[step:, 1] - p[:-step, 1], p[step:, 2] - p[:-step, 2])
        bend = np.abs(angle[step:] - angle[:-step])
        return p[step : len(p) - step][bend.argmax()]

    def _tape(self) -> FloatArray:
        """Middle of the shortest tape laid over the front from one malleolus to the other."""
        best, length = self.inner, np.inf
        axis = self.outer - self.inner
        for tilt in np.radians(np.arange(0, 66, 3)):
            ahead = np.array([0, -np.cos(tilt), np.sin(tilt)])
            line = np.array([self.foot.hit(self.inner + f * axis, -ahead, 200.0) for f in np.linspace(0.02, 0.98, 25)])
            total = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
            if total < length:
                best, length = line[12], total
        return best

    def across(self, share: float, up_mm: float = 0.0) -> FloatArray:
        """Front skin beside the centre by a share of the breadth between the malleoli, outward positive."""
        x = self.centre[0] + share * self.breadth
        return self.foot.front(x, self.centre[2] + up_mm)

    def crest(self, up_mm: float) -> FloatArray:
        """Foremost skin at a height over the centre: the ridge of the tibialis anterior tendon."""
        q = self.foot.cut(np.array([0, 0, self.centre[2] + up_mm]), UP)
        return q[q[:, 1].argmin()]


def bind_ankle(book: Ledger, a: Ankle) -> None:
    """The centre of the front of the ankle and the borders of the calcaneal tendon."""
    foot = a.foot
    roads = [
        Road("relief", a.fold, "where the profile bends most from leg to instep"),
        Road("relation", a.tape, "middle of the shortest tape over the front from malleolus to malleolus"),
        Road(
            "bone",
            a.level,
            "front skin at the height of the malleoli, where the standard's note puts it; the template's instep is high and thick, so "
            "this falls on it, while fold and tape lie at the fold above the joint: the mean stays in the lower half of the fold",
        ),
    ]
    how = "mean of the profile's bend, the middle of the shortest tape between the malleoli and their level"
    book.site("ankle_joint_centre_of_front_surface", roads, 6.0, how, direction=BACK)
    for side, level, sign in (("medial", a.inner[2], -1), ("lateral", a.outer[2], 1)):
        how = "mean of half the tendon's breadth from its ridge and of the bend of the contour beside it"
        name = f"calcaneal_tendon_at_malleolus_level_{side}_border"
        book.site(name, tendon_border(foot, level, sign), 5.0, how, "gray_anatomy", direction=FRONT)
    insert = foot.z(0.165)
    low, high = span_of("foot", "calcaneal_tendon_medial_attachment")
    z = np.arange(foot.z(low), foot.z(high), 2.0)
    back = np.array([_behind(foot, h)[1] for h in z])
    leave = float(z[np.flatnonzero(back > back.max() - 0.01 * foot.length)[-1]])
    roads = []
    for kind, height, note in (
        ("proportion", insert, "height of the middle of the attachment; the heel of the template is upright far higher"),
        ("relief", leave, "where the back of the heel leaves the upright and turns to the tendon"),
    ):
        roads.append(Road(kind, tendon_border(foot, height, -1)[0].place, note))
    how = "inner edge of the tendon where it meets the heel bone"
    book.site("calcaneal_tendon_medial_attachment", roads, 7.0, how, "gray_anatomy")


def _behind(foot: Foot, z: float) -> FloatArray:
    """Hindmost skin at a height."""
    q = foot.cut(np.array([0, 0, z]), UP)
    return q[q[:, 1].argmax()]


def tendon_border(foot: Foot, z: float, sign: int) -> list[Road]:
    """Edge of the calcaneal tendon at a height: half its published breadth, and the bend of the contour beside it."""
    top = _behind(foot, z)
    x = np.arange(0, 26.0, 0.5)
    line = np.array([foot.hit(np.array([top[0] + sign * d, 0, z]), FRONT, 200.0) for d in x])
    arc = steps(line)
    half = line[np.abs(arc - 0.032 * foot.length).argmin()]
    direction = np.gradient(line, arc, axis=0)
    angle = np.unwrap(np.arctan2(direction[:, 1], direction[:, 0] * sign))
    bend = np.array([abs(angle[min(i + 4, len(x) - 1)] - angle[max(i - 4, 0)]) for i in range(len(x))])
    low, high = (
        share * foot.length for share in span_of("foot", f"calcaneal_tendon_at_malleolus_level_{'lateral' if sign > 0 else 'medial'}_border")
    )
    window = (arc > low) & (arc < high)
    edge = line[window][peak(bend[window])]
    return [
        Road("proportion", half, "half the tendon is 8 to 9 mm wide on a foot of 265 mm"),
        Road("relief", edge, "where the contour bends beside the ridge"),
    ]


def bind_heel(book: Ledger, foot: Foot, a: Ankle) -> None:
    """Heel, sole, calcaneal tuberosity and the outer side of the calcaneus."""
    inner, outer = foot.half_breadths(0.07)
    x = (inner + outer) / 2
    centre = np.array([x, foot.y(0.09), foot.z(0.09)])
    edge = foot.hit(centre, np.array([0, -1.0, 1.0]))
    under = foot.plantar(0.025, x)
    under_share = foot.share(a.inner)
    cut = foot.cut(np.array([0, foot.y(under_share), 0]), BACK)
    lowest = cut[cut[:, 2].argmin()]
    left, right = foot.half_breadths(under_share)
    below_malleolus = foot.plantar(under_share, left + 0.3 * (right - left))
    hind = foot.pternion
    low = foot.hit(np.array([x, 0, foot.z(0.095)]), FRONT, 200.0)
    below = [
        Road("relation", foot.hit(a.tip - [0, 0, 0.075 * foot.length], IN), "2 cm below the tip of the malleolus on a foot of 265 mm"),
        Road("proportion", foot.lateral((foot.share(a.outer) + foot.share(a.tip)) / 2, 0.1), "a tenth of the foot's length over the ground"),
    ]
    roads = [Road("relief", edge, "where sole and back of the heel meet at 45 degrees"), Road("proportion", under, "2.5 % of the length")]
    book.site("heel", roads, 5.0, "hind end of the sole in the middle of the heel", direction=np.array([0, -1.0, 1.0]))
    roads = [
        Road("relief", lowest, "lowest skin of the upright cut through the medial malleolus"),
        Road("proportion", below_malleolus, "three tenths of the breadth from the inner side"),
    ]
    book.site("sole", roads, 3.0, "sole straight below the medial malleolus; the ground under the heel is 2 to 5 mm lower", direction=UP)
    roads = [
        Road("relief", hind, "hindmost skin; the template's heel is upright for 40 mm, so its height is not sure"),
        Road("proportion", low, "published height of the hindmost place of a heel"),
    ]
    book.site("calcaneal_tuberosity", roads, 7.0, "mean of the hindmost skin and of its usual height", "gray_anatomy", direction=FRONT)
    book.site("calcaneus", below, 7.0, "outer side of the heel bone straight below the malleolus", "gray_anatomy", direction=IN)


def bind_tarsus(book: Ledger, fore: Forefoot, a: Ankle) -> None:
    """Navicular, cuboid and the tuberosity of the fifth metatarsal."""
    foot = fore.foot
    navicular = [
        Road("proportion", foot.medial(0.385, 0.165), "share of the foot's length and usual height"),
        Road("relation", foot.hit(a.inner + foot.length * np.array([0, -0.105, -0.11]), OUT), "3 cm in front of and 3 cm below the malleolus"),
    ]
    half = (0.02 + fore.joint[5]) / 2
    tuberosity = [
        Road("proportion", foot.lateral(0.365, 0.075)),
        Road("relation", foot.lateral(half, 0.075), "half way from heel to fifth joint, as the standard's note says"),
    ]
    tuber = (0.365 + half) / 2
    cuboid = [
        Road("proportion", foot.lateral(0.335, 0.11), "share of the foot's length"),
        Road("relation", foot.lateral((tuber + 0.315) / 2, 0.11), "between the front of the calcaneus and the tuberosity"),
    ]
    source = "gray_anatomy"
    lower = []
    for kind, back, note in (("proportion", 0.245, ""), ("relation", foot.share(a.tip) - 0.02, "from below the tip of the malleolus")):
        shares = np.linspace(back, tuber, 12)
        heights = np.linspace(0.085, 0.075, 12)
        lower.append(Road(kind, np.array([foot.lateral(s, h) for s, h in zip(shares, heights, strict=True)]), note))
    book.site(
        "navicular_bone_tuberosity", navicular, 8.0, "mean of a share of the length and of the place beside the malleolus", source, direction=OUT
    )
    book.site(
        "metatarsal_bone_5_tuberosity",
        tuberosity,
        7.0,
        "mean of a share of the length and of the standard's own aid",
        "gray_anatomy;who_2008",
        direction=IN,
    )
    book.site("cuboid_bone", cuboid, 8.0, "mean of a share of the length and of the place between its neighbours", source, direction=IN)
    book.curve("cuboid_bone_inferior_border", lower, 7.0, "line on the outer side from below the malleolus to the tuberosity", source, direction=IN)


def bind_hollow(book: Ledger, fore: Forefoot) -> None:
    """The hollow of the sole behind the ball."""
    foot = fore.foot
    behind = []
    for kind, s, note in (
        ("relation", (fore.joint[2] + fore.joint[3]) / 2 - 0.13, "13 % of the foot's length behind the joints: behind the heads and their pads"),
        ("relief", behind_ball(fore), "where the sole rises most steeply behind the ball"),
    ):
        behind.append(Road(kind, foot.plantar(s, (fore.x(2, s) + fore.x(3, s)) / 2), note))
    book.site("sole_deepest_depression_with_toes_flexed", behind, 8.0, "behind the ball between the second and third rays", direction=UP)


def behind_ball(fore: Forefoot) -> float:
    """Share at which the sole rises most steeply behind the ball, between rays 2 and 3."""
    shares = np.arange(*span_of("foot", "sole_deepest_depression_with_toes_flexed"), 0.005)
    z = np.array([fore.foot.plantar(s, (fore.x(2, s) + fore.x(3, s)) / 2)[2] for s in shares])
    slope = -np.gradient(np.convolve(np.pad(z, 2, "edge"), np.ones(5) / 5, "valid"))
    return float(shares[peak(slope)])


def _border_height(foot: Foot, share: float, inner: bool, turn: float = -0.45) -> float:
    """Height at which the skin, going up from the sole, has turned outward far enough."""
    heights = np.arange(0.008, 0.13, 0.003)
    place = foot.medial if inner else foot.lateral
    n = np.array([foot.normal(place(share, h))[2] for h in heights])
    up = np.flatnonzero(n > turn)
    return float(heights[up[0]]) if len(up) else 0.06


def border_line(foot: Foot, inner: bool, relief: bool) -> FloatArray:
    """Border of plantar skin from the back of the heel to the tip of the great or little toe."""
    table = np.array(BORDER_MEDIAL if inner else BORDER_LATERAL)
    last = 0.975 if inner else 0.85
    shares = np.linspace(0.1, last, 44)
    heights = np.interp(shares, table[:, 0], table[:, 1])
    if relief:
        raw = np.array([_border_height(foot, s, inner) for s in shares])
        heights = np.convolve(np.pad(raw, 3, "edge"), np.ones(7) / 7, "valid")
    left, right = foot.half_breadths(0.1)
    centre = np.array([(left + right) / 2, foot.y(0.1), foot.z(float(heights[0]))])
    turns = np.radians(np.linspace(0, 80, 9))
    sign = -1 if inner else 1
    around = [foot.hit(centre, -np.array([sign * np.sin(t), np.cos(t), 0])) for t in turns]
    place = foot.medial if inner else foot.lateral
    return np.array([*around, *(place(s, h) for s, h in zip(shares, heights, strict=True))])


def bind_borders(book: Ledger, foot: Foot) -> None:
    """Both borders of plantar skin."""
    for side in ("medial", "lateral"):
        roads = [
            Road("proportion", border_line(foot, side == "medial", False), "height over the ground along the foot"),
            Road("relief", border_line(foot, side == "medial", True), "where the skin turns from sole to side (27 degrees below level)"),
        ]
        how = "mean of a usual height over the ground and of the skin's turn from sole to side; the mesh has no colour"
        book.curve(f"red_white_skin_border_of_foot_{side}", roads, 6.0, how)
