"""Editors are told the same as the program believes."""

from __future__ import annotations

import json

import pytest

from prompts.schema import FOLDER, schemas
from tests.prompts.conftest import CAIR


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_are_up_to_date(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == schemas()[name], "run: python -m prompts.schema"


@pytest.mark.parametrize(
    ("file", "schema"), [("desk", "desk"), ("menu", "menu"), ("en", "texts"), ("es", "texts")]
)
def test_every_file_names_its_schema_on_the_first_line(file: str, schema: str) -> None:
    first = (CAIR / f"{file}.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema=../schemas/{schema}.json"
    assert (CAIR / f"../schemas/{schema}.json").is_file()


def test_every_prompt_is_explained_to_who_edits_it() -> None:
    properties = json.loads(schemas()["texts.json"])["$defs"]["Prompts"]["properties"]
    explained = {name for name, schema in properties.items() if schema.get("description")}
    assert explained == set(properties) - {"write_down", "waiting", "reps"}
