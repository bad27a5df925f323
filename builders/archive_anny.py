"""Archive Anny's own answers for random adult bodies and poses: tests/authorities/anny/answers.npz.

Run with the `build` extra installed:  python builders/archive_anny.py
Kept as received but for a seeded subset of vertices, rounded to 0.05 mm.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tongren.outfile import write_arrays

OUT = Path(__file__).resolve().parents[1] / "tests" / "authorities" / "anny" / "answers.npz"
SEED, N_BODIES, N_VERTICES, STEP_MM, SIGMA_RAD = 20, 40, 1200, 0.05, 0.3
AXES = {"gender": (0, 1), "age": (0.6667, 1), "muscle": (0, 1), "weight": (0, 1), "height": (0, 1), "proportions": (0, 1)}


def drawn(n_bones: int, n_vertices: int) -> dict[str, np.ndarray]:
    """Phenotypes (B, 6), axis-angle turns (B, J, 3) and vertex numbers (N,), the same for the same seed."""
    rng = np.random.default_rng(SEED)
    low, high = np.array(list(AXES.values()), float).T
    return {
        "phenotype": rng.uniform(low, high, (N_BODIES, len(AXES))),
        "axis_angle": rng.normal(0, SIGMA_RAD, (N_BODIES, n_bones, 3)).astype(np.float32),
        "vertex": np.sort(rng.choice(n_vertices, N_VERTICES, replace=False)).astype(np.int32),
    }


def asked(phenotype: np.ndarray, axis_angle: np.ndarray) -> np.ndarray:
    """Anny's vertices (B, V, 3) in millimetres for phenotypes (B, 6) and axis-angle turns (B, J, 3)."""
    import anny
    import roma
    import torch

    model = anny.Anny(phenotype_blendshapes="original", skinning_method="lbs")
    out = []
    for values, turns in zip(phenotype, axis_angle, strict=True):
        delta = torch.eye(4, dtype=torch.float64).repeat(1, len(turns), 1, 1)
        delta[:, :, :3, :3] = roma.rotvec_to_rotmat(torch.tensor(turns.astype(float)))[None]
        answer = model(delta, phenotype_kwargs=dict(zip(AXES, map(float, values), strict=True)))
        out.append(answer["vertices"][0].numpy() * 1000)
    return np.stack(out)


def main() -> None:
    d = drawn(104, 13718)
    vertices = asked(d["phenotype"], d["axis_angle"])[:, d["vertex"]]
    steps = np.round(vertices / STEP_MM)
    assert np.abs(steps).max() < 32767, "coordinates beyond 16 bits"
    meta = {"anny": version("anny"), "seed": SEED, "step_mm": STEP_MM, "sigma_rad": SIGMA_RAD, "axes": AXES}
    write_arrays(OUT, **d, vertices=steps.astype(np.int16), meta=np.array(json.dumps(meta)))
    print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
