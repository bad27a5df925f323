"""Tables from every side, and bad ones: each is refused with row and column, or treated by a rule that is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tongren import pool as from_the_room
from tongren.errors import InputError
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import leave_one_out, pool, pooled
from tongren.pooling.tables import read_studies

GOOD = {"study": ["A 2001", "B 2002", "C 2003"], "ai": [4, 10, 3], "n1i": [50, 60, 40], "ci": [9, 14, 8], "n2i": [50, 58, 41]}
MEANS = {"m1i": [1.0, 2.0], "sd1i": [1.0, 1.5], "n1i": [20, 30], "m2i": [1.4, 2.2], "sd2i": [1.1, 1.2], "n2i": [22, 31]}


def changed(column: str, row: int, value: Any, table: dict[str, Any] = GOOD) -> dict[str, Any]:
    return {name: [value if (name, i) == (column, row) else v for i, v in enumerate(values)] for name, values in table.items()}


def test_a_path_rows_columns_arrays_and_a_frame_are_the_same_table(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    rows = [dict(zip(GOOD, values, strict=True)) for values in zip(*GOOD.values(), strict=True)]
    path = tmp_path / "studies.csv"
    path.write_text("\ufeff" + ",".join(GOOD) + "\n" + "".join(",".join(map(str, r.values())) + "\n" for r in rows), encoding="utf-8")
    arrays = {name: np.array(values) for name, values in GOOD.items()}
    results = [pool(t, "RR") for t in (GOOD, rows, path, str(path), arrays, pandas.DataFrame(GOOD), read_studies(GOOD))]
    assert {r.estimate for r in results} == {results[0].estimate}
    assert results[0].labels == ("A 2001", "B 2002", "C 2003")
    assert from_the_room(GOOD).estimate == results[0].estimate


def test_the_names_of_the_issue_are_there() -> None:
    r = pool(GOOD, measure="OR", method="DL", hartung_knapp=True)
    assert (r.Q, r.I2, r.pi_low, r.pi_high, r.k) == (r.q, r.i2, r.prediction_low, r.prediction_high, 3)
    assert np.isclose(r.shown().estimate, np.exp(r.estimate))
    assert pool(GOOD, "RD").shown().estimate == pool(GOOD, "RD").estimate


def test_four_cells_are_counts_and_people() -> None:
    cells = {"ai": [4, 10], "bi": [46, 50], "ci": [9, 14], "di": [41, 44]}
    first_two = {name: values[:2] for name, values in GOOD.items()}
    assert pool(cells, "OR").estimate == pool(first_two, "OR").estimate


def test_own_column_names_and_effects_as_they_are() -> None:
    own = {"trial": GOOD["study"], "e": GOOD["ai"], "n": GOOD["n1i"], "e0": GOOD["ci"], "n0": GOOD["n2i"]}
    assert pool(own, columns={"ai": "e", "n1i": "n", "ci": "e0", "n2i": "n0"}).estimate == pool(GOOD).estimate
    e = effects_of(GOOD, "RR")
    assert pool({"yi": e.yi, "vi": e.vi}, "RR").estimate == pool(GOOD).estimate


BAD: list[tuple[str, Any, str, str]] = [
    ("negative count", changed("ai", 1, -1), "RR", r'row 2 \(B 2002\), column "ai": found -1; a count is 0 or more'),
    ("more events than people", changed("ci", 2, 99), "RR", r'row 3 \(C 2003\), column "ci": found 99; no more events than people'),
    ("half a person", changed("ai", 0, 2.5), "RR", r"row 1 .*found 2.5; a count is a whole number"),
    ("nobody", changed("n1i", 0, 0), "RR", r'column "n1i": found 0; a group has at least one person'),
    ("text in a number", changed("n2i", 1, "fifty"), "RR", r'row 2, column "n2i": found "fifty"; a number is needed'),
    ("decimal comma", changed("n2i", 1, "5,5"), "RR", r"with a point for decimals"),
    ("missing number", changed("ci", 0, ""), "RR", r'row 1, column "ci": found nothing; a number is needed'),
    ("missing sd", changed("sd2i", 1, "NA", MEANS), "SMD", r'row 2, column "sd2i": found nothing'),
    ("none for sd", changed("sd1i", 0, None, MEANS), "MD", r'row 1, column "sd1i": found nothing'),
    ("negative sd", changed("sd1i", 1, -1.0, MEANS), "SMD", r"row 2 .*a standard deviation is not negative"),
    ("infinite mean", changed("m1i", 0, "inf", MEANS), "MD", r"a finite number is needed"),
    ("one person", changed("n1i", 0, 1, MEANS), "SMD", r"SMD needs at least 2 in each group"),
    ("no variance", {"yi": [1, 2], "vi": [0.1, 0]}, "RR", r'row 2 .*column "vi": found 0; a variance above 0'),
    ("study twice", {name: [*values, values[0]] for name, values in GOOD.items()}, "RR", r"row 1 and row 4: A 2001 stands twice with"),
    ("no study", {name: [] for name in GOOD}, "RR", r"empty, no study in it"),
    ("no rows", [], "RR", r"empty, no study in it"),
    ("no column", {"ai": [1], "n1i": [9]}, "RR", r"RR needs the columns ai n1i ci n2i; missing: ci n2i"),
    ("uneven columns", {"ai": [1, 2], "n1i": [9]}, "RR", r"different lengths \(ai 2, n1i 1\)"),
    ("means for a ratio", MEANS, "RR", r"RR needs the columns ai n1i ci n2i"),
    ("unknown measure", GOOD, "HR", r'measure "HR"; choose RR, OR, RD, MD, SMD'),
    ("no table", 7, "RR", r"found a int where a table was expected"),
    ("no file", "nowhere.csv", "RR", r"no such file"),
]


@pytest.mark.parametrize(("table", "measure", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_table_is_refused_with_its_place(table: Any, measure: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        pool(table, measure)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty, no study"),
        ("ai,n1i,ci,n2i\n", "empty, no study"),
        ("ai,n1i,ci,n2i\n1,10,2,10\n\n3,x,4,10\n", r'bad.csv, line 4, column "n1i": found "x"'),
        ("ai,n1i,ci,n2i\n1,10,2,10,7\n", r"line 2: more cells than the header"),
        ("ai,n1i,ci,n2i\n1,10,2\n", r'line 2, column "n2i": found nothing'),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        pool(path, "RR")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("study,ai,n1i,ci,n2i\nHöxtermann,1,10,2,10\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        pool(path, "RR")


def test_zero_cells_follow_the_rule_that_is_said() -> None:
    both = {name: [*values, v] for (name, values), v in zip(GOOD.items(), ["D 2004", 0, 30, 0, 30], strict=True)}
    e = effects_of(both, "RR")
    # 1/2 in each cell of that study only: equal risks, variance 4 - 2/31 ... of each arm 1/0.5 - 1/31
    assert np.isclose(e.yi[3], 0)
    assert np.isclose(e.vi[3], 2 * (1 / 0.5 - 1 / 31))
    assert np.allclose(e.yi[:3], effects_of(GOOD, "RR").yi)
    said = " ".join(e.notes)
    assert "1/2 added to each cell of D 2004" in said
    assert "in both groups of D 2004: kept with 1/2" in said
    assert effects_of(both, "RR", drop_double_zero=True).k == 3
    for measure in ("RR", "OR"):
        assert np.isclose(pool(both, measure, "MH").estimate, pool(GOOD, measure, "MH").estimate)
        assert pool(both, measure, "MH").q_df == 2
        left_out = pool(both, measure, "DL-MH")
        assert left_out.k == 3
        assert any("left out by DL-MH" in note and "D 2004" in note for note in left_out.notes)
    none = {"ai": [0, 0], "n1i": [10, 20], "ci": [3, 4], "n2i": [10, 20]}
    assert np.isnan(pool(none, "RR", "MH").estimate)
    assert "there is no ratio" in pool(none, "RR", "MH").notes[-1]
    with pytest.raises(InputError, match="one group has no event"):
        pool(none, "RR", "DL-MH")


def test_one_study_is_itself_and_says_so() -> None:
    one = {name: values[:1] for name, values in GOOD.items()}
    r = pool(one, "RR")
    assert (r.k, r.tau2, r.q_df) == (1, 0.0, 0)
    assert np.isclose(r.estimate, effects_of(one, "RR").yi[0])
    assert "one study: nothing is pooled" in r.notes[-1]
    with pytest.raises(InputError, match="at least two studies"):
        leave_one_out(effects_of(one, "RR"))


def test_a_label_twice_with_other_numbers_is_kept_with_a_caution() -> None:
    e = effects_of({**GOOD, "study": ["A 2001", "A 2001", "C 2003"]}, "RR")
    assert "A 2001 stands 2 times with different numbers" in e.notes[0]


def test_hartung_knapp_stands_beside_where_studies_are_few() -> None:
    r = pool(GOOD, "RR")
    assert r.beside is not None
    assert (r.beside.ci, r.beside.estimate) == ("hartung_knapp", r.estimate)
    many = Effects(np.linspace(-1, 1, 10), np.full(10, 0.1), tuple("abcdefghij"))
    assert pooled(many).beside is None
    assert pooled(many, "EE").beside is None
    assert pool(GOOD, "RR", "MH").beside is None


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"measure": "MD", "method": "MH"}, "Mantel-Haenszel pools counts"),
    ({"measure": "SMD", "method": "MH"}, "Mantel-Haenszel pools counts"),
    ({"measure": "SMD", "method": "DL-MH"}, "Mantel-Haenszel pools counts"),
    ({"measure": "MD", "method": "PETO"}, "Peto pools odds ratios"),
    ({"measure": "MD", "method": "EE", "hartung_knapp": True}, "belongs to random effects"),
    ({"measure": "MD", "method": "best"}, 'method "best"; choose one of REML'),
    ({"measure": "MD", "level": 95}, "between 0 and 1"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[s for _, s in WRONG])
def test_words_that_do_not_go_together_are_refused(words: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        pool(MEANS, **words)


@pytest.mark.parametrize("seed", range(3))
def test_turned_round_scaled_and_shuffled(seed: int) -> None:
    rng = np.random.default_rng(seed)
    e = Effects(rng.normal(size=7), rng.uniform(0.05, 0.4, 7), tuple("abcdefg"))
    for method in ("REML", "DL", "PM", "EE"):
        r, back = pooled(e, method), pooled(Effects(-e.yi, e.vi, e.labels), method)
        assert np.allclose([r.estimate, r.ci_low, r.tau2], [-back.estimate, -back.ci_high, back.tau2]), f"seed {seed}"
        order = rng.permutation(7)
        assert np.isclose(pooled(e.only(order), method).estimate, r.estimate), f"seed {seed}"


@pytest.mark.parametrize(("measure", "method"), [("RR", "MH"), ("OR", "MH"), ("RD", "MH"), ("OR", "PETO")])
def test_shares_of_a_sum_are_of_a_hundred_and_weigh_the_studies_own_ratios(measure: str, method: str) -> None:
    r = pool(GOOD, measure, method)
    assert np.isclose(r.weights.sum(), 100)
    if method == "MH":
        own = effects_of(GOOD, measure).shown()[:, 0]  # a Mantel-Haenszel estimate is the weighted mean of ratios, not of logarithms
        assert np.isclose(r.shown().estimate, np.sum(r.weights * own) / 100)
