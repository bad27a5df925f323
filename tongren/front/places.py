"""locate: where every point lies, on whatever a caller brings.

    >>> import tongren as tg
    >>> body = tg.Body(sex="female", age=40, height_cm=165, weight_kg=62)
    >>> found = tg.locate(body)
    >>> found["ST36", "L"].position_mm
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import numpy.typing as npt

from tongren.allowed import flag, shown
from tongren.body.person import Bodies, Body, Measures, Sex, check_sex
from tongren.body.stance import posed
from tongren.body.template import template
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit
from tongren.front.subjects import ALLOWED, opened, pose_of, refuse
from tongren.geometry.backend import Array, namespace
from tongren.locating.carry import brought_to_rest, carried
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located
from tongren.locating.vertices import centred, check_values, check_vertices
from tongren.scans.reading import Scan, is_mesh, read_scan
from tongren.version import __version__

if TYPE_CHECKING:
    from tongren.front.subjects import Subject

FROM_SOLES = "LPS millimetres, origin between the soles"


def locate(
    subject: Subject, sex: Sex | Sequence[Sex] | None = None, pose: str | None = None, alternatives: bool = False,
    at_rest: bool | None = None,
) -> Located:  # fmt: skip
    """Return every point of a body, of many bodies, of a scan, or of template vertices.

    subject: a Body; Bodies or a list of Body; a Scan, a trimesh mesh or the path of a scan, which are fitted first; a ScanFit;
    the path of a saved person; or vertices (13718, 3) or (B, 13718, 3) of the template in millimetres, LPS, any origin and
    pose, NumPy or PyTorch.
    sex: of vertices, "female" or "male", one for all or one each; of a scan it may be said.
    pose: a named pose into which a Body, or the body fitted to a scan, is brought; its points come along.
    alternatives: also the second places that the standard left open (PC8/alt ...).
    at_rest: for vertices, True says that they stand at rest, upright, wherever; False that they do not; None finds out.
    Positions are in the frame of the input; a Body's origin lies between the soles.
    Raises InputError for anything else, and for an option that does not apply.
    """
    flag("alternatives", alternatives)
    at_rest = None if at_rest is None else flag("at_rest", at_rest)
    if isinstance(subject, str | Path):
        subject, saved = opened(subject)
        pose = saved if pose is None else pose
    elif is_mesh(subject):
        subject = read_scan(subject)
    if isinstance(subject, Body):
        refuse("a Body", sex=sex, at_rest=at_rest)
        return _locate_body(subject, pose_of(pose), alternatives)
    if isinstance(subject, Bodies) or _are_bodies(subject):
        refuse("several bodies", sex=sex, at_rest=at_rest, pose=None if isinstance(pose, str) and pose == "rest" else pose)
        return _locate_bodies(subject, alternatives)
    if isinstance(subject, Scan | ScanFit):
        refuse("a scan" if isinstance(subject, Scan) else "a fitted scan", at_rest=at_rest)
        return _locate_scan(subject, sex, pose_of(pose, ["scan"]), alternatives)
    if isinstance(subject, bytes | dict | set) or not (hasattr(subject, "shape") or isinstance(subject, list | tuple)):
        raise InputError(f"{shown(subject)} is nothing to locate on; allowed: {ALLOWED}")
    refuse("vertices", pose=pose)
    return _locate_vertices(subject, sex, alternatives, at_rest)


def _are_bodies(subject: object) -> TypeGuard[Sequence[Body]]:
    return isinstance(subject, list | tuple) and len(subject) > 0 and all(isinstance(b, Body) for b in subject)


def _meta(inputs: dict[str, Any], pose: str, frame: str, alternatives: bool) -> dict[str, Any]:
    from tongren.locating.program import compiled

    return {
        "tongren": __version__, "atlas": compiled().meta["hash"], "template": template().meta["anny"],
        "body": inputs, "pose": pose, "frame": frame, "options": {"alternatives": alternatives},
        "not": "a medical device, a diagnosis, or proof that a point does anything",
    }


def _locate_bodies(subject: Bodies | Sequence[Body], alternatives: bool) -> Located:
    if isinstance(subject, Bodies):
        vertices, female = subject.vertices_mm.astype(np.float32), subject.female > 0.5
    else:
        vertices = np.stack([b.vertices_mm for b in subject]).astype(np.float32)
        female = np.array([b.sex == "female" for b in subject])
    found = locate_rest(vertices, female, alternatives)
    return replace(found, meta=_meta({"bodies": len(subject)}, "rest", FROM_SOLES, alternatives))


def _locate_scan(subject: Scan | ScanFit, sex: object, pose: str, alternatives: bool) -> Located:
    from tongren.locating.on_scan import locate_fit

    if isinstance(subject, Scan):
        from tongren.fitting.fit import fit_scan

        fit = fit_scan(subject, Measures(None if sex is None else check_sex(sex)))
    else:
        refuse("a fitted scan", sex=sex)
        fit = subject
    found = locate_fit(fit, alternatives)
    frame = "that of the upright scan, LPS millimetres"
    if pose not in ("rest", "scan"):
        found = replace(carried(found, fit.in_pose(pose)[None]), more={})
        frame = "LPS millimetres, the floor at the lowest place"
    scan = fit.scan
    inputs = {
        "scan": fit.name, "sex": fit.sex, "height_cm": round(fit.height_cm, 1), "notes": list(fit.notes),
        "unit": scan.unit if scan is not None else "mm", "to_scan": scan.to_scan.tolist() if scan is not None else None,
        "fit": {"regions": [asdict(r) for r in fit.regions], "seconds": round(fit.seconds, 1)},
    }  # fmt: skip
    return replace(found, meta=_meta(inputs, "scan" if pose == "rest" else pose, frame, alternatives))


def _locate_body(body: Body, pose: str, alternatives: bool) -> Located:
    vertices = body.vertices_mm
    found = locate_rest(vertices[None].astype(np.float32), np.array([body.sex == "female"]), alternatives)
    if pose != "rest":
        found = carried(found, posed(body, pose)[None])
    solved = body.solved
    inputs = {
        "name": body.name, "sex": body.sex, "age": body.age, "height_cm": body.height_cm, "weight_kg": body.weight_kg,
        "reached_height_cm": round(float(solved.height_mm[0]) / 10, 2), "reached_weight_kg": round(float(solved.mass_kg[0]), 2),
        "notes": body.notes,
    }
    return replace(found, meta=_meta(inputs, pose, FROM_SOLES, alternatives))


def _sexes(sex: object, n: int) -> npt.NDArray[np.bool_]:
    values = [sex] * n if isinstance(sex, str) or sex is None else list(sex) if isinstance(sex, Sequence | np.ndarray) else []
    wrong = [s for s in values if not isinstance(s, str) or s not in ("female", "male")]
    if wrong or len(values) != n:
        raise InputError(f'sex is {shown(sex)} for {n} bodies; allowed: "female" or "male", one for all or one each')
    return np.array([s == "female" for s in values])


def _locate_vertices(vertices: object, sex: object, alternatives: bool, at_rest: bool | None) -> Located:
    batch, _ = check_vertices(vertices)
    female = _sexes(sex, batch.shape[0])
    check_values(batch)
    inputs = {"vertices": list(batch.shape), "sex": sex if isinstance(sex, str) else "one each"}
    if at_rest:
        found, pose = _at_rest(batch, female, alternatives), "rest"
    else:
        rest, pose = brought_to_rest(batch, at_rest is None)
        found = carried(locate_rest(rest, female, alternatives), batch)
    return replace(found, meta=_meta(inputs, pose, "that of the vertices, millimetres", alternatives))


def _at_rest(batch: Array, female: npt.NDArray[np.bool_], alternatives: bool) -> Located:
    """The points of bodies that stand at rest, wherever their median plane lies."""
    moved, shift = centred(batch)
    found = locate_rest(moved, female, alternatives)
    if moved is batch:
        return found
    xp = namespace(batch)
    back = xp.stack([shift, xp.zeros_like(shift), xp.zeros_like(shift)], axis=-1)
    return replace(found, position_mm=found.position_mm + back[:, None])
