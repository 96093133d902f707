"""What tests do on the pages of what callers hear: load a form, type, save, publish."""

from __future__ import annotations

import html
import re

from tests.console.visits import Visit

INVENTORY = "/cair/content/text/nodes.inventory.text"
NEW = "Por favor avísenos por correo electrónico si falta inventario."
PLACE = ("nodes", "inventory", "text")


def form_of(page: str) -> dict[str, object]:
    """Return the fields of a text's form as it was loaded."""
    found = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', page))
    texts = re.findall(r'<textarea[^>]* name="(text_\w+)"[^>]*>([^<]*)</textarea>', page)
    return {name: html.unescape(value) for name, value in [*found.items(), *texts]}


def changes(visit: Visit, spanish: str, path: str = INVENTORY) -> int:
    """Load the form, type a Spanish text, save it, and return the status."""
    form = form_of(visit.opens(path).text) | {"text_es": spanish}
    return visit.sends(path, form).status_code


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def publishes(visit: Visit, note: str = "Inventory") -> str:
    page = visit.opens("/cair/content/draft").text
    form = {"version": field(page, "version"), "published": field(page, "published"), "note": note}
    answer = visit.sends("/cair/content/draft/publish", form, of="/cair/content/draft")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("/console")
