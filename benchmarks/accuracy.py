"""Write benchmarks/results/accuracy.md and the short table of README.md: what can be said of how right the points are.

Run:  python benchmarks/accuracy.py        (about two minutes)
Without an outside truth for a person's points this says what the points keep (skin, symmetry, cun), how much each
landmark matters, how far independent roads to a landmark disagree, and how sure Tongren claims to be.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from tongren.outfile import write_text

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from reference_people import REFERENCE  # noqa: E402

from benchmarks import landmark_test, roads  # noqa: E402
from benchmarks.skin import distance_to_skin  # noqa: E402
from benchmarks.stretch import SEGMENTS, Stretched, tried  # noqa: E402
from tongren.body.person import Body  # noqa: E402
from tongren.body.stance import posed  # noqa: E402
from tongren.front.places import locate  # noqa: E402
from tongren.knowledge.atlas import Atlas, read_atlas  # noqa: E402
from tongren.locating.located import Located  # noqa: E402
from tongren.locating.program import compiled  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- accuracy -->", "<!-- /accuracy -->"
POSES = ("rest", "standing", "seated", "prone")
POSED = ("woman_average", "man_heavy", "old_man_tall")
Rows = list[tuple[str, str]]


def mirrored_gap(found: Located) -> tuple[float, str]:
    """The largest distance of a left point from its mirrored right one, and its code."""
    at = {(c, s): p for c, s, p in zip(found.codes, found.sides, found.position_mm[0], strict=True)}
    gaps = {c: float(np.linalg.norm(p - at[c, "R"] * [-1, 1, 1])) for (c, s), p in at.items() if s == "L"}
    code = max(gaps, key=lambda c: np.nan_to_num(gaps[c]))
    return gaps[code], code


def reference_section(bodies: dict[str, Body]) -> tuple[list[str], Rows]:
    """Every point on the reference bodies: status, distance from the skin, symmetry."""
    out = ["## Reference bodies", "",
           "| body | found | inside | approximate | no answer | off the skin, worst | left against right, worst |",
           "|---|---|---|---|---|---|---|"]  # fmt: skip
    special: dict[str, set[str]] = {"inside": set(), "approximate": set(), "no_answer": set()}
    worst_skin, worst_pair, counts = 0.0, 0.0, []
    for body in bodies.values():
        found = locate(body)
        words = found.status_words[0]
        of = {w: {c for c, x in zip(found.codes, words, strict=True) if x == w} for w in ("found", *special)}
        for w, seen in special.items():
            seen |= of[w]
        answered = (words == "found") | (words == "approximate")
        skin = float(distance_to_skin(found.position_mm[0][answered], body.vertices_mm).max())
        gap, code = mirrored_gap(found)
        worst_skin, worst_pair = max(worst_skin, skin), max(worst_pair, gap)
        counts.append(len(of["found"]))
        numbers = " | ".join(str(len(of[w])) for w in ("found", "inside", "approximate", "no_answer"))
        out.append(f"| {body.describe()} | {numbers} | {skin:.3f} mm | {gap:.2f} mm ({code}) |")
    out += ["", f"Counts are of codes, sites of extra points one by one ({len(set(found.codes))} in all)."]
    out += [f"* {w.replace('_', ' ')}: {', '.join(sorted(codes)) or 'none'}" for w, codes in special.items()]
    short = [("points found, of " + str(len(set(found.codes))) + " codes, on the worst of eight bodies", str(min(counts))),
             ("worst distance from the skin", f"{worst_skin:.3f} mm"),
             ("worst difference of left and mirrored right", f"{worst_pair:.2f} mm")]  # fmt: skip
    return [*out, ""], short


def stretch_section(bodies: dict[str, Body]) -> tuple[list[str], Rows]:
    """Measured against carried on stretched skin."""
    out = ["## Stretched skin", "", "The skin inside a segment is stretched by 20 % with the segment's landmarks held still, on "
           "all eight bodies. A measured point should keep its fraction of the segment; one carried with the skin (face and "
           "weights) slides. Points that lean on a landmark which slides with the skin are named and left out.", "",
           "| segment | points | measured: fraction off, worst | carried: miss, median | carried: miss, worst | left out |",
           "|---|---|---|---|---|---|"]  # fmt: skip
    every: list[Stretched] = []
    for segment in SEGMENTS:
        rows, left_out = tried(segment, bodies)
        every += rows
        off, carried = max(rows, key=lambda r: r.off), [r.carried_mm for r in rows]
        far = max(rows, key=lambda r: r.carried_mm)
        out.append(f"| {segment.name} | {len({r.code for r in rows})} | {off.off:.2%} ({off.code}) | "
                   f"{np.median(carried):.1f} mm | {far.carried_mm:.1f} mm ({far.code}) | "
                   f"{', '.join(left_out) or 'none'} |")  # fmt: skip
    out += ["", "Point by point on the average woman:", "",
            "| segment | point | fraction before | measured after | carried would miss |",
            "|---|---|---|---|---|"]  # fmt: skip
    for r in (r for r in every if r.body == "woman_average"):
        out.append(f"| {r.segment.split(',')[0]} | {r.code} | {r.before:.3f} | {r.after:.3f} | {r.carried_mm:.1f} mm |")
    worst = max(r.off for r in every)
    return [*out, ""], [("skin stretched by 20 %: measured points slide by at most", f"{worst:.1%} of the segment"),
                        ("the same, carried with the skin", f"up to {max(r.carried_mm for r in every):.0f} mm")]  # fmt: skip


def sigma_section(atlas: Atlas) -> tuple[list[str], Rows]:
    """How sure Tongren claims to be, by region."""
    p = compiled()
    sigma = p.sigma_mm.max(0)
    if sigma.min() <= 0:
        return ["## Sigma", "", "Compiled without sigma: run builders/compile_program.py.", ""], []
    region = [p.charts.names[c] for c in np.asarray(p.chart)]
    out = ["## Sigma", "",
           "The radius that should hold a point's true place 68 times in 100, on the larger of two reference bodies.", "",
           "| region | places | median mm | largest |", "|---|---|---|---|"]  # fmt: skip
    for name in sorted(set(region)):
        here = [i for i, r in enumerate(region) if r == name]
        top = max(here, key=lambda i: sigma[i])
        out.append(f"| {name} | {len(here)} | {np.median(sigma[here]):.1f} | {p.codes[top]} {sigma[top]:.1f} |")
    most = ", ".join(f"{p.codes[i]} {sigma[i]:.1f}" for i in np.argsort(-sigma)[:10])
    return [*out, "", f"The ten largest: {most}.", ""], [("sigma, median of all places", f"{np.median(sigma):.1f} mm")]


def posed_section(bodies: dict[str, Body]) -> tuple[list[str], Rows]:
    """Posed vertices of bodies whose rest is known: located from the vertices alone against carried from the true rest."""
    turn, _ = np.linalg.qr(np.array([[0.2, -0.9, 0.3], [1.0, 0.1, -0.2], [0.1, 0.4, 0.9]]))
    turn = turn * np.sign(np.linalg.det(turn))
    out = ["## Posed against rest", "", "Vertices of a posed body in a turned frame, located from the vertices alone, against "
           "the points of the same body at rest carried into the pose (bodies of the template's own shapes).", "",
           "| body | pose | median mm | 90th percentile | worst |",
           "|---|---|---|---|---|"]  # fmt: skip
    middle, worst = [], []
    for name in POSED:
        body = bodies[name]
        for pose in POSES:
            vertices = posed(body, pose) if pose != "rest" else body.vertices_mm
            wanted = locate(body, pose=pose).position_mm[0] @ turn.T
            found = locate((vertices @ turn.T).astype(np.float32), sex=body.sex)
            gap = np.linalg.norm(found.position_mm[0] - wanted, axis=1)
            gap = gap[np.isfinite(gap)]
            top = found.codes[int(np.nanargmax(np.linalg.norm(found.position_mm[0] - wanted, axis=1)))]
            middle.append(float(np.median(gap)))
            worst.append(float(gap.max()))
            out.append(f"| {name} | {pose} | {middle[-1]:.2f} | {np.percentile(gap, 90):.2f} | {worst[-1]:.1f} ({top}) |")
    return [*out, ""], [("posed against rest", f"median {max(middle):.1f} mm, worst {max(worst):.1f} mm")]


def fill_readme(rows: Rows) -> None:
    """Put the short table between its marks in README.md, where there are any."""
    text = README.read_text(encoding="utf-8")
    if BEGIN in text and END in text:
        table = "\n".join(["| what | measured |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])
        head, tail = text.split(BEGIN)[0], text.split(END)[1]
        write_text(README, f"{head}{BEGIN}\n{table}\n{END}{tail}")


def main() -> None:
    atlas = read_atlas()
    bodies = {name: Body(*who, name) for name, who in REFERENCE.items()}  # type: ignore[arg-type]
    parts, short = ["# Accuracy", "", f"Atlas {compiled().meta['hash']}; written by `python benchmarks/accuracy.py`.", ""], []
    for section in (reference_section, stretch_section):
        lines, rows = section(bodies)
        parts += lines
        short += rows
    moves = landmark_test.measured(atlas, bodies["man_average"])
    landmark_test.write_csv(moves, RESULTS / "landmark_moves.csv")
    apart = roads.roads()
    single = [n for n, nodes in atlas.bindings.items() if nodes[0].road.startswith("one_road")]
    parts += landmark_test.section(moves) + roads.road_section(apart, single) + roads.bone_section(roads.against_bones(atlas))
    mm = [a.mm for a in apart]
    spread = f"median {np.median(mm):.1f} mm, 90th percentile {np.percentile(mm, 90):.1f} mm"
    short.append((f"two roads to a landmark ({len(apart)}), distance", spread))
    for lines, rows in (sigma_section(atlas), posed_section(bodies)):
        parts += lines
        short += rows
    write_text(RESULTS / "accuracy.md", "\n".join(parts))
    fill_readme(short)
    print("\n".join(f"{a}: {b}" for a, b in short))


if __name__ == "__main__":
    RESULTS.mkdir(exist_ok=True)
    main()
