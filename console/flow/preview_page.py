"""“Hear it”: the page that walks the draft as a phone would, at any date and time, beside what callers hear now.

The place is in the address, as it is on a call: nothing is remembered between two keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.context import console
from console.flow.menu_view import MenuContent, content
from console.flow.preview import OUTCOMES, Moment, PreviewText, has_place, led_by_words, read_place, stop_at
from console.flow.preview_audio import Bit, bits
from console.flow.preview_times import Pick, picks, read_moment
from console.security_headers import POLICY, widened
from editing.diff.changed_words import Words, changed_words
from editing.edits.menu_tree import node_place_in_words
from ivr.navigation import MenuPlace
from prompts.files.menu_models import PersonNode
from prompts.revision import Revision
from routing.errors import CalendarError
from routing.notices.notices import DeskNotices
from store import clock

hear = Blueprint("hear", __name__)
KEYPAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
LONGEST_WORDS = 80
SOUNDS = {"media-src": "'self'"}


@dataclass(frozen=True)
class ComparedText:
    """A spoken text, to be read and heard beside the published one."""

    language: str
    bits: Sequence[Bit]
    words: Sequence[Words]
    """The text; with `new` and `gone` words where it is not what callers hear now."""
    moment: str = ""

    @property
    def is_recorded(self) -> bool:
        return any(bit.audio for bit in self.bits)

    @property
    def is_changed(self) -> bool:
        return any(one.kind != "same" for one in self.words)


@hear.get("/<desk>/flow/hear")
@for_roles(Role.ADMIN)
def walk(desk: str) -> ResponseReturnValue:
    """Show a stop of the walk."""
    found = _played(content(desk))
    moment = _moment(found, desk)
    shown = {"desk": found.shown.desk, "content": found, "moment": moment, "outcomes": OUTCOMES}
    try:
        place = _place(found.shown, moment)
        stop = stop_at(found.shown, place, moment)
        other = _published(found, place, moment)
        suggested = list(picks(found.shown.desk, clock.now()))
    except CalendarError as error:
        return render_template("flow/silent.html", why=f"{error}", **shown)
    page = render_template(
        "flow/hear.html",
        stop=stop,
        spoken=_compared(found.shown, stop.heard, other),
        published=_spoken(found.published, other) if other is not None else None,
        named=node_place_in_words(found.shown, place.node),
        at_person=isinstance(found.shown.menu.nodes[place.node], PersonNode),
        keypad=KEYPAD,
        ways={key: _way(desk, to, moment) for key, to in stop.keys.items()},
        again=_way(desk, read_place(found.shown, place.language, "", "", "", ""), moment),
        languages={
            one: _way(desk, replace(place, language=one), moment) for one in found.shown.desk.languages
        },
        picks=[(pick, _picked(desk, place, moment, pick)) for pick in suggested],
        hidden=_address(place),
        **shown,
    )
    return page, {"Content-Security-Policy": widened(POLICY, SOUNDS)}


def _played(found: MenuContent) -> MenuContent:
    """Return the content with recordings that the console plays, published or not."""

    def where(digest: str) -> str:
        return url_for("console.recordings.play", desk=found.published.desk.id, digest=digest)

    draft = found.draft.played(where) if found.draft else None
    return replace(found, published=found.published.played(where), draft=draft)


def _moment(found: MenuContent, desk: str) -> Moment:
    at = read_moment(request.args.get("at", ""), found.shown.desk, clock.now())
    outcome = request.args.get("outcome", "")
    return Moment(
        at=at,
        is_closure=request.args.get("closure") == "1",
        outcome=outcome if outcome in OUTCOMES else next(iter(OUTCOMES)),
        bulletin=console().line.bulletins.get(desk, DeskNotices()),
    )


def _place(revision: Revision, moment: Moment) -> MenuPlace:
    """Return the place in the address, or the one to which the address's words lead from there."""
    given = (request.args.get(name, "") for name in ("language", "part", "node", "attempt", "topic"))
    place = read_place(revision, *given)
    words = request.args.get("words", "")[:LONGEST_WORDS].strip()
    return led_by_words(revision, place, words, moment) if words else place


def _published(found: MenuContent, place: MenuPlace, moment: Moment) -> tuple[PreviewText, ...] | None:
    """Return what callers hear now at the same place; None if there is no comparison, empty if the place is new."""
    if not found.is_changed:
        return None
    return stop_at(found.published, place, moment).heard if has_place(found.published, place) else ()


def _compared(
    revision: Revision, heard: Sequence[PreviewText], other: Sequence[PreviewText] | None
) -> list[ComparedText]:
    """Return the texts with new words marked, where there is something to compare with."""
    spoken = _spoken(revision, heard)
    if other is None:
        return spoken
    before = [utterance.speech.text for one in other for utterance in one.said]
    before += [""] * (len(spoken) - len(before))
    return [
        ComparedText(one.language, one.bits, changed_words(was, one.words[0].text), one.moment)
        for one, was in zip(spoken, before, strict=False)
    ]


def _spoken(revision: Revision, heard: Sequence[PreviewText]) -> list[ComparedText]:
    return [
        ComparedText(
            utterance.language,
            bits(revision.desk, utterance),
            (Words("same", utterance.speech.text),),
            one.moment,
        )
        for one in heard
        for utterance in one.said
    ]


def _address(place: MenuPlace) -> dict[str, str]:
    found = {"language": place.language, "part": f"{place.part}", "node": place.node}
    found |= {"attempt": f"{place.attempt}"} if place.attempt > 1 else {}
    return found | ({"topic": place.topic} if place.topic else {})


def _of_moment(moment: Moment) -> dict[str, str]:
    found = {"at": Pick("", moment.at).written, "outcome": moment.outcome}
    return found | ({"closure": "1"} if moment.is_closure else {})


def _way(desk: str, place: MenuPlace, moment: Moment) -> str:
    values: dict[str, Any] = {**_of_moment(moment), **_address(place)}
    return url_for("console.hear.walk", desk=desk, **values)


def _picked(desk: str, place: MenuPlace, moment: Moment, pick: Pick) -> str:
    return _way(desk, place, Moment(pick.at, pick.closure, moment.outcome))
