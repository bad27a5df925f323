"""Make the random study tables that metafor answers: 150 of counts and 150 of means, from a fixed seed, and 30 networks of arms.

    python tests/authorities/metafor/make_tables.py && Rscript tests/authorities/metafor/make_answers.R

One to twenty studies a table, small and large, with and without differences between studies; of the count tables a third have rare events, so that
zero cells and studies without any event are common.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
SEED, EACH = 20261126, 150


def counts(rng: np.random.Generator, rare: bool) -> dict[str, Any]:
    """Return a table of counts with a moderator and three groups."""
    k = int(rng.integers(1, 21))
    n1, n2 = rng.integers(8, 250, k), rng.integers(8, 250, k)
    base = rng.uniform(0.005, 0.06, k) if rare else rng.uniform(0.1, 0.9, k)
    true = rng.normal(rng.uniform(-0.8, 0.4), rng.choice([0.0, 0.3, 0.8]), k)
    odds = base / (1 - base) * np.exp(true)
    a, c = rng.binomial(n1, odds / (1 + odds)), rng.binomial(n2, base)
    return {"kind": "counts", "ai": a, "n1i": n1, "ci": c, "n2i": n2} | _moderators(rng, k)


def means(rng: np.random.Generator) -> dict[str, Any]:
    """Return a table of means with a moderator and three groups; scales from 1 to 100."""
    k = int(rng.integers(1, 21))
    scale = float(rng.choice([1.0, 10.0, 100.0]))
    n1, n2 = rng.integers(3, 120, k), rng.integers(3, 120, k)
    true = rng.normal(-0.3, rng.choice([0.0, 0.2, 0.7]), k)
    sd1, sd2 = scale * rng.uniform(0.6, 1.6, k), scale * rng.uniform(0.6, 1.6, k)
    m2 = scale * rng.normal(2, 1, k)
    m1 = m2 + scale * true + rng.normal(0, 1, k) * np.sqrt(sd1**2 / n1 + sd2**2 / n2)
    held = {"m1i": m1, "sd1i": sd1, "m2i": m2, "sd2i": sd2}
    return {"kind": "means", "n1i": n1, "n2i": n2} | {name: x.round(3) for name, x in held.items()} | _moderators(rng, k)


def _moderators(rng: np.random.Generator, k: int) -> dict[str, Any]:
    return {"dose": rng.normal(0, 1, k).round(3), "group": rng.integers(0, 3, k)}


def network(rng: np.random.Generator) -> dict[str, Any]:
    """Return arms of means: four to six treatments, two to four arms a study, always connected through the first two studies' chain."""
    t = int(rng.integers(4, 7))
    studies, rows = int(rng.integers(t + 2, 16)), []
    effect = rng.normal(0, 1, t)
    for s in range(studies):
        arms = [s, s + 1] if s < t - 1 else sorted(rng.choice(t, int(rng.choice([2, 2, 3, 4])), replace=False).tolist())
        shift = rng.normal(0, 1)
        for a in arms:
            n, sd = int(rng.integers(10, 80)), float(rng.uniform(0.8, 1.5))
            mean = shift + effect[a] + rng.normal(0, 0.3) + rng.normal(0, sd / np.sqrt(n))
            rows.append((f"s{s + 1}", f"t{a + 1}", round(float(mean), 3), round(sd, 3), n))
    return dict(zip(("study", "treat", "mean", "sd", "n"), map(list, zip(*rows, strict=True)), strict=True))


def plain(value: Any) -> Any:
    """Return lists where there were arrays."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def main() -> None:
    """Write tables.json."""
    rng = np.random.default_rng(SEED)
    tables = [counts(rng, i % 3 == 0) for i in range(EACH)] + [means(rng) for _ in range(EACH)]
    networks = [network(rng) for _ in range(30)]
    held = {
        "seed": SEED,
        "tables": [{k: plain(v) for k, v in table.items()} for table in tables],
        "networks": networks,
    }
    (HERE / "tables.json").write_text(json.dumps(held, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
