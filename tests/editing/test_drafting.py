"""One draft for all admins of a desk: nobody overwrites what they have not seen, and nobody waits for others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from editing.database.errors import Overtaken
from editing.drafts import DraftEditor
from editing.errors import EditConflict
from prompts.loader import Files, read_files
from store.connection import connect
from tests.editing.conftest import ADMIN, OTHER, greeting, with_greeting


def spanish(files: Files) -> str:
    return greeting(files, "es.yaml")


def says(text: str, file: str = "en.yaml") -> Callable[[Files], Files]:
    return lambda files: with_greeting(files, text, file)


def test_work_begins_with_what_callers_hear(bench: DraftEditor) -> None:
    assert bench.files() == bench.published() == read_files(bench.folder)


def test_a_change_is_seen_by_all_and_heard_by_nobody(bench: DraftEditor) -> None:
    draft = bench.change("the greeting", greeting(bench.files()), says("Hello."), ADMIN, greeting)
    assert greeting(bench.files()) == greeting(draft.files) == "Hello."
    assert greeting(bench.published()) != "Hello."
    assert (draft.author, draft.base) == (ADMIN, 0)


def test_who_changes_what_somebody_else_has_changed_is_shown_both(bench: DraftEditor) -> None:
    seen = greeting(bench.files())
    bench.change("the greeting", seen, says("Hello."), ADMIN, greeting)
    with pytest.raises(EditConflict) as refused:
        bench.change("the greeting", seen, says("Welcome."), OTHER, greeting)
    assert (refused.value.theirs, refused.value.seen) == ("Hello.", seen)
    assert greeting(bench.files()) == "Hello."


def test_who_has_looked_at_both_may_choose(bench: DraftEditor) -> None:
    bench.change("the greeting", greeting(bench.files()), says("Hello."), ADMIN, greeting)
    bench.change("the greeting", "Hello.", says("Welcome."), OTHER, greeting)
    assert greeting(bench.files()) == "Welcome."


def test_changes_in_two_places_at_once_are_both_kept(bench: DraftEditor) -> None:
    """While the first is at it, the second saves: the first is done again on what the second left."""
    tries = list[str]()

    def slow(files: Files) -> Files:
        tries.append(spanish(files))
        if len(tries) == 1:
            bench.change("the Spanish one", spanish(files), says("Hola.", "es.yaml"), OTHER, spanish)
        return with_greeting(files, "Hello.")

    bench.change("the greeting", greeting(bench.files()), slow, ADMIN, greeting)
    assert (greeting(bench.files()), spanish(bench.files())) == ("Hello.", "Hola.")
    assert len(tries) == 2


def test_every_change_is_in_the_audit_log(bench: DraftEditor) -> None:
    seen = greeting(bench.files())
    draft = bench.change("the greeting", seen, says("Hello."), ADMIN, greeting)
    bench.drop(draft.version, OTHER)
    dropped, changed = bench.audit.entries(2)
    assert (changed.who, changed.about, changed.before, changed.after) == (
        ADMIN,
        "the greeting at county",
        seen,
        "Hello.",
    )
    assert (dropped.who, dropped.what) == (OTHER, "threw the draft away")


def test_a_change_that_changes_nothing_leaves_the_draft_alone(bench: DraftEditor) -> None:
    draft = bench.change("the greeting", greeting(bench.files()), says("Hello."), ADMIN, greeting)
    assert bench.change("the greeting", "Hello.", says("Hello."), OTHER, greeting) == draft


def test_a_draft_is_thrown_away_by_who_has_seen_it(bench: DraftEditor) -> None:
    draft = bench.change("the greeting", greeting(bench.files()), says("Hello."), ADMIN, greeting)
    bench.change("the greeting", "Hello.", says("Welcome."), OTHER, greeting)
    with pytest.raises(Overtaken):
        bench.drop(draft.version, ADMIN)
    assert greeting(bench.files()) == "Welcome."


def test_a_whole_folder_takes_the_place_of_a_draft(bench: DraftEditor) -> None:
    files = with_greeting(bench.files(), "Hello.")
    bench.replace(files, ADMIN, 0)
    assert bench.files() == files
    with pytest.raises(Overtaken):
        bench.replace(files, OTHER, 0)


def test_what_is_saved_stays_saved_when_the_audit_log_is_on_a_server_that_is_away(
    bench: DraftEditor, caplog: pytest.LogCaptureFixture
) -> None:
    away = replace(bench, audit=AuditLog(PeopleScripts(connect("unix:///nowhere.sock"))))
    away.change("the greeting", greeting(bench.files()), says("Hello."), ADMIN, greeting)
    assert greeting(bench.files()) == "Hello."
    assert "the audit log could not be written" in caplog.text
