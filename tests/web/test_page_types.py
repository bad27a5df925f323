"""The page's types are those of the server's answers: openapi.json is what the application says, schema.d.ts what follows from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tongren.server.app import application

WEB = Path(__file__).resolve().parents[2] / "web"
WRITTEN, TYPES = WEB / "openapi.json", WEB / "src" / "api" / "schema.d.ts"
GENERATOR = WEB / "node_modules" / ".bin" / "openapi-typescript"
GIVEN_UP = re.compile(r"(?::|\bas|[<|,&])\s*any\b|\bas\s+(?:unknown|never)\b|@ts-(?:ignore|nocheck|expect-error)")
MEND = "run `python builders/write_openapi.py`, then `npm run types` in web/, and commit both"


def test_the_openapi_is_what_the_application_says() -> None:
    """All but the version, so that a release alone makes nothing stale."""
    said = json.loads(json.dumps(application().openapi()))
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    said["info"].pop("version")
    written["info"].pop("version")
    for part in ("paths", "components"):
        for key in said[part]:
            assert written[part].get(key) == said[part][key], f"web/openapi.json is stale at {key}: {MEND}"
    assert written == said, MEND


@pytest.mark.skipif(shutil.which("node") is None or not GENERATOR.exists(), reason="needs Node and `npm ci` in web/")
def test_the_types_are_those_of_the_openapi(tmp_path: Path) -> None:
    fresh = tmp_path / "schema.d.ts"
    _, *words = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["scripts"]["types"].split()
    assert words[-1] == "src/api/schema.d.ts"
    subprocess.run([GENERATOR, *words[:-1], fresh], cwd=WEB, check=True, capture_output=True, timeout=120)
    assert fresh.read_text(encoding="utf-8") == TYPES.read_text(encoding="utf-8"), f"web/src/api/schema.d.ts is stale: {MEND}"


def test_no_answer_is_too_loose_for_the_page() -> None:
    """Every field of every answer has a type: nothing comes out as `unknown`."""
    text = re.sub(r"/\*\*.*?\*/", "", TYPES.read_text(encoding="utf-8"), flags=re.S)
    schemas = text[text.index("export interface components") : text.index("responses: never")]
    assert "Table: {" in schemas and not re.search(r"\bunknown\b", schemas)


def test_no_source_of_the_page_gives_a_type_up() -> None:
    for path in (p for p in (WEB / "src").rglob("*.ts*") if p != TYPES):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not GIVEN_UP.search(code), f"{path.relative_to(WEB)}: {GIVEN_UP.search(code)}"
    for bad in ("x as unknown as Y", "let x: any", "Map<string, any>", "f(x as any)"):
        assert GIVEN_UP.search(bad)
