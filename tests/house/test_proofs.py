"""A short part of each long proof: the same code as `make proof` runs, with small numbers; and their committed results say that they hold."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from proof import bodies, newcomer, recipes, run, scans  # noqa: E402
from tongren.knowledge.tables import read_sheet  # noqa: E402
from tongren.rules.check import checked  # noqa: E402
from tongren.rules.explain import explain  # noqa: E402
from tongren.rules.parse import parse_rule  # noqa: E402
from tongren.rules.words import Words  # noqa: E402


@pytest.mark.parametrize("proof", run.PROOFS, ids=lambda p: p.name)
def test_each_proof_has_a_module_and_a_short_part(proof: run.Proof) -> None:
    assert importlib.util.find_spec(proof.module) is not None
    assert (ROOT / proof.short).is_file()


def test_another_name_is_refused_with_what_there_is() -> None:
    assert run.chosen(["bodies"])[0].module == "proof.bodies"
    with pytest.raises(SystemExit, match='no proof "body"; there are: hostile, scans, bodies'):
        run.chosen(["body"])


def test_places_on_some_random_bodies() -> None:
    told = bodies.measured(12, 20261130)
    assert told.wrong() == []
    assert told.bodies == 12 and told.places > 12 * 2 * 400


def test_what_does_not_hold_on_a_body_is_said() -> None:
    far = bodies.Worst(1.5, "ST36 L", "woman 3")
    told = bodies.Told(1, 800, ["ST36 L, woman 3"], 2, {}, far, far, 1.0)
    assert [w.split(",")[0] for w in told.wrong()] == [
        "1 places without an answer", "2 places that are no numbers", "a place 1.5000 mm (ST36 L", "left and right 1.5000 mm (ST36 L",
    ]  # fmt: skip


def test_the_committed_scans_keep_their_goals_and_worse_ones_do_not() -> None:
    rows = [dict(placed.row) for placed in read_sheet(scans.RESULTS, scans.RESULTS / "scans.csv").rows]
    assert len(rows) == scans.N and scans.wrong(rows) == []
    worse = [r | {"median_mm": "9", "within_2_sigma": "0.9"} for r in rows]
    assert len(scans.wrong([*worse, rows[0] | {"failed": "no body"}])) == 3
    assert scans.FIGURES.search((scans.RESULTS / "scans.md").read_text(encoding="utf-8"))


def test_the_rows_of_the_recipes_leave_a_sound_atlas(tmp_path: Path) -> None:
    """The steps by hand on a copy of the atlas: the checker says nothing, and the rule is told in five languages."""
    shutil.copytree(ROOT / "atlas", tmp_path / "atlas")
    if not recipes.is_made(tmp_path):  # the proof runs this test too, in its clone
        for write in recipes.ROWS:
            write(tmp_path)
    assert recipes.is_made(tmp_path)
    assert [str(p) for p in checked(tmp_path / "atlas").problems] == []
    rule = (tmp_path / "atlas" / "rules" / "leg.rule").read_text(encoding="utf-8").splitlines()[-1]
    assert rule.startswith(recipes.code_of(tmp_path))
    for language in recipes.LANGUAGES:
        assert explain(parse_rule(rule), Words(tmp_path / "atlas"), language)


def test_every_recipe_step_is_one_of_contributing() -> None:
    """Steps are named as in CONTRIBUTING.md: its recipe and the number there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    parts = {"point": "## Add or mend a point", "landmark": "## Add a landmark, by two roads"}
    numbers = {k: set(re.findall(r"^(\d)\. ", text.split(v)[1].split("\n## ")[0], re.M)) for k, v in parts.items()}
    for step in recipes.STEPS:
        recipe, number = step.recipe.split()
        assert number in numbers[recipe], step.recipe
    assert {s.recipe.split()[1] for s in recipes.STEPS if s.recipe.startswith("point")} == numbers["point"]


SAID = """# One

```python
print(1.0)
```

```text
1.1
```

## Two

```python
x = 2
```

```python
print(x)
```

```text
three
```
"""


def test_programs_of_a_document_are_judged_one_by_one(capfd: pytest.CaptureFixture[str]) -> None:
    programs = newcomer.programs_of("d.md", SAID)
    assert [(p.heading, p.wanted) for p in programs] == [("One", "1.1\n"), ("Two", None), ("Two", "three\n")]
    exec(newcomer.session(programs), {})
    ran = newcomer.judged(programs, capfd.readouterr().out, "")
    assert [r.wrong for r in ran] == ["", "", "printed: '2'"]
    stopped = newcomer.judged(programs, "1.0\n" + newcomer.END + "0.10\n", "Traceback\nNameError: x")
    assert [r.wrong for r in stopped] == ["", "NameError: x", "not reached"]
