"""The forms of the menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from pydantic import ValidationError
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from console.formatting import LANGUAGES
from editing.edits.menu_edits import NewNode
from prompts.files.texts import NodeTexts
from prompts.rendering.template import LONGEST
from prompts.validation_messages import say_fault

KINDS = (
    SelectChoice("guidance", "Guidance: something is read out"),
    SelectChoice("menu", "A menu: more choices"),
)
OFFERS = {"en": "For …, press {key}.", "es": "Para …, marque {key}."}
TITLE = [InputRequired("Give it a name."), Length(max=120, message="Use at most 120 characters.")]
LONG = Length(max=LONGEST, message=f"Use at most {LONGEST} characters.")


class SeenForm(FlaskForm):
    """A change of what the person has `seen`."""

    seen = HiddenField()


class MoveForm(SeenForm):
    to = SelectField("Move it below", [InputRequired("Choose a menu.")])


class RenameForm(SeenForm):
    """`rename_form` adds a title in each language."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_good: bool = super().validate(extra_validators=extra_validators)
        refused = _refused(self, ("title",))
        _set_message(self, refused)
        return is_good and not refused

    def titles(self) -> dict[str, str]:
        return _by_language(self, "title")


class NodeForm(SeenForm):
    """A node that is still to be made; `node_form` adds its words in each language."""

    kind = RadioField(
        "What it is", choices=KINDS, default="guidance", validators=[InputRequired("Choose one.")]
    )
    see = StringField(
        "The same in writing",
        [Optional(), Length(max=300, message="Use at most 300 characters.")],
        description="Where people find the answer without a voice: an https:// or e-mail address. For guidance only.",
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Validate also by the rules of the files: what they refuse would keep the whole draft from being read."""
        is_good: bool = super().validate(extra_validators=extra_validators)
        refused = _refused(self, ("title", "option", "text"))
        if self.kind.data == "guidance":
            missing = [name for name, text in _by_language(self, "text").items() if not text]
            refused |= {f"text_{one}": "Write what is read out." for one in missing}
        for name, text in _by_language(self, "option").items():
            if text and "{key}" not in text:
                refused[f"option_{name}"] = "Write {key} where its key is said."
        _set_message(self, refused)
        return is_good and not refused

    def node(self) -> NewNode:
        title, option, text = (_by_language(self, name) for name in ("title", "option", "text"))
        if self.kind.data == "menu":
            return NewNode("menu", title, option, text)
        return NewNode("guidance", title, option, text, (self.see.data or "").strip())


def rename_form(languages: Iterable[str]) -> type[RenameForm]:
    """Return a form with a title in each language."""
    fields = {
        f"title_{one}": StringField(f"Name in {_named(one)}", TITLE, render_kw={"lang": one})
        for one in languages
    }
    return type("RenameFormOfDesk", (RenameForm,), fields)


def node_form(languages: Iterable[str]) -> type[NodeForm]:
    """Return a form with name, offer and text in each language."""
    fields: dict[str, object] = {}
    for one in languages:
        fields |= {
            f"title_{one}": StringField(
                f"Name in {_named(one)}",
                TITLE,
                description="For reps and on pages. Callers don't hear it.",
                render_kw={"lang": one},
            ),
            f"option_{one}": StringField(
                f"How it is offered in {_named(one)}",
                [InputRequired("Say how the menu offers it."), LONG],
                description=f"In the menu above. Write {{key}} where its key is said: “{_offer(one)}”",
                render_kw={"lang": one},
            ),
            f"text_{one}": TextAreaField(
                f"What is read out in {_named(one)}",
                [LONG],
                description="A menu may do without.",
                render_kw={"lang": one, "rows": "4"},
            ),
        }
    return type("NodeFormOfDesk", (NodeForm,), fields)


def choices(titles: Mapping[str, str]) -> list[SelectChoice]:
    """Return the choices of nodes, by id."""
    return [SelectChoice(node, title) for node, title in titles.items()]


def _refused(form: FlaskForm, names: Sequence[str]) -> dict[str, str]:
    """Return the errors of the model of a node's texts, by field; the fields' own rules handle empty ones."""
    found: dict[str, str] = {}
    for language in _by_language(form, "title"):
        words = {name: _by_language(form, name)[language] for name in names}
        try:
            NodeTexts.model_validate({"title": "-", **{name: text for name, text in words.items() if text}})
        except ValidationError as error:
            for one in error.errors():
                told = say_fault(one)
                told = f"This {told}" if told.startswith("must ") else told[:1].upper() + told[1:]
                found[f"{one['loc'][0]}_{language}"] = f"{told}."
    return found


def _set_message(form: FlaskForm, refused: Mapping[str, str]) -> None:
    for name, told in refused.items():
        if not form[name].errors:
            form[name].errors = [told]


def _by_language(form: FlaskForm, name: str) -> dict[str, str]:
    fields = form._fields.items()
    return {
        field_name.removeprefix(f"{name}_"): (field.data or "").strip()
        for field_name, field in fields
        if field_name.startswith(f"{name}_")
    }


def _offer(language: str) -> str:
    return OFFERS.get(language, OFFERS["en"])


def _named(language: str) -> str:
    return LANGUAGES.get(language, language)
