"""The draft as a whole: what the checks say, what callers will hear differently, publishing it or throwing it away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.compiled import kept
from console.content.desk import Look, bench, look
from console.content.page import content
from console.parts import console, visitor
from editing.difference import Difference, differences
from editing.errors import EditingError, Refused
from editing.publishing import publish
from editing.remarks import Remark
from prompts.errors import BrokenDesk
from prompts.folder import Files
from store.errors import Overtaken
from store.people import Role

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Told:
    """A remark with the text it is about, if it is about one."""

    remark: Remark
    text: str = ""
    name: str = ""


@content.get("/<desk>/content/draft")
@for_roles(Role.ADMIN)
def draft(desk: str) -> ResponseReturnValue:
    """The page."""
    return _page(look(desk))


@content.post("/<desk>/content/draft/publish")
@for_roles(Role.ADMIN)
def publish_draft(desk: str) -> ResponseReturnValue:
    """Callers hear the draft from now on, if it is the one that was looked at and the checks find no error."""
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    if not note:
        return _page(look(desk), "Say in a few words what is new, for those who read the history."), 422
    version, seen = _number("version"), _number("published")
    try:
        entry = publish(bench(desk), note, visitor().person.sign_in, version=version, seen=seen)
    except Refused as refused:
        return _page(look(desk), "This can't be published yet.", refused.reasons), 422
    except EditingError as error:
        return _page(look(desk), _sentence(f"{error}")), 409
    flash(
        f"Published as revision {entry.number}. Whoever calls from now on hears it; calls in progress are not changed."
    )
    return redirect(url_for(".history", desk=desk, undo=entry.number))


@content.post("/<desk>/content/draft/drop")
@for_roles(Role.ADMIN)
def drop(desk: str) -> ResponseReturnValue:
    """The draft is thrown away, if it is the one that was looked at."""
    try:
        bench(desk).drop(_number("version"), visitor().person.sign_in)
    except Overtaken:
        return _page(
            look(desk), "Somebody has changed the draft meanwhile, so it was kept. Look at it once more."
        ), 409
    flash("The draft is gone. Everything is as callers hear it now.")
    return redirect(url_for(".show", desk=desk))


def spoken_differences(desk: str, before: Files, after: Files) -> list[Difference] | None:
    """What callers will hear differently; None where one of the two can't be read."""
    read = console().compiled.revision
    try:
        return differences(read(kept(desk, before)), read(kept(desk, after)))
    except BrokenDesk:
        return None


def _page(seen: Look, told: str = "", reasons: tuple[str, ...] = ()) -> str:
    return render_template(
        "content/draft.html",
        desk=seen.desk,
        seen=seen,
        found=_told(seen),
        differences=spoken_differences(seen.desk.id, seen.published, seen.files) if seen.draft else [],
        published=bench(seen.desk.id).current(),
        refused=told,
        reasons=reasons,
        note=request.form.get("note", ""),
        longest_note=LONGEST_NOTE,
    )


def _told(seen: Look) -> list[Told]:
    by_file = [(f"{language}.yaml", said) for _, said in seen.texts.values() for language in said.words]
    found = []
    for remark in seen.remarks:
        about = [said for file, said in by_file if remark.file == file and said.place in remark.places]
        found.append(Told(remark, about[0].id, _name(seen, about[0].id)) if about else Told(remark))
    return found


def _name(seen: Look, id_: str) -> str:
    part, said = seen.texts[id_]
    return f"{part.heading}: {said.name}"


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
