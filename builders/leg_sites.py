"""Bind the sites of the knee, the ankle and the thigh."""

from __future__ import annotations

import numpy as np
from leg_frame import ANKLE, HIP, KNEE, V, angle_of, bone, centre, feature, polar, ray
from road_ledger import Ledger
from road_tables import span_of
from scipy.ndimage import gaussian_filter1d
from template_tools import BODIES, F, T, bones, rest

from tongren.body.pose import bone_transforms, skin
from tongren.body.template import FloatArray

# Knee: what lies how far from the joint line along the leg, millimetres at the template's stature (usual adult figures)
EPICONDYLE_ABOVE, APEX_ABOVE, BASE_ABOVE, CREASE_ABOVE = 25.0, 10.0, 58.0, 15.0
FIBULA_BELOW, TUBEROSITY_BELOW, CONDYLE_BELOW = 16.0, 42.0, 45.0
KNEE_HEIGHT_OF_STATURE = 0.285  # Drillis and Contini: knee axis over the sole


def _stature() -> tuple[float, float]:
    z = V[np.unique(F)][:, 2]
    return float(z.min()), float(z.max() - z.min())


def _bend(angle: float, low: float, high: float, sign: float) -> float:
    """Level between low and high where the profile at an angle bends most (sign 1: convex, -1: concave)."""
    z = np.arange(low - 24, high + 25, 2.0)
    r = np.array([np.linalg.norm((polar(h, angle) - np.array([KNEE[0], KNEE[1], h]))[:2]) for h in z])
    turn = -sign * np.gradient(np.gradient(gaussian_filter1d(r, 3)))
    inside = (z >= low) & (z <= high)
    return float(z[inside][turn[inside].argmax()])


def _front_angle(z: float) -> float:
    """Direction of the patella: middle between the hollows beside it and the bone file's patella."""
    hollows = (feature(z, 20, 65, "groove") + feature(z, 100, 140, "groove")) / 2
    return float(np.mean([hollows, angle_of(bone("patella_base"))]))


def knee_levels(book: Ledger) -> dict[str, float]:
    """Heights of the knee's parts: its axis by three roads; bends of the relief."""
    sole, stature = _stature()
    axis = float(np.average([KNEE[2], bone("lateral_femoral_epicondyle")[2], sole + KNEE_HEIGHT_OF_STATURE * stature], weights=[2, 1, 1]))
    joint = axis - EPICONDYLE_ABOVE
    return {
        "axis": axis,
        "joint": joint,
        "base_relief": _bend(84, *span_of("leg", "patella_base"), 1),
        "apex_relief": _bend(84, *span_of("leg", "patella_apex"), -1),
        "crease_relief": _crease_relief(),
    }


def _crease_relief() -> float:
    """Level of the deepest groove behind the knee, medial of its middle where the mesh shows it."""
    low, high = span_of("leg", "popliteal_crease")
    z = np.arange(high, low - 1, -4.0)
    from leg_frame import ANGLES, LEVELS, relief

    column = relief()[:, (ANGLES >= 225) & (ANGLES <= 258)].mean(1)
    return float(z[np.interp(-z, -LEVELS, column).argmin()])


def knee(book: Ledger) -> dict[str, float]:
    """Patella, ligament and its hollows, joint line, epicondyles, condyles, tuberosity, head of the fibula."""
    k = knee_levels(book)
    j, a = k["joint"], _front_angle(-480.0)
    roads = {"relief": polar(k["base_relief"], a), "bone": bone("patella_base"), "relation": polar(j + BASE_ABOVE, a)}
    base = book.site("patella_base", roads, 6, "bend of the front profile above the knee, bone, and height over the joint line")
    roads = {"relief": polar(k["apex_relief"], a + 2), "bone": bone("patella_apex"), "relation": polar(j + APEX_ABOVE, a + 2)}
    apex = book.site(
        "patella_apex", roads, 7, "lower bend of the front profile, bone, and height over the joint line", use={"relief": 2, "bone": 1, "relation": 4}
    )
    zm = (base[2] + apex[2]) / 2
    roads = {"relation": polar(zm, a), "skeleton": polar(float(KNEE[2]) - 3, 90.0)}
    book.site("patella_centre", roads, 6, "middle of base and apex; in front of the knee joint")
    # The base is square to the thigh, which leans inward by 6 degrees, and rounded at its ends: so many millimetres down.
    for side, turn, drop in (("lateral", -1.0, 7.0), ("medial", 1.0, 1.0)):
        hollow = feature(base[2], *span_of("leg", f"patella_{side}_end_of_base"), "rise" if side == "lateral" else "fall")
        roads = {"relation": polar(base[2] - drop, angle_of(base) + turn * 20), "relief": polar(base[2] - drop, hollow)}
        book.site(
            f"patella_{side}_end_of_base",
            roads,
            7,
            "end of the upper border: half the patella's breadth beside the middle; edge of the relief",
            use={"relation": 2, "relief": 1},
        )
        dent = feature(j, *span_of("leg", f"patellar_ligament_{side}_depression"), "groove")
        roads = {"relation": polar(j, angle_of(apex) + turn * 21), "relief": polar(j + 2, dent)}
        book.site(
            f"patellar_ligament_{side}_depression",
            roads,
            6,
            "hollow beside the ligament between patella and tibia, at the joint line",
            use={"relation": 3, "relief": 1},
        )
    _tuberosity(book, j)
    knee_sides(book, j, k["axis"])
    return k


def _tuberosity(book: Ledger, j: float) -> None:
    """Tuberosity of the tibia below the joint line at j."""
    roads = {
        "bone": bone("tibial_tuberosity"),
        "relation": polar(j - TUBEROSITY_BELOW, angle_of(book["patella_apex"]) - 3),
        "relief": polar(j - TUBEROSITY_BELOW, feature(j - 42, *span_of("leg", "tibial_tuberosity"), "ridge")),
    }
    book.site("tibial_tuberosity", roads, 7, "bone, distance below the joint line, ridge in front")


def knee_sides(book: Ledger, j: float, axis: float) -> None:
    """Epicondyles, condyles, joint line and head of the fibula."""
    lateral = feature(axis, *span_of("leg", "femur_lateral_epicondyle"), "ridge")
    roads = {
        "bone": bone("lateral_femoral_epicondyle"),
        "skeleton": ray(np.array([*KNEE[:2], axis]), np.array([1.0, 0.1, 0]))[2],
        "relief": polar(axis, lateral),
    }
    book.site("femur_lateral_epicondyle", roads, 8, "bone; level of the knee's axis; low swelling of the lateral side")
    roads = {
        "skeleton": ray(np.array([*KNEE[:2], axis]), np.array([-1.0, 0.0, 0]))[2],
        "relation": polar(axis, angle_of(book["femur_lateral_epicondyle"]) + 176),
    }
    book.site("femur_medial_epicondyle", roads, 9, "level of the knee's axis; opposite the lateral epicondyle")
    roads = {"relation": polar(j, 178), "bone": polar(bone("medial_tibial_condyle")[2] + 24, 173)}
    book.site(
        "knee_joint",
        roads,
        9,
        "medial end of the joint line, 25 mm below the epicondyles; bone of the condyle below it",
        use={"relation": 2, "bone": 1},
    )
    roads = {"bone": bone("medial_tibial_condyle"), "relation": polar(j - 22, 172)}
    book.site("tibia_medial_condyle", roads, 8, "middle of the condyle's medial face: bone; half way down its height", use={"bone": 1, "relation": 2})
    roads = {"relation": polar(j - 22, 28), "bone": polar(bone("tibial_tuberosity")[2] + 36, 24)}
    book.site("tibia_lateral_condyle", roads, 9, "anterolateral face of the condyle above the head of the fibula", use={"relation": 2, "bone": 1})
    roads = {
        "bone": bone("fibular_head"),
        "relation": polar(j - FIBULA_BELOW, 347),
        "relief": polar(j - FIBULA_BELOW, feature(j - 20, *span_of("leg", "fibula_head"), "ridge")),
    }
    book.site("fibula_head", roads, 7, "bone; below the joint line on the outer side; low swelling", use={"bone": 1, "relation": 2, "relief": 1})


def ankle(book: Ledger) -> None:
    """Malleoli: prominence and borders; foot and leg both use them."""
    for side in ("lateral", "medial"):
        relief_site = _malleolus(side, *span_of("leg", f"{side}_malleolus_prominence"))
        mark = bone(f"{side}_malleolus_prominence")
        c = centre(float(ANKLE[2]))
        across = ray(np.array([*c[:2], float(ANKLE[2])]), np.array([1.0 if side == "lateral" else -1.0, 0.05, 0]))[2]
        roads = {"relief": relief_site, "bone": mark, "skeleton": across}
        p = book.site(
            f"{side}_malleolus_prominence",
            roads,
            5,
            "outermost place against the line of leg and heel; bone; beside the ankle joint",
            use={"relief": 2, "bone": 1.5, "skeleton": 0.5},
        )
        height = 17.0 if side == "lateral" else 14.0
        tip = bone("lateral_malleolus_tip") if side == "lateral" else p + np.array([0, 4.0, -15.0])
        roads = {"relation": p + np.array([0, 3.0, -height]), "bone" if side == "lateral" else "proportion": tip}
        book.site(f"{side}_malleolus_inferior_border", roads, 6, "tip of the malleolus below its prominence")
        for border, shift in (("anterior", -14.0), ("posterior", 13.0)):
            roads = {"relation": p + np.array([0, shift, -3.0]), "relief": _step_off(p, shift)}
            book.site(
                f"{side}_malleolus_{border}_border",
                roads,
                6,
                "edge of the malleolus level with its prominence: half its breadth; where the side turns away",
            )


def _malleolus(side: str, low: float, high: float) -> FloatArray:
    """Outermost place of the ankle; on the inner side the one that stands out most from the line of leg and heel."""
    sign = 1.0 if side == "lateral" else -1.0

    def outermost(z: float) -> FloatArray:
        return max((polar(z, a) for a in np.arange(low, high + 1, 3.0)), key=lambda p: float(sign * p[0]))

    top, bottom = outermost(-905.0), outermost(-976.0)
    places = [outermost(float(z)) for z in np.arange(-927, -957, -3.0)]
    if side == "lateral":  # a true knob
        return max(places, key=lambda p: float(p[0]))
    out = [np.interp(-p[2], [-top[2], -bottom[2]], [top[0], bottom[0]]) - p[0] for p in places]
    return places[int(np.argmax(out))]


def _step_off(p: FloatArray, shift: float) -> FloatArray:
    """Skin in front of or behind p, 7 to 20 mm away, where the horizontal section turns most."""
    sign = 1.0 if p[0] > ANKLE[0] else -1.0
    y = p[1] + np.sign(shift) * np.arange(4, 26, 1.5)
    x = np.array([ray(np.array([ANKLE[0], v, p[2]]), np.array([sign, 0, 0]))[2][0] for v in y])
    turn = -sign * np.gradient(np.gradient(gaussian_filter1d(x, 2)))
    i = int(turn[2:-3].argmax()) + 2
    return np.array([x[i], y[i], p[2]])


def finger_contact(book: Ledger, groove: FloatArray, crease: float, trochanter: float) -> None:
    """Where the tip of the middle finger meets the thigh: arms hung straight on several bodies."""
    share = float(np.mean([hanging_tip(name) for name in BODIES if name not in ("tall_man", "short_woman")]))
    levels = {"skeleton": HIP[2] + share * (KNEE[2] - HIP[2]), "proportion": crease + 9 / 19 * (trochanter - crease)}
    roads = {k: groove[np.abs(groove[:, 2] - z).argmin()] for k, z in levels.items()}
    book.site(
        "middle_finger_tip_contact_on_thigh",
        roads,
        15,
        "level of the tip with arms hung straight (mean of six bodies); 9 of 19 cun above the crease; on the groove behind the iliotibial band",
    )


def _turn(a: FloatArray, b: FloatArray) -> FloatArray:
    """Smallest rotation (3, 3) that turns a towards b."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    v, c = np.cross(a, b), float(a @ b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.eye(3) + k + k @ k / (1 + c)


def _tip_vertex() -> int:
    labels = list(T.bone_labels)
    heads = bones()
    u = np.unique(F)
    u = u[np.linalg.norm(V[u] - heads["finger3-3.L"], axis=1) < 45]
    weight = T.skinning[u][:, labels.index("finger3-3.L")]
    u = u[weight > 0.5]
    return int(u[((V[u] - heads["finger3-3.L"]) @ (heads["finger3-3.L"] - heads["finger3-2.L"])).argmax()])


def hanging_tip(name: str) -> float:
    """Height of the middle finger's tip, arm hung straight, as a share of the way from hip joint to knee joint."""
    labels = list(T.bone_labels)
    heads = bones(name)
    turns = np.tile(np.eye(3), (1, len(labels), 1, 1))
    world = np.eye(3)
    chain = ["upperarm01.L", "lowerarm01.L", "wrist.L", "finger3-1.L", "finger3-2.L", "finger3-3.L"]
    for bone_name, following in zip(chain[:-1], chain[1:], strict=True):
        target = np.array([0.1, 0, -1.0]) if bone_name == "upperarm01.L" else np.array([0, 0, -1.0])
        after = _turn(world @ (heads[following] - heads[bone_name]), target) @ world
        turns[0, labels.index(bone_name)] = world.T @ after
        world = after
    posed = skin(T, rest(name).vertices, bone_transforms(T, rest(name), turns))[0]
    hip, knee_joint = heads["upperleg01.L"], heads["lowerleg01.L"]
    return float((hip[2] - posed[_tip_vertex()][2]) / np.linalg.norm(hip - knee_joint))
