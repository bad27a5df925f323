"""A scan from four sides with its points and a heat map: how far the scan lies outside (warm) or inside (cold) of the fitted skin.

What the scan shows as a mesh is drawn itself; of a cloud of points the fitted skin is drawn, with the same colours.  Skin
that the scan did not show is drawn on the fitted body beneath, in grey; its points are rings.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tongren.body.template import template
from tongren.drawing.figure import meridian_colours, meridian_of
from tongren.drawing.page import Page
from tongren.drawing.raster import Camera, looking, rasterise
from tongren.drawing.shade import shaded
from tongren.drawing.shapes import FAINT, INK, Box, Disc, Image, Path_, Text
from tongren.fitting.report import distances
from tongren.fitting.scanned import ScanFit
from tongren.geometry.mesh import FloatArray, IntArray, face_normals
from tongren.locating.located import Located

SIDES = (("front", 0.0), ("left side", 90.0), ("back", 180.0), ("right side", 270.0))
HEAT_MM = 10.0  # the end of the colours
COLD, WARM, UNSEEN = np.array([58.0, 96.0, 190.0]), np.array([205.0, 62.0, 40.0]), np.array([150.0, 150.0, 150.0])
CALM = np.array([244.0, 236.0, 222.0])
WIDTH, HEIGHT, TOP, FOOT, MARGIN = 250, 560, 46, 118, 1.06


def heat_colours(gap_mm: FloatArray) -> FloatArray:
    """Return colours (N, 3) of signed gaps (N,) in mm: cold inside, pale at none, warm outside, grey for NaN."""
    share = np.clip(gap_mm / HEAT_MM, -1, 1)
    end = np.where(share[:, None] < 0, COLD, WARM)
    colour = CALM + (end - CALM) * np.sqrt(np.abs(share))[:, None]
    return np.where(np.isnan(gap_mm)[:, None], UNSEEN, colour)


def signed_gaps(points: FloatArray, vertices: FloatArray) -> FloatArray:
    """Return how far (N,) in mm points lie outside (positive) or inside of the skin of a body (V, 3)."""
    far, face = distances(points, vertices)
    t = template()
    normal = face_normals(vertices, t.faces[face])
    return far * np.sign(((points - vertices[t.faces[face]].mean(1)) * normal).sum(1))


def _surfaces(fit: ScanFit) -> tuple[FloatArray, IntArray, FloatArray]:
    """Vertices, faces and signed gaps (N,) of what is drawn: the scan, and beneath it the fitted skin that it does not show."""
    t = template()
    skin_faces = t.faces[t.is_skin]
    unseen = skin_faces[(fit.seen[skin_faces] < 0.5).all(1)]
    scan = fit.scan
    if scan is None or scan.faces is None:
        return fit.skin_mm, skin_faces, np.where(fit.seen < 0.5, np.nan, fit.gap_mm)
    points = np.concatenate([scan.points, fit.skin_mm])
    faces = np.concatenate([scan.faces, unseen + len(scan.points)])
    gap = np.concatenate([signed_gaps(scan.points, fit.skin_mm), np.full(len(fit.skin_mm), np.nan)])
    return points, faces, gap


def _view(camera: Camera, points: FloatArray, faces: IntArray, gap: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """The shaded picture (H, W, 3) in heat colours, and how near (H, W) what is seen lies."""
    plain = shaded(points, faces, camera, 2, 2)
    seen = rasterise(points, faces, camera.finer(2))
    on = seen.face >= 0
    colour = heat_colours(gap)[faces[seen.face[on]]]
    colour = (colour * seen.weights[on][..., None]).sum(1)
    light = plain.pixels[on].astype(float).mean(1, keepdims=True) / 225.0
    out = plain.pixels.copy()
    out[on] = np.clip(colour * light, 0, 255).astype(np.uint8)
    return out, plain.nearness


def _discs(camera: Camera, found: Located, near: FloatArray, places: FloatArray) -> list[Disc]:
    """The points that the camera sees, in their meridians' colours; those the scan did not show as rings."""
    screen, facing = camera.project(places), np.asarray(found.normal)[0] @ camera.toward
    x, y = np.floor(np.nan_to_num(screen[:, :2]) * 2).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < near.shape[1]) & (y < near.shape[0]) & np.isfinite(screen[:, 0])
    depth = near[np.clip(y, 0, near.shape[0] - 1), np.clip(x, 0, near.shape[1] - 1)]
    colours, out, words = meridian_colours(), [], found.status_words[0]
    for i in np.flatnonzero(inside & (facing > 0.1) & (screen[:, 2] >= depth - 6.0 - 2 * camera.mm_per_px)):
        colour = colours[meridian_of(found.codes[i])]
        hollow = words[i] == "unseen"
        out.append(Disc(float(screen[i, 0]), float(screen[i, 1]), 1.7, None if hollow else colour, colour if hollow else (255, 255, 255),
                        0.7 if hollow else 0.4))  # fmt: skip
    return out


def _legend(page: Page, fit: ScanFit, y: float) -> None:
    """The scale of the colours and the report by region, under the four views."""
    steps = np.linspace(-HEAT_MM, HEAT_MM, 41)
    for k, colour in enumerate(heat_colours(steps).astype(int)):
        x = 24 + 5 * k
        box = np.array([[x, y], [x + 5, y], [x + 5, y + 9], [x, y + 9]], float)
        red, green, blue = (int(c) for c in colour)
        page.add(Path_(box, (red, green, blue), 0.1, fill=(red, green, blue), closed=True))
    page.add(Text(24, y + 20, f"{HEAT_MM:.0f} mm inside", 7, FAINT), Text(24 + 205, y + 20, f"{HEAT_MM:.0f} mm outside", 7, FAINT, anchor="end"))
    page.add(Text(24, y + 34, "the scan against the fitted skin; grey and rings: not shown by the scan", 7, FAINT))
    for k, r in enumerate(fit.regions):
        far = "not seen" if np.isnan(r.median_mm) else f"median {r.median_mm:.1f} mm, 90 % below {r.p90_mm:.1f} mm"
        x, row = (300, k) if k < 5 else (620, k - 5)
        page.add(Text(x, y + 8 + 13 * row, r.name.replace("_", " "), 8, INK, True))
        page.add(Text(x + 62, y + 8 + 13 * row, f"{far}, {r.coverage:.0%} of it seen", 8))


def scan_picture(fit: ScanFit, found: Located) -> Page:
    """Return a page with a scan from four sides, its points, its heat map and the report of its fit."""
    points, faces, gap = _surfaces(fit)
    low, high = points.min(0), points.max(0)
    span = high - low
    mm_per_px = float(max(span[0] / WIDTH, span[1] / WIDTH, span[2] / HEIGHT)) * MARGIN
    height = int(np.ceil(span[2] / mm_per_px * MARGIN))
    page = Page(len(SIDES) * WIDTH, TOP + height + FOOT, f"scan {Path(fit.name).name}")
    page.add(Text(24, 26, fit.describe().replace(fit.name, Path(fit.name).name), 12, INK, True))
    places = np.asarray(found.position_mm)[0] + np.nan_to_num(found.more["moved_mm"][0])[:, None] * np.asarray(found.normal)[0] if (
        "moved_mm" in found.more) else np.asarray(found.position_mm)[0]  # fmt: skip
    for k, (name, azimuth) in enumerate(SIDES):
        camera = looking(azimuth, 0.0, (low + high) / 2, mm_per_px, WIDTH, height)
        pixels, near = _view(camera, points, faces, gap)
        x0 = float(k * WIDTH)
        page.add(Image(Box(x0, TOP, x0 + WIDTH, TOP + height), pixels))
        discs = _discs(camera, found, near, places)
        page.add(*(Disc(d.x + x0, d.y + TOP, d.r, d.fill, d.ring, d.ring_width) for d in discs))
        page.add(Text(x0 + WIDTH / 2, TOP + height + 4, name, 9, FAINT, anchor="middle"))
    _legend(page, fit, TOP + height + 24)
    page.add(Text(page.width - 24, page.height - 10, "not a medical device", 7, FAINT, anchor="end"))
    return page
