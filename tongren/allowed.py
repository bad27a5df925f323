"""Checks at the door: what a caller gave, as what it should be, or an InputError that says what was found and what is allowed."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Iterable
from numbers import Integral, Real
from pathlib import Path

from tongren.errors import InputError

LONGEST = 60


def shown(value: object) -> str:
    """Return a value as a message shows it: its repr, cut where it is long, else its type."""
    if isinstance(value, str):
        return f'"{value[:LONGEST]}"'
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a caller's own object may fail to describe itself
        text = ""
    return text if 0 < len(text) <= LONGEST else type(value).__name__


def number(name: str, value: object, low: float, high: float, unit: str = "", hint: str = "") -> float:
    """Return a finite number within limits, ends counted.  hint: said of the value in brackets.

    Raises InputError for what is no number (text and True are none) or lies outside.
    """
    try:
        out = float(value) if isinstance(value, Real) and not isinstance(value, bool) else None
    except (OverflowError, ValueError, TypeError):
        out = math.inf
    after = f" {unit}" if unit else ""
    if out is None:
        raise InputError(f"{name} is {shown(value)}; allowed: a number, {low:g} to {high:g}{after}")
    if not low - 1e-9 <= out <= high + 1e-9:
        raise InputError(f"{name} is {out:.4g}{after}{hint}; allowed: {low:g} to {high:g}{after}")
    return out


def whole_number(name: str, value: object, low: int | None = None, high: int | None = None) -> int:
    """Return a whole number from `low` to `high`, None leaving an end open.  Raises InputError for anything else."""
    limits = "" if low is None else f", {low} or more" if high is None else f", {low} to {high}"
    out = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None
    if out is None or (low is not None and out < low) or (high is not None and out > high):
        raise InputError(f"{name} is {shown(value)}; allowed: a whole number{limits}")
    return out


def one_of(name: str, value: object, allowed: Collection[str], more: str = "") -> str:
    """Return a word that is among the allowed ones.  more: said after them.  Raises InputError for another, with the nearest."""
    if isinstance(value, str) and value in allowed:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value.lower(), allowed, n=1) if isinstance(value, str) else []
    meant = f'; did you mean "{near[0]}"?' if near else ""
    raise InputError(f"{name} is {shown(value)}; allowed: {', '.join(allowed)}{more}{meant}")


def flag(name: str, value: object) -> bool:
    """Return True or False.  Raises InputError for anything else."""
    if value is True or value is False or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise InputError(f"{name} is {shown(value)}; allowed: True or False")


def text(name: str, value: object, example: str) -> str:
    """Return a text.  Raises InputError for what is none, with an example."""
    if not isinstance(value, str):
        raise InputError(f"{name} is {shown(value)}; allowed: a text, such as {example}")
    return value


def texts(name: str, value: object, example: str) -> list[str]:
    """Return one text or several as a list.  Raises InputError for anything else, with an example."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable) or isinstance(value, bytes):
        raise InputError(f"{name} is {shown(value)}; allowed: a text or several, such as {example}")
    return [text(name, v, example) for v in value]


def file_path(name: str, value: object) -> Path:
    """Return a path given as text or Path.  Raises InputError for anything else."""
    if not isinstance(value, str | os.PathLike) or (isinstance(value, str) and (not value or "\0" in value)):
        raise InputError(f'{name} is {shown(value)}; allowed: a path, such as "points.csv"')
    return Path(value)
