"""The pathways as a graph one can walk: points, meridians and vessels, and every connection that the atlas knows.

    from tongren.knowledge.graph import graph, neighbours, walk
    [c.end for c in walk("LU", kinds=["follows"])]          # the ring of the twelve meridians
    graph().nodes["ST36"]                                    # needs networkx, extra `[graph]`
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from tongren.errors import InputError
from tongren.knowledge.atlas import point_order
from tongren.knowledge.tables import table


class Connection(NamedTuple):
    """One row of atlas/connections.csv: from `start` to `end`, each a point, a meridian or an extraordinary vessel."""

    start: str
    end: str
    kind: str
    detail: str
    source: str
    known_by: str


@cache
def connections() -> tuple[Connection, ...]:
    """Return every connection, in the order of the table."""
    return tuple(
        Connection(r["from"], r["to"], r["kind"], r["detail"], r["source"], r["known_by"]) for r in table("connections")
    )


@cache
def connection_kinds() -> tuple[str, ...]:
    """Return the kinds of connections, in the order of the table."""
    return tuple(dict.fromkeys(c.kind for c in connections()))


@cache
def places() -> dict[str, dict[str, str]]:
    """Return every node and what it is: {"ST36": {"is": "point", "meridian": "ST"}, "ST": {"is": "meridian", ...}}."""
    out = {r["code"]: {"is": "meridian", "name": r["name_en"]} for r in table("meridians")}
    out |= {r["id"]: {"is": "vessel", "name": r["name_en"]} for r in table("vessels")}
    names = {r["code"]: r["english"] for r in table("names")}
    points = sorted((r["code"] for r in table("points") if r["meridian"] in out), key=point_order)
    meridian = {r["code"]: r["meridian"] for r in table("points")}
    return out | {c: {"is": "point", "name": names.get(c, ""), "meridian": meridian[c]} for c in points}


@cache
def _touching() -> dict[str, tuple[Connection, ...]]:
    """Every place and the connections that begin or end there."""
    out: dict[str, list[Connection]] = {code: [] for code in places()}
    for c in connections():
        for code in dict.fromkeys((c.start, c.end)):
            out.setdefault(code, []).append(c)
    return {code: tuple(cs) for code, cs in out.items()}


def neighbours(code: str) -> list[Connection]:
    """Return the connections that begin or end at a point, a meridian or a vessel.

    Raises InputError for a code that is not in the graph.
    """
    if code not in _touching():
        raise InputError(
            f'"{code}" is not in the graph of the meridians; allowed: a point of the standard (ST36), a meridian '
            f"({', '.join(c for c, p in places().items() if p['is'] == 'meridian')}) or a vessel "
            f"({', '.join(c for c, p in places().items() if p['is'] == 'vessel')})"
        )
    return list(_touching()[code])


def _checked(kinds: Iterable[str] | str | None) -> frozenset[str]:
    wanted = connection_kinds() if kinds is None else (kinds,) if isinstance(kinds, str) else tuple(kinds)
    unknown = [k for k in wanted if k not in connection_kinds()]
    if unknown:
        raise InputError(f'kind is "{unknown[0]}"; allowed: {", ".join(connection_kinds())}')
    return frozenset(wanted)


def walk(start: str, kinds: Iterable[str] | str | None = None, both_ways: bool = False) -> Iterator[Connection]:
    """Yield each connection that one meets on the way from `start`, nearest first, each once.

    kinds: which connections may be used, by default all; both_ways: also against their direction.
    Raises InputError for a start or a kind that is not in the graph.
    """
    wanted = _checked(kinds)
    neighbours(start)
    return _walked(start, wanted, both_ways)


def _walked(start: str, wanted: frozenset[str], both_ways: bool) -> Iterator[Connection]:
    reached, used, queue = {start}, set(), deque([start])
    while queue:
        here = queue.popleft()
        for c in _touching()[here]:
            if c.kind not in wanted or c in used or (c.start != here and not both_ways):
                continue
            used.add(c)
            yield c
            there = c.end if c.start == here else c.start
            if there not in reached:
                reached.add(there)
                queue.append(there)


@cache
def course_order(meridian: str) -> tuple[str, ...]:
    """Return a meridian's points in the order of tradition: the chain of its `course` and `inner_jump` connections."""
    after = {c.start: c.end for c in connections() if c.kind in ("course", "inner_jump") and _on(c.start) == meridian}
    first = [code for code in after if code not in set(after.values())]
    out = first[:1]
    while out and out[-1] in after and len(out) <= len(after):
        out.append(after[out[-1]])
    return tuple(out)


def _on(code: str) -> str:
    return places().get(code, {}).get("meridian", "")


def graph() -> Any:
    """Return a networkx.MultiDiGraph: nodes are points, meridians and vessels; every connection is an edge.

    Nodes carry `is` (point, meridian, vessel), `name` and, for points, `meridian`; edges carry kind, detail, source and
    known_by, and their kind as key.  Raises InputError where networkx is not installed.
    """
    try:
        import networkx
    except ImportError as e:
        raise InputError(
            "the graph needs networkx, which is not installed: pip install 'tongren[graph]'; "
            "without it, neighbours() and walk() of tongren.knowledge.graph do"
        ) from e
    out = networkx.MultiDiGraph(name="Tongren: connections of the meridians")
    out.add_nodes_from(places().items())
    for c in connections():
        out.add_edge(c.start, c.end, key=c.kind, kind=c.kind, detail=c.detail, source=c.source, known_by=c.known_by)
    return out
