"""JSON schemas of a desk's files, for editors that check while one types. `python -m prompts.schema` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from prompts.editors import Editors
from prompts.files.menu_models import Menu
from prompts.files.models import ClosedDates, Desk, Model
from prompts.files.texts import Texts

FOLDER = Path(__file__).parent / "schemas"
_MODELS: dict[str, type[Model]] = {
    "desk.json": Desk,
    "menu.json": Menu,
    "texts.json": Texts,
    "closed_dates.json": ClosedDates,
    "editors.json": Editors,
}


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    return {name: _written(model) for name, model in _MODELS.items()}


def _written(model: type[Model]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
