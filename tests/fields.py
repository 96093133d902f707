"""Fields of a desk's records that only its scripts read."""

from __future__ import annotations

from typing import cast

from store import keys
from store.desk.desk_scripts import DeskScripts


def field_of(state: DeskScripts, kind: str, record: str, name: str) -> str:
    """Return the text of a field of a `caller` (by the digest of the call), `offer`, `rep` or `listener`; empty without
    one."""
    key = f"{keys.prefix(state.desk)}{kind}:{record}"
    return cast(str, state.read(name, lambda client: client.hget(key, name)) or "")
