"""What may be published, by whom first, and how it is taken back."""

from __future__ import annotations

import pytest

from editing.drafts import DraftEditor
from editing.errors import NothingChanged, Outdated, PublishRefused
from editing.publishing import publish_content, publish_files, roll_back
from routing.queue.script_answers import JoinRequest
from tests.editing.conftest import ADMIN, OTHER, greeting, with_greeting

HELLO, WELCOME = "Hello, this is the {desk}.", "Welcome to the {desk}."


def greets(bench: DraftEditor, text: str, who: str = ADMIN) -> None:
    bench.change(
        "the greeting", greeting(bench.files()), lambda files: with_greeting(files, text), who, greeting
    )


def test_a_draft_is_published_with_a_note(bench: DraftEditor) -> None:
    greets(bench, HELLO)
    entry = publish_content(bench, "shorter", ADMIN)
    assert (entry.number, entry.author, entry.note) == (1, ADMIN, "shorter")
    assert greeting(bench.published()) == HELLO
    assert bench.content.draft() is None
    assert bench.audit.entries(1)[0].after == "revision 1: shorter"


def test_without_a_change_there_is_nothing_to_publish(bench: DraftEditor) -> None:
    with pytest.raises(NothingChanged):
        publish_content(bench, "", ADMIN)
    before = greeting(bench.files())
    greets(bench, HELLO)
    greets(bench, before)
    with pytest.raises(NothingChanged):
        publish_content(bench, "", ADMIN)
    with pytest.raises(NothingChanged):
        publish_files(bench, bench.published(), "", ADMIN)


def test_errors_keep_a_draft_from_being_published(bench: DraftEditor) -> None:
    greets(bench, "Your call is important to us.")
    with pytest.raises(PublishRefused) as refused:
        publish_content(bench, "", ADMIN)
    assert "county/en.yaml prompts.greeting: “call is important”" in refused.value.reasons[0]
    assert bench.current() == 0


def test_what_cannot_be_read_is_refused_with_file_and_line(bench: DraftEditor) -> None:
    files = {**bench.files(), "menu.yaml": bench.files()["menu.yaml"].replace("kind: person", "kind: parrot")}
    with pytest.raises(PublishRefused, match=r"county/menu.yaml:\d+: "):
        publish_files(bench, files, "", ADMIN)


def test_what_somebody_published_meanwhile_is_looked_at_first(bench: DraftEditor) -> None:
    greets(bench, HELLO)
    publish_files(bench, with_greeting(bench.published(), WELCOME), "", OTHER)
    with pytest.raises(Outdated, match=f"{OTHER} has made revision 1"):
        publish_content(bench, "", ADMIN, seen=0)
    assert publish_content(bench, "", ADMIN, seen=1).number == 2


def test_what_somebody_changed_meanwhile_is_not_published_unseen(bench: DraftEditor) -> None:
    greets(bench, HELLO)
    draft = bench.content.draft()
    assert draft
    greets(bench, WELCOME, OTHER)
    with pytest.raises(Outdated, match="the draft was changed"):
        publish_content(bench, "", ADMIN, version=draft.version)
    assert bench.current() == 0


def test_one_step_takes_it_back_and_is_listed(bench: DraftEditor) -> None:
    for text in (HELLO, WELCOME):
        greets(bench, text)
        publish_content(bench, text, ADMIN)
    roll_back(bench, 1, "too warm", OTHER)
    assert greeting(bench.published()) == HELLO
    assert [(move.what, move.number, move.why) for move in bench.content.moves(5)] == [
        ("rolled back", 1, "too warm"),
        ("published", 2, WELCOME),
        ("published", 1, HELLO),
    ]
    roll_back(bench, 0, "", OTHER)
    assert greeting(bench.published()).startswith("Thank you")


def test_a_step_back_is_refused_that_leads_nowhere(bench: DraftEditor) -> None:
    with pytest.raises(NothingChanged):
        roll_back(bench, 0, "", ADMIN)
    with pytest.raises(PublishRefused, match="there is no revision 9"):
        roll_back(bench, 9, "", ADMIN)
    greets(bench, HELLO)
    publish_content(bench, "", ADMIN)
    with pytest.raises(Outdated, match="has made revision 1"):
        roll_back(bench, 0, "", OTHER, seen=5)


def test_a_line_with_callers_in_it_is_not_taken_away(bench: DraftEditor) -> None:
    renamed = {name: text.replace("general", "front") for name, text in bench.published().items()}
    assert renamed["desk.yaml"] != bench.published()["desk.yaml"]
    bench.state.join(JoinRequest("CA1", "general", "es", "login", joined=1))
    with pytest.raises(PublishRefused, match=r"1 caller waits in the line general \(es\)"):
        publish_files(bench, renamed, "", ADMIN)
    bench.state.caller_ends("CA1", "hung up")
    assert publish_files(bench, renamed, "", ADMIN).number == 1
    bench.state.join(JoinRequest("CA2", "general", "en", "login", joined=1))
    roll_back(bench, 0, "", ADMIN)
