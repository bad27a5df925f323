"""Posed vertices are brought back to the rest pose of the same body."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.pose import bone_transforms, skin
from tongren.body.posed_model import axis_angles, turned
from tongren.body.stance import posed, poses, rotations_of
from tongren.body.template import FloatArray, template
from tongren.body.unpose import unposed
from tongren.errors import InputError
from tongren.front.places import locate

SEED = 11
JOINTS = {"lowerarm01": 40, "lowerleg01": 40, "upperarm01": 30, "upperleg01": 30, "spine": 7, "finger": 10, "neck": 7}
PEOPLE = {"woman": ("female", 40, 163, 60.0), "man_heavy": ("male", 50, 172, 118.0), "woman_old": ("female", 85, 145, 50.0)}


def random_turns(rng: np.random.Generator) -> FloatArray:
    """Turns (J, 3, 3): elbows and knees up to 40 degrees, the trunk up to about 20 in all."""
    labels = template().bone_labels
    most = np.radians([next((d for k, d in JOINTS.items() if label.startswith(k)), 0) for label in labels])
    axis = rng.normal(size=(len(labels), 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    return turned(axis * (most * rng.uniform(size=len(labels)))[:, None])


def random_frame(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    return turned(rng.normal(size=(1, 3)) * 1.5)[0], rng.normal(size=3) * 500


@pytest.mark.parametrize(("who", "pose"), [
    ("woman", "rest"), ("woman", "standing"), ("woman", "seated"), ("woman", "random"), ("man_heavy", "standing"),
    ("man_heavy", "seated"), ("man_heavy", "random"), ("woman_old", "prone"), ("woman_old", "random"),
])
def test_points_agree_with_the_body_at_rest(who: str, pose: str) -> None:
    rng = np.random.default_rng(SEED)
    body = Body(*PEOPLE[who])  # type: ignore[arg-type]
    at_rest = locate(body)
    vertices = posed(body, random_turns(rng) if pose == "random" else pose).astype(float)
    turn, shift = random_frame(rng)
    found = locate(vertices @ turn.T + shift, sex=body.sex)
    corners = vertices[template().faces[at_rest.face[0]]]
    truth = (corners * at_rest.weights[0][:, :, None]).sum(1)
    off = np.linalg.norm((found.position_mm[0] - shift) @ turn - truth, axis=1)
    known = (at_rest.face[0] >= 0) & np.isfinite(off)
    assert known.sum() > 0.9 * len(off)
    worst = int(np.nanargmax(np.where(known, off, np.nan)))
    message = f"{at_rest.codes[worst]} {at_rest.sides[worst]} is {off[worst]:.1f} mm off (seed {SEED})"
    assert np.median(off[known]) < 3 and off[known].max() < 10, message
    assert found.meta["pose"] == ("rest" if pose == "rest" else "posed")


@pytest.mark.parametrize("pose", ["rest", "seated"])
def test_what_is_this_skins_own_is_kept(pose: str) -> None:
    """A skin 3 mm (root mean square) off the shape space in waves of some 10 cm is not smoothed away."""
    rng, t = np.random.default_rng(SEED), template()
    body = Body("female", 40, 163, 60)
    own = body.rest.vertices[0].astype(float)
    wave = sum(np.sin(own @ (rng.normal(size=3) / 20) + i)[:, None] * rng.normal(size=3) for i in range(6))
    own = (own + wave * 3 / np.sqrt((wave**2).sum(1).mean()))[None].astype(np.float32)
    at_rest = skin(t, own, bone_transforms(t, body.rest))
    bent = skin(t, own, bone_transforms(t, body.rest, rotations_of(pose, body.rest)))
    back = unposed(bent[0]).vertices
    spans = t.faces[t.is_skin][::7, :2]

    def lengths(v: FloatArray) -> FloatArray:
        return np.linalg.norm(v[spans[:, 0]] - v[spans[:, 1]], axis=1)

    assert np.median(np.linalg.norm(back - at_rest[0], axis=1)) < 6
    share = np.abs(lengths(back) / lengths(at_rest[0].astype(float)) - 1)
    assert np.median(share) < 0.02, "edges keep their lengths"


def test_at_rest_is_told_from_posed(reference_bodies: dict[str, Body]) -> None:
    body = reference_bodies["woman_average"]
    assert unposed(body.vertices_mm).largest_turn_deg < 2
    assert unposed(posed(body, "standing")).largest_turn_deg > 20


def test_vertices_that_are_no_body_are_refused(reference_bodies: dict[str, Body]) -> None:
    rng = np.random.default_rng(SEED)
    vertices = reference_bodies["man_average"].vertices_mm
    with pytest.raises(InputError, match="mirrored"):
        unposed(vertices * (-1, 1, 1))
    with pytest.raises(InputError, match="own order"):
        unposed(rng.permutation(vertices))


def test_input_is_not_written_to(reference_bodies: dict[str, Body]) -> None:
    vertices = reference_bodies["woman_average"].vertices_mm.copy()
    vertices.flags.writeable = False
    before = vertices.copy()
    unposed(vertices)
    assert (vertices == before).all()


def test_turns_and_axis_angles_are_each_others_inverse() -> None:
    angles = np.random.default_rng(SEED).normal(0, 0.8, (50, 3))
    r = turned(angles)
    assert np.allclose(r @ np.swapaxes(r, 1, 2), np.eye(3), atol=1e-12)
    assert np.allclose(axis_angles(r), angles, atol=1e-9)


def test_named_poses_point_the_limbs_where_they_say(reference_bodies: dict[str, Body]) -> None:
    t = template()
    body = reference_bodies["man_average"]
    for name, row in poses().items():
        moves = bone_transforms(t, body.rest, rotations_of(name, body.rest))[0]
        heads = np.einsum("jkl,jl->jk", moves[:, :, :3], body.rest.heads[0]) + moves[:, :, 3]
        whole = rotations_of(name, body.rest)[0, 0]
        for bone, child, direction in row["aims"]:
            for side, sign in ((".L", 1), (".R", -1)):
                a, b = t.bone_labels.index(bone + side), t.bone_labels.index(child + side)
                is_ = (heads[b] - heads[a]) / np.linalg.norm(heads[b] - heads[a])
                wanted = whole @ (np.array(direction) * (sign, 1, 1) / np.linalg.norm(direction))
                assert np.degrees(np.arccos(np.clip(is_ @ wanted, -1, 1))) < 1.5, f"{name}: {bone}{side}"
