"""The baked template: mean, shape components, skeleton, skinning and mirror maps of one mesh for every adult."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Template:
    """The arrays of template.npz, read only.  Lengths in millimetres, LPS, Anny's origin (near the pelvis)."""

    mean: FloatArray  # (V, 3) mean of the corner bodies in the rest state
    basis: FloatArray  # (R, V*3) principal components
    corner_coeffs: FloatArray  # (C, R)
    corner_heads: FloatArray  # (C, J, 3) bone heads
    corner_orientations: FloatArray  # (C, J, 3, 3) matrices whose nearest rotation is the bone's orientation
    reference_orientations: FloatArray  # (J, 3, 3)
    skinning: FloatArray  # (V, J) dense weights, rows sum to 1
    faces: IntArray  # (F, 3)
    is_skin: npt.NDArray[np.bool_]  # (F,) the outer skin; the rest is eyes
    mirror_vertex: IntArray  # (V,)
    mirror_face: IntArray  # (F,)
    mirror_order: IntArray  # (F, 3) corner of the face that becomes corner j of its mirror face
    meta: dict[str, Any]

    @property
    def bone_labels(self) -> list[str]:
        """Names of the 104 bones, in the order of every bone array."""
        return list(self.meta["bone_labels"])

    @cached_property
    def sparse_skinning(self) -> Any:
        """The skinning weights (V, J) as a sparse matrix: a vertex hangs on two or three bones, on nine at most."""
        from scipy.sparse import csr_matrix

        return csr_matrix(self.skinning)

    @property
    def bone_parents(self) -> list[int]:
        """Parent number of each bone, -1 for the root; parents come before children."""
        return list(self.meta["bone_parents"])


@cache
def template() -> Template:
    """Read the baked template once; the arrays are not writeable."""
    with np.load(DATA / "template.npz") as z:
        n_vertices, n_bones = len(z["mean"]), z["corner_heads"].shape[1]
        skinning = np.zeros((n_vertices, n_bones), np.float32)
        np.add.at(skinning, (np.arange(n_vertices)[:, None], z["bone_index"]), z["bone_weight"].astype(np.float32))
        skinning /= skinning.sum(1, keepdims=True)
        arrays = {
            "mean": z["mean"],
            "basis": z["basis"].astype(np.float32),
            "corner_coeffs": z["corner_coeffs"],
            "corner_heads": z["corner_heads"],
            "corner_orientations": z["corner_orientations"],
            "reference_orientations": z["reference_orientations"],
            "skinning": skinning,
            "faces": z["faces"].astype(np.int32),
            "is_skin": z["is_skin"],
            "mirror_vertex": z["mirror_vertex"].astype(np.int32),
            "mirror_face": z["mirror_face"].astype(np.int32),
            "mirror_order": z["mirror_order"].astype(np.int32),
        }
        meta = json.loads(str(z["meta"]))
    for a in arrays.values():
        a.flags.writeable = False
    return Template(**arrays, meta=meta)
