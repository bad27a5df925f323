"""Front of the neck: hyoid, larynx, sternocleidomastoid, carotid, fossae above the clavicle.

The template's neck is smooth and short: 85 mm from the angle of the throat to the jugular notch. The throat's angle
is the hyoid; the larynx divides the rest as it does in men. By the heights of the neck vertebrae the same places
would lie 15 to 30 mm higher, above the floor of the mouth: the throat's angle is what one sees, so it leads.
"""

from __future__ import annotations

import numpy as np
from road_ledger import Ledger, Road
from road_tables import span_of
from template_tools import bones
from trunk_front import midline
from trunk_views import MAN, around, bone

from tongren.body.template import FloatArray

# shares of the way from the upper border of the hyoid to the jugular notch: 0, 22 of 105, 60 of 105 mm
THYROID_SHARE, CRICOID_SHARE = 22.0 / 105.0, 60.0 / 105.0
BONE_SKULL_BACK_MM = 33.0  # the bone file's mastoid tip lies so far behind that of the ear (head_ear.py)
BODY_MM = 21.0  # a neck vertebra and its disc
Height = tuple[str, float, str]  # kind, height, remark


def throat_angle() -> float:
    """Height of the corner between the floor of the mouth and the front of the neck (just below the overhang)."""
    z = np.arange(*span_of("trunk", "hyoid_bone"), 1.0)
    y = np.array([midline(q)[1] for q in z])
    step = -np.diff(y)
    return float(z[int(np.argmax(step > 1.5))])


def bind_larynx(s: Ledger) -> None:
    """Hyoid, thyroid cartilage and cricoid on the midline."""
    corner, notch = throat_angle(), s.places["suprasternal_fossa_centre"][2]
    c7 = bone("spinous_process_C7.tip", "midline")[2] + 18.0
    thyroid, cricoid = (corner + (notch - corner) * q for q in (THYROID_SHARE, CRICOID_SHARE))
    jaw, joint = bone("mandibular_angle")[2] - 32.0, float(bones()["neck01"][2])
    _level(s, "hyoid_bone", 5.0, ("relief", corner, "angle of the throat"), ("relation", jaw, "32 mm below the angle of the jaw"), c7 + 3.2 * BODY_MM)
    _level(
        s,
        "thyroid_cartilage_superior_border",
        7.0,
        ("proportion", thyroid, "share of throat to notch"),
        ("skeleton", joint, "lowest joint of the neck of the template's skeleton"),
        c7 + 2.7 * BODY_MM,
    )
    _level(
        s,
        "cricoid_cartilage",
        7.0,
        ("proportion", cricoid, "share of throat to notch"),
        ("relation", thyroid - 40.0, "40 mm below the upper border of the thyroid cartilage"),
        c7 + 0.9 * BODY_MM,
    )


def _level(s: Ledger, name: str, sigma: float, lead: Height, other: Height, vertebra: float) -> None:
    """Bind a median site by two heights; a third, that of its vertebra, is recorded."""
    high = f"its vertebra lies {vertebra - lead[1]:.0f} mm higher, about or above the floor of the mouth: not used"
    roads = [
        Road(lead[0], midline(lead[1]), lead[2], weight=0.75, name="throat"),
        Road(other[0], midline(other[1]), other[2], weight=0.25, name="other"),
        Road("bone", midline(min(vertebra, lead[1] + 20.0 if "hyoid_bone" in s.places else lead[1] + 4.0)), high, weight=0, name="vertebra"),
    ]
    how = "angle of the throat and shares of the way to the notch"
    s.site(name, roads, sigma, how, "anny;gray_1918;bodyparts3d", median=True)


def _fan(ends: tuple[tuple[float, float], tuple[float, float]]) -> FloatArray:
    """Curve on the neck: degrees from straight forward change evenly with height between two ends (degrees, height)."""
    (a0, z0), (a1, z1) = ends
    z = np.arange(z0, z1 - 0.1, -4.0)
    return np.array([around(a0 + (a1 - a0) * (z0 - q) / (z0 - z1), float(q)) for q in z])


def _chord(a: FloatArray, b: FloatArray) -> FloatArray:
    """Curve on the neck below a straight line between two places, seen from the axis of the neck."""
    points = [a + (b - a) * t for t in np.linspace(0, 1, 40)]
    return np.array([around(float(np.degrees(np.arctan2(p[0], -p[1]))), float(p[2])) for p in points])


def _degrees(p: FloatArray) -> float:
    return float(np.degrees(np.arctan2(p[0], -p[1])))


def bind_muscle(s: Ledger) -> None:
    """Borders and heads of the sternocleidomastoid, carotid artery, fossae above the clavicle."""
    behind = MAN.nearest(bone("mastoid_process_tip"))[2] + [0.0, 0.0, -6.0]
    tip = MAN.nearest(behind - [0.0, BONE_SKULL_BACK_MM, 2.0])[2]
    upper, notch = s.places["clavicle_superior_border"], s.places["suprasternal_fossa_centre"]
    end = s.places["clavicle_sternal_end"]
    inner = around(_degrees(end) - 1.0, notch[2] + 3)
    third = upper[int(len(upper) * 0.3)] + [0.0, 0.0, 1.0]
    borders = {
        "sternocleidomastoid_muscle_anterior_border": (tip - [0, 4, 0], inner, _degrees(tip - [0, 4, 0])),
        "sternocleidomastoid_muscle_posterior_border": (behind + [-4, 18, 0], third, 114.0),
    }
    for name, (top, low, degrees) in borders.items():
        _border(s, name, _fan(((degrees, float(top[2])), (_degrees(low), float(low[2])))), _chord(top, low))
    _bind_carotid(s, end)
    _bind_fossae(s, upper)


def _border(s: Ledger, name: str, fan: FloatArray, chord: FloatArray) -> None:
    n = min(len(fan), len(chord))
    even = [resampled(p, n) for p in (fan, chord)]
    mean = np.array([MAN.nearest(q)[2] for q in (even[0] + even[1]) / 2])
    roads = [
        Road("relation", even[0][n // 2], "turns evenly round the neck from mastoid to clavicle", name="even_turn"),
        Road("bone", even[1][n // 2], "straight between the bone's mastoid tip and clavicle", name="straight"),
    ]
    how = "mean of an even turn and a straight line; the template's neck shows no muscle"
    s.curve(name, roads, 9, how, "bodyparts3d;tara_project;gray_1918", line=mean)


def resampled(points: FloatArray, n: int) -> FloatArray:
    """A polyline (N, 3) as n places, even in the count of its nodes."""
    grid, own = np.linspace(0, 1, n), np.linspace(0, 1, len(points))
    return np.column_stack([np.interp(grid, own, points[:, i]) for i in range(3)])


def _bind_carotid(s: Ledger, end: FloatArray) -> None:
    artery = _fan(((46.0, s.places["hyoid_bone"][2]), (_degrees(end), end[2] + 4)))
    roads = [
        Road("relation", artery[len(artery) // 2], "just under the anterior border of the muscle", name="under_border"),
        Road("proportion", around(37.0, float(artery[len(artery) // 2][2])), "30 mm from the midline", weight=0, name="half_way"),
    ]
    s.curve("common_carotid_artery", roads, 8, "along the front border of the muscle up to the hyoid's level", "gray_1918", line=artery)


def _bind_fossae(s: Ledger, upper: FloatArray) -> None:
    def above(x: float, lift: float) -> FloatArray:
        p = upper[int(np.abs(upper[:, 0] - x).argmin())]
        return MAN.nearest(p + [0.0, lift * 0.5, lift])[2]

    near = s.places["clavicle_sternal_end"][0]
    mid = s.places["clavicle_midpoint"][0]
    border = s.places["sternocleidomastoid_muscle_posterior_border"][-1][0]
    wide, muscle = border - near, "sternocleidomastoid_muscle"
    behind = (border + s.places["coracoid_process"][0]) / 2
    spec = (
        (f"{muscle}_sternal_head", near + 6, near + 0.16 * wide, 5.0, "lateral edge of the sternal tendon"),
        (f"{muscle}_clavicular_head", near + 15, near + 0.5 * wide, 5.0, "medial edge of the clavicular head"),
        ("lesser_supraclavicular_fossa", near + 10.5, near + 0.33 * wide, 5.0, "between the two heads"),
        ("greater_supraclavicular_fossa", mid, behind, 12.0, "behind the middle of the clavicle"),
    )
    for name, x1, x2, lift, how in spec:
        roads = [
            Road("relation", above(x1, lift), how, name="from_sternal_end"),
            Road("proportion", above(x2, lift), "share of the inner part of the clavicle", name="share"),
        ]
        s.site(name, roads, 7, f"{how}, just above the clavicle", "gray_1918;tara_project")
