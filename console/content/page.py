"""What callers hear: everything that is said, in the order of a call, found by search and by what needs care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import ContentView, content_view
from editing.prompt_index import PromptEntry, PromptSection
from prompts.menu_keys import fold_words

content = Blueprint("content", __name__)
Wanted = Callable[[ContentView, PromptEntry], bool]
FILTERS: dict[str, tuple[str, Wanted]] = {
    "": ("All texts", lambda _seen, _said: True),
    "missing": ("Missing", lambda _seen, said: bool(said.missing)),
    "due": ("To review", lambda seen, said: seen.is_due(said)),
    "changed": ("Changed in the draft", lambda seen, said: seen.is_changed(said)),
    "errors": ("With errors", lambda seen, said: any(one.is_error for one in seen.about(said))),
    "warnings": ("With warnings", lambda seen, said: any(not one.is_error for one in seen.about(said))),
}


@content.get("/<desk>/content")
@for_roles(Role.ADMIN)
def show(desk: str) -> ResponseReturnValue:
    """Show the list of texts; `q` are words to find, `only` is one of the filters."""
    seen = content_view(desk)
    only = request.args.get("only", "")
    words = fold_words(request.args.get("q", ""))
    wanted = FILTERS.get(only, FILTERS[""])[1]
    parts = _found(seen.parts, lambda part, said: wanted(seen, said) and _has(part, said, words))
    return render_template(
        "content/texts.html",
        desk=seen.desk,
        seen=seen,
        parts=parts,
        number=sum(len(part.said) for part in parts),
        filters=_counted(seen),
        only=only if only in FILTERS else "",
        q=request.args.get("q", ""),
    )


def _found(
    parts: tuple[PromptSection, ...], keep: Callable[[PromptSection, PromptEntry], bool]
) -> list[PromptSection]:
    found = [replace(part, said=tuple(said for said in part.said if keep(part, said))) for part in parts]
    return [part for part in found if part.said]


def _has(part: PromptSection, said: PromptEntry, words: str) -> bool:
    """Return whether all the words occur in the text, in any language, or in its names; accents do not count."""
    everything = fold_words(
        " ".join(
            [part.heading, said.name, said.moment, said.id, *(text or "" for text in said.words.values())]
        )
    )
    return all(word in everything for word in words.split())


def _counted(seen: ContentView) -> list[tuple[str, str, int]]:
    """Return the filters with how many texts each finds."""
    every = [said for part in seen.parts for said in part.said]
    return [
        (name, told, sum(wanted(seen, said) for said in every)) for name, (told, wanted) in FILTERS.items()
    ]
