"""The call flow: its picture, the menu by form, and the walk by key beside what callers hear now."""

from __future__ import annotations

import re
from html import unescape

import pytest

from console.context import Console
from editing.database.content import ContentDraft
from editing.drafts import DraftEditor
from reports.times import days_since_epoch
from store import clock, keys
from tests.console.visits import Visit

NODE = {
    "kind": "guidance",
    "title_en": "Lost phones",
    "title_es": "Teléfonos perdidos",
    "option_en": "For a lost phone, press {key}.",
    "option_es": "Para un teléfono perdido, marque {key}.",
    "text_en": "Please tell your supervisor about it.",
    "text_es": "Por favor, avise a su supervisor.",
    "see": "CAIRHelpDesk@cdph.ca.gov",
}


@pytest.fixture
def bench(console: Console) -> DraftEditor:
    return console.benches["cair"]


def seen(admin: Visit, path: str, nth: int = 0) -> str:
    """Return the hidden value by which a page's form knows what the person has seen."""
    parts = admin.opens(path).text.split('name="seen" ')[1:]
    return unescape(parts[nth].split('value="')[1].split('"')[0])


def draft(bench: DraftEditor) -> ContentDraft:
    found = bench.content.draft()
    assert found
    return found


def adds(admin: Visit, menu: str = "main", **changed: str) -> str:
    path = f"/cair/flow/node/{menu}/add"
    answer = admin.sends(path, {"seen": seen(admin, path), **NODE, **changed})
    assert answer.status_code in (303, 422), answer.text
    return answer.headers.get("Location", answer.text)


def test_the_picture_shows_every_node_and_links_it(admin: Visit, console: Console) -> None:
    page = admin.opens("/cair/flow").text
    for node, place in console.line.desks["cair"].menu.nodes.items():
        assert page.count(f'href="/console/cair/flow/node/{node}"') >= (1 if place.kind else 0), node
    assert "Dead ends" not in page


def test_every_node_has_a_page(admin: Visit, console: Console) -> None:
    for node in console.line.desks["cair"].menu.nodes:
        assert admin.opens(f"/cair/flow/node/{node}").status_code == 200


def test_an_option_goes_up_by_one_key(admin: Visit, bench: DraftEditor) -> None:
    page = "/cair/flow/node/records"
    form = {"seen": seen(admin, page), "option": "inventory", "way": "up"}
    assert admin.sends(f"{page}/order", form, of=page).status_code == 303
    assert "keys: {1: inventory, 2: patient_record}" in draft(bench).files["menu.yaml"]


def test_a_new_node_has_its_words_in_every_language(admin: Visit, bench: DraftEditor) -> None:
    assert adds(admin) == "/console/cair/flow/node/lost_phones"
    files = draft(bench).files
    assert "6: lost_phones" in files["menu.yaml"]
    assert "title: Lost phones" in files["en.yaml"]
    assert "Por favor, avise a su supervisor." in files["es.yaml"]
    assert "six" not in admin.opens("/cair/flow/node/lost_phones").text


def test_a_new_node_needs_its_words_in_every_language(admin: Visit, bench: DraftEditor) -> None:
    page = adds(admin, option_es="")
    assert "Say how the menu offers it." in page
    assert "Please tell your supervisor" in page
    assert bench.content.draft() is None


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("text_es", "", "Write what is read out."),
        ("option_en", "For a lost phone, press 3.", "Write {key} where its key is said."),
        ("text_en", "Read <b>this</b>.", "<b>"),
        ("text_en", "It is {nobody}.", "{nobody} is not known here"),
        ("text_en", "You & we.", "write the word “and”"),
        ("text_en", "One \u202e two.", "U+202E"),
    ],
)
def test_words_that_would_spoil_the_draft_are_refused_at_their_field(
    admin: Visit, bench: DraftEditor, field: str, text: str, told: str
) -> None:
    page = unescape(adds(admin, **{field: text}))
    assert told.casefold() in page.split(f'id="{field}-problem">')[1].split("</p>")[0].casefold()
    assert bench.content.draft() is None


def test_a_menu_needs_no_words_of_its_own(admin: Visit) -> None:
    page = adds(admin, kind="menu", text_en="", text_es="").removeprefix("/console")
    assert "This menu offers nothing" in admin.opens(page).text


def test_the_checks_speak_on_the_page_of_the_node(admin: Visit) -> None:
    page = adds(admin, option_en="Press {key} for a lost phone.").removeprefix("/console")
    assert "Has to be mended before publishing" in admin.opens(page).text


def test_a_node_is_moved_and_renamed_and_removed(admin: Visit, bench: DraftEditor) -> None:
    page = "/cair/flow/node/users"
    assert (
        admin.sends(f"{page}/place", {"seen": seen(admin, page, 1), "to": "records"}, of=page).status_code
        == 303
    )
    assert "3: users" in draft(bench).files["menu.yaml"]
    names = {"seen": seen(admin, page), "title_en": "People", "title_es": "Gente"}
    assert admin.sends(f"{page}/name", names, of=page).status_code == 303
    assert "title: People" in draft(bench).files["en.yaml"]
    assert admin.sends(f"{page}/removed", {"seen": seen(admin, page, 2)}, of=page).location.endswith(
        "/cair/flow"
    )
    assert "users:" not in draft(bench).files["es.yaml"]
    assert admin.opens(page).status_code == 404


def test_what_would_be_a_dead_end_is_refused_in_words(admin: Visit, bench: DraftEditor) -> None:
    page = "/cair/flow/node/records"
    admin.sends(f"{page}/removed", {"seen": seen(admin, page, 3)}, of=page)
    assert "Move or remove that first" in admin.opens(page).text
    assert bench.content.draft() is None


def test_a_change_on_what_somebody_else_changed_meanwhile_is_not_made(
    admin: Visit, bench: DraftEditor
) -> None:
    page = "/cair/flow/node/records"
    old = seen(admin, page)
    adds(admin, "records")
    admin.sends(f"{page}/order", {"seen": old, "option": "inventory", "way": "up"}, of=page)
    assert "Somebody else has changed the order of the options meanwhile" in admin.opens(page).text
    assert "2: inventory, 3: lost_phones" in draft(bench).files["menu.yaml"]


def test_every_change_is_in_the_audit_log(admin: Visit, console: Console) -> None:
    adds(admin)
    (entry,) = console.audit.entries(1)
    assert (entry.who, entry.what) == ("ada", "changed the draft")
    assert "6 lost_phones" in entry.after


def test_names_with_markup_are_shown_as_text(admin: Visit) -> None:
    page = adds(admin, title_en="<script>alert(1)</script> & co").removeprefix("/console")
    for path in (page, "/cair/flow", f"/cair/flow/hear?part=node&node={page.rpartition('/')[2]}&language=en"):
        text = admin.opens(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_draft_that_can_not_be_read_says_so_and_shows_what_callers_hear(
    admin: Visit, bench: DraftEditor
) -> None:
    files = {**bench.published(), "menu.yaml": "start: nowhere\n"}
    bench.replace(files, "ada", 0)
    for path in ("/cair/flow", "/cair/flow/hear"):
        page = admin.opens(path)
        assert page.status_code == 200
        assert "The draft can't be read" in unescape(page.text)
    assert admin.opens("/cair/flow/node/main").location.endswith("/cair/flow")


def test_a_dead_end_is_named_and_red(admin: Visit, bench: DraftEditor) -> None:
    files = dict(bench.published())
    files["menu.yaml"] = files["menu.yaml"].replace(
        "{1: patient_record, 2: inventory}", "{1: patient_record}"
    )
    bench.replace(files, "ada", 0)
    page = admin.opens("/cair/flow").text
    assert "Inventory missing or incorrect</a>: No key leads here." in page
    assert 'class="box guidance dead"' in page


def test_the_walk_marks_what_the_draft_says_differently(admin: Visit, bench: DraftEditor) -> None:
    files = dict(bench.published())
    files["en.yaml"] = files["en.yaml"].replace(
        "Please report missing inventory", "Please tell us of wrong inventory"
    )
    bench.replace(files, "ada", 0)
    page = admin.opens("/cair/flow/hear?part=node&node=inventory&language=en&at=2026-12-24T16:05").text
    assert "<del>report missing </del><ins>tell us of wrong </ins>" in page
    assert "Thursday, December 24, 2026, 4:05 PM" in page
    assert "What callers hear now" in page


def test_what_is_new_in_the_draft_has_nothing_beside_it(admin: Visit) -> None:
    adds(admin)
    assert (
        "This is new in the draft"
        in admin.opens("/cair/flow/hear?part=node&node=lost_phones&language=es").text
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("at=2026-12-25T10:00", "closed today for Christmas Day"),
        ("at=2026-11-24T10:00&closure=1", "had to close for the moment"),
        ("at=2026-11-24T10:00&part=node&node=person&language=en&outcome=full", "The line is full right now"),
        ("at=2026-11-24T10:00&part=node&node=person&language=es&outcome=waits", "Ya le atiende una persona"),
        ("at=2026-11-24T10:00&part=node&node=person&language=en&outcome=waits", "between 5 and 10 minutes"),
        ("at=2026-11-24T10:00&part=node&node=person&language=en&outcome=waits", "now take up to 20 minutes"),
        ("at=2026-11-24T10:00&part=node&node=person&language=en&outcome=waits", "longer than we said"),
        (
            "at=2026-11-24T10:00&part=node&node=person&language=en&outcome=waits",
            "We are calling a person for you",
        ),
        ("at=2026-11-24T10:00&words=pound&part=node&node=mail&language=en", "850 Marina Bay"),
        (
            "at=2026-11-24T10:00&part=node&node=main&language=en&words=inventory",
            "missing information, press 1",
        ),
    ],
)
def test_it_says_what_a_caller_would_hear(admin: Visit, address: str, words: str) -> None:
    assert words in unescape(admin.opens(f"/cair/flow/hear?{address}").text)


@pytest.mark.parametrize(
    "address",
    [
        "at=nonsense&node=nowhere&part=what&attempt=99&language=xx&topic=..",
        "at=9999-12-31T23:59&part=goodbye&node=main&language=es",
        "at=0001-01-01T00:00&outcome=none&closure=7",
        "part=wish&node=main&language=en&attempt=²",
        "part=thanks&node=person&language=en&words=" + "x" * 500,
    ],
)
def test_an_odd_address_is_some_place_all_the_same(admin: Visit, address: str) -> None:
    assert admin.opens(f"/cair/flow/hear?{address}").status_code == 200


def test_a_recording_is_played_where_its_words_stand(admin: Visit, bench: DraftEditor) -> None:
    recording = (
        f"es:\n  prompts.greeting: {{audio: {'a' * 64}, transcript: Hola, name: hola.mp3, seconds: 2}}\n"
    )
    bench.replace({**bench.published(), "recordings.yaml": recording}, "ada", 0)
    answer = admin.opens("/cair/flow/hear?part=welcome&node=main&language=es&at=2026-11-24T10:00")
    assert f'data-audio="/console/cair/recordings/file/{"a" * 64}.wav"' in answer.text
    assert "Gracias por llamar" in answer.text
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_picture_and_its_table_say_how_many_went_each_way(admin: Visit, console: Console) -> None:
    today = days_since_epoch(clock.now().date()) - 1
    for name, counted in (
        (keys.visits("cair", today), {"heard:en:main": 8}),
        (keys.paths("cair", today), {"en:main:1:signing_in": 6}),
    ):
        console.database.hset(name, mapping=counted)
        console.database.expire(name, 3600)
    page = admin.opens("/cair/flow").text
    assert ">75 %</text>" in page
    assert '<td class="number">6</td><td class="number">75 %</td>' in page


def test_an_empty_name_is_refused_in_our_own_words(admin: Visit) -> None:
    page = "/cair/flow/node/inventory"
    answer = admin.sends(
        f"{page}/name", {"seen": seen(admin, page), "title_en": "\u200b", "title_es": " "}, of=page
    )
    assert answer.status_code == 422
    found = re.findall(r'class="problem"[^>]*>([^<]*)', answer.text)
    assert found[0] == "This must not be empty."
