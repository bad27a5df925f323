"""`tongren about`: what Tongren is and is not, and whose work it stands on."""

from __future__ import annotations

from tongren.knowledge.tables import table
from tongren.version import __version__

NAME = "about"
EXAMPLE = "tongren about"
IS_NOT = (
    "Tongren is not a medical device, makes no diagnosis, and proves nothing: that a point has a place and a tradition does not "
    "show that it helps. Needles belong in licensed hands. Places carry an uncertainty (sigma); read it."
)
SHOWN = ("bodyparts3d", "tara_project", "anny", "makehuman", "who_2008", "who_1993", "unihan", "nhanes_2009_2012")


def command() -> None:
    """Say what Tongren is, what it is not, and whose work it stands on."""
    print(f"Tongren {__version__}: the computable atlas of the acupuncture points.")
    print(IS_NOT)
    print("Code: Apache-2.0. Atlas: CC BY 4.0.\n\nIt stands on:")
    sources = {r["id"]: r for r in table("sources")}
    for key in SHOWN:
        row = sources[key]
        print(f"- {row['citation']} [{row['licence']}]")
