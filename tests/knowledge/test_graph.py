"""The graph of the meridians: walking it, and its networkx form."""

from __future__ import annotations

import sys

import pytest

from tongren.errors import InputError
from tongren.knowledge.graph import connections, course_order, graph, neighbours, places, walk

RING = ["LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR"]


def test_the_twelve_meridians_follow_one_another_in_a_ring() -> None:
    assert [c.end for c in walk("LU", "follows")] == RING[1:] + RING[:1]


def test_a_course_is_walked_from_its_first_point_to_its_last() -> None:
    assert [c.end for c in walk("LU1", kinds=["course"])] == [f"LU{n}" for n in range(2, 12)]
    assert course_order("BL") == tuple(f"BL{n}" for n in range(1, 68))
    assert [len(course_order(m)) for m in ("GV", "CV", "GB", "dai")] == [28, 24, 44, 0]


def test_courses_are_one_way_unless_both_ways_are_asked_for() -> None:
    assert not list(walk("LU11", "course"))
    assert [c.start for c in walk("LU11", "course", both_ways=True)] == [f"LU{n}" for n in range(10, 0, -1)]


def test_everything_is_reached_from_anywhere_and_each_connection_once() -> None:
    walked = list(walk("ST36", both_ways=True))
    assert len(walked) == len(set(walked)) == len(connections())
    assert {c.start for c in walked} | {c.end for c in walked} == set(places())


def test_neighbours_are_the_connections_that_touch_a_place() -> None:
    around = neighbours("LU7")
    assert {(c.start, c.end, c.kind) for c in around} == {
        ("LU6", "LU7", "course"), ("LU7", "LU8", "course"), ("LU7", "LI", "network"), ("LU7", "CV", "opens"),
    }
    assert all(c.source and c.known_by for c in around)


def test_wrong_words_are_answered_with_what_is_allowed() -> None:
    with pytest.raises(InputError, match="ST36"):
        neighbours("ST99")
    with pytest.raises(InputError, match="follows"):
        walk("LU1", kinds=["flight"])
    with pytest.raises(InputError):
        walk("nowhere")


def test_networkx_graph_holds_every_connection() -> None:
    networkx = pytest.importorskip("networkx", reason="networkx not installed")
    g = graph()
    assert isinstance(g, networkx.MultiDiGraph)
    assert set(g.nodes) == set(places()) and g.number_of_edges() == len(connections())
    assert g.nodes["ST36"]["is"] == "point" and g.nodes["ST36"]["meridian"] == "ST" and g.nodes["dai"]["is"] == "vessel"
    assert set(g.edges["LU7", "LI", "network"]) == {"kind", "detail", "source", "known_by"}
    assert networkx.is_weakly_connected(g)
    ring = networkx.DiGraph((a, b) for a, b, kind in g.edges(data="kind") if kind == "follows")
    assert networkx.is_directed_acyclic_graph(ring) is False and len(ring) == 12


def test_without_networkx_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(InputError, match=r"tongren\[graph\]"):
        graph()
