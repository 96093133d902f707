"""The call flow: its picture, the menu by form, and the walk by key beside what callers hear now."""

from __future__ import annotations

from html import unescape

import pytest

from console.parts import Console
from editing.drafting import Workbench
from store.content import Draft
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
def bench(console: Console) -> Workbench:
    return console.benches["cair"]


def seen(admin: Visit, path: str, nth: int = 0) -> str:
    """What the forms of a page say that the person has seen."""
    parts = admin.opens(path).text.split('name="seen" ')[1:]
    return unescape(parts[nth].split('value="')[1].split('"')[0])


def draft(bench: Workbench) -> Draft:
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


def test_an_option_goes_up_by_one_key(admin: Visit, bench: Workbench) -> None:
    page = "/cair/flow/node/records"
    form = {"seen": seen(admin, page), "option": "inventory", "way": "up"}
    assert admin.sends(f"{page}/order", form, of=page).status_code == 303
    assert "keys: {1: inventory, 2: patient_record}" in draft(bench).files["menu.yaml"]


def test_a_new_node_has_its_words_in_every_language(admin: Visit, bench: Workbench) -> None:
    assert adds(admin) == "/console/cair/flow/node/lost_phones"
    files = draft(bench).files
    assert "6: lost_phones" in files["menu.yaml"]
    assert "title: Lost phones" in files["en.yaml"]
    assert "Por favor, avise a su supervisor." in files["es.yaml"]
    assert "six" not in admin.opens("/cair/flow/node/lost_phones").text
