"""The ledger of roads: words, doubled sigma, which rows change, how a file is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "builders"))

import road_tables  # noqa: E402
from road_ledger import Apart, Decision, Done, Ledger, Road, as_roads, cells, plain_remark, spread, words_of  # noqa: E402
from road_tables import Table, difference, moved_mm  # noqa: E402
from template_tools import FACES, Site, at, body, peak, skin_of  # noqa: E402

FACE = 20000


class Near:
    """The mean of the roads on the nearest skin; a curve is its first road."""

    def site(self, roads: Sequence[Road], **how: object) -> Decision:
        chosen = skin_of().nearest(np.mean([r.place for r in roads], axis=0))
        return Decision([chosen], [skin_of().nearest(r.place) for r in roads], chosen.place)

    def curve(self, roads: Sequence[Road], **how: object) -> Decision:
        nodes = [skin_of().nearest(p) for p in roads[0].place]
        return Decision(nodes, [skin_of().nearest(r.place[0]) for r in roads], np.array([n.place for n in nodes]))


def ledger(atlas: Path, only: str = "") -> Ledger:
    return Ledger("knee", Near(), lambda landmark, roads: "anny", plain_remark, only, atlas)


def place(shift_mm: float = 0.0) -> np.ndarray:
    """A place of the skin: the middle of a triangle, moved along one of its edges."""
    a, b, c = body()[FACES[FACE]]
    return np.asarray((a + b + c) / 3 + shift_mm * (b - a) / np.linalg.norm(b - a))


def written(atlas: Path, shift_mm: float = 0.0, only: str = "", how: str = "mean of two roads", names: Sequence[str] = ("one", "two")) -> list[str]:
    """Bind landmarks, write them and return what changed."""
    book = ledger(atlas, only)
    try:
        for name in names:
            book.site(name, {"bone": place(shift_mm), "relief": place(shift_mm)}, 5, how)
    except Done:
        pass
    changes = [c for t in book.tables() for c in t.changes]
    for table in book.tables():
        table.write()
    return changes


def test_one_kind_of_road_is_one_road_and_doubles_sigma(tmp_path: Path) -> None:
    assert words_of([Road("bone", place()), Road("relief", place())]) == ("bone+relief", 1.0)
    assert words_of([Road("bone", place()), Road("bone", place())]) == ("one_road:bone", 2.0)
    assert words_of([Road("bone", place()), Road("relief", place(), weight=0)]) == ("bone+relief", 1.0)
    assert words_of([Road("bone", place()), Road("relief", place(), weight=0, counts=False)]) == ("one_road:bone", 2.0)
    book = ledger(tmp_path)
    book.site("a", {"bone": place()}, 4.5, "by the bone alone")
    assert (book.rows["bindings"][0]["road"], book.rows["bindings"][0]["sigma_mm"]) == ("one_road:bone", "9")


def test_roads_that_are_not_used_stay_in_the_table(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    book.site("a", {"bone": place(), "relief": place()}, 4, "by the bone", use=("bone",))
    assert [(r["road"], r["used"]) for r in book.rows["roads"]] == [("1", "yes"), ("2", "no")]
    assert [r.weight for r in as_roads({"bone": place(), "relief": place()}, {"bone": 3})] == [3.0, 1.0]


def test_the_ledger_says_how_far_apart_roads_lie(tmp_path: Path) -> None:
    told: list[Apart] = []
    book = ledger(tmp_path)
    book.remark = lambda note, road, apart: told.append(apart) or note  # type: ignore[func-returns-value]
    book.site("a", [Road("bone", place(-2.0)), Road("relief", place(2.0))], 4, "mean of both")
    assert book.gaps["a"] == pytest.approx(4.0, abs=0.2)
    assert told[0].from_choice == pytest.approx(2.0, abs=0.2)
    assert spread([place(), place(3.0)]) == pytest.approx(3.0)


def test_a_landmark_is_bound_once(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    book.site("a", {"bone": place()}, 4, "by the bone")
    with pytest.raises(ValueError, match="bound twice"):
        book.site("a", {"bone": place()}, 4, "by the bone")


def test_a_rerun_changes_nothing(tmp_path: Path) -> None:
    assert len(written(tmp_path)) == 6
    before = {p: p.read_bytes() for p in sorted(tmp_path.rglob("*.csv"))}
    assert len(before) == 2
    assert written(tmp_path) == []
    assert {p: p.read_bytes() for p in sorted(tmp_path.rglob("*.csv"))} == before


@pytest.mark.parametrize(("shift_mm", "changed"), [(0.03, 0), (0.08, 6)])
def test_a_row_is_written_only_where_the_site_moved_by_more_than_0_05_mm(tmp_path: Path, shift_mm: float, changed: int) -> None:
    written(tmp_path)
    before = (tmp_path / "bindings" / "knee.csv").read_bytes()
    assert len(written(tmp_path, shift_mm)) == changed
    assert (before == (tmp_path / "bindings" / "knee.csv").read_bytes()) == (changed == 0)


def test_a_row_that_stays_keeps_its_bytes_when_another_changes(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "bindings" / "knee.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = lines[1].split(",")
    lines[1] = ",".join([*row[:3], *(f"{float(w):.4f}" for w in row[3:6]), "relief+bone", "5.0", *row[8:]])  # fewer digits, kinds turned round
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert written(tmp_path, names=("one", "three")) != []
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[1] == lines[1]
    assert [line.split(",")[0] for line in after[1:]] == ["one", "three"]


def test_only_writes_one_landmark_and_stops_there(tmp_path: Path) -> None:
    written(tmp_path)
    changes = written(tmp_path, 2.0, only="one")
    assert {c.split()[1] for c in changes} == {"one"}
    assert written(tmp_path, 0.0, only="two", names=("one", "two")) == []
    book = ledger(tmp_path, "one")
    with pytest.raises(Done):
        book.site("one", {"bone": place()}, 4, "by the bone")


def test_a_changed_word_is_a_change(tmp_path: Path) -> None:
    written(tmp_path)
    assert any('how "mean of two roads" -> "another"' in c for c in written(tmp_path, how="another"))


def test_a_row_that_is_no_place_is_written_anew(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "bindings" / "knee.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(f",{FACE},".encode(), b",x,", 1))
    assert [c.split(": ")[1] for c in written(tmp_path)][0].startswith("found no place")
    assert path.read_bytes() == good


def test_a_row_set_by_hand_stays(tmp_path: Path) -> None:
    written(tmp_path, how="set by hand: seen in pictures")
    assert [c for c in written(tmp_path, 3.0, how="mean") if c.startswith("bindings")] == []


def test_a_landmark_no_longer_bound_leaves_the_table(tmp_path: Path) -> None:
    written(tmp_path)
    assert [c.split(": ")[1] for c in written(tmp_path, names=("one",))] == ["no longer bound"] * 3


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        written(tmp_path, 3.0)
    assert {p.name: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_nodes_are_sorted_by_number_and_roads_by_name() -> None:
    rows = [{"landmark": "a", "n": str(n), **cells(Site(FACE, np.array([0.2, 0.3, 0.5]), place(), 0.0)), "road": "bone+relief", "sigma_mm": "5",
             "how": "mean", "source": "anny", "known_by": "derived"} for n in (10, 9, 1)]  # fmt: skip
    lines = Table("bindings", "knee", rows, atlas=Path("nowhere")).text().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["1", "9", "10"]


def test_weights_are_written_so_that_they_add_up_to_one() -> None:
    rng = np.random.default_rng(1)
    for w in rng.dirichlet([1, 1, 1], 200):
        row = cells(Site(FACE, w, at(body(), FACE, w), 0.0))
        assert round(sum(float(row[f"w{i}"]) for i in range(3)), 9) == 1.0


def test_sites_are_compared_by_place_not_by_digits() -> None:
    old = {"face": str(FACE), "w0": "0.3333", "w1": "0.3333", "w2": "0.3333"}
    assert moved_mm(old, {"face": str(FACE), "w0": "0.33333", "w1": "0.33333", "w2": "0.33334"}) < 0.01
    assert difference({"share": "0.1234"}, {"share": "0.1235"}) == ""
    assert difference({"share": "0.1234"}, {"share": "0.1240"}) != ""


def test_of_a_plateau_the_middle_is_chosen() -> None:
    for score, number in (([1, 2, 3], 2), ([3, 2, 1], 0), ([1, 3, 3, 1], 2), ([1, 3, 3 - 1e-12, 3, 0], 2), ([0, 5, 1, 5], 1), ([2, 2, 2], 1)):
        assert peak(np.array(score, float)) == number


def test_a_missing_window_says_where_to_add_it() -> None:
    with pytest.raises(KeyError, match="atlas/roads/windows/leg.csv"):
        road_tables.windows_of("leg", "no_such_landmark")
