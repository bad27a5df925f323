"""Import paths of 0.1.0, kept for one version: `from tongren.locate.engine import locate_rest` still works, with a DeprecationWarning.

The package asks here for names that nobody else finds.  Old rooms share their names with public functions
(`tongren.locate`), so the package keeps the function and an old room's modules are found through sys.modules; where the function
stands in the room's place it carries the modules as attributes, so that `import tongren.locate.engine as e` works too.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType

ROOMS = {"locate": "locating", "draw": "drawing", "evidence": "findings", "guide": "guidance"}
EXPORTED = {"evidence": {"pool": "pooling.pool"}}  # what an old room gave by its own name
MODULES = {
    "body.fit": "fitting.fit",
    "body.fit_clothes": "fitting.clothes",
    "body.fit_joints": "fitting.joints",
    "body.fit_limbs": "fitting.limbs",
    "body.fit_match": "fitting.match",
    "body.fit_model": "fitting.step",
    "body.fit_report": "fitting.report",
    "body.fit_rough": "fitting.rough",
    "body.fit_sigma": "fitting.sigma",
    "body.fit_skin": "fitting.skin",
    "body.fit_space": "fitting.space",
    "body.fit_start": "fitting.start",
    "body.scan": "scans.reading",
    "body.scan_axes": "scans.axes",
    "body.scan_file": "scans.file",
    "body.scan_gltf": "scans.gltf",
    "body.scan_guard": "scans.guard",
    "body.scan_models": "scans.models",
    "body.scan_normals": "scans.normals",
    "body.scan_parts": "scans.parts",
    "body.scanned": "fitting.scanned",
    "cli.lines": "cli.printing",
    "draw.scan": "drawing.fit_picture",
    "evidence.absolute": "pooling.absolute",
    "evidence.arms": "pooling.arms",
    "evidence.bias": "pooling.bias",
    "evidence.effects": "pooling.effects",
    "evidence.forest": "drawing.forest_plot",
    "evidence.indirect": "pooling.indirect",
    "evidence.inconsistency": "pooling.inconsistency",
    "evidence.mantel": "pooling.mantel",
    "evidence.network": "pooling.network",
    "evidence.pool": "pooling.pool",
    "evidence.regress": "pooling.regress",
    "evidence.tables": "pooling.tables",
    "evidence.tau2": "pooling.tau2",
    "evidence.translation": "findings.translation",
    "guide.told": "guidance.wording",
    "locate.compile": "locating.assembly",
    "locate.lean": "locating.reduced",
    "locate.lines": "locating.chart_lines",
    "locate.many": "locating.many_scans",
    "locate.many_engines": "locating.scan_engines",
    "locate.many_parts": "locating.scan_results",
    "locate.near": "locating.nearest",
    "locate.scan": "locating.on_scan",
    "server.answers": "server.answering",
    "server.lines": "server.fields",
    "server.regions": "search.regions",
}


def moved_to(name: str) -> str | None:
    """Return where a module of 0.1.0, given with its package, is now; None for one that did not move."""
    package, _, old = name.partition(".")
    room, _, module = old.partition(".")
    if package != "tongren" or not (room in ROOMS or old in MODULES):
        return None
    return f"tongren.{MODULES.get(old) or ROOMS[room] + ('.' + module if module else '')}"


class OldRoom(ModuleType):
    """A room of 0.1.0: what it gave by its own name is not rebound to the module of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in EXPORTED.get(self.__name__.removeprefix("tongren."), {}) and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


class Moved(Loader):
    """Loads a module under its old name: it is the module of the new one."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Warn; the import system then makes an empty module, which stays where the old name was a room."""
        warnings.warn(f"{spec.name} is now {moved_to(spec.name)}; the old name goes with the next version", DeprecationWarning, stacklevel=2)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of the new name in the place of the empty one."""
        old = module.__name__.removeprefix("tongren.")
        if old in ROOMS:
            module.__class__ = OldRoom
            module.__dict__.update({k: getattr(import_module(f"tongren.{v}"), k) for k, v in EXPORTED.get(old, {}).items()})
            return
        room, name = old.split(".")
        now = sys.modules[module.__name__] = import_module(str(moved_to(module.__name__)))
        if room in ROOMS:
            setattr(getattr(sys.modules["tongren"], room), name, now)


def find_moved(name: str) -> ModuleSpec | None:
    """Return how to load a module of an old name; None for every other."""
    if moved_to(name) is None:
        return None
    return ModuleSpec(name, Moved(), is_package=name.removeprefix("tongren.") in ROOMS)
