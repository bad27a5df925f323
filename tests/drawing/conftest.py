"""One body and its points, located once for all tests of pictures."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located


@pytest.fixture(scope="session")
def woman() -> Body:
    return Body("female", 35, 165, 60)


@pytest.fixture(scope="session")
def located(woman: Body) -> Located:
    return locate_rest(woman.vertices_mm[None].astype(np.float32), np.array([True]), alternatives=True)
