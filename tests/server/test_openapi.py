"""The OpenAPI tells of every endpoint with examples, and no request made from it brings the server down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import WOMAN
from fastapi.testclient import TestClient

SECONDS, SEED = 60, 20261126
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection"
REFUSALS = "[checks]\nnegative_data_rejection.expected-statuses = [400, 403, 404, 405, 413, 414, 421, 422, 429]\n"


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, o) for path, item in schema["paths"].items() for method, o in item.items()]


def test_every_operation_is_told_whole(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    found = operations(schema)
    assert len(found) == 25
    for path, method, o in found:
        assert o["summary"] and o["description"] and o["tags"], path
        assert {"403", "414", "421", "422", "429", "500"} <= set(o["responses"]), path
        for status, answer in o["responses"].items():
            if status != "200":
                assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorAnswer"), (path, status)
        for parameter in o.get("parameters", []):
            assert parameter["description"], (path, method, parameter["name"])
            if parameter["in"] == "path":
                assert parameter["schema"].get("examples") or parameter.get("examples"), (path, parameter["name"])
    assert "HTTPValidationError" not in schema["components"]["schemas"], "failures have one shape"


def test_the_documentation_tells_of_every_path_and_of_no_other(client: TestClient) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "server.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(/api/[^`]*)` \|", text, re.M)) == set(client.get("/api/openapi.json").json()["paths"])


def test_every_example_is_answered(client: TestClient) -> None:
    """The examples of the parameters lead to answers, and answers fit what is told of them."""
    schema = client.get("/api/openapi.json").json()
    for path, method, o in operations(schema):
        for parameter in o.get("parameters", []):
            if parameter["in"] == "path":
                examples = parameter["schema"].get("examples") or parameter["examples"]
                path = path.replace(f"{{{parameter['name']}}}", str(examples[0]))  # noqa: PLW2901
        if method == "post":
            ref = o["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            answer = client.post(path, json=schema["components"]["schemas"][ref]["examples"][0])
        else:
            answer = client.get(path, params={"q": "hegu"} if path.endswith("/search") else {})
        assert answer.status_code == 200 or (path.endswith("forest.svg") and answer.status_code == 404), (path, answer.text[:300])


def test_what_is_told_of_an_answer_is_true(client: TestClient) -> None:
    rules = pytest.importorskip("jsonschema_rs", reason="jsonschema_rs comes with schemathesis, of the extra `test`")
    schema = client.get("/api/openapi.json").json()
    for path, where in (("/api/bodies/{key}/points", f"/api/bodies/{WOMAN}/points"), ("/api/points", "/api/points"), ("/api/compare", "/api/compare"),
                        ("/api/points/{code}", "/api/points/hegu"), ("/api/guide/questions", "/api/guide/questions")):  # fmt: skip
        told = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        rules.validate({**told, "components": schema["components"]}, client.get(where).json())


def test_no_request_made_from_the_openapi_brings_it_down(tmp_path: Path) -> None:
    """Schemathesis asks a running server what it likes, for a minute; nothing but answers and failures as they are told of may come of it."""
    pytest.importorskip("schemathesis", reason="schemathesis comes with the extra `test`")
    command = [sys.executable, "-m", "tongren.cli.main", "serve", "--port", "0", "--no-open"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None and server.stderr is not None
    address = server.stdout.readline().split()[1]
    httpx.get(f"{address}api/bodies/{WOMAN}/courses", timeout=60)
    asked = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}api/openapi.json", "--max-time", str(SECONDS), "--seed", str(SEED),
             "--checks", CHECKS, "--continue-on-failure", "--request-timeout", "120", "--generation-database", "none", "--no-color"]  # fmt: skip
    (tmp_path / "schemathesis.toml").write_text(REFUSALS)
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS * 5, cwd=tmp_path, check=False)
    finally:
        server.terminate()
    print(found.stdout[-400:])
    assert found.returncode == 0, found.stdout[found.stdout.find("FAILURES") :][:6000] + found.stderr[-2000:]
    assert "Traceback" not in server.stderr.read()
