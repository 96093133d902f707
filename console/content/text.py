"""A text in every language: changed, tried while it is typed, and assigned to an owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import DAYS, ContentView, content_view, draft_editor, hear_counts
from console.content.page import content
from console.context import console, visitor
from console.formatting import LANGUAGES
from console.single_submission import changes_nothing
from editing.diff.changed_words import Words, changed_words
from editing.edits.text_edits import editors_of, looked_after, reworded
from editing.errors import EditConflict, Unwritable
from editing.located_findings import Remark
from editing.prompt_index import PromptEntry, PromptSection, words_at
from editing.text_preview import Sample, sample, tried
from prompts.loader import Files
from prompts.rendering.template import LONGEST

LONGEST_OWNER = 60


@dataclass(frozen=True)
class Side:
    """A text in one language, as its half of the form shows it."""

    language: str
    text: str
    seen: str
    """What stood there when the form was made."""
    sample: Sample | None
    remarks: tuple[Remark, ...]
    theirs: tuple[Words, ...] | None = None
    """What somebody else wrote meanwhile, against what this person wrote."""
    their_text: str = ""
    refused: str = ""

    @property
    def is_in_conflict(self) -> bool:
        return self.theirs is not None


@content.get("/<desk>/content/text/<path:id_>")
@for_roles(Role.ADMIN)
def text(desk: str, id_: str) -> ResponseReturnValue:
    """Show the form of a text."""
    seen = content_view(desk)
    part, said = seen.text(id_)
    return _page(seen, part, said, [_side(seen, said, language) for language in said.words])


@content.post("/<desk>/content/text/<path:id_>")
@for_roles(Role.ADMIN)
def save(desk: str, id_: str) -> ResponseReturnValue:
    """Save a text in the draft, language by language; one that somebody else changed meanwhile is shown, not
    overwritten."""
    seen = content_view(desk)
    part, said = seen.text(id_)
    sides = [_saved(seen, said, language) for language in said.words]
    if all(side is None for side in sides):
        is_changed = any(_given(f"text_{one}") != _given(f"seen_{one}") for one in said.words)
        flash(
            "Saved in the draft. Callers hear it once it is published."
            if is_changed
            else "Nothing was changed."
        )
        return redirect(url_for(".text", desk=desk, id_=id_))
    seen = content_view(desk)
    part, said = seen.text(id_)
    shown = [side or _side(seen, said, language) for language, side in zip(said.words, sides, strict=True)]
    return _page(seen, part, said, shown), 409


@content.post("/<desk>/content/check/<language>/<path:id_>")
@for_roles(Role.ADMIN)
@changes_nothing
def check(desk: str, language: str, id_: str) -> ResponseReturnValue:
    """Return the remarks about a text as it stands in the field at this moment; nothing is saved."""
    seen = content_view(desk)
    said = seen.text(id_)[1]
    if language not in said.words:
        abort(404)
    side = _typed(seen, said, language, _words(language))
    return render_template("content/_heard.html", side=side, said=said)


@content.post("/<desk>/content/care/<path:id_>")
@for_roles(Role.ADMIN)
def care(desk: str, id_: str) -> ResponseReturnValue:
    """Set who looks after a text, and by when it is to be read again."""
    content_view(desk).text(id_)
    owner, until = _given("owner")[:LONGEST_OWNER], _date(_given("review_by"))

    def at(files: Files) -> str:
        found = editors_of(files).texts.get(id_)
        return f"{found.owner or 'nobody'}, {found.review_by or 'no date'}" if found else "nobody"

    try:
        draft_editor(desk).change(
            f"who looks after {id_}",
            request.form.get("seen", ""),
            lambda files: looked_after(files, id_, owner, until),
            visitor().person.sign_in,
            at,
        )
    except EditConflict as other:
        flash(f"Nothing was saved: somebody else has just written “{other.theirs}” here.", "danger")
    except Unwritable as error:
        flash(f"Nothing was saved. In editors.yaml, {error}", "danger")
    else:
        flash("Saved in the draft.")
    return redirect(url_for(".text", desk=desk, id_=id_))


def _page(seen: ContentView, part: PromptSection, said: PromptEntry, sides: list[Side]) -> str:
    found = seen.editors.texts.get(said.id)
    care_seen = f"{found.owner or 'nobody'}, {found.review_by or 'no date'}" if found else "nobody"
    return render_template(
        "content/text.html",
        desk=seen.desk,
        seen=seen,
        part=part,
        said=said,
        sides=sides,
        before=seen.published_texts.get(said.id) if seen.is_changed(said) else None,
        heard=hear_counts(seen, said),
        days=DAYS,
        care=found,
        care_seen=care_seen,
        longest=LONGEST,
        can_call=console().carrier is not None,
    )


def _side(seen: ContentView, said: PromptEntry, language: str) -> Side:
    stands = said.words[language] or ""
    about = tuple(one for one in seen.remarks if one.is_about(f"{language}.yaml", said.place))
    if seen.verdict.problems and not about:  # the checklist was not reached: ask for this text alone
        return _typed(seen, said, language, stands)
    return Side(language, stands, stands, sample(seen.shape, said, language, stands), about)


def _typed(seen: ContentView, said: PromptEntry, language: str, words: str) -> Side:
    stands = said.words[language] or ""
    found = tried(seen.desk.id, (seen.files, seen.published), said, language, words)
    return Side(language, words, stands, sample(seen.shape, said, language, words), found)


def _saved(seen: ContentView, said: PromptEntry, language: str) -> Side | None:
    """Save a text; return None if it is saved or was not touched."""
    words, before = _words(language), _given(f"seen_{language}")
    if words == before:
        return None
    try:
        draft_editor(seen.desk.id).change(
            f"{said.id} in {LANGUAGES.get(language, language)}",
            before,
            _rewording(said, language, words),
            visitor().person.sign_in,
            lambda files: words_at(files, language, said.place),
        )
    except EditConflict as other:
        if other.theirs == words:  # both wrote the same
            return None
        mine = _typed(seen, said, language, words)
        compared = changed_words(other.theirs, words)
        return Side(language, words, other.theirs, mine.sample, mine.remarks, compared, other.theirs)
    except Unwritable as error:
        mine = _typed(seen, said, language, words)
        told = f"Nothing was saved here. In {language}.yaml, {error}. The files can be changed by hand."
        return Side(language, words, before, mine.sample, mine.remarks, refused=told)
    return None


def _rewording(said: PromptEntry, language: str, words: str) -> Callable[[Files], Mapping[str, str]]:
    return lambda files: reworded(files, said, language, words)


def _given(name: str) -> str:
    """Return the content of a field, on one line."""
    return " ".join(request.form.get(name, "").split())


def _words(language: str) -> str:
    """Return a text as it was typed. One somewhat too long is shown with what is wrong with it, others are refused."""
    words = _given(f"text_{language}")
    return words if len(words) <= 4 * LONGEST else abort(413)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        abort(400)
