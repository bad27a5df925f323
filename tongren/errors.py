"""The errors Tongren raises; told at length, with the exit codes, in docs/errors.md.

TongrenError
├── InputError         a caller's mistake: what was found, what is allowed, what to do
│   └── UnknownPoint   a code or name that names no point, with the nearest names; a KeyError too
├── OutputError        a file that cannot be written, and why; the old one stays; an OSError too
├── AtlasError         mistakes in the atlas files, all at once
└── RuleError          a rule that cannot be read or ordered, with file, line and column

The classes stay from version to version; their texts are for readers and may change.
"""

from __future__ import annotations


class TongrenError(Exception):
    """Any error that Tongren raises on purpose; its text is meant for the reader."""


class InputError(TongrenError):
    """The caller gave something that cannot be used."""


class UnknownPoint(InputError, KeyError):
    """A code or name that names no point; the text has the nearest names.  It is a KeyError, as `located["XX1", "L"]` raises."""

    __str__ = Exception.__str__  # KeyError shows its text in quotes


class OutputError(TongrenError, OSError):
    """A file could not be written whole; the text names it, says why and what to do.  An old file of that name is unchanged."""


class AtlasError(TongrenError):
    """One or more rows of the atlas are wrong; the text lists them all."""


class RuleError(TongrenError):
    """A location rule cannot be read, names something unknown, or leans on itself."""
