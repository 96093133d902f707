"""The files themselves, for admins who prefer YAML: the same draft, the same checks, the same publishing."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import ContentView, content_view, draft_editor
from console.content.page import content
from console.context import visitor
from console.single_submission import changes_nothing
from editing.checks import check_files
from editing.diff.changed_words import changed_lines
from editing.errors import EditConflict
from editing.located_findings import Remark, remarks
from prompts.loader import LONGEST_FILE


@content.get("/<desk>/content/files/<name>")
@for_roles(Role.ADMIN)
def file(desk: str, name: str) -> ResponseReturnValue:
    """Show a file of the draft."""
    seen = content_view(desk)
    stands = _file(seen, name)
    return _page(seen, name, stands, stands, _of(name, seen.remarks))


@content.post("/<desk>/content/files/<name>")
@for_roles(Role.ADMIN)
def save_file(desk: str, name: str) -> ResponseReturnValue:
    """Save a file in the draft; one that somebody else changed meanwhile is shown, not overwritten."""
    seen = content_view(desk)
    stands = _file(seen, name)
    given, before = _given("text", stands), _unix(request.form.get("seen", ""))
    if len(given) > LONGEST_FILE:
        return _page(seen, name, given, before, (), "Nothing was saved: the file is too long."), 422
    try:
        draft_editor(desk).change(
            name,
            before,
            lambda files: {**files, name: given},
            visitor().person.sign_in,
            lambda files: _unix(files.get(name, "")),
        )
    except EditConflict as other:
        told = "Nothing was saved: somebody else has changed this file while you were writing."
        page = _page(seen, name, given, other.theirs, _tried(seen, name, given), told, other.theirs)
        return page, 409
    flash("Saved in the draft. Callers hear it once it is published.")
    return redirect(url_for(".file", desk=desk, name=name))


@content.post("/<desk>/content/files/<name>/check")
@for_roles(Role.ADMIN)
@changes_nothing
def check_file(desk: str, name: str) -> ResponseReturnValue:
    """Return the remarks about a file as it stands in the field at this moment; nothing is saved."""
    seen = content_view(desk)
    given = _given("text", _file(seen, name))
    return render_template("content/_lines.html", remarks=_tried(seen, name, given))


def _page(
    seen: ContentView,
    name: str,
    text: str,
    stands: str,
    found: tuple[Remark, ...],
    refused: str = "",
    theirs: str | None = None,
) -> str:
    return render_template(
        "content/file.html",
        desk=seen.desk,
        names=sorted(seen.files),
        name=name,
        text=text,
        stands=stands,
        remarks=found,
        refused=refused,
        compared=changed_lines(theirs, text) if theirs is not None else None,
    )


def _file(seen: ContentView, name: str) -> str:
    found = seen.files.get(name)
    return found if found is not None else abort(404)


def _given(field: str, stands: str) -> str:
    """Return the typed text. A browser sends every line with the ends of Windows, whatever the file has."""
    text = _unix(request.form.get(field, ""))
    return text.replace("\n", "\r\n") if "\r\n" in stands else text


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tried(seen: ContentView, name: str, text: str) -> tuple[Remark, ...]:
    files = {**seen.files, name: text}
    return _of(name, remarks(check_files(seen.desk.id, files), files))


def _of(name: str, found: tuple[Remark, ...]) -> tuple[Remark, ...]:
    return tuple(sorted((one for one in found if one.file == name), key=lambda one: one.line))
