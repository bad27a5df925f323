"""The version of this installation, in a leaf that anything may import."""

from __future__ import annotations

__version__ = "0.1.0"
