"""What tradition fixes: counts of the classes, the graph of the meridians, sources of every row."""

import re
from collections import Counter, defaultdict

import pytest

from tongren.knowledge.atlas import MERIDIANS, point_order
from tongren.knowledge.counts import count as number
from tongren.knowledge.tables import Row, table

COUNTS = {row["code"]: int(row["points"]) for row in table("meridians")}
PRIMARY = list(COUNTS)[:12]
POINTS = [f"{meridian}{n}" for meridian, count in COUNTS.items() for n in range(1, count + 1)]
EXTRA = sorted((row["code"] for row in table("points") if row["code"].startswith("EX-")), key=point_order)
VESSELS = {"chong", "dai", "yinqiao", "yangqiao", "yinwei", "yangwei"}
PHASES = {"yin": ["wood", "fire", "earth", "metal", "water"], "yang": ["metal", "water", "wood", "fire", "earth"]}
TRANSPORT = ["well", "spring", "stream", "river", "sea"]
TABLES = [
    "meridians", "vessels", "connections", "class_kinds", "classes", "first_named", "uses", "tradition",
]  # fmt: skip


def rows(name: str) -> list[Row]:
    """Return the rows of one table of the atlas."""
    return list(table(name))


def members(kind: str) -> list[Row]:
    """Return the rows of one class of points."""
    return [row for row in rows("classes") if row["class"] == kind]


def source_ids() -> set[str]:
    """Return every source id that the atlas defines."""
    return {row["id"] for row in table("sources")}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_known_source(name: str) -> None:
    known = source_ids()
    for row in rows(name):
        assert row["source"] in known, row
        assert row["known_by"] in {"seen", "recalled", "derived", "decided"}, row
        recalled = row.get("recalled_fields") or ""
        assert all(field in row for field in recalled.split(";") if field), row


def test_meridians_are_fourteen_and_point_to_each_other() -> None:
    table = {row["code"]: row for row in rows("meridians")}
    assert tuple(table) == MERIDIANS
    assert sum(COUNTS.values()) == number("standard_points")
    for order, code in enumerate(PRIMARY, start=1):
        row, other = table[code], table[table[code]["paired"]]
        assert other["paired"] == code
        assert row["phase"] == other["phase"] and row["limb"] == other["limb"]
        assert {row["yin_yang"], other["yin_yang"]} == {"yin", "yang"}
        assert int(row["course_order"]) == order
        assert (int(row["clock_end"]) - int(row["clock_start"])) % 24 == 2
        assert int(row["clock_start"]) == (1 + 2 * order) % 24
    for code in ("GV", "CV"):
        assert not table[code]["phase"] and not table[code]["clock_start"]


def test_old_codes_name_one_meridian_each() -> None:
    owner: dict[str, str] = {code: code for code in COUNTS}
    for row in rows("meridians"):
        for old in row["old_codes"].split(";"):
            assert owner.setdefault(old, row["code"]) == row["code"], old


def test_vessels_borrow_standard_points() -> None:
    table = rows("vessels")
    assert {row["id"] for row in table} == VESSELS
    for row in table:
        points = row["points"].split(";")
        assert set(points) <= set(POINTS) and len(points) == len(set(points))
        assert row["opening_point"] in POINTS
        assert row["coupled_vessel"] in VESSELS | {"GV", "CV"}
    # Li Shizhen 1577 gives totals with both sides counted: 24, 8, 8, 22, 14 and 32.
    totals = {row["id"]: len(row["points"].split(";")) for row in table}
    assert totals == {"chong": 12, "dai": 4, "yinqiao": 4, "yangqiao": 11, "yinwei": 7, "yangwei": 16}


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        *[(kind, 12) for kind in TRANSPORT],
        ("source", 12), ("network", 15), ("cleft", 16), ("front_collecting", 12), ("back_transport", 12),
        ("lower_sea", 6), ("meeting_of_eight", 8), ("confluent", 8),
    ],
)  # fmt: skip
def test_counts_that_tradition_fixes(kind: str, count: int) -> None:
    found = members(kind)
    assert len(found) == len({row["code"] for row in found}) == count
    expected = {row["id"]: row["expected_count"] for row in rows("class_kinds")}
    assert int(expected[kind]) == count


def test_transport_points_run_through_the_phases() -> None:
    side = {row["code"]: row["yin_yang"] for row in rows("meridians")}
    for index, kind in enumerate(TRANSPORT):
        assert Counter(re.sub(r"\d", "", row["code"]) for row in members(kind)) == Counter(PRIMARY)
        for row in members(kind):
            assert row["detail"] == PHASES[side[re.sub(r"\d", "", row["code"])]][index], row


def test_yin_source_points_are_stream_points() -> None:
    side = {row["code"]: row["yin_yang"] for row in rows("meridians")}
    stream = {row["code"] for row in members("stream")}
    for row in members("source"):
        assert (row["code"] in stream) == (side[row["detail"]] == "yin"), row


def test_network_points_of_the_twelve_and_the_three() -> None:
    primary = [row for row in members("network") if row["detail"] in PRIMARY]
    assert len(primary) == 12 and all(row["code"].startswith(row["detail"]) for row in primary)
    assert {row["code"] for row in members("network")} - {row["code"] for row in primary} == {"GV1", "CV15", "SP21"}


def test_confluent_points_open_the_vessels() -> None:
    opening = {row["id"]: row["opening_point"] for row in rows("vessels")}
    opening |= {row["code"]: row["opening_point"] for row in rows("meridians") if row["opening_point"]}
    shown = {row["detail"]: row["code"] for row in members("confluent")}
    for vessel in VESSELS | {"GV", "CV"}:
        assert opening[vessel] == shown[vessel]


def test_classes_name_known_kinds_and_points_once() -> None:
    kinds = {row["id"] for row in rows("class_kinds")}
    seen = Counter((row["code"], row["class"], row["detail"]) for row in rows("classes"))
    assert max(seen.values()) == 1
    assert {kind for _, kind, _ in seen} == kinds
    assert {code for code, _, _ in seen} <= set(POINTS)
    for row in members("meeting"):
        assert row["detail"] in VESSELS | set(COUNTS)
        assert row["detail"] != re.sub(r"\d", "", row["code"])


def test_graph_has_every_step_once_and_holds_together() -> None:
    nodes = set(POINTS) | set(COUNTS) | VESSELS
    edges = rows("connections")
    assert max(Counter((row["from"], row["to"], row["kind"]) for row in edges).values()) == 1
    steps = {(row["from"], row["to"]) for row in edges if row["kind"] in {"course", "inner_jump"}}
    assert steps == {(f"{m}{n}", f"{m}{n + 1}") for m, count in COUNTS.items() for n in range(1, count)}
    assert all(row["detail"] for row in edges if row["kind"] == "inner_jump")
    around: dict[str, set[str]] = defaultdict(set)
    for row in edges:
        around[row["from"]].add(row["to"])
        around[row["to"]].add(row["from"])
    assert set(around) == nodes
    reached, queue = {"LU1"}, ["LU1"]
    while queue:
        for other in around[queue.pop()] - reached:
            reached.add(other)
            queue.append(other)
    assert reached == nodes


def test_meridians_follow_one_another_in_a_ring() -> None:
    follows = {row["from"]: row["to"] for row in rows("connections") if row["kind"] == "follows"}
    assert follows == dict(zip(PRIMARY, PRIMARY[1:] + PRIMARY[:1], strict=True))


def test_meetings_agree_in_both_tables() -> None:
    walked = {(row["from"], row["to"]) for row in rows("connections") if row["kind"] == "meeting"}
    assert walked == {(row["code"], row["detail"]) for row in members("meeting")}


def test_first_named_has_each_point_once() -> None:
    table = rows("first_named")
    assert [row["code"] for row in table] == POINTS + EXTRA
    assert all(row["book"] and row["chapter"] for row in table if row["code"] in POINTS)
    assert all(bool(row["book"]) == bool(row["chapter"]) for row in table)
    assert all(row["book"] in source_ids() for row in table if row["book"])


def test_uses_are_at_most_six_and_in_the_vocabulary() -> None:
    vocabulary = rows("uses")
    assert 80 <= len(vocabulary) <= 150
    assert all(row[language] for row in vocabulary for language in ("en", "zh", "ko", "ja", "es"))
    table = rows("tradition")
    pairs = Counter((row["code"], row["use"]) for row in table)
    assert max(pairs.values()) == 1
    assert {use for _, use in pairs} == {row["id"] for row in vocabulary}
    per_point = Counter(code for code, _ in pairs)
    assert max(per_point.values()) <= number("uses_of_a_point")
    assert set(POINTS) <= set(per_point) <= set(POINTS + EXTRA)
    assert all(row["book"] in source_ids() and row["chapter"] for row in table)
