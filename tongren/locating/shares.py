"""Landmarks that keep their share of a way: measured between its ends on each body, not carried with the skin.

The skin over the spine stretches unevenly: carried from the default man, the step from L2 to L3 was 69 mm on a heavy man and that
from T11 to T12 11 mm.  A vertebra takes the same share of a spine in all people, so its level is read off between the two ends
of the way, C7 and S2, as cun are; the skin of the median line at that level is where it lies.
"""

from __future__ import annotations

from tongren.charts.frames import piecewise
from tongren.geometry.backend import Array, at, namespace, rising
from tongren.locating.program import Program


def at_shares(program: Program, carried: Array, moved: Array | None) -> Array:
    """Return sites (B, S, 3), millimetres, with those that keep a share put at their levels; the rest as carried, and moved.

    carried: (B, S, 3) sites as the skin carries them; moved: (B, S, 3) shifts to be added, or none.
    The height is the share of the way from one end to the other; depth is that of the carried line at this height; x is kept.
    """
    sites = carried if moved is None else carried + moved
    if not program.share_site.shape[0]:
        return sites
    xp, which = namespace(carried), program.share_site
    top, low = (at(sites, program.share_end[i : i + 1]) for i in (0, 1))
    height = top[..., 2] + (low[..., 2] - top[..., 2]) * program.share
    line = at(sites, program.share_line)
    depth = piecewise(-height, rising(-line[..., 2], 1e-3), line[..., 1])
    shift = 0.0 if moved is None else at(moved, which)[..., 2]
    sites[:, which] = xp.stack([at(sites, which)[..., 0], depth, height + shift], axis=-1)
    return sites
