"""The front door of 0.1.0, kept for one version: everything here is had from `import tongren` now."""

from __future__ import annotations

import warnings

from tongren.body.person import Bodies, Body
from tongren.body.population import bodies
from tongren.body.stance import posed
from tongren.front.known import explain, find
from tongren.front.places import locate
from tongren.front.subjects import NAMED, named_body
from tongren.locating.located import Located
from tongren.locating.vertices import check_vertices

__all__ = ["NAMED", "Bodies", "Body", "Located", "bodies", "check_vertices", "explain", "find", "locate", "named_body", "posed"]
warnings.warn("tongren.api goes with the next version: import tongren as tg, then tg.locate, tg.Body, …", DeprecationWarning, stacklevel=2)
