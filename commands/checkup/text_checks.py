"""The doctor's checks of texts: overdue for review, notices left too long, recordings that are lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from redis import Redis

from commands.checkup.finding import CheckFinding
from editing.audio.stored_recordings import lost
from editing.drafts import DraftEditor
from editing.edits.text_edits import editors_of
from editing.plan_rules import today_at
from prompts.default_texts import missing_texts
from prompts.errors import BrokenDesk
from prompts.files.models import Desk
from prompts.files.source import read_source
from prompts.loader import Files
from prompts.revision import Revision, revision_of
from routing.notices.notices import TimedNotice, read_bulletin

LONG_NOTICE = timedelta(days=7)
"""What is true for longer belongs into the menu: callers who know it already hear it before every choice."""
LONG_ASKING = timedelta(days=1)
"""For so long a caller may be asked whether it is still worth the wait."""
LONG_CLOSURE = timedelta(days=14)
NAMED = 3
"""Texts named; the console lists all."""


def word_findings(bench: DraftEditor, client: Redis, now: int) -> list[CheckFinding]:
    """Return findings about a desk's published texts; `now` in ms. Raises DatabaseDown; a broken folder is reported
    elsewhere."""
    try:
        files = bench.published()
        revision = revision_of(bench.desk, files)
    except BrokenDesk:
        return []
    found = [
        *_overdue(revision.desk, files),
        *_later(revision.desk, files),
        *_lost(bench, revision),
        *_posted(bench.desk, client, now),
    ]
    return found or [CheckFinding("words", True, f"{bench.desk}: nothing is overdue")]


def _overdue(desk: Desk, files: Files) -> Iterator[CheckFinding]:
    today = today_at(desk)
    due = [name for name, care in editors_of(files).texts.items() if care.is_due(today)]
    if due:
        named = ", ".join(due[:NAMED]) + (" …" if len(due) > NAMED else "")
        texts = "1 text is" if len(due) == 1 else f"{len(due)} texts are"
        advice = "In the console under “What callers hear”, “To review”: read them, and set the next date."
        yield CheckFinding("words", False, f"{desk.id}: {texts} past the date of review: {named}", advice)


def _later(desk: Desk, files: Files) -> Iterator[CheckFinding]:
    """Yield texts that are newer than the content, so that callers hear the program's words for them."""
    for language in desk.languages:
        name = f"{language}.yaml"
        for place in missing_texts(language, read_source(name, files[name]).data):
            told = f"{desk.id}: {'.'.join(map(str, place))} is not in {name}; callers hear the program's own words"
            advice = "In the console under “What callers hear”, “Texts”: write it, and publish."
            yield CheckFinding("words", False, told, advice)


def _lost(bench: DraftEditor, revision: Revision) -> Iterator[CheckFinding]:
    for told in lost(bench, revision):
        yield CheckFinding("words", False, told, "Until then callers hear the text in the line's own voice.")


def _posted(desk: str, client: Redis, now: int) -> Iterator[CheckFinding]:
    bulletin = read_bulletin(client, desk)
    for notice in bulletin.notices:
        hung = _since(notice, now)
        if hung > LONG_NOTICE:
            told = f"{desk}: a notice hangs since {_days(hung)}: “{_in_words(notice)}”"
            yield CheckFinding(
                "words", False, told, "Take it down on the wallboard, or write it into the menu."
            )
        elif notice.asks and hung > LONG_ASKING:
            told = f"{desk}: since {_days(hung)} callers are asked whether to wait: “{_in_words(notice)}”"
            yield CheckFinding(
                "words", False, told, "If it is mended, take the notice down on the wallboard."
            )
    for closure in bulletin.closures:
        if _since(closure, now) > LONG_CLOSURE:
            told = f"{desk}: has been closed by hand since {_days(_since(closure, now))}"
            yield CheckFinding(
                "words", False, told, "Open it on the wallboard, or write the dates into desk.yaml."
            )


def _since(posted: TimedNotice, now: int) -> timedelta:
    return timedelta(milliseconds=now - posted.starts) if posted.holds(now) else timedelta()


def _days(time: timedelta) -> str:
    return "a day" if time.days == 1 else f"{time.days} days"


def _in_words(posted: TimedNotice) -> str:
    return posted.said[0][1] if posted.said else ""
