"""A draft of what callers hear: published, taken back, thrown away, agreed on by two."""

from __future__ import annotations

import html

from console.context import Console
from editing.drafts import DraftEditor
from editing.prompt_index import words_at
from editing.publishing import publish_files
from tests.console.texts import NEW, PLACE, changes, field, publishes
from tests.console.visits import Visit


def test_a_draft_is_published_with_what_callers_hear_differently_and_undone_in_one_click(
    admin: Visit, bench: DraftEditor
) -> None:
    changes(admin, NEW)
    page = html.unescape(admin.opens("/cair/content/draft").text)
    assert "Inventory missing or incorrect (keys 2, 2)" in page
    assert "<del>" in page
    after = publishes(admin, "Inventory <b>is</b> short")
    assert words_at(bench.published(), "es", PLACE) == NEW
    assert bench.content.draft() is None
    history = admin.opens(after).text
    assert "Inventory &lt;b&gt;is&lt;/b&gt; short" in history
    undo = {"published": "1", "why": "revision 1 was undone"}
    assert admin.sends("/cair/content/history/0/back", undo, of=after).status_code == 302
    assert words_at(bench.published(), "es", PLACE) != NEW
    assert bench.current() == 0


def test_any_revision_can_be_what_callers_hear_again(admin: Visit, bench: DraftEditor) -> None:
    for text in (NEW, "Por favor escríbanos si falta inventario."):
        changes(admin, text)
        publishes(admin, text)
    page = html.unescape(admin.opens("/cair/content/history/1").text)
    assert "would hear differently" in page
    assert "<ins>avísenos" in page
    form = {"published": field(page, "published"), "why": "The old one was better"}
    answer = admin.sends("/cair/content/history/1/back", form, of="/cair/content/history/1")
    assert answer.status_code == 302
    assert words_at(bench.published(), "es", PLACE) == NEW
    assert "The old one was better" in admin.opens("/cair/content/history").text


def test_what_was_published_meanwhile_is_not_published_over(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    changes(admin, NEW)
    page = admin.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": field(page, "published"), "note": "mine"}
    changes(other_admin, "Hola. Esta es la {desk}.", "/cair/content/text/prompts.greeting")
    answer = admin.sends("/cair/content/draft/publish", form, of="/cair/content/draft")
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert bench.current() == 0


def test_a_publication_without_a_note_is_asked_for_one(admin: Visit, bench: DraftEditor) -> None:
    changes(admin, NEW)
    page = admin.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": "0", "note": " "}
    answer = admin.sends("/cair/content/draft/publish", form, of="/cair/content/draft")
    assert answer.status_code == 422
    assert "Say in a few words what is new" in answer.text
    assert bench.current() == 0


def test_a_draft_is_thrown_away_only_as_it_was_seen(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    changes(admin, NEW)
    version = field(admin.opens("/cair/content/draft").text, "version")
    changes(other_admin, "Otro texto.")
    assert (
        admin.sends("/cair/content/draft/drop", {"version": version}, of="/cair/content/draft").status_code
        == 409
    )
    version = field(admin.opens("/cair/content/draft").text, "version")
    assert (
        admin.sends("/cair/content/draft/drop", {"version": version}, of="/cair/content/draft").status_code
        == 302
    )
    assert bench.content.draft() is None


def test_a_desk_may_want_two_for_a_publication(admin: Visit, other_admin: Visit, bench: DraftEditor) -> None:
    files = dict(bench.published())
    files["desk.yaml"] += "approval: required\n"
    publish_files(bench, files, "two of us", "test")
    changes(admin, NEW)
    page = admin.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": "1", "note": "Inventory"}
    assert admin.sends("/cair/content/draft/publish", form, of="/cair/content/draft").status_code == 409
    assert admin.sends("/cair/content/draft/propose", form, of="/cair/content/draft").status_code == 302
    assert "Another admin must approve" in admin.opens("/cair/content/draft").text
    waits = html.unescape(other_admin.opens("/cair/content/draft").text)
    assert "ada proposes: Inventory" in waits
    number = {"proposal": field(waits, "proposal")}
    assert admin.sends("/cair/content/draft/approve", number, of="/cair/content/draft").status_code == 409
    assert (
        other_admin.sends("/cair/content/draft/approve", number, of="/cair/content/draft").status_code == 302
    )
    assert words_at(bench.published(), "es", PLACE) == NEW


def test_who_takes_another_sign_in_name_still_can_not_approve_their_own(
    admin: Visit, other_admin: Visit, console: Console, bench: DraftEditor
) -> None:
    files = dict(bench.published())
    files["desk.yaml"] += "approval: required\n"
    publish_files(bench, files, "two of us", "test")
    changes(admin, NEW)
    page = admin.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": "1", "note": "Inventory"}
    admin.sends("/cair/content/draft/propose", form, of="/cair/content/draft")
    person = console.people.named("ada")
    assert person is not None
    console.people.change("bob", person.id, {"sign_in": "eve"})
    assert "Another admin must approve" in admin.opens("/cair/content/draft").text
    number = {"proposal": field(other_admin.opens("/cair/content/draft").text, "proposal")}
    assert admin.sends("/cair/content/draft/approve", number, of="/cair/content/draft").status_code == 409
    assert bench.current() == 1


def test_a_proposal_is_declined_and_the_draft_stays(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    files = dict(bench.published())
    files["desk.yaml"] += "approval: required\n"
    publish_files(bench, files, "two of us", "test")
    changes(admin, NEW)
    page = admin.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": "1", "note": "Inventory"}
    admin.sends("/cair/content/draft/propose", form, of="/cair/content/draft")
    number = field(other_admin.opens("/cair/content/draft").text, "proposal")
    answer = other_admin.sends(
        "/cair/content/draft/decline", {"proposal": number, "reason": "Too short"}, of="/cair/content/draft"
    )
    assert answer.status_code == 302
    assert "proposes" not in other_admin.opens("/cair/content/draft").text
    assert words_at(bench.files(), "es", PLACE) == NEW
    assert bench.current() == 1
