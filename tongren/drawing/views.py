"""From where a body is looked at: whole-body and region views, their cameras fitted to the body itself.

A region is named by the bones its skin hangs on; the directions come from the middles of those patches of skin, so the
same table serves every body and pose.  Of a limb only that limb is drawn, so that the other leg does not hide it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongren.body.template import template
from tongren.drawing.raster import Camera
from tongren.errors import InputError
from tongren.geometry.mesh import FloatArray, IntArray

ARM = ("shoulder01", "upperarm", "lowerarm", "wrist", "metacarpal", "finger")
LEG = ("pelvis", "upperleg", "lowerleg", "foot", "toe")
TRUNK = ("spine", "root", "pelvis", "clavicle", "shoulder01", "neck01")


@dataclass(frozen=True)
class View:
    """One way to look: bones that must be in the frame, bones that are drawn, where the viewer stands, what is up.

    toward and up are sums of named directions (see `directions`); margin is left, right, top, bottom as parts of the
    fitted box's larger side; paired views exist for either side of the body; views with columns have so many
    points that their labels stand in columns beside the picture.
    """

    title: str
    fit: tuple[str, ...]
    toward: tuple[tuple[str, float], ...]
    up: tuple[tuple[str, float], ...] = (("up", 1.0),)
    drawn: tuple[str, ...] = ()
    margin: tuple[float, float, float, float] = (0.06, 0.06, 0.06, 0.06)
    paired: bool = True
    whole: bool = False
    columns: bool = False


def _whole(title: str, toward: tuple[tuple[str, float], ...], paired: bool = False) -> View:
    return View(title, (), toward, margin=(0.0, 0.0, 0.015, 0.015), paired=paired, whole=True, columns=True)


FRONT, BACK, OUT, IN, UP = ((n, 1.0) for n in ("front", "back", "out", "in", "up"))
VIEWS: dict[str, View] = {
    "front": _whole("Front", (FRONT,)),
    "back": _whole("Back", (BACK,)),
    "left": _whole("Left side", (("left", 1.0),)),
    "right": _whole("Right side", (("right", 1.0),)),
    "oblique_front": _whole("Front, obliquely", (FRONT, ("out", 0.7)), True),
    "oblique_back": _whole("Back, obliquely", (BACK, ("out", 0.7)), True),
    "head_front": View("Head, front", ("head", "neck"), (FRONT,), paired=False),
    "head_side": View("Head, side", ("head", "neck"), (OUT,), columns=True),
    "head_back": View("Head, back", ("head", "neck"), (BACK,), paired=False, columns=True),
    "head_top": View("Head, from above", ("head",), (UP, ("back", 0.25)), (("front", 1.0),), ("head", "neck"), paired=False),
    "hand_dorsal": View("Hand, back", ("wrist", "metacarpal", "finger"), (("dorsal", 1.0),), (("fingers", 1.0),), ARM),
    "hand_palmar": View("Hand, palm", ("wrist", "metacarpal", "finger"), (("palmar", 1.0),), (("fingers", 1.0),), ARM),
    "hand_radial": View("Hand, thumb side", ("wrist", "metacarpal", "finger"), (("thumb", 1.0),), (("fingers", 1.0),), ARM),
    "forearm_palmar": View("Forearm, inner face", ("lowerarm", "wrist"), (("palmar", 1.0),), (("fingers", -1.0),), ARM),
    "forearm_dorsal": View("Forearm, outer face", ("lowerarm", "wrist"), (("dorsal", 1.0),), (("fingers", -1.0),), ARM),
    "forearm_radial": View("Forearm, thumb side", ("lowerarm", "wrist"), (("thumb", 1.0),), (("fingers", -1.0),), ARM),
    "arm_front": View("Arm, front", ("upperarm",), (FRONT,)),
    "arm_back": View("Arm, back", ("upperarm",), (BACK,)),
    "arm_outer": View("Arm, outer face", ("upperarm",), (OUT, ("up", 0.5)), margin=(0.2, 0.2, 0.1, 0.1)),
    "shoulder_top": View("Shoulders, from above", ("clavicle", "shoulder01"), (UP, ("back", 0.5)), (("front", 1.0),)),
    "chest": View("Chest", ("spine01", "spine02", "clavicle"), (FRONT,), paired=False, columns=True),
    "abdomen": View("Abdomen", ("spine03", "spine04", "spine05", "root", "pelvis"), (FRONT,), paired=False, columns=True),
    "flank": View(
        "Flank",
        ("spine", "root"),
        (OUT,),
        drawn=("spine", "root", "pelvis", "clavicle", "neck", "head", "upperleg"),
        columns=True,
    ),
    "upper_back": View(
        "Upper back", ("spine01", "spine02", "spine03", "clavicle", "neck01"), (BACK,), paired=False, columns=True
    ),
    "loin": View("Loin and sacrum", ("spine04", "spine05", "root", "pelvis"), (BACK,), paired=False, columns=True),
    "thigh_front": View("Thigh, front", ("upperleg",), (FRONT,)),
    "thigh_inner": View("Thigh, inner face", ("upperleg",), (IN, ("front", 0.5)), drawn=LEG),
    "thigh_outer": View("Thigh, outer face", ("upperleg", "pelvis"), (OUT,), drawn=(*LEG, "root", "spine")),
    "thigh_back": View("Thigh, back", ("upperleg", "pelvis"), (BACK,)),
    "leg_front": View("Leg, front", ("lowerleg",), (FRONT,), drawn=LEG),
    "leg_inner": View("Leg, inner face", ("lowerleg",), (IN,), drawn=LEG),
    "leg_outer": View("Leg, outer face", ("lowerleg",), (OUT, ("front", 0.35)), drawn=LEG),
    "leg_back": View("Leg, back", ("lowerleg",), (BACK,), drawn=LEG),
    "foot_dorsal": View("Foot, from above", ("foot", "toe"), (UP, ("toes", 0.45)), (("toes", 1.0),), LEG),
    "foot_sole": View("Foot, sole", ("foot", "toe"), (("up", -1.0),), (("toes", 1.0),), ("foot", "toe")),
    "foot_inner": View(
        "Foot, inner face", ("foot", "toe"), (("foot_in", 1.0), ("up", 0.25)), drawn=LEG, margin=(0.06, 0.06, 0.3, 0.06)
    ),
    "foot_outer": View(
        "Foot, outer face",
        ("foot", "toe"),
        (("foot_in", -1.0), ("up", 0.25)),
        drawn=LEG,
        margin=(0.06, 0.06, 0.3, 0.06),
    ),
}
WHOLE = tuple(name for name, v in VIEWS.items() if v.whole)


def view_named(name: str) -> View:
    """Return a view.  Raises InputError with the names there are."""
    if name not in VIEWS:
        raise InputError(f'there is no view "{name}"; there are {", ".join(VIEWS)}')
    return VIEWS[name]


def share_of(bones: tuple[str, ...], side: str = "") -> FloatArray:
    """Return (V,) how much each vertex hangs on bones whose names start with one of `bones`, of one side or of both."""
    t = template()
    ends = (f".{side}",) if side in ("L", "R") else (".L", ".R")
    chosen = [
        i for i, label in enumerate(t.bone_labels) if label.startswith(bones) and ("." not in label or label.endswith(ends))
    ]
    return t.skinning[:, chosen].sum(1)


def _middle(vertices: FloatArray, bones: tuple[str, ...], side: str) -> FloatArray:
    share = share_of(bones, side)
    return (share @ vertices) / share.sum()


def _unit(v: FloatArray) -> FloatArray:
    return v / np.linalg.norm(v)


def directions(vertices: FloatArray, side: str) -> dict[str, FloatArray]:
    """Return unit vectors of the named directions of one side (L or R) of a body."""
    sign = 1.0 if side != "R" else -1.0
    side = side if side in ("L", "R") else "L"
    out = {
        "front": (0.0, -1.0, 0.0),
        "back": (0.0, 1.0, 0.0),
        "up": (0.0, 0.0, 1.0),
        "left": (1.0, 0.0, 0.0),
        "right": (-1.0, 0.0, 0.0),
        "out": (sign, 0.0, 0.0),
        "in": (-sign, 0.0, 0.0),
    }
    d = {k: np.array(v) for k, v in out.items()}
    toes = _middle(vertices, ("toe2", "toe3"), side) - _middle(vertices, ("foot",), side)
    d["toes"] = _unit(toes * (1, 1, 0))
    d["foot_in"] = _unit(np.cross(d["up"], d["toes"])) * -sign
    fingers = _unit(_middle(vertices, ("finger3-1",), side) - _middle(vertices, ("lowerarm02",), side))
    across = _middle(vertices, ("metacarpal1",), side) - _middle(vertices, ("metacarpal4",), side)
    thumb = _unit(across - fingers * (across @ fingers))
    d |= {"fingers": fingers, "thumb": thumb, "dorsal": np.cross(thumb, fingers) * sign}
    d["palmar"] = -d["dorsal"]
    return d


def axes_of(view: View, vertices: FloatArray, side: str) -> tuple[FloatArray, FloatArray]:
    """Return the camera's right and up for a view of one side."""
    d = directions(vertices, side)
    toward = _unit(sum((d[n] * w for n, w in view.toward), np.zeros(3)))
    up = sum((d[n] * w for n, w in view.up), np.zeros(3))
    right = _unit(np.cross(up, toward))
    return right, np.cross(toward, right)


def drawn_faces(view: View, side: str) -> np.ndarray:
    """Return (F,) whether each face of the template is drawn: all, or those of one limb."""
    t = template()
    if not view.drawn:
        return np.ones(len(t.faces), bool)
    on = share_of(view.drawn, side if view.paired else "") > 0.5
    return np.asarray(on[t.faces].any(1))


def faces_of(view: View, side: str) -> IntArray:
    """Return the faces that a view draws: all, or those of one limb."""
    return template().faces[drawn_faces(view, side)]


def fitted(
    view: View,
    vertices: FloatArray,
    side: str,
    width: float,
    height: float,
    mm_per_px: float = 0.0,
    points: FloatArray | None = None,
) -> Camera:
    """Return the camera that fills width x height with the view's region (and points (N, 3), where given)."""
    right, up = axes_of(view, vertices, side)
    part = vertices
    if view.fit:
        part = vertices[share_of(view.fit, side if view.paired else "") > 0.6]
    if points is not None and len(points):
        part = np.concatenate([part, points])
    x, y = part @ right, part @ up
    larger = max(np.ptp(x), np.ptp(y))
    left, right_m, top, bottom = (m * larger for m in view.margin)
    x0, x1, y0, y1 = x.min() - left, x.max() + right_m, y.min() - bottom, y.max() + top
    scale = max(mm_per_px, (x1 - x0) / width, (y1 - y0) / height)
    toward = np.cross(right, up)
    centre = right * (x0 + x1) / 2 + up * (y0 + y1) / 2 + toward * (part @ toward).mean()
    return Camera(centre, right, up, scale, round(width), round(height))
