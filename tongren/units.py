"""Conversions between the units people give and the millimetres and kilograms used inside."""

from __future__ import annotations

MM_PER_CM = 10.0
MM_PER_M = 1000.0


def cm_to_mm(value_cm: float) -> float:
    """Return centimetres in millimetres."""
    return value_cm * MM_PER_CM


def body_mass_index(weight_kg: float, height_cm: float) -> float:
    """Return weight over height squared, kg/m2."""
    return weight_kg / (height_cm / 100.0) ** 2
