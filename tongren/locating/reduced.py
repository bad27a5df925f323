"""A program reduced to the sites, faces and vertices that it uses, with new numbers: less to gather on every body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongren.geometry.mesh import IntArray
from tongren.locating.program import Group, Program

SLOTS = ("out", "r1", "r2", "a", "b", "nodes", "nodes2")


@dataclass(frozen=True)
class Reduced:
    """A program in new numbers: vertices (V',) and face numbers (F',) of the template it uses, and those faces (F', 3) anew."""

    program: Program
    vertices: IntArray
    face_numbers: IntArray
    faces: IntArray


def _renumbered(used: IntArray, n: int) -> IntArray:
    """Return (n,) the new number of each used one, -1 for the rest."""
    out = np.full(n, -1)
    out[used] = np.arange(len(used))
    return out


def _sites_used(p: Program) -> IntArray:
    """Numbers of the bound sites that anything leans on."""
    seen = [p.slot, p.guide_site, p.measure_ends, p.charts.ends, p.charts.fan, p.charts.scalp_line]
    seen += [g.arrays[name] for wave in p.waves for g in wave for name in SLOTS if name in g.arrays]
    every = np.unique(np.concatenate([np.asarray(x).ravel() for x in seen]))
    every = every[every < len(p.site_face)]
    return np.union1d(every, p.share_line) if np.isin(p.share_site, every).any() else every


def _shares(p: Program, slot: IntArray, sites: IntArray) -> dict[str, Any]:
    """The arrays of the sites that keep a share, in new numbers; none where nothing leans on them."""
    if np.isin(p.share_site, sites).all():
        return {name: slot[getattr(p, name)] for name in ("share_site", "share_end", "share_line")}
    return {"share_site": p.share_site[:0], "share_end": 0 * p.share_end, "share_line": 0 * p.share_end, "share": p.share[:0]}


def reduced(p: Program, faces: IntArray) -> Reduced:
    """Return a program with candidate faces reduced to what it uses; faces (F, 3) of the whole template."""
    sites, n_sites = _sites_used(p), len(p.site_face)
    slot = np.concatenate([_renumbered(sites, n_sites), len(sites) + np.arange(p.n_slots - n_sites)])
    groups = [g for wave in p.waves for g in wave]
    used = np.unique(np.concatenate([p.site_face[sites], *[np.ravel(g.cand) for g in groups if "cand" in g.arrays]]))
    face = _renumbered(used, len(faces))
    vertices = np.unique(faces[used])

    def anew(g: Group) -> Group:
        new = {k: slot[v] if k in SLOTS else v for k, v in g.arrays.items()}
        return Group(g.kind, {**new, "cand": face[g.cand]} if "cand" in new else new)

    charts = replace(p.charts, ends=slot[p.charts.ends], fan=slot[p.charts.fan], scalp_line=slot[p.charts.scalp_line])
    program = replace(
        p, site_face=face[p.site_face[sites]], site_weights=p.site_weights[sites], n_slots=p.n_slots - n_sites + len(sites),
        charts=charts, measure_ends=slot[p.measure_ends], guide_site=slot[p.guide_site], slot=slot[p.slot],
        waves=[[anew(g) for g in wave] for wave in p.waves], **_shares(p, slot, sites),
    )  # fmt: skip
    return Reduced(program, vertices, used, _renumbered(vertices, int(faces.max()) + 1)[faces[used]])
