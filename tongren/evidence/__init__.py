"""What is known: study tables pooled and graded, practices compared, cautions; it reads positions and never changes them."""

from __future__ import annotations

from tongren.evidence.pool import pool

__all__ = ["pool"]
