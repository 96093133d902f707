"""What stands between a phone and a rep's state: which phone a rep has confirmed, and how often it texted."""

from __future__ import annotations

from redis.exceptions import RedisError

from store import keys
from store.desk_state import DeskState
from store.errors import DatabaseDown

HOUR, DAY = 3_600, 86_400
"""Seconds."""


class RepAccess:
    """Access by phone to the reps of one desk. Every method raises DatabaseDown."""

    def __init__(self, state: DeskState) -> None:
        self._state = state

    def confirm_phone(self, rep: str, phone: str) -> bool:
        """Let texts from a rep's own phone count from now on; False if it is not the rep's phone any more."""
        return bool(self._state.run("confirm_phone", rep, phone))

    def count_text(self, phone: str) -> int:
        """Count a text that asks for something; return how many came from this phone within the hour."""
        return int(self._state.run("count_text", keys.digest(phone), HOUR))

    def explain_once(self, phone: str) -> bool:
        """Return True once a day for each phone, so that two machines never explain to each other without end."""
        name = keys.explained(self._state.desk, phone)
        try:
            return bool(self._state.client.set(name, "1", nx=True, ex=DAY))
        except RedisError as error:
            raise DatabaseDown(f"texts: {error}") from error


def is_confirmed(rep: dict[str, str], phone: str) -> bool:
    """Return whether a rep has confirmed this phone, which is still the rep's own."""
    return phone == rep.get("phone") == rep.get("texts_from")
