"""Has one phone ring for one offer at a time, though several desks of one database may know the phone.

The desks' records lie in different slots of a cluster, so no script sees them all. The phone has a key of its own,
which names the offer that it rings for. Whether that offer still goes on is looked up in its desk's slot, so nothing
has to be given back: a claim is void once its offer is closed.
"""

from __future__ import annotations

import logging

from redis import Redis
from redis.exceptions import RedisError

from store import clock, keys
from store.desk.states import OfferState
from store.lua_scripts import LuaScript, whole_file

log = logging.getLogger(__name__)
CLAIM_LIFE = 86_400_000
"""Ms; as long as the record of an offer."""


PAUSE = 10.0
"""Seconds for which a node that is away is not asked again, as each question costs callers seconds."""


class PhoneClaims:
    """Which offer each phone rings for."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._asks_after = 0.0
        self._script = LuaScript(whole_file("single/claim_phone"))

    def claim(self, phone: str, desk: str, offer: str) -> bool:
        """Return whether the phone is this offer's now: no other offer that goes on has it.

        True too when that can't be found out, since a caller waits.
        """
        if not phone or clock.seconds() < self._asks_after:
            return True
        try:
            holder = self._try(phone, desk, offer)
            if holder and not self._goes_on(holder):
                holder = self._try(phone, desk, offer, gone=holder)
        except RedisError as error:
            self._asks_after = clock.seconds() + PAUSE
            log.warning("it is not known whether a phone is in use elsewhere", extra={"why": str(error)})
            return True
        return not holder

    def _try(self, phone: str, desk: str, offer: str, gone: str = "") -> str:
        claim: list[str | int] = [f"{desk} {offer}", gone, CLAIM_LIFE]
        return str(self._script.run(self._client, [keys.phone_in_use(phone)], claim))

    def _goes_on(self, holder: str) -> bool:
        desk, _, offer = holder.partition(" ")
        return self._client.hget(keys.offer(desk, offer), "state") not in (None, OfferState.CLOSED)
