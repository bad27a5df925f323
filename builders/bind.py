"""Bind the landmarks of a region: python builders/bind.py leg [--only NAME] [--check]; `all` binds the six regions.

Writes atlas/bindings/REGION.csv, atlas/roads/REGION.csv and, for the back, atlas/shares/back.csv, where a site moved by more than 0.05 mm or a
row says something else, and prints how far apart the roads lie.
--only leaves atlas/shares, which hang on several landmarks.  --check writes nothing; it names what would change and then ends with 1.
"""

from __future__ import annotations

import argparse
import sys

from regions import REGIONS, bound
from road_ledger import Ledger

WIDE_MM = 10.0  # roads farther apart want a reason


def report(ledger: Ledger) -> None:
    """Print the landmarks whose roads lie far apart, widest first."""
    for landmark, gap in sorted(ledger.gaps.items(), key=lambda x: -x[1]):
        if gap > WIDE_MM or landmark == ledger.only:
            print(f"{gap:6.1f} mm apart  {landmark}")


def run(region: str, only: str, check: bool) -> list[str]:
    """Bind a region and return its changes, a line for each row."""
    ledger = bound(region, only)
    if only and only not in ledger.nodes:
        raise SystemExit(f'--only: found "{only}"; allowed: a landmark of {region}, as in atlas/bindings/{region}.csv')
    changes = [line for table in ledger.tables() for line in table.changes]
    if not check:
        report(ledger)
        for table in ledger.tables():
            table.write()
    print(
        "\n".join([*changes, f"{region}: {len(ledger.nodes)} landmarks bound, {len(changes)} rows {'would change' if check else 'changed'}"]),
        flush=True,
    )
    return changes


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("region", choices=[*REGIONS, "all"])
    parser.add_argument("--only", default="", metavar="NAME", help="bind this landmark alone; all others keep their rows")
    parser.add_argument("--check", action="store_true", help="write nothing; name what would change and end with 1")
    given = parser.parse_args()
    if given.only and given.region == "all":
        parser.error("--only wants the region of the landmark")
    changes = [line for region in (REGIONS if given.region == "all" else [given.region]) for line in run(region, given.only, given.check)]
    return int(given.check and bool(changes))


if __name__ == "__main__":
    sys.exit(main())
