"""Bodies over HTTP are the engine's bodies: mesh, points, courses, constructions; and what is wrong is named with its field."""

from __future__ import annotations

import gzip
import json
import struct
from typing import Any

import numpy as np
import pytest
from asking import LANGUAGES, WOMAN, is_failure
from fastapi.testclient import TestClient

from tongren.body.person import Body
from tongren.body.template import template
from tongren.drawing.mesh import glb_frame
from tongren.front.places import locate
from tongren.geometry.mesh import vertex_normals
from tongren.locating.courses import courses
from tongren.server.answering import edition

KEYS = (WOMAN, "male-25-190-110.5", "female-90-140-30", "male-18-210-90")


def body_of(key: str) -> Body:
    sex, *numbers = key.split("-")
    return Body(sex, *map(float, numbers))  # type: ignore[arg-type]


def arrays_of(data: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Return the JSON of a GLB and its accessors as they lie in the file."""
    magic, version, total = struct.unpack("<III", data[:12])
    assert (magic, version, total) == (0x46546C67, 2, len(data))
    size, kind = struct.unpack("<II", data[12:20])
    assert kind == 0x4E4F534A and size % 4 == 0
    head = json.loads(data[20 : 20 + size])
    length, kind = struct.unpack("<II", data[20 + size : 28 + size])
    assert kind == 0x004E4942 and length % 4 == 0 and 28 + size + length == total
    binary = data[28 + size :]
    assert head["buffers"] == [{"byteLength": len(binary)}] or len(binary) - head["buffers"][0]["byteLength"] < 4
    out = []
    for a in head["accessors"]:
        view, width = head["bufferViews"][a["bufferView"]], {"VEC3": 3, "SCALAR": 1}[a["type"]]
        dtype = np.dtype({5120: "i1", 5122: "<i2", 5123: "<u2"}[a["componentType"]])
        stride = view.get("byteStride", dtype.itemsize * width)
        begin = view["byteOffset"] + a.get("byteOffset", 0)
        assert view["byteOffset"] % 4 == 0 and stride % dtype.itemsize == 0 and begin + stride * (a["count"] - 1) < len(binary)
        out.append(np.ndarray((a["count"], width), dtype, binary, begin, (stride, dtype.itemsize)))
    return head, out


@pytest.mark.parametrize("key", KEYS)
def test_the_mesh_is_the_body(client: TestClient, key: str) -> None:
    answer = client.get(f"/api/bodies/{key}/body.glb")
    assert answer.headers["content-type"] == "model/gltf-binary" and answer.headers["content-encoding"] == "gzip"
    head, (place, normal, skin, eyes) = arrays_of(answer.content)
    node = head["nodes"][0]
    metres = place / 32767 * node["scale"] + node["translation"]
    vertices = body_of(key).vertices_mm
    assert np.abs(metres - glb_frame(vertices)).max() < 2e-5, "within 0.02 mm, in the template's order"
    accessor = head["accessors"][0]
    assert accessor["min"] == place.min(0).tolist() and accessor["max"] == place.max(0).tolist()
    turned = glb_frame(vertex_normals(vertices, template().faces) * 1000)
    assert ((normal / 127) * turned).sum(1).min() > 0.99
    t = template()
    assert (skin.reshape(-1, 3) == t.faces[t.is_skin]).all() and (eyes.reshape(-1, 3) == t.faces[~t.is_skin]).all()
    assert head["extensionsRequired"] == ["KHR_mesh_quantization"]


def test_the_mesh_is_light_and_all_bodies_share_one_grid(client: TestClient) -> None:
    nodes = set()
    for key in KEYS:
        answer = client.get(f"/api/bodies/{key}/body.glb")
        assert int(answer.headers["content-length"]) < 300_000
        nodes.add(json.dumps(arrays_of(answer.content)[0]["nodes"]))
    assert len(nodes) == 1


@pytest.mark.parametrize("key", KEYS)
def test_the_points_are_those_of_the_engine(client: TestClient, key: str) -> None:
    answer, found = client.get(f"/api/bodies/{key}/points").json(), locate(body_of(key))
    assert answer["codes"] == list(found.codes) and answer["sides"] == list(found.sides)
    place = np.array([[np.nan] * 3 if p is None else p for p in answer["position"]])
    np.testing.assert_allclose(place, glb_frame(found.position_mm[0]), atol=1e-5)
    exact = np.array([[np.nan] * 3 if p is None else p for p in answer["position_mm"]])
    np.testing.assert_allclose(exact, found.position_mm[0], atol=0.006)
    normal = np.array([[np.nan] * 3 if p is None else p for p in answer["normal"]])
    np.testing.assert_allclose(np.linalg.norm(normal, axis=1)[np.isfinite(normal[:, 0])], 1, atol=1e-3)
    assert answer["status"] == found.status_words[0].tolist()
    np.testing.assert_allclose(np.array(answer["sigma_mm"], float), found.sigma_mm[0], atol=0.06)


def test_points_lie_on_the_mesh_that_is_sent(client: TestClient) -> None:
    """In the page's frame, so that a dot sits on the skin."""
    head, (place, *_) = arrays_of(client.get(f"/api/bodies/{WOMAN}/body.glb").content)
    node, found = head["nodes"][0], locate(body_of(WOMAN))
    metres = place / 32767 * node["scale"] + node["translation"]
    on_skin = (metres[template().faces[found.face[0]]] * found.weights[0][..., None]).sum(1)
    sent = np.array(client.get(f"/api/bodies/{WOMAN}/points").json()["position"])
    assert np.abs(on_skin - sent).max() < 1e-4


def test_the_courses_are_those_of_the_engine(client: TestClient) -> None:
    body = body_of(WOMAN)
    wanted = courses(body.vertices_mm, locate(body))
    sent = [(m, run) for m in client.get(f"/api/bodies/{WOMAN}/courses").json() for run in m["runs"]]
    assert len(sent) == len(wanted)
    for (m, run), c in zip(sorted(sent, key=lambda x: (x[0]["meridian"], x[0]["side"], x[1]["codes"])),
                           sorted(wanted, key=lambda c: (c.meridian, c.side, list(c.codes))), strict=True):  # fmt: skip
        assert (m["meridian"], m["side"], run["codes"], run["at"]) == (c.meridian, c.side, list(c.codes), list(c.at))
        assert run["kind"] == ("skin" if c.kind == "skin" else "inside")
        np.testing.assert_allclose(np.array(run["points"]), glb_frame(c.points_mm), atol=1e-4)


def test_a_body_says_what_was_reached_and_where_the_rest_is(client: TestClient) -> None:
    answer = client.get("/api/bodies/female-40-150.04-100").json()
    assert answer["key"] == "female-40-150-100" and answer["height_cm"] == 150.0
    notes = [client.get("/api/bodies/female-40-150-100", params={"lang": x}).json()["notes"] for x in LANGUAGES]
    assert notes[0] == answer["notes"] and len({n[0] for n in notes}) == len(LANGUAGES) and all("100" in n[0] for n in notes)
    assert abs(answer["reached"]["weight_kg"] - 100) > 1
    for name in ("mesh", "points", "courses"):
        assert answer[name].endswith(f"?v={edition()}")
        assert client.get(answer[name]).status_code == 200
    assert client.get("/api/bodies/female-40-163.00-60.04").json() == client.get(f"/api/bodies/{WOMAN}").json()


@pytest.mark.parametrize(
    ("key", "field"),
    [("female-12-163-60", "age"), ("female-91-163-60", "age"), ("male-40-90-60", "height_cm"), ("male-40-210.1-60", "height_cm"),
     ("male-40-175-20", "weight_kg"), ("male-40-175-0", "weight_kg"), ("female-0-0-0", "age"), ("child-40-163-60", None), ("x", None),
     ("female-40-163", None), ("female-nan-163-60", None), ("female-4e1-163-60", None), ("female-40--163-60", None), ("female-٤٠-163-60", None),
     ("female-40-163-60-1", None), ("female-40-163-60 ", None)],
)  # fmt: skip
def test_wrong_measures_are_named(client: TestClient, key: str, field: str | None) -> None:
    for what in ("", "/points", "/body.glb", "/courses"):
        assert is_failure(client.get(f"/api/bodies/{key}{what}"), 400, "bad_input")["field"] == field


def test_a_browser_may_keep_what_cannot_change(client: TestClient) -> None:
    path = f"/api/bodies/{WOMAN}/points"
    fresh = client.get(path)
    assert fresh.headers["cache-control"] == "no-cache"
    assert "immutable" in client.get(path, params={"v": edition()}).headers["cache-control"]
    assert client.get(path, params={"v": "older"}).headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"if-none-match": f'"x", W/{fresh.headers["etag"]}'})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == fresh.headers["etag"]
    assert client.get("/api/bodies/male-40-175-75/points").headers["etag"] != fresh.headers["etag"]


def test_who_does_not_read_gzip_gets_the_same(client: TestClient) -> None:
    plain = client.get(f"/api/bodies/{WOMAN}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.json() == client.get(f"/api/bodies/{WOMAN}").json()
    assert "Accept-Encoding" in plain.headers["vary"]
    assert gzip.compress(b"x", mtime=0) == gzip.compress(b"x", mtime=0), "the same content gives the same bytes"


@pytest.mark.parametrize("side", ["L", "R"])
def test_a_construction_leads_to_the_point(client: TestClient, side: str) -> None:
    found = locate(body_of(WOMAN))
    for row in client.get("/api/points").json()[::40]:
        for site in row["sites"]:
            answer = client.get(f"/api/bodies/{WOMAN}/construction/{site}", params={"side": side}).json()
            assert answer["code"] == site and answer["side"] in (side, "M") and answer["sites"] == row["sites"]
            last = answer["steps"][-1]
            assert last["kind"] == "point" and last["labels"] == [site]
            place = glb_frame(found[site, answer["side"]].position_mm)
            np.testing.assert_allclose(last["points"][0], place, atol=5e-4)
            np.testing.assert_allclose(answer["point"], place, atol=1e-5)
            for step in answer["steps"]:
                assert step["title"] and len(step["points"]) == len(step["labels"])
                lines = np.concatenate([np.array(p) for p in step["polylines"]]) if step["polylines"] else np.zeros((0, 3))
                assert np.isfinite(lines).all() and (np.linalg.norm(lines - place, axis=1) < 1.2).all()


def test_ticks_count_upwards_and_titles_speak_every_language(client: TestClient) -> None:
    titles = set()
    for language in LANGUAGES:
        steps = client.get(f"/api/bodies/{WOMAN}/construction/足三里", params={"lang": language}).json()["steps"]
        ticks = [s for s in steps if s["kind"] == "ticks"]
        assert ticks and all([float(x) for x in s["labels"]] == sorted(float(x) for x in s["labels"]) for s in ticks)
        assert [s["kind"] for s in steps] == ["anchor", "base", "line", "ticks", "level", "point"]
        titles.add(steps[1]["title"])
    assert len(titles) == len(LANGUAGES)


def test_a_construction_of_nothing_is_refused(client: TestClient) -> None:
    is_failure(client.get(f"/api/bodies/{WOMAN}/construction/nowhere"), 404, "not_found")
    is_failure(client.get(f"/api/bodies/{WOMAN}/construction/LU1?side=X"), 422, "invalid")
    is_failure(client.get("/api/bodies/x/construction/LU1"), 400, "bad_input")


@pytest.mark.parametrize("path", [f"/api/bodies/{WOMAN}/picture.png?view=left", "/api/points/LU1/picture.png?side=R&lang=ja"])
def test_pictures_are_drawn(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "image/png" and answer.content[:8] == b"\x89PNG\r\n\x1a\n" and len(answer.content) > 20_000
