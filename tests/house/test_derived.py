"""Derived files carry the hash of what they were made from; one that is stale fails here with the command that mends it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "builders"))

import compile_program  # noqa: E402

from tongren.knowledge.atlas import read_atlas  # noqa: E402
from tongren.locating.program import compiled  # noqa: E402
from tongren.rules.book import read_rules, site_codes  # noqa: E402


def test_the_compiled_program_is_not_stale() -> None:
    assert compiled().meta["hash"] == compile_program.source_hash(), "stale: python builders/compile_program.py"


def test_the_hash_sees_rules_bindings_and_the_template() -> None:
    text = (ROOT / "builders" / "compile_program.py").read_text(encoding="utf-8")
    for part in ("rules", "bindings", "charts", "measures", "points", "template.npz"):
        assert f'"{part}"' in text


def test_the_compiled_program_answers_the_rules_of_the_atlas() -> None:
    book = read_rules(read_atlas())
    codes = [c for c in compiled().codes if not c.endswith("/alt")]
    assert codes == site_codes(book)
    assert {c for c in compiled().codes if c.endswith("/alt")} == {r.code + "/alt" for r in book.rules if r.alternative}


def test_every_operation_has_candidate_faces_and_every_point_a_sigma() -> None:
    program = compiled()
    for wave in program.waves:
        for group in wave:
            for name, array in group.arrays.items():
                assert len(array) > 0, f"{group.kind}.{name}"
    assert np.isfinite(program.sigma_mm).all()
    assert (program.sigma_mm > 1).all(), "compiled without sigma: python builders/compile_program.py"


def test_data_files_are_small_enough_to_be_committed() -> None:
    sizes = {p.name: p.stat().st_size / 1e6 for p in (ROOT / "tongren" / "data").glob("*.npz")}
    assert sizes["template.npz"] <= 12
    assert sum(sizes.values()) <= 16


def test_baked_arrays_hold_nothing_that_must_be_unpickled() -> None:
    for path in (ROOT / "tongren" / "data").glob("*.npz"):
        with np.load(path, allow_pickle=False) as z:
            assert all(z[k].dtype != object for k in z.files), path.name
