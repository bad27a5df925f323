"""What was answered before, kept in memory: the least recently used goes first when the bytes are used up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Protocol


class Sized(Protocol):
    """Anything that knows how many bytes it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held, about."""
        ...


class Store:
    """Values by key, at most `most_bytes` of them together; may be used from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.nbytes = 0
        self._kept: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Sized | None:
        """Return a value and mark it as used, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Hashable, value: Sized) -> None:
        """Keep a value; one that alone is larger than the store is not kept."""
        with self._lock:
            old = self._kept.pop(key, None)
            self.nbytes -= old.nbytes if old else 0
            if value.nbytes > self.most_bytes:
                return
            self._kept[key] = value
            self.nbytes += value.nbytes
            while self.nbytes > self.most_bytes:
                _, gone = self._kept.popitem(last=False)
                self.nbytes -= gone.nbytes
