"""Whether points moved: the places of the eight reference bodies, in four poses, and of 200 seeded vertex sets, kept and compared bit by bit.

Run:  python benchmarks/same_places.py write before.npz      (in the old checkout)
      python benchmarks/same_places.py compare before.npz    (in the new one, on the same machine: other processors round otherwise)

The file keeps the vertices too, so that both are asked about the very same skins.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "tests")]

from reference_people import REFERENCE  # noqa: E402

import tongren as tg  # noqa: E402
from tongren.body.person import bodies_of  # noqa: E402

SEED, N, POSED, ASIDE_MM = 20261130, 200, 6, 37.0
POSES = ("rest", "standing", "seated", "prone")
KEPT = ("position_mm", "normal", "face", "weights", "sigma_mm", "u_cun", "v_cun", "status")


def seeded() -> tuple[np.ndarray, np.ndarray]:
    """Return vertices (200, V, 3) of people drawn over all measures, and whether each is female."""
    rng = np.random.default_rng(SEED)
    female = (np.arange(N) % 2).astype(float)
    age, height, bmi = rng.uniform(18, 90, N), rng.uniform(145, 200, N), rng.uniform(17, 35, N)
    return bodies_of(female, age, height, bmi * (height / 100) ** 2).vertices_mm, female > 0.5


def places(vertices: np.ndarray, female: np.ndarray) -> dict[str, np.ndarray]:
    """Return every array of every answer by name: `man_heavy.seated.position_mm`, `rest.face`, `few.normal` ..."""
    found = {}
    for name, who in REFERENCE.items():
        body = tg.Body(*who, name)  # type: ignore[arg-type]
        for pose in POSES:
            found[name if pose == "rest" else f"{name}.{pose}"] = tg.locate(body, pose=pose, alternatives=True)
    sex = ["female" if x else "male" for x in female]
    found["rest"] = tg.locate(vertices, sex=sex, at_rest=True, alternatives=True)  # type: ignore[arg-type]
    found["few"] = tg.locate(vertices[:POSED] + np.float32(ASIDE_MM), sex=sex[:POSED])  # type: ignore[arg-type]
    return {f"{name}.{k}": np.asarray(getattr(f, k)) for name, f in found.items() for k in KEPT}


def compared(before: dict[str, np.ndarray], now: dict[str, np.ndarray]) -> list[str]:
    """Return a line for each array that is not the same to the bit."""
    out = []
    for name, a in now.items():
        b = before[name]
        if a.shape != b.shape or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
            off = np.nanmax(np.abs(a.astype(float) - b.astype(float))) if a.shape == b.shape else np.nan
            out.append(f"{name}: {off:.6g} at most")
    return out


def main(word: str, file: str) -> int:
    """Write the places of this checkout, or compare them with a file; 1 where something differs."""
    if word == "write":
        vertices, female = seeded()
        np.savez(file, vertices=vertices, female=female, **places(vertices, female))
        return 0
    with np.load(file) as z:
        before = {k: z[k] for k in z.files}
    now = places(before["vertices"], before["female"])
    lines = compared(before, now)
    n = sum(v.shape[0] * v.shape[1] for k, v in now.items() if k.endswith("position_mm"))
    print("\n".join(lines) or f"{n:,} places on {len(REFERENCE)} bodies in {len(POSES)} poses and {N + POSED} vertex sets: the same to the bit")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
