"""Spoiled scans of known truth: bodies that the fit cannot make exactly, posed, triangulated anew, then damaged.

A body is drawn as the survey measured adults; its skin is moved before posing by smooth waves of 8 mm root mean square and
some 100 mm length (`displaced`), which no body of the template can follow; it takes a posture that is none of those from which
the fit starts (elbows and knees bent about their hinges), with every joint a little off.  The
truth: points located at rest on the moved skin, carried into the pose.
Then another triangulation or a cloud of 20,000 points, and one kind of damage.  Everything follows from (seed, number).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.drawn_poses import any_axis_turns, displaced, in_pose
from tongren.body.person import Body, origin_of
from tongren.body.population import people
from tongren.body.pose import bone_transforms
from tongren.body.stance import turn_about, turn_between
from tongren.body.template import FloatArray, IntArray, template
from tongren.fitting.space import part_of_vertex
from tongren.geometry.mesh import vertex_normals
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located
from tongren.scans.reading import Scan

RMS_MM, NOISE_MM, N_CLOUD = 8.0, 5.0, 20_000
OFF = {"upperarm01": 14, "lowerarm01": 12, "wrist": 14, "upperleg01": 10, "lowerleg01": 8, "foot": 10, "spine": 4, "neck": 5,
       "head": 6, "finger": 8, "clavicle": 4}  # fmt: skip
# upper part, lower part of the left arm, of the right arm, of the left leg, of the right leg, each in the left side's frame
POSTURES: dict[str, list[list[list[float]]]] = {
    "striding": [[[0.2, -0.5, -0.9], [0.1, -0.8, -0.5]], [[0.2, 0.35, -0.9], [0.15, 0.1, -1]],
                 [[0.05, 0.2, -1], [0.05, 0.35, -0.9]], [[0.05, -0.3, -0.95], [0.03, 0.0, -1]]],
    "waving": [[[0.4, 0, -0.9], [0.3, -0.3, -0.9]], [[0.9, -0.2, 0.3], [0.3, -0.3, 0.9]],
               [[0.1, 0, -1], [0.1, 0.05, -1]], [[0.15, -0.05, -1], [0.12, 0.05, -1]]],
    "wide": [[[0.85, 0.1, -0.5], [0.7, -0.4, -0.5]], [[0.9, -0.1, -0.2], [0.9, -0.35, -0.1]],
             [[0.3, 0, -0.95], [0.28, 0.1, -0.95]], [[0.28, -0.1, -0.95], [0.25, 0.1, -0.95]]],
    "offering": [[[0.2, -0.25, -0.95], [0.15, -0.85, -0.5]], [[0.25, -0.3, -0.9], [0.2, -0.9, -0.4]],
                 [[0.08, 0, -1], [0.08, 0.08, -1]], [[0.1, 0, -1], [0.1, 0.1, -1]]],
    "half_sitting": [[[0.35, -0.3, -0.9], [0.2, -0.8, -0.6]], [[0.35, -0.2, -0.9], [0.25, -0.7, -0.6]],
                     [[0.2, -0.7, -0.7], [0.1, 0.2, -1]], [[0.2, -0.65, -0.75], [0.1, 0.25, -1]]],
    "sitting_apart": [[[0.3, -0.35, -0.9], [0.15, -0.9, -0.35]], [[0.3, -0.3, -0.9], [0.15, -0.9, -0.3]],
                      [[0.35, -0.95, -0.15], [0.1, -0.15, -1]], [[0.3, -0.95, -0.1], [0.1, 0.1, -1]]],
    "easy": [[[0.35, 0.05, -0.95], [0.25, -0.2, -0.95]], [[0.4, 0.1, -0.9], [0.3, -0.25, -0.9]],
             [[0.12, 0, -1], [0.1, 0.06, -1]], [[0.14, -0.05, -1], [0.12, 0.05, -1]]],
    "arms_up": [[[0.75, -0.2, 0.45], [0.5, -0.4, 0.75]], [[0.75, -0.2, 0.5], [0.55, -0.3, 0.75]],
                [[0.12, 0, -1], [0.1, 0.06, -1]], [[0.14, -0.05, -1], [0.12, 0.05, -1]]],
}  # fmt: skip


@dataclass(frozen=True)
class Spoiled:
    """A scan, the person, the true posed vertices (V, 3) and the true points, in the scan's millimetres; seen (V,): what is left."""

    kind: str
    posture: str
    body: Body
    scan: Scan
    vertices: FloatArray
    truth: Located
    places: FloatArray
    normals: FloatArray


LIMBS = (("upperarm01", "lowerarm01", "wrist"), ("upperarm01", "lowerarm01", "wrist"), ("upperleg01", "lowerleg01", "foot"),
         ("upperleg01", "lowerleg01", "foot"))  # fmt: skip


def _unit(v: FloatArray) -> FloatArray:
    return v / np.linalg.norm(v)


def _frame(along: FloatArray, hinge: FloatArray) -> FloatArray:
    across = _unit(hinge - (hinge @ along) * along)
    return np.stack([along, across, np.cross(along, across)], 1)


def _bent(heads: FloatArray, bones: list[int], upper: FloatArray, lower: FloatArray, knee: bool) -> tuple[FloatArray, FloatArray]:
    """Turns in the world (3, 3) of the upper and the lower part of a limb: a bend goes about the joint's own hinge."""
    u, v = (_unit(heads[b] - heads[a]) for a, b in zip(bones[:-1], bones[1:], strict=True))
    hinge = np.array([1.0, 0, 0]) if knee else np.cross(u, v)
    if np.linalg.norm(np.cross(upper, lower)) < 0.2:
        first = turn_between(u, upper)
        return first, turn_between(first @ v, lower) @ first
    wanted = np.cross(upper, lower)
    return _frame(upper, wanted) @ _frame(u, hinge).T, _frame(lower, wanted) @ _frame(v, hinge).T


def _turns(rng: np.random.Generator, body: Body, posture: str) -> FloatArray:
    """Bone turns (J, 3, 3) of a posture, every joint a little off it."""
    labels, parents = template().bone_labels, template().bone_parents
    rest = bone_transforms(template(), body.rest)[0].astype(float)
    heads = np.einsum("jkl,jl->jk", rest[:, :, :3], body.rest.heads[0]) + rest[:, :, 3]
    world: dict[int, FloatArray] = {}
    for k, (upper, lower) in enumerate(POSTURES[posture]):
        side, sign = (".L", 1.0) if k % 2 == 0 else (".R", -1.0)
        bones = [labels.index(bone + side) for bone in LIMBS[k]]
        aims = (_unit(np.array(d) * (sign, 1, 1)) for d in (upper, lower))
        world[bones[0]], world[bones[1]] = _bent(heads, bones, *aims, k > 1)
    out, now = np.tile(np.eye(3), (len(labels), 1, 1)), np.tile(np.eye(3), (len(labels), 1, 1))
    for j in range(1, len(labels)):
        now[j] = world.get(j, now[parents[j]])
        out[j] = now[parents[j]].T @ now[j]
    out[0] = turn_about([0.0, 0.0, float(rng.uniform(-12, 12))])
    return out @ any_axis_turns(rng, OFF)


def remeshed(vertices: FloatArray, faces: IntArray, cell_mm: float, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Return another triangulation of a mesh: each triangle in sixteen, then all corners in one cube of a grid made one."""
    from trimesh.remesh import subdivide

    for _ in range(2):
        vertices, faces = subdivide(vertices, faces)
    normals = vertex_normals(vertices, faces)
    side = (normals > 0) @ np.array([1, 2, 4])
    cell = np.floor((vertices + rng.uniform(0, cell_mm, 3)) / cell_mm).astype(np.int64)
    cell -= cell.min(0)
    key = np.ravel_multi_index((*cell.T, side), (*(cell.max(0) + 1), 8))
    _, where = np.unique(key, return_inverse=True)
    count = np.bincount(where)
    merged = np.stack([np.bincount(where, vertices[:, i]) for i in range(3)], 1) / count[:, None]
    faces = where[faces]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    return merged, np.unique(faces, axis=0)


def _cut(scan: Scan, keep: np.ndarray) -> Scan:
    """The scan with some of its vertices only."""
    if scan.faces is None:
        return replace(scan, points=scan.points[keep], normals=scan.normals[keep])
    new = np.cumsum(keep) - 1
    faces = new[scan.faces[keep[scan.faces].all(1)]]
    return replace(scan, points=scan.points[keep], normals=scan.normals[keep], faces=faces)


def _nearest_vertex(scan: Scan, vertices: FloatArray) -> IntArray:
    return cKDTree(vertices).query(scan.points)[1]


def _holes(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    middles = scan.points[rng.integers(len(scan.points), size=14)]
    far = np.linalg.norm(scan.points[:, None] - middles, axis=2)
    return _cut(scan, (far > rng.uniform(35, 80, 14)).all(1))


def _without(*parts: str) -> Callable[[Scan, FloatArray, np.random.Generator], Scan]:
    def cut(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
        return _cut(scan, ~np.isin(part_of_vertex()[_nearest_vertex(scan, vertices)], parts))

    return cut


def _no_back(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """Only what a camera in front sees: what faces away is gone."""
    return _cut(scan, scan.normals[:, 1] < 0.15)


def _noisy(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """A cloud of 20,000 points, each 5 mm (one standard deviation along each axis) off; normals as a reader estimates them."""
    from tongren.fitting.match import surface_points

    points, normals = surface_points(scan, 4.0, rng)
    some = rng.permutation(len(points))[:N_CLOUD]
    points = points[some] + rng.normal(size=(len(some), 3)) * NOISE_MM
    return replace(scan, points=points, normals=estimated(points, normals[some]), faces=None)


def estimated(points: FloatArray, outward: FloatArray) -> FloatArray:
    """Return normals (M, 3) of the planes through each point's 24 nearest, on the side of given ones."""
    near = points[cKDTree(points).query(points, k=24)[1]]
    near = near - near.mean(1, keepdims=True)
    n = np.linalg.eigh(np.swapaxes(near, 1, 2) @ near)[1][:, :, 0]
    return n * np.sign((n * outward).sum(1, keepdims=True) + 1e-12)


def _waves(points: FloatArray, rng: np.random.Generator, length_mm: float) -> FloatArray:
    """A smooth random field (M,) between about -1 and 1."""
    k = rng.normal(size=(8, 3))
    k /= np.linalg.norm(k, axis=1, keepdims=True) * length_mm / 6.28
    return np.sin(points @ k.T + rng.uniform(0, 6.28, 8)).sum(1) / 4


def _clothed(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """Shirt and trousers, 10 to 20 mm off the skin of trunk, upper arms, thighs and legs, with folds."""
    near = _nearest_vertex(scan, vertices)
    parts = part_of_vertex()[near]
    off = np.clip(15 + 5 * _waves(scan.points, rng, 120.0), 10, 20)
    off = np.where(np.isin(parts, ("trunk", "upper_arm", "thigh", "leg")), off, 0.0)
    return replace(scan, points=scan.points + scan.normals * off[:, None])


def _hairy(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """Hair 20 to 45 mm thick over the crown and the back of the head."""
    head = part_of_vertex()[_nearest_vertex(scan, vertices)] == "head"
    middle = vertices[part_of_vertex() == "head"].mean(0)
    d = scan.points - middle
    grown = head & (d[:, 2] + 0.6 * d[:, 1] > 25)
    off = np.where(grown, np.clip(32 + 12 * _waves(scan.points, rng, 150.0), 20, 45), 0.0)
    return replace(scan, points=scan.points + scan.normals * off[:, None])


def _box(low: FloatArray, high: FloatArray, step: float = 15.0) -> tuple[FloatArray, IntArray]:
    """A closed box as a mesh with small triangles."""
    import trimesh

    box = trimesh.creation.box(bounds=[low, high])
    v, f = trimesh.remesh.subdivide_to_size(box.vertices, box.faces, step * 3)
    return np.asarray(v, float), np.asarray(f)


def _with_things(scan: Scan, things: list[tuple[FloatArray, IntArray]]) -> Scan:
    assert scan.faces is not None
    points, faces = [scan.points], [scan.faces]
    for v, f in things:
        faces.append(f + sum(len(p) for p in points))
        points.append(v)
    p, f = np.concatenate(points), np.concatenate(faces)
    return replace(scan, points=p, faces=f, normals=vertex_normals(p, f))


def _on_chair(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """A stool: a seat under the buttocks and four legs."""
    trunk = vertices[part_of_vertex() == "trunk"]
    x, y = trunk[:, 0].mean(), trunk[:, 1].mean()
    top, floor = trunk[:, 2].min() - 4, vertices[:, 2].min()
    things = [_box(np.array([x - 200, y - 180, top - 40]), np.array([x + 200, y + 200, top]))]
    for i in (-1, 1):
        for j in (-1, 1):
            a = np.array([x + i * 180, y + 10 + j * 170])
            things.append(_box(np.array([*(a - 15), floor]), np.array([*(a + 15), top - 42])))
    return _with_things(scan, things)


def _on_floor(scan: Scan, vertices: FloatArray, rng: np.random.Generator) -> Scan:
    """A piece of floor of 1.2 m by 1.2 m under the feet: one sheet, as a scanner sees it."""
    x, y = np.meshgrid(np.arange(41) * 30.0 - 600, np.arange(41) * 30.0 - 600, indexing="ij")
    middle = vertices[:, :2].mean(0)
    z = np.full(x.size, vertices[:, 2].min() + 2.0) + rng.normal(size=x.size)
    corner = np.arange(41 * 41).reshape(41, 41)
    a, b, c, d = (k.ravel() for k in (corner[:-1, :-1], corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:]))
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    return _with_things(scan, [(np.stack([x.ravel() + middle[0], y.ravel() + middle[1], z], 1), faces)])


KINDS: dict[str, Callable[[Scan, FloatArray, np.random.Generator], Scan]] = {
    "whole": lambda scan, vertices, rng: scan,
    "noise": _noisy, "holes": _holes, "no hands": _without("hand"), "no feet": _without("foot"),
    "no head": _without("head", "neck"), "no back": _no_back, "clothes": _clothed, "hair": _hairy, "chair": _on_chair,
    "floor": _on_floor,
}  # fmt: skip


def truth_of(body: Body, own: FloatArray, vertices: FloatArray) -> tuple[Located, FloatArray, FloatArray]:
    """The points found at rest on the moved skin, and their places and normals (P, 3) in the pose."""
    at_rest = in_pose(body, own, None)
    at_rest = (at_rest - origin_of(at_rest[None])[0]).astype(np.float32)
    found = locate_rest(at_rest[None], np.array([body.sex == "female"]))
    faces = template().faces[found.face[0]]
    places = (vertices[faces] * found.weights[0][:, :, None]).sum(1)
    places[found.face[0] < 0] = np.nan
    normals = (vertex_normals(vertices, template().faces)[faces] * found.weights[0][:, :, None]).sum(1)
    return found, places, normals / np.linalg.norm(normals, axis=1, keepdims=True)


def spoiled(number: int, seed: int) -> Spoiled:
    """Return spoiled scan `number` of a seed; its kind is number modulo the number of kinds."""
    rng = np.random.default_rng([seed, number])
    kind = list(KINDS)[number % len(KINDS)]
    female, age, height, weight = (float(a[0]) for a in people(1, int(rng.integers(2**31))))
    body = Body("female" if female else "male", age, height, weight, f"spoiled {number}")
    own = displaced(body, rng, RMS_MM)
    sitting = [p for p in POSTURES if "sitting" in p]
    posture = str(rng.choice(sitting if kind == "chair" else [p for p in POSTURES if p != "sitting_apart" or kind != "floor"]))
    vertices = in_pose(body, own, _turns(rng, body, posture))
    vertices = vertices + rng.normal(size=3) * 200
    found, places, normals = truth_of(body, own, vertices)
    t = template()
    points, faces = remeshed(vertices, t.faces[t.is_skin], 8.0, rng)
    scan = Scan(points, faces, vertex_normals(points, faces), "mm", np.eye(4), "a", (), f"{kind} {number}")
    return Spoiled(kind, posture, body, KINDS[kind](scan, vertices, rng), vertices, found, places, normals)
