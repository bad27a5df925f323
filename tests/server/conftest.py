"""One application for all tests of the room, with its start and end, asked as a browser on this machine would ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tongren.server.app import application
from tongren.server.guard import Rate


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of an application that is not slowed by the rate of one client."""
    with TestClient(application(rate=Rate(1e9, 1e9)), base_url="http://localhost", raise_server_exceptions=False) as c:
        yield c
