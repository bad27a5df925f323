"""The bodies a scan may be: shape coordinates in which what is believed of a person is a standard normal cloud.

Adults drawn as a survey measured them (population.py) lie on a thin sheet of the template's shape space; their mean and
covariance, given whatever is known of the person, are the belief.  To this is added an even spread in every direction,
for nobody lies on the sheet.  The vertices are a thinned set of the outer skin, finer where the body is finer, the same
on both sides.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.path import phenotype_guess
from tongren.body.population import people
from tongren.body.restspace import RestSpace, rest_space
from tongren.body.shape import corner_weights
from tongren.body.template import FloatArray, IntArray, template

SURVEYED = 800
OWN_MM, OWN_MOST = 5.0, 1.0  # root mean square along every component, and at most so many spreads of the corner bodies
LEAST_MM = 0.25  # components that are believed to move the skin by less are left out
SPACING_MM = {"hand": 11.0, "foot": 15.0, "head": 16.0, "neck": 20.0, "": 27.0}
KNOWN = ("female", "age", "height_cm", "weight_kg")
PARTS: dict[str, tuple[str, ...]] = {
    "head": ("head", "neck03", "eye"), "neck": ("neck01", "neck02"), "hand": ("wrist", "finger", "metacarpal"),
    "forearm": ("lowerarm",), "upper_arm": ("upperarm", "shoulder"), "foot": ("foot", "toe"), "leg": ("lowerleg",),
    "thigh": ("upperleg",), "trunk": ("root", "pelvis", "spine", "clavicle"),
}  # fmt: skip


@cache
def part_of_vertex() -> np.ndarray:
    """Return the part of the body (V,), a word of PARTS, to which each vertex belongs: that of the bone that leads it."""
    t = template()
    words = [next(part for part, starts in PARTS.items() if label.startswith(starts)) for label in t.bone_labels]
    return np.array(words)[t.skinning.argmax(1)]


@cache
def skin_vertices() -> IntArray:
    """Return the numbers of the vertices of the outer skin."""
    t = template()
    return np.unique(t.faces[t.is_skin])


@cache
def coarse() -> IntArray:
    """Return the vertex numbers for the first rounds: half as dense along each way."""
    return spaced(1.8)


@cache
def spaced(factor: float = 1.0) -> IntArray:
    """Return vertex numbers (N,) of the outer skin, spaced as SPACING_MM times a factor, the mirror of each with it."""
    t = template()
    own = skin_vertices()
    own = own[(own <= t.mirror_vertex[own])]
    gap = factor * np.array([next(mm for start, mm in SPACING_MM.items() if part.startswith(start)) for part in part_of_vertex()[own]])
    tree, free = cKDTree(t.mean[own]), np.ones(len(own), bool)
    for i in range(len(own)):
        if free[i]:
            near = np.array(tree.query_ball_point(t.mean[own[i]], gap[i]))
            free[near[near > i]] = False
    kept = own[free]
    return np.unique(np.concatenate([kept, t.mirror_vertex[kept]]))


@cache
def _survey() -> tuple[FloatArray, FloatArray]:
    """What is known (S, 4) of surveyed adults, in the order of KNOWN, and their shapes (S, K) in the rest space."""
    t, s = template(), rest_space()
    female, age, height, weight = people(SURVEYED, 0)
    phenotype = phenotype_guess(female, age, height * 10, weight)
    coeffs = corner_weights(t, phenotype).astype(float) @ t.corner_coeffs
    shapes = np.linalg.lstsq(s.basis_coeffs.T, (coeffs - s.mean_coeffs).T, rcond=None)[0].T
    return np.stack([female, age, height, weight], 1), shapes


def female_share(s: RestSpace, shape: FloatArray) -> float:
    """Return how female, 0 to 1, a shape (K') of a person's space is: by regression over the surveyed adults."""
    facts, shapes = _survey()
    own = (s.mean_coeffs + shape @ s.basis_coeffs - rest_space().mean_coeffs) @ np.linalg.pinv(rest_space().basis_coeffs)
    scale = shapes.std(0)
    kept = scale > 0.05 * scale.max()
    x = (shapes[:, kept] - shapes[:, kept].mean(0)) / scale[kept]
    asked = (own[kept] - shapes[:, kept].mean(0)) / scale[kept]
    slope = np.linalg.solve(x.T @ x + 0.02 * len(x) * np.eye(x.shape[1]), x.T @ (facts[:, 0] - facts[:, 0].mean()))
    return float(np.clip(facts[:, 0].mean() + asked @ slope, 0, 1))


def belief(known: dict[str, float]) -> tuple[FloatArray, FloatArray]:
    """Return mean (K,) and covariance (K, K) of the shape of a person of whom some of KNOWN are known."""
    facts, shapes = _survey()
    columns = [KNOWN.index(k) for k in known]
    x = np.concatenate([np.ones((len(facts), 1)), facts[:, columns], facts[:, columns] ** 2], 1)
    asked = np.array([known[k] for k in known])
    solution = np.linalg.lstsq(x, shapes, rcond=None)[0]
    left = shapes - x @ solution
    mean = np.concatenate([[1.0], asked, asked**2]) @ solution
    each_mm = np.sqrt((rest_space().basis ** 2).sum(2).mean(1))
    own = np.minimum(OWN_MM / np.maximum(each_mm, 1e-9), OWN_MOST)
    return mean, left.T @ left / len(left) + np.diag(own**2)


def fit_space(known: dict[str, float], subset: IntArray | None = None) -> RestSpace:
    """Return the space of bodies of a person on a subset of vertices (spaced() by default); shape (K',) is believed N(0, 1).

    known: some of KNOWN.  Components come in falling order of how far they are believed to move the skin.
    """
    t, s = template(), rest_space()
    subset = spaced() if subset is None else subset
    mean, covariance = belief(known)
    root = np.linalg.cholesky(covariance).T
    of_skin = np.tensordot(root, s.basis, 1).reshape(len(root), -1)
    u, size, _ = np.linalg.svd(of_skin @ of_skin.T, hermitian=True)
    kept = np.sqrt(size / len(s.mean)) > LEAST_MM
    scaled = u[:, kept].T @ root  # (K', K): one row a component

    def moved(base: FloatArray, basis: FloatArray) -> tuple[FloatArray, FloatArray]:
        return base + np.tensordot(mean, basis, 1), np.tensordot(scaled, basis, 1)

    mean_coeffs, basis_coeffs = moved(s.mean_coeffs, s.basis_coeffs)
    columns = t.basis.reshape(len(t.basis), -1, 3)[:, subset].astype(float)
    heads, basis_heads = moved(s.mean_heads, s.basis_heads)
    orientations, basis_orientations = moved(s.mean_orientations, s.basis_orientations)
    return replace(
        s, subset=subset, weights=t.skinning[subset].astype(float), mean_coeffs=mean_coeffs, basis_coeffs=basis_coeffs,
        mean=np.tensordot(mean_coeffs, columns, 1) + t.mean[subset], basis=np.tensordot(basis_coeffs, columns, 1),
        mean_heads=heads, basis_heads=basis_heads, mean_orientations=orientations, basis_orientations=basis_orientations,
    )
