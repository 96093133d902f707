"""Write the reference page of the database's keys from the list in `store/keys.py`: python -m docs.reference_pages."""

from __future__ import annotations

from pathlib import Path

from store import keys

PAGE = Path(__file__).parent / "reference/keys.md"
HEAD = """# Keys of the database

`python -m docs.reference_pages` writes this page from `store/keys.py`, the only module that spells keys. Lua scripts in
`store/lua/` change them, one script for each verb; `store/scripts.py`, `store/desk_state.py`, `store/people.py` and
`store/sessions.py` call the scripts, and `store/outbox.py` reads commands.

`store/connection.py` alone makes clients. `store/address.py` reads `REDIS_URL`; `store/sentinel.py` asks sentinels for
the master; `store/cluster.py` sends a command to the node of its first key, found by the map in `store/slots.py`. A
script's first key is the desk's `events`, and all its keys share that hash tag; no command has keys of two desks.

"""


def render_keys() -> str:
    """Return the page in Markdown: every key with its type, content and lifetime."""
    table = [line for line in (keys.__doc__ or "").splitlines() if line.startswith("|")]
    return HEAD + "\n".join(table) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_keys(), "utf-8")
