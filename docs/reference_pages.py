"""Write the reference pages that follow from the code, routes and keys: python -m docs.reference_pages.

Routes come from the application, with the roles and the first sentence of each view; keys from `store/keys.py`.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from flask import Flask

from accounts.people import Role
from app import create_app
from settings import load_settings
from store import key_table

FOLDER = Path(__file__).parent / "reference"
KEYS_HEAD = """# Keys of the database

`python -m docs.reference_pages` writes this page from `store/keys.py`, the only module that spells keys. Lua scripts
change them, one script for each verb, in the `lua` folders of `accounts`, `editing`, `reports` and `routing`. Each has
a typed method in Python, as in `routing/queue/desk_state.py` and `accounts/people.py`.

`store/connection.py` alone makes clients. `store/address.py` reads `REDIS_URL`; `store/sentinel.py` asks sentinels for
the master; `store/cluster.py` sends a command to the node of its first key, found by the map in `store/slots.py`. A
script's first key is the desk's `events`, and all its keys share that hash tag; no command has keys of two desks.

"""
ROUTES_HEAD = """# Routes

`python -m docs.reference_pages` writes this page from the application: each address, its methods, the people who may
open it, and the first sentence of the function that answers. A page of a desk is for people of that desk, whatever
their role. [Webhooks](webhooks.md) lists the addresses of calls.

| address | methods | for | answer |
|---|---|---|---|
"""
EVERYBODY, SIGNED_IN = "everybody", "signed in"
PLURALS = {Role.REP: "reps", Role.SUPERVISOR: "supervisors", Role.ADMIN: "admins"}


def render_keys() -> str:
    """Return the page of keys in Markdown: every key with its type, content and lifetime."""
    table = [line for line in (key_table.__doc__ or "").splitlines() if line.startswith("|")]
    return KEYS_HEAD + "\n".join(table) + "\n"


def render_routes(app: Flask) -> str:
    """Return the page of routes in Markdown: every address except those of calls."""
    rows = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/voice"):
            continue
        view = app.view_functions[rule.endpoint]
        path = re.sub(r"<(?:\w+:)?(\w+?)_?>", r"<\1>", rule.rule)
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        rows.append(f"| `{path}` | {methods} | {_people(view)} | {first_sentence(view.__doc__ or '')} |\n")
    return ROUTES_HEAD + "".join(sorted(set(rows), key=lambda row: row.split("`")[1:3]))


def _people(view: object) -> str:
    roles = vars(view).get("roles")
    if not roles:
        return EVERYBODY
    return (
        SIGNED_IN if len(roles) == len(Role) else ", ".join(PLURALS[role] for role in Role if role in roles)
    )


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring on one line, fit for a cell of a table."""
    words = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[a-z`)])\. (?=[A-Z`])", words)[0].rstrip(".").replace("|", "\\|") + "."


def main() -> None:
    """Write both pages. The application needs no database for it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"DATA_DIR": folder, "REDIS_URL": "redis://127.0.0.1:1"}))
        try:
            (FOLDER / "routes.md").write_text(render_routes(app), "utf-8")
        finally:
            app.extensions["line"].journal.close()
    (FOLDER / "keys.md").write_text(render_keys(), "utf-8")


if __name__ == "__main__":
    main()
