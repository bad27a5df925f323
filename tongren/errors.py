"""The errors Tongren raises.

TongrenError
├── InputError     a caller's mistake: what was found, what is allowed, what to do
│   └── UnknownPoint   a code or name that names no point, or none that is there; a KeyError too
├── AtlasError     mistakes in the atlas files, all at once
└── RuleError      a rule that cannot be read or ordered, with file, line and column
"""

from __future__ import annotations


class TongrenError(Exception):
    """Any error that Tongren raises on purpose; its text is meant for the reader."""


class InputError(TongrenError):
    """The caller gave something that cannot be used."""


class UnknownPoint(InputError, KeyError):
    """A code or name that names no point, or none of those that are there; the text has the nearest."""

    def __str__(self) -> str:  # KeyError would put it in quotes
        return str(self.args[0]) if self.args else ""


class AtlasError(TongrenError):
    """One or more rows of the atlas are wrong; the text lists them all."""


class RuleError(TongrenError):
    """A location rule cannot be read, names something unknown, or leans on itself."""
