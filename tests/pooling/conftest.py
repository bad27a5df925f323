"""What metafor answered, and where the study tables lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[1] / "authorities" / "metafor"


@pytest.fixture(scope="session")
def asked() -> dict[str, Any]:
    """The random tables."""
    return json.loads((HERE / "tables.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def answered() -> dict[str, Any]:
    """metafor's answers to them, as received."""
    return json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
