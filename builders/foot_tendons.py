"""Extensor tendons of the ankle and foot and the dorsalis pedis artery."""

from __future__ import annotations

import numpy as np
from foot_ankle import Ankle
from foot_frame import DOWN, Foot, dense, smooth_curve
from foot_toes import Forefoot
from road_ledger import Ledger, Road

from tongren.body.template import FloatArray

SOURCE = "gray_anatomy"


def _on_skin(foot: Foot, controls: list[FloatArray], n: int = 40) -> FloatArray:
    """A rounded line through places of the skin, brought back to the skin along its own outward side."""
    line = smooth_curve(np.array(controls), n)
    return np.array([foot.near(p)[2] for p in line])


def _straight(foot: Foot, controls: list[FloatArray], n: int = 40) -> FloatArray:
    """The same with straight pieces."""
    line = dense(np.array(controls), 5.0)
    out = np.array([foot.near(p)[2] for p in line])
    return out if len(out) >= 2 else out.repeat(n, 0)


def bind_tendons(book: Ledger, fore: Forefoot, a: Ankle) -> None:
    """Extensor tendons and the dorsalis pedis artery."""
    foot = fore.foot
    high = 0.14 * foot.length

    def mid(i: int, j: int, share: float, f: float = 0.5) -> FloatArray:
        return foot.dorsal(share, (1 - f) * fore.x(i, share) + f * fore.x(j, share))

    hallux = [a.across(-0.10, high), a.across(-0.09), mid(1, 2, 0.53, 0.45), fore.on_ray(1, 0.66), fore.on_ray(1, fore.joint[1])]
    hallux.append(foot.dorsal(0.885, float(foot.bone("toe1-2")[0])))
    common = [a.across(0.10, high), a.across(0.13), mid(3, 4, 0.52, 0.3), fore.on_ray(3, 0.66), fore.on_ray(3, fore.joint[3])]
    little = [a.across(0.22), mid(4, 5, 0.50, 0.5), foot.dorsal(0.58, fore.x(5, 0.58) - 3), fore.on_ray(5, fore.joint[5])]
    little.append(foot.dorsal(foot.share(foot.bone("toe5-2")), float(foot.bone("toe5-2")[0])))
    artery_end = fore.between(1, max(fore.base[1], fore.base[2]) + 0.02)
    artery = [a.across(0.0), mid(1, 2, fore.base[2], 0.75), artery_end]
    for name, controls, pieces, sigma in (
        ("extensor_hallucis_longus_tendon", hallux, [hallux[0], hallux[1], hallux[4], hallux[5]], 5.0),
        ("extensor_digitorum_longus_tendon", common, [common[0], common[1], common[4]], 6.0),
        ("extensor_digitorum_longus_tendon_to_toe_5", little, [little[0], little[3], little[4]], 6.0),
        ("dorsalis_pedis_artery", artery, [artery[0], artery[2]], 6.0),
    ):
        roads = [
            Road("proportion", _on_skin(foot, controls), "shares of the breadth of ankle and forefoot"),
            Road("relation", _straight(foot, pieces), "straight from the ankle to its end"),
        ]
        how = "mean of a course by shares of the breadth and of the straight line from the ankle to its end"
        book.curve(name, roads, sigma, how, SOURCE)
    side = [
        Road("proportion", foot.dorsal(0.44, a.centre[0] + 0.28 * a.breadth), "share of the breadth between the malleoli"),
        Road("relation", mid(4, 5, 0.44, 0.35), "behind the bases of the fourth and fifth metatarsals"),
    ]
    how = "mean of a share of the breadth of the ankle and of the place behind the fourth and fifth bases"
    book.site("extensor_digitorum_longus_tendon_lateral_border_at_talonavicular_joint", side, 7.0, how, SOURCE, direction=DOWN)
    _bind_tibialis(book, foot, a)


def _bind_tibialis(book: Ledger, foot: Foot, a: Ankle) -> None:
    """Tendon of tibialis anterior, from the front of the ankle to the medial cuneiform."""
    high, end = 0.14 * foot.length, foot.medial(0.49, 0.19)
    front = [a.across(-0.28, high), a.across(-0.26, 0.05 * foot.length), a.across(-0.25), end]
    crest = [a.crest(high), a.crest(0.06 * foot.length), foot.near((a.crest(0.02 * foot.length) + end) / 2)[2], end]
    roads = [
        Road("proportion", _on_skin(foot, front), "a quarter of the breadth inside the middle; the mesh's ridge lies further out"),
        Road("relief", _on_skin(foot, crest), "foremost ridge of the ankle, then straight to the medial cuneiform"),
    ]
    how = "mean of a share of the breadth and of the foremost ridge of the ankle; ends at the medial cuneiform"
    book.curve("tibialis_anterior_tendon", roads, 6.0, how, SOURCE)
