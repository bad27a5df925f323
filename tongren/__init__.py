"""Tongren: the computable atlas of the acupuncture points.

    >>> import tongren as tg
    >>> body = tg.Body(sex="female", age=40, height_cm=165, weight_kg=62)
    >>> tg.locate(body)["ST36", "L"].position_mm

Every name is loaded when it is first used, so that `import tongren` costs nothing; __init__.pyi tells type checkers what they are.
"""

import sys
from types import ModuleType

HOMES = {
    "Bodies": "body.person", "Body": "body.person", "Measures": "body.person", "Located": "locating.located", "__version__": "version",
    "bodies": "body.population", "draw": "front.pictures", "errors": "errors", "evidence": "front.known", "explain": "front.known",
    "find": "front.known", "fit_scan": "fitting.fit", "guide": "front.known", "locate": "front.places", "named_body": "front.subjects",
    "network": "pooling.network", "pool": "pooling.pool", "posed": "body.stance", "read_scan": "scans.reading", "show": "front.known",
}  # fmt: skip
__all__ = sorted(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'tongren' has no attribute '{name}'; it has {', '.join(sorted(HOMES))}")
    from importlib import import_module

    module = import_module(f"tongren.{HOMES[name]}")
    value = module if name == HOMES[name] else getattr(module, name)
    sys.modules[__name__].__dict__[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})


class _Front(ModuleType):
    """The package as a module: a room of 0.1.0, found under its old name, does not take the place of the function of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in HOMES and isinstance(value, ModuleType) and HOMES[name] != name):
            super().__setattr__(name, value)


class _OldNames:
    """At the end of sys.meta_path: asks tongren/moved.py for what nobody else finds, so that it is loaded only then."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> object:
        if not name.startswith("tongren."):
            return None
        from tongren.moved import find_moved

        return find_moved(name)


sys.modules[__name__].__class__ = _Front
if not any(type(f).__name__ == "_OldNames" for f in sys.meta_path):
    sys.meta_path.append(_OldNames())
