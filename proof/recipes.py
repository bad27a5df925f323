"""The contributor's recipes: a landmark by two roads and an extra point, added step by step as CONTRIBUTING.md says, in a fresh clone.

    python -m proof.recipes      clones this repository's last commit, adds both, runs every check there, writes benchmarks/results/recipes.md

Both are invented, stand in no book, and live in the clone alone.  The steps are STEPS, in their order; each names the recipe and its number.  A step
that fails ends the run.  The clone runs with the packages of this environment.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tongren.knowledge.tables import read_rows

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "recipes.md"
SITE, SOURCE, GROUP, BESIDE = "proof_site_on_the_shin", "recipe_proof", "EX-LE", "tibia_anterior_border"
HOW = "invented to try the recipes"
# where the claim goes in builders/leg_sites.py, and the claim: down the shin, below the joint line at j
AFTER = '    book.site("tibial_tuberosity", roads, 7, "bone, distance below the joint line, ridge in front")\n'
CLAIM = f"""    down, turn = j - 150, angle_of(book["tibial_tuberosity"])
    roads = {{"relation": polar(down, turn), "proportion": polar(down - 3, turn + 2)}}
    book.site("{SITE}", roads, 8, "{HOW}")
"""
LANGUAGES = ("en", "zh", "ko", "ja", "es")


def append(clone: Path, file: str, *rows: str) -> str:
    """Append lines to a file of the clone; return its name."""
    with (clone / file).open("a", encoding="utf-8") as f:
        f.write("".join(f"{row}\n" for row in rows))
    return f"`{file}`"


def code_of(clone: Path) -> str:
    """Return the code of the invented point: the one that names it, or else the one after the last of its group."""
    rows = [placed.row for placed in read_rows(clone / "atlas", "names") if placed.row["code"].startswith(GROUP)]
    return next((r["code"] for r in rows if r["source"] == SOURCE), f"{GROUP}{len(rows) + 1}")


def is_made(clone: Path) -> bool:
    """Whether the invented rows stand in a clone already."""
    return any(placed.row["source"] == SOURCE for placed in read_rows(clone / "atlas", "names"))


def source(clone: Path) -> str:
    """A row for the source that the new rows name."""
    said = "A landmark and a point that were invented to try the recipes of CONTRIBUTING.md"
    return append(clone, "atlas/sources/core.csv", f"{SOURCE},decision,{said},,,decided")


def landmark(clone: Path) -> str:
    """The landmark itself."""
    return append(clone, "atlas/landmarks/leg.csv", f"{SITE},Proof site on the shin,,,site,paired,leg,{SOURCE},decided,,{HOW}")


def bound_by_hand(clone: Path) -> str:
    """The same as rows, for where no builder can run: a node of a curve nearby, the middle of its triangle, their mean."""
    nodes = [placed.row for placed in read_rows(clone / "atlas", "bindings/leg") if placed.row["landmark"] == BESIDE]
    node = nodes[len(nodes) * 2 // 5]
    relief = [float(node[w]) for w in ("w0", "w1", "w2")]
    middle = [1 / 3] * 3
    chosen = [(a + b) / 2 for a, b in zip(relief, middle, strict=True)]

    def at(weights: list[float]) -> str:
        return ",".join([node["face"], *(f"{w:.5f}" for w in weights)])

    roads = append(clone, "atlas/roads/leg.csv", f"{SITE},1,relief,{at(relief)},yes,{HOW}", f"{SITE},2,proportion,{at(middle)},yes,{HOW}")
    return roads + ", " + append(clone, "atlas/bindings/leg.csv", f"{SITE},0,{at(chosen)},relief+proportion,8,{HOW},{SOURCE},decided")


def claimed(clone: Path) -> str:
    """Two roads and their choice in the region's builder, which then binds this landmark alone."""
    file = clone / "builders" / "leg_sites.py"
    text = file.read_text(encoding="utf-8")
    if text.count(AFTER) != 1:
        raise RuntimeError(f"builders/leg_sites.py: found {text.count(AFTER)} times, wanted once: {AFTER.strip()}")
    file.write_text(text.replace(AFTER, AFTER + CLAIM), encoding="utf-8")
    said = run(clone, "builders/bind.py", "leg", "--only", SITE).strip().splitlines()
    return f"{'; '.join(x.strip() for x in said if SITE in x and 'apart' in x)}; {said[-1]}"


def word(clone: Path) -> str:
    """The landmark's words in five languages."""
    said = "proof site on the shin,小腿外中,정강이 외중,すねの外中,el punto de prueba de la espinilla"
    return append(clone, "atlas/words/terms.csv", f"{SITE},landmark,{said},{SOURCE},decided,no")


def point(clone: Path) -> str:
    """The point: its chart, its names, the book that first names it (none)."""
    code = code_of(clone)
    return ", ".join([
        append(clone, "atlas/points/leg.csv", f"{code},EX,leg,lower limb,leg,anterior,yes,{SOURCE},decided"),
        append(clone, "atlas/names/extra.csv", f"{code},Wàizhōng,外中,外中,외중,がいちゅう,gaichu,Ngoại trung,Proof of the Recipe,{SOURCE},decided,"),
        append(clone, "atlas/first_named.csv", f"{code},,,{SOURCE},decided"),
    ])  # fmt: skip


def rule(clone: Path) -> str:
    """Where the point lies: leaning on the new landmark."""
    return append(clone, "atlas/rules/leg.rule", "# Invented: at the level of the invented site.", f"{code_of(clone)}   on ST35..ST41, level {SITE}")


def run(clone: Path, *words: str) -> str:
    """Run Python in the clone; return what it printed.  Raises RuntimeError with the end of it where it fails."""
    env = {k: v for k, v in os.environ.items() if k != "TONGREN_ALL"} | {"PYTHONPATH": str(clone), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, *words], cwd=clone, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr)[-6000:])
    return done.stdout


def tongren(clone: Path, *words: str) -> str:
    """Run the command of the clone."""
    return run(clone, "-c", "from tongren.cli.main import app; app()", *words)


def check(clone: Path) -> str:
    """The checker of the whole atlas."""
    return tongren(clone, "check").splitlines()[0]


def explained(clone: Path) -> str:
    """The rule said back in five languages."""
    return [tongren(clone, "explain", code_of(clone), "--language", x).strip() for x in LANGUAGES][0]


def readings(clone: Path) -> str:
    """Names against Unihan, and pypinyin's answers archived where it is installed."""
    said = run(clone, "builders/check_readings.py").strip()
    if importlib.util.find_spec("pypinyin") is None:
        return f"{said}; pypinyin is not installed, its archive was left as it is"
    run(clone, "tests/authorities/pypinyin/make_names.py")
    return f"{said}; pypinyin's archive renewed"


def compiled(clone: Path) -> str:
    """The program, which alone moves positions."""
    return run(clone, "builders/compile_program.py").split(", {")[0].strip()


def drawn(clone: Path) -> str:
    """A picture to look at."""
    code = code_of(clone)
    (clone / "out").mkdir(exist_ok=True)
    tongren(clone, "draw", code, "--out", "out/point.png")
    return f"{code}, {(clone / 'out' / 'point.png').stat().st_size // 1000} kB"


def documents(clone: Path) -> str:
    """Answers in README.md and docs/ that changed."""
    run(clone, "builders/refresh_docs.py")
    changed = subprocess.run(["git", "diff", "--name-only", "--", "*.md"], cwd=clone, capture_output=True, text=True, check=True).stdout.split()
    return f"changed: {', '.join(changed) or 'none'}"


def tests(clone: Path) -> str:
    """Every test; those of the page too, where Node is at hand."""
    if shutil.which("npm"):
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=clone / "web", check=True)
    said = run(clone, "-m", "pytest", "-p", "no:cacheprovider")
    return "; ".join(x for x in said.splitlines() if re.search(r"\d+ passed", x) or x.startswith("left out"))


@dataclass(frozen=True)
class Step:
    """One step: the recipe and number in CONTRIBUTING.md, and what does it, in the clone; its answer stands in the table."""

    recipe: str
    what: str
    does: Callable[[Path], str]


STEPS = (
    Step("landmark 1", "rows: source, landmark", lambda c: f"{source(c)}, {landmark(c)}"),
    Step("landmark 2", "two roads in the builder, bound", claimed),
    Step("landmark 6", "words in five languages", word),
    Step("point 1", "rows: chart, names, first named", point),
    Step("point 2", "a rule", rule),
    Step("point 3", "tongren check", check),
    Step("point 4", "tongren explain, five languages", explained),
    Step("point 5", "names against Unihan", readings),
    Step("point 6", "compile the program", compiled),
    Step("point 6", "tongren draw", drawn),
    Step("point 7", "answers in the documents", documents),
    Step("point 8", "tongren check", check),
    Step("point 8", "every test", tests),
)
ROWS = (source, landmark, bound_by_hand, word, point, rule)  # what the steps write into the atlas, without a builder: seconds


@dataclass(frozen=True)
class Done:
    """A step that was made: seconds, what it said, and whether it failed."""

    step: Step
    seconds: float
    said: str
    failed: bool


def made(clone: Path, steps: tuple[Step, ...] = STEPS) -> list[Done]:
    """Make the steps in a clone, up to the first that fails."""
    out = []
    for step in steps:
        began = time.perf_counter()
        try:
            said, failed = step.does(clone), False
        except RuntimeError as e:
            said, failed = str(e), True
        out.append(Done(step, time.perf_counter() - began, said, failed))
        print(f"{step.recipe}: {step.what}: {out[-1].seconds:.1f} s: {out[-1].said}", flush=True)
        if out[-1].failed:
            break
    return out


def report(done: list[Done], commit: str) -> str:
    """Return the table as Markdown; of what failed, its last line."""
    said = [f"FAILED: {d.said.strip().splitlines()[-1]}" if d.failed else " ".join(d.said.split()) for d in done]
    rows = "".join(f"| {d.step.recipe} | {d.step.what} | {d.seconds:.1f} | {text} |\n" for d, text in zip(done, said, strict=True))
    green = "green at the end" if len(done) == len(STEPS) and not done[-1].failed else "NOT green"
    return (
        "# The contributor's recipes\n\nWritten by `python -m proof.recipes` (part of `make proof`). A landmark and an extra point, both invented, "
        f"were added by the steps of CONTRIBUTING.md to a fresh clone of {commit}; {green}, {sum(d.seconds for d in done) / 60:.1f} minutes on a "
        f"shared machine.\n\n| recipe | step | seconds | said |\n|---|---|---|---|\n{rows}"
    )


def main() -> int:
    """Clone, make every step, write the table; return 1 where a step fails."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as t:
        clone = Path(t) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        done = made(clone)
    RESULTS.write_text(report(done, commit).replace(t, ""), encoding="utf-8")
    print(report(done, commit))
    return int(len(done) < len(STEPS) or done[-1].failed)


if __name__ == "__main__":
    sys.exit(main())
