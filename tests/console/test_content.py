"""What callers hear, changed on pages: found, typed, saved by two people, published, taken back, refused."""

from __future__ import annotations

import html
import re

import pytest

from console.context import Console
from editing.drafts import DraftEditor
from editing.prompt_index import words_at
from prompts.loader import EDITORS
from prompts.rendering.template import LONGEST
from tests.console.texts import INVENTORY, NEW, PLACE, changes, form_of
from tests.console.visits import Visit

# --- the list


def test_everything_that_is_said_is_listed_in_both_languages_and_leads_to_its_form(admin: Visit) -> None:
    page = html.unescape(admin.opens("/cair/content").text)
    for words in (
        "Please report missing inventory",
        "avísenos por correo electrónico si falta inventario",
        "Inventory missing or incorrect (keys 2, 2)",
        "Gracias por llamar",
    ):
        assert words in page
    ids = re.findall(r'href="/console(/cair/content/text/[^"]+)"', page)
    assert len(ids) > 150
    for path in ids[::12]:
        assert admin.opens(html.unescape(path)).status_code == 200, path


def test_words_are_found_without_accents_in_any_language(admin: Visit) -> None:
    page = html.unescape(admin.opens("/cair/content?q=AVISENOS inventario").text)
    assert "One text." in page
    assert "avísenos por correo" in page
    assert "Nothing is found." in admin.opens("/cair/content?q=zebra").text


def test_a_filter_shows_what_is_changed_and_what_is_overdue(admin: Visit, bench: DraftEditor) -> None:
    assert "Nothing is found." in admin.opens("/cair/content?only=changed").text
    changes(admin, NEW)
    assert "One text." in admin.opens("/cair/content?only=changed").text
    seen = {"owner": "Ana", "review_by": "2026-01-31", "seen": "nobody"}
    admin.sends("/cair/content/care/nodes.inventory.text", seen, of=INVENTORY)
    page = admin.opens("/cair/content?only=due").text
    assert "One text." in page
    assert "to review" in page
    assert "Ana" in bench.files()[EDITORS]


# --- one text


def test_a_change_is_in_the_draft_and_callers_hear_nothing_of_it_yet(
    admin: Visit, bench: DraftEditor
) -> None:
    assert changes(admin, NEW) == 302
    assert words_at(bench.files(), "es", PLACE) == NEW
    assert words_at(bench.published(), "es", PLACE) != NEW
    assert bench.files()["en.yaml"] == bench.published()["en.yaml"]
    page = html.unescape(admin.opens(INVENTORY).text)
    assert NEW in page
    assert "What callers hear now" in page


def test_a_change_stands_in_the_audit_log(console: Console, admin: Visit) -> None:
    changes(admin, NEW)
    entry = console.audit.entries(1)[0]
    assert (entry.who, entry.what, entry.after) == ("ada", "changed the draft", NEW)
    assert "nodes.inventory.text in Spanish" in entry.about


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Nothing is said here yet"),
        ("Oprima {nada}.", "{nada} is not known here"),
        ("<b>Hola</b>", "<b> is no mark that may be used"),
        ("Llame al 800-578-7889.", "never left to the voice to guess at"),
        ("Por favor avísenos.", "The checks find nothing"),
        ("Tom & Jerry", "“and” instead of “&”"),
        ("a" * 5000, "at most 4000"),
        ("Hola\u202eamigo", "U+202E"),
    ],
)
def test_the_checks_speak_while_one_types_and_nothing_is_saved(
    admin: Visit, bench: DraftEditor, typed: str, told: str
) -> None:
    answer = admin.sends("/cair/content/check/es/nodes.inventory.text", {"text_es": typed}, of=INVENTORY)
    assert told in html.unescape(answer.text)
    assert bench.content.draft() is None


def test_fields_are_filled_in_as_a_caller_would_hear_them(admin: Visit) -> None:
    answer = admin.sends(
        "/cair/content/check/en/nodes.inventory.option",
        {"text_en": "For inventory, press {key}."},
        of=INVENTORY,
    )
    assert "For inventory, press 2." in answer.text
    assert re.search(r"about\s+\d+ s", answer.text)


def test_a_wrong_text_may_be_saved_and_is_not_published(admin: Visit, bench: DraftEditor) -> None:
    assert changes(admin, "Oprima {nada}.") == 302
    assert "is not known here" in html.unescape(admin.opens(INVENTORY).text)
    draft = html.unescape(admin.opens("/cair/content/draft").text)
    assert "must be mended before this can be published" in draft
    assert "{nada} is not known here" in draft
    form = {"version": "1", "published": "0", "note": "x"}
    answer = admin.sends("/cair/content/draft/publish", form, of="/cair/content/draft")
    assert answer.status_code == 422
    assert bench.current() == 0


def test_the_other_texts_can_be_judged_while_one_is_wrong(admin: Visit) -> None:
    changes(admin, "Oprima {nada}.")
    answer = admin.sends(
        "/cair/content/check/en/prompts.greeting",
        {"text_en": "You failed."},
        of="/cair/content/text/prompts.greeting",
    )
    assert "blames the caller" in answer.text


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }} {% raw %}",
        "<Say>hello</Say>",
        "&lt;b&gt; & <break time='2s'/>",
        "\x1b[31m \u202e \u200b",
        "y: no # ?\n- x",
        "x" * (4 * LONGEST),
    ],
)
def test_whatever_is_typed_is_text(admin: Visit, bench: DraftEditor, nasty: str) -> None:
    assert changes(admin, nasty) == 302
    assert words_at(bench.files(), "es", PLACE) == " ".join(nasty.split())
    for path in (INVENTORY, "/cair/content", "/cair/content/draft", "/cair/content/files/es.yaml", "/audit"):
        page = admin.opens(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<Say>" not in page.text
    assert "49 {% raw %}" not in admin.opens(INVENTORY).text


# --- two people


def test_the_second_to_save_sees_both_texts_and_overwrites_nothing(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    mine = form_of(admin.opens(INVENTORY).text) | {"text_es": "Mi texto."}
    assert changes(other_admin, "Su texto.") == 302
    answer = admin.sends(INVENTORY, mine)
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "Su texto." in page
    assert "<ins>Mi " in page
    assert words_at(bench.files(), "es", PLACE) == "Su texto."
    again = form_of(answer.text)
    assert (again["seen_es"], again["text_es"]) == ("Su texto.", "Mi texto.")
    assert admin.sends(INVENTORY, again).status_code == 302
    assert words_at(bench.files(), "es", PLACE) == "Mi texto."


def test_two_people_at_different_texts_do_not_meet(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    mine = form_of(admin.opens(INVENTORY).text) | {"text_es": NEW}
    assert changes(other_admin, "Hola. Esta es la {desk}.", "/cair/content/text/prompts.greeting") == 302
    assert admin.sends(INVENTORY, mine).status_code == 302
    assert words_at(bench.files(), "es", PLACE) == NEW
    assert words_at(bench.files(), "es", ("prompts", "greeting")) == "Hola. Esta es la {desk}."


def test_the_same_change_by_two_people_is_no_conflict(admin: Visit, other_admin: Visit) -> None:
    mine = form_of(admin.opens(INVENTORY).text) | {"text_es": NEW}
    changes(other_admin, NEW)
    assert admin.sends(INVENTORY, mine).status_code == 302


# --- files


def test_a_file_is_changed_by_hand_with_the_same_checks(admin: Visit, bench: DraftEditor) -> None:
    path = "/cair/content/files/es.yaml"
    stands = bench.files()["es.yaml"]
    wrong = stands.replace("title: Inventario que falta", "titel: Inventario que falta")
    answer = admin.sends(f"{path}/check", {"text": wrong}, of=path)
    line = next(number for number, text in enumerate(wrong.split("\n"), 1) if "titel:" in text)
    assert f'data-line="{line}"' in answer.text
    assert "this field is not known" in answer.text.casefold()
    form = {"seen": stands.replace("\n", "\r\n"), "text": wrong.replace("\n", "\r\n")}
    assert admin.sends(path, form, of=path).status_code == 302
    assert bench.files()["es.yaml"] == wrong
    page = html.unescape(admin.opens("/cair/content/draft").text)
    assert f"es.yaml, line {line}" in page
    assert admin.opens("/cair/content").status_code == 200


def test_a_file_that_is_no_yaml_is_told_by_every_page(admin: Visit, bench: DraftEditor) -> None:
    path = "/cair/content/files/es.yaml"
    form = {"seen": bench.files()["es.yaml"], "text": "prompts: ["}
    assert admin.sends(path, form, of=path).status_code == 302
    assert "must be mended" in admin.opens("/cair/content/draft").text
    assert "missing" in admin.opens("/cair/content?only=missing").text
    answer = admin.sends(INVENTORY, {"seen_es": "", "text_es": NEW, "seen_en": "", "text_en": ""})
    assert answer.status_code == 409
    assert "Nothing was saved here." in answer.text


def test_a_file_changed_by_somebody_else_is_shown_and_not_overwritten(
    admin: Visit, other_admin: Visit, bench: DraftEditor
) -> None:
    path = "/cair/content/files/es.yaml"
    stands = bench.files()["es.yaml"]
    changes(other_admin, NEW)
    answer = admin.sends(path, {"seen": stands, "text": stands + "# mine\n"}, of=path)
    assert answer.status_code == 409
    assert "<ins># mine" in answer.text
    assert "# mine" not in bench.files()["es.yaml"]


def test_pages_of_texts_and_files_that_are_not_there_are_not_found(admin: Visit) -> None:
    for path in ("text/nodes.nothing.text", "files/passwd", "files/..%2Fapp.py", "history/9", "history/x"):
        assert admin.opens(f"/cair/content/{path}").status_code == 404
