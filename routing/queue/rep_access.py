"""What stands between a phone and a rep's state: tries at PINs, which phone is confirmed, and how often it texted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.desk_state import DeskState
from store import keys
from store.errors import DatabaseDown

HOUR, DAY = 3_600, 86_400
"""Seconds."""
PIN_TRIES = 5
"""Wrong PINs before the first pause."""
FIRST_PAUSE, LONGEST_PAUSE = 900, 4 * HOUR
"""Seconds; each further wrong PIN doubles the pause. The longest allows six tries a day."""


@dataclass(frozen=True)
class WrongPins:
    """Wrong PINs typed `since` a moment, ms since 1970 UTC. They are forgotten a day after the last one."""

    since: int = 0
    total: int = 0
    reps: Mapping[str, int] = field(default_factory=dict)
    """How many for each rep's id; the empty one stands for numbers that no rep has."""


def read_wrong_pins(client: Redis, desk: str) -> WrongPins:
    """Return the wrong PINs of a desk. Raises DatabaseDown."""
    try:
        found = cast(Mapping[str, str], client.hgetall(keys.wrong_pins(desk)))
    except RedisError as error:
        raise DatabaseDown(f"PINs: {error}") from error
    reps = {name.removeprefix("rep:"): int(times) for name, times in found.items() if name.startswith("rep:")}
    return WrongPins(int(found.get("since", 0)), int(found.get("all", 0)), reps)


class RepAccess:
    """Access by phone to the reps of one desk. Every method raises DatabaseDown."""

    def __init__(self, state: DeskState) -> None:
        self._state = state

    def try_pin(self, number: str, where: str) -> int:
        """Count a try at the PIN of a rep's number; return 0 if it may be checked, else how many seconds to wait.

        Tries are counted apart for each `where`, so that strangers never use up those at the rep's own phone.
        """
        id_ = keys.digest(number, where)
        return int(self._state.run("try_pin", id_, PIN_TRIES, FIRST_PAUSE * 1000, LONGEST_PAUSE * 1000, DAY))

    def forgive_tries(self, number: str, where: str) -> None:
        """Forget the tries that `try_pin` counted, since the right PIN was typed."""
        name = keys.pin_tries(self._state.desk, number, where)
        try:
            self._state.client.delete(name)
        except RedisError as error:
            raise DatabaseDown(f"PINs: {error}") from error

    def note_wrong_pin(self, rep: str) -> None:
        """Count a wrong PIN of a rep, or with an empty `rep` of a number that no rep has."""
        self._state.run("wrong_pin", rep, DAY)

    def rehash_pin(self, rep: str, before: str, after: str) -> bool:
        """Store a PIN in a better way; False if it was changed meanwhile."""
        return bool(self._state.run("rehash_pin", rep, before, after))

    def confirm_phone(self, rep: str, phone: str) -> bool:
        """Let texts from a rep's own phone count from now on; False if it is not the rep's phone any more."""
        return bool(self._state.run("confirm_phone", rep, phone))

    def count_text(self, phone: str) -> int:
        """Count a text that asks for something; return how many came from this phone within the hour."""
        return int(self._state.run("count_text", keys.digest(phone), HOUR))

    def explain_once(self, phone: str) -> bool:
        """Return True once a day for each phone, so that two machines never explain to each other without end."""
        name = keys.usage_explained(self._state.desk, phone)
        try:
            return bool(self._state.client.set(name, "1", nx=True, ex=DAY))
        except RedisError as error:
            raise DatabaseDown(f"texts: {error}") from error
