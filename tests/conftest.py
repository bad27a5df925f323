"""Shared fixtures, and the rule about skipping: with TONGREN_ALL=1 a skipped test fails; without, one line says why."""

from __future__ import annotations

import os

import numpy as np
import pytest
from reference_people import REFERENCE

from tongren.body.person import Body
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located


@pytest.fixture(scope="session")
def reference_bodies() -> dict[str, Body]:
    """Eight bodies that every promise is tried on."""
    return {name: Body(*who, name) for name, who in REFERENCE.items()}  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def located(reference_bodies: dict[str, Body]) -> dict[str, Located]:
    """Every point, second places too, on the eight bodies at rest."""
    return {
        name: locate_rest(b.vertices_mm[None].astype(np.float32), np.array([b.sex == "female"]), alternatives=True)
        for name, b in reference_bodies.items()
    }


_left_out: list[str] = []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """Turn a skip into a failure when everything was asked for; remember it otherwise."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if os.environ.get("TONGREN_ALL") == "1":
            report.outcome = "failed"
            report.longrepr = f"skipped with TONGREN_ALL=1: {reason}"
        else:
            _left_out.append(f"{item.name} ({reason.removeprefix('Skipped: ')})")


def pytest_terminal_summary(terminalreporter):  # type: ignore[no-untyped-def]
    """Say in one line what was left out."""
    if _left_out:
        terminalreporter.write_line("left out: " + "; ".join(sorted(set(_left_out))))
