"""How often a desk may call out, so that neither a loop nor a stolen account can spend without end.

Counted in the scripts that let a call go; here is what may be, and what was. Days and hours are UTC's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown

DAY, HOUR = 86_400_000, 3_600_000
TO = "to:"


@dataclass(frozen=True)
class Allowance:
    """The largest numbers of outgoing calls; 0 means no limit."""

    number_a_day: int = 0
    desk_a_day: int = 0
    desk_an_hour: int = 0

    def arguments(self) -> tuple[int, int, int]:
        """Return the limits as the scripts take them."""
        return self.number_a_day, self.desk_a_day, self.desk_an_hour


UNLIMITED = Allowance()


@dataclass(frozen=True)
class Spent:
    """The number of calls that a desk has made today and in this hour."""

    today: int = 0
    this_hour: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)

    def desk_limit(self, allowance: Allowance) -> str:
        """Return which limit of the desk is reached, `day` or `hour`; empty for neither."""
        if 0 < allowance.desk_a_day <= self.today:
            return "day"
        return "hour" if 0 < allowance.desk_an_hour <= self.this_hour else ""

    def numbers_at_limit(self, allowance: Allowance) -> tuple[str, ...]:
        """Return the phones that are not rung any more today."""
        most = allowance.number_a_day
        return tuple(number for number, times in self.numbers.items() if 0 < most <= times)


def read_spent(client: Redis, desk: str, now: int) -> Spent:
    """Return the calls made up to a moment, ms since 1970 UTC. Raises DatabaseDown."""
    try:
        found = cast(Mapping[str, str], client.hgetall(keys.spent(desk, now // DAY)))
    except RedisError as error:
        raise DatabaseDown(f"spending: {error}") from error
    numbers = {name.removeprefix(TO): int(times) for name, times in found.items() if name.startswith(TO)}
    return Spent(int(found.get("all", 0)), int(found.get(f"hour:{now % DAY // HOUR}", 0)), numbers)
