"""The name of a text on pages, and when it is heard, from the models that describe it."""

from __future__ import annotations

from pydantic import BaseModel

from editing.edits.menu_tree import title
from prompts.files.menu_models import MenuNode
from prompts.files.texts import Prompts
from prompts.revision import Revision

Place = tuple[str | int, ...]
"""Of a text in the file of its language: `("prompts", "waiting", "in_line")`."""

GROUPS = {"waiting": "In line", "reps": "On a rep's phone", "write_down": "To write down"}


def name_of(place: Place) -> str:
    """Return the name of a text that belongs to no node: `In line: moved up`."""
    if place[0] == "closed_days":
        return f"Name of a closed day: {place[1]}"
    if place[0] == "lines":
        return f"Name of a line: {place[1]}"
    steps = [f"{step}" if isinstance(step, str) else f"{step + 1}" for step in place[1:]]
    if steps[0] in GROUPS:
        return f"{GROUPS[steps[0]]}: {_words(steps[1:])}"
    return _words(steps).capitalize()


def _words(steps: list[str]) -> str:
    return " ".join(step.replace("_", " ") for step in steps)


def moment_of(revision: Revision, place: Place) -> str:
    """Return when in a call a text is heard, in words; empty where its name says it."""
    if place[0] == "nodes":
        return _at_node(revision, f"{place[1]}", place[2:])
    if place[0] == "closed_days":
        return "on that day, and where the closed days are listed"
    return (
        "on the phones of reps, and when a caller is passed on" if place[0] == "lines" else _described(place)
    )


def _at_node(revision: Revision, node: str, rest: Place) -> str:
    if rest[0] == "option":
        above = [name for name, place in revision.menu.nodes.items() if _offers(place, node)]
        return (
            f"among the choices of “{title(revision, above[0])}”"
            if above
            else "not heard: no key leads there"
        )
    if rest[0] == "variants":
        switch = getattr(revision.menu.nodes.get(node), "switch", None)
        is_set = revision.desk.switches.get(f"{switch}") == rest[1]
        return "on arriving" if is_set else f"not heard now: only while the switch says “{rest[1]}”"
    return "on arriving"


def _offers(place: object, node: str) -> bool:
    return isinstance(place, MenuNode) and node in place.keys.values()


def _described(place: Place) -> str:
    """Return the model's sentence about a text."""
    model: type[BaseModel] | None = Prompts
    words = ""
    for step in place[1:]:
        if model is None or not isinstance(step, str):
            break
        field = model.model_fields[step]
        words = field.description or words
        inner = field.annotation
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
    return words.replace("`", "").partition(". ")[0].removesuffix(".")
