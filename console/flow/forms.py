"""The forms of the menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from console.shown import LANGUAGES
from editing.menus import NewNode
from prompts.template import LONGEST

KINDS = (
    SelectChoice("guidance", "Guidance: something is read out"),
    SelectChoice("menu", "A menu: more choices"),
)
TITLE = [InputRequired("Give it a name."), Length(max=120, message="Use at most 120 characters.")]
LONG = Length(max=LONGEST, message=f"Use at most {LONGEST} characters.")


class SeenForm(FlaskForm):
    """A change of what the person has `seen`."""

    seen = HiddenField()


class MoveForm(SeenForm):
    to = SelectField("Move it below", [InputRequired("Choose a menu.")])


class RenameForm(SeenForm):
    """`rename_form` adds a title in each language."""

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

    def node(self) -> NewNode:
        title, option, text = (_by_language(self, name) for name in ("title", "option", "text"))
        if self.kind.data == "menu":
            return NewNode("menu", title, option, text)
        return NewNode("guidance", title, option, text, (self.see.data or "").strip())


def rename_form(languages: Iterable[str]) -> type[RenameForm]:
    """With a title in each language."""
    fields = {
        f"title_{one}": StringField(f"Name in {_named(one)}", TITLE, render_kw={"lang": one})
        for one in languages
    }
    return type("RenameFormOfDesk", (RenameForm,), fields)


def node_form(languages: Iterable[str]) -> type[NodeForm]:
    """With name, offer and text in each language."""
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
                description="In the menu above. Write {key} where its key is said: “For …, press {key}.”",
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
    """For a choice of nodes, by id."""
    return [SelectChoice(node, title) for node, title in titles.items()]


def _by_language(form: FlaskForm, name: str) -> dict[str, str]:
    fields = form._fields.items()
    return {
        field_name.removeprefix(f"{name}_"): (field.data or "").strip()
        for field_name, field in fields
        if field_name.startswith(f"{name}_")
    }


def _named(language: str) -> str:
    return LANGUAGES.get(language, language)
