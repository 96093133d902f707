"""The page for the admin names everything an admin may write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import prompts
from editing.calendar_rule import ALL_RULES
from prompts.files import models, spoken_texts, texts
from prompts.files.models import Model
from prompts.rendering.speech import ALLOWED_MARKS

PAGE = (Path(prompts.__file__).parent.parent / "docs" / "content.md").read_text(encoding="utf-8")
QUOTED = {word for quote in re.findall(r"`([^`]+)`", PAGE) for word in re.findall(r"[\w-]+", quote)}
SHAPES = [
    shape
    for module in (models, texts)
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, Model) and shape not in {Model, models.OpenSpan}
]
FIELDS = (
    spoken_texts.DOOR_FIELDS
    | spoken_texts.WAIT_FIELDS
    | spoken_texts.REP_FIELDS
    | spoken_texts.TALK_FIELDS
    | {"closes_at", "closed_day", "today_hours", "door", "key", "calmer", "line_opens", "digit"}
)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_of_every_file_is_explained(shape: type[Model]) -> None:
    assert set(shape.model_fields) - QUOTED == set()


def test_every_placeholder_is_explained() -> None:
    assert {field for field in FIELDS if f"`{{{field}}}`" not in PAGE} == set()


def test_no_placeholder_is_explained_that_is_not_there() -> None:
    assert set(re.findall(r"\{([a-z_]+)\}", PAGE)) - FIELDS == set()


def test_every_mark_is_explained() -> None:
    assert {mark for mark in ALLOWED_MARKS if f"<{mark}" not in PAGE} == set()


def test_every_rule_is_explained_in_its_own_words() -> None:
    listed = re.findall(r"^\| `([A-Z]\d\d)` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert listed == [
        (rule.id, rule.severity, rule.sentence) for rule in sorted(ALL_RULES.values(), key=lambda r: r.id)
    ]
