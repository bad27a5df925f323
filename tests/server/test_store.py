"""The store holds no more bytes than it may, and forgets what was used longest ago."""

from __future__ import annotations

from dataclasses import dataclass

from tongren.server.store import Store


@dataclass(frozen=True)
class Thing:
    nbytes: int


def test_the_least_recently_used_goes_first() -> None:
    store = Store(30)
    for name in "abc":
        store.put(name, Thing(10))
    assert store.get("a") is not None  # used again
    store.put("d", Thing(10))
    assert store.get("b") is None
    assert all(store.get(x) for x in "acd")
    assert store.nbytes == 30


def test_bytes_are_counted_when_a_value_is_replaced() -> None:
    store = Store(100)
    store.put("a", Thing(60))
    store.put("a", Thing(20))
    assert store.nbytes == 20 and len(store) == 1


def test_what_is_larger_than_the_store_is_not_kept_and_drives_nothing_out() -> None:
    store = Store(50)
    store.put("small", Thing(10))
    store.put("large", Thing(51))
    assert store.get("large") is None and store.get("small") is not None and store.nbytes == 10


def test_it_never_holds_more_than_it_may() -> None:
    store = Store(1000)
    for i in range(500):
        store.put(i, Thing(1 + i * 7 % 90))
        assert store.nbytes <= 1000
        assert store.nbytes == sum(v.nbytes for v in store._kept.values())
