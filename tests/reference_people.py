"""The eight people on whose bodies every promise is tried, by tests and benchmarks alike."""

from __future__ import annotations

# women and men, 18 to 85 years, 145 to 200 cm, body mass index 17 to 40, women to 35
REFERENCE = {
    "young_woman_slim": ("female", 18, 165, 47.0),
    "woman_average": ("female", 40, 163, 60.0),
    "woman_heavy": ("female", 55, 158, 87.0),
    "old_woman_short": ("female", 85, 145, 50.0),
    "young_man_slim": ("male", 18, 185, 58.5),
    "man_average": ("male", 40, 175, 75.0),
    "man_heavy": ("male", 50, 172, 118.0),
    "old_man_tall": ("male", 80, 200, 96.0),
}
