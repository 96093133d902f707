"""Where a desk wants two, one proposes and another approves."""

from __future__ import annotations

import pytest

from editing.approval import approve, decline, propose, waiting
from editing.drafts import DraftEditor
from editing.errors import NeedsApproval, NothingChanged, NotYours, Outdated, PublishRefused
from editing.publishing import publish_content, publish_files, roll_back
from routing.queue.script_answers import JoinRequest
from tests.editing.conftest import ADMIN, OTHER, greeting, with_greeting

HELLO, WELCOME = "Hello, this is the {desk}.", "Welcome to the {desk}."


@pytest.fixture
def careful(bench: DraftEditor) -> DraftEditor:
    """A desk that wants two."""
    desk = bench.folder / "desk.yaml"
    desk.write_text(desk.read_text("utf-8") + "\napproval: required\n", "utf-8")
    return bench


def greets(bench: DraftEditor, text: str, who: str = ADMIN) -> None:
    bench.change(
        "the greeting", greeting(bench.files()), lambda files: with_greeting(files, text), who, greeting
    )


def test_what_one_has_proposed_another_approves(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    with pytest.raises(NeedsApproval):
        publish_content(careful, "shorter", ADMIN)
    proposal = propose(careful, "shorter", ADMIN)
    assert proposal == waiting(careful)
    assert (proposal.base, proposal.author, greeting(proposal.files)) == (0, ADMIN, HELLO)
    entry = approve(careful, proposal.number, OTHER)
    assert (entry.author, entry.note) == (ADMIN, "shorter")
    assert careful.content.current() == entry
    assert (careful.content.draft(), waiting(careful)) == (None, None)
    assert [one.what for one in careful.audit.entries(2)] == ["approved", "proposed"]


def test_nobody_approves_their_own(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    proposal = propose(careful, "", ADMIN)
    with pytest.raises(NotYours):
        approve(careful, proposal.number, ADMIN)
    assert careful.current() == 0


def test_one_declines_with_a_reason_that_is_kept(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    proposal = propose(careful, "", ADMIN)
    decline(careful, proposal.number, OTHER, "We say thank you here.")
    latest = careful.proposals.latest()
    assert latest
    assert (latest.state, latest.by, latest.reason) == ("declined", OTHER, "We say thank you here.")
    for late in (lambda: approve(careful, proposal.number, OTHER), lambda: decline(careful, 1, OTHER, "")):
        with pytest.raises(Outdated, match="decided"):
            late()
    assert greeting(careful.files()) == HELLO
    assert propose(careful, "again", ADMIN).number == 2


def test_a_proposal_lapses_when_something_else_is_published(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    proposal = propose(careful, "", ADMIN)
    files = with_greeting(careful.published(), WELCOME)
    careful.content.publish(files, "f" * 10, note="", who=OTHER, seen=0)
    assert waiting(careful) is None
    with pytest.raises(Outdated, match=f"{OTHER} has made revision 1"):
        approve(careful, proposal.number, OTHER)
    assert propose(careful, "", ADMIN, seen=1).number == 2


def test_a_proposal_takes_the_place_of_one_that_was_looked_at(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    first = propose(careful, "", ADMIN)
    greets(careful, WELCOME, OTHER)
    with pytest.raises(Outdated, match="another proposal waits"):
        propose(careful, "", OTHER)
    second = propose(careful, "", OTHER, instead_of=first.number)
    with pytest.raises(Outdated):
        approve(careful, first.number, OTHER)
    approve(careful, second.number, ADMIN)
    assert greeting(careful.published()) == WELCOME


def test_a_draft_that_went_on_is_kept_when_the_proposal_is_approved(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    proposal = propose(careful, "", ADMIN)
    greets(careful, WELCOME)
    approve(careful, proposal.number, OTHER)
    assert (greeting(careful.published()), greeting(careful.files())) == (HELLO, WELCOME)


def test_only_what_may_be_published_is_proposed(careful: DraftEditor) -> None:
    with pytest.raises(NothingChanged):
        propose(careful, "", ADMIN)
    greets(careful, "Your call is important to us, says the {desk}.")
    with pytest.raises(PublishRefused):
        propose(careful, "", ADMIN)
    draft = careful.content.draft()
    assert draft
    with pytest.raises(Outdated):
        propose(careful, "", ADMIN, version=draft.version + 1)
    with pytest.raises(Outdated):
        approve(careful, 1, OTHER)


def test_what_was_good_when_proposed_is_looked_at_again(careful: DraftEditor) -> None:
    renamed = {name: text.replace("general", "front") for name, text in careful.published().items()}
    careful.replace(renamed, ADMIN, 0)
    proposal = propose(careful, "", ADMIN)
    careful.state.join(JoinRequest("CA1", "general", "en", "login", joined=1))
    with pytest.raises(PublishRefused, match="1 caller waits"):
        approve(careful, proposal.number, OTHER)


def test_the_second_is_not_done_away_with_by_the_first(careful: DraftEditor) -> None:
    desk = careful.published()["desk.yaml"]
    files = {**careful.published(), "desk.yaml": desk.replace("approval: required", "approval: none")}
    with pytest.raises(NeedsApproval):
        publish_files(careful, files, "", ADMIN)


def test_in_an_emergency_one_may_go_back_to_what_was_approved(careful: DraftEditor) -> None:
    greets(careful, HELLO)
    approve(careful, propose(careful, "", ADMIN).number, OTHER)
    roll_back(careful, 0, "too short", ADMIN)
    assert careful.current() == 0
