"""The commands of one desk as one worker sees them: read in order, done once, taken over from workers that died.

Every method raises DatabaseDown. What is read stays this worker's for as long as it says `keep`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from routing.queue.call_limits import UNLIMITED, Allowance
from routing.queue.phone_claims import PhoneClaims
from routing.queue.scripts import DialDecision, Scripts
from store import clock, keys
from store.connection import connect
from store.errors import DatabaseDown

GROUP = "workers"
PATIENCE = 2.0
"""Seconds beyond the time asked for that a reader waits for the database."""
LONGEST_READ = 1.0
QUARANTINE_LENGTH = 1_000
GONE_AFTER = 3_600_000
"""Ms after which a silent worker without commands is forgotten."""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class CarrierCommand:
    """A command that is carried out at the carrier."""

    id: str
    name: str
    fields: Mapping[str, str]
    deliveries: int = 1
    """How many workers have had it in hand."""


class Outbox:
    """A worker's door to a desk's commands. One thread reads; any may call the rest."""

    def __init__(self, url: str, desk: str, worker: str, allowance: Allowance = UNLIMITED) -> None:
        self._client: Redis = connect(url, timeout=PATIENCE)
        self._reader: Redis = connect(url, timeout=LONGEST_READ + PATIENCE)
        self._scripts = Scripts(self._client)
        self._claims = PhoneClaims(self._client)
        self._desk, self._worker = desk, worker
        self._stream = keys.commands(desk)
        self._own_turn = 0
        self._allowance = allowance

    def read(self, most: int, wait: float) -> list[CarrierCommand]:
        """Return new commands, oldest first; waits up to `wait` seconds (one at most) for the first."""
        block = max(1, int(min(wait, LONGEST_READ) * 1000))  # 0 would wait for ever
        answer = self._asked(
            lambda: self._reader.xreadgroup(GROUP, self._worker, {self._stream: ">"}, count=most, block=block)
        )
        return [_command(entry) for entry in _entries(answer)]

    def take_over(self, idle: int, most: int = 100) -> list[CarrierCommand]:
        """Take over and return commands that their worker has left alone for `idle` ms."""
        answer = self._asked(
            lambda: self._client.xautoclaim(self._stream, GROUP, self._worker, idle, count=most)
        )
        entries = [entry for entry in cast(list[Any], answer[1]) if entry[1] is not None]
        if not entries:
            return []
        counts = self._deliveries(len(entries))
        return [_command(entry, counts.get(entry[0], 1)) for entry in entries]

    def keep(self, ids: Iterable[str]) -> None:
        """Say that these commands are still in hand."""
        held: list[Any] = list(ids)
        if held:
            self._asked(lambda: self._client.xclaim(self._stream, GROUP, self._worker, 0, held, justid=True))

    def done(self, command: CarrierCommand) -> None:
        """Mark a command as done, so that it is never carried out again."""
        self._asked(lambda: self._client.xack(self._stream, GROUP, command.id))

    def quarantine(self, command: CarrierCommand, why: str) -> None:
        """Put aside what nobody can do, for a person to look at."""
        entry = {"command": command.name, "why": why, **command.fields}
        self._asked(
            lambda: self._client.xadd(keys.quarantine(self._desk), cast(Any, entry), maxlen=QUARANTINE_LENGTH)
        )
        self.done(command)

    def dial(self, command: CarrierCommand, interval: int, *, asked: bool) -> DialDecision:
        """Decide whether to ring for an offer or a listener now; calls of the whole account are `interval` ms apart.

        An offer that is over costs nobody's turn, unless it ends in the moment between the two looks.
        """
        fields = command.fields
        if "listener" in fields:
            record = keys.listener(self._desk, fields["listener"])
        else:
            record = keys.offer(self._desk, fields.get("offer", ""))
        turn = self._scripts.dial(self._desk, record, asked=asked, for_real=False)
        if turn.verdict != "dial":
            return turn
        if "offer" in fields and not self._claims.claim(turn.own_phone, self._desk, fields["offer"]):
            return turn._replace(verdict="elsewhere")
        if wait := self._wait_for_turn(interval):
            return turn._replace(verdict="wait", wait=wait)
        return self._scripts.dial(self._desk, record, asked=asked, for_real=True, allowance=self._allowance)

    def _wait_for_turn(self, interval: int) -> int:
        """Return the ms until this desk may dial; the worker keeps the pace alone while the account's turns are on a
        dead node."""
        try:
            return self._scripts.take_turn(self._desk, interval)
        except DatabaseDown:
            now = int(clock.seconds() * 1000)
            wait = max(0, self._own_turn - now)
            self._own_turn = self._own_turn if wait else now + interval
            return wait

    def forget_the_gone(self) -> None:
        """Remove workers without a heartbeat for an hour that left nothing undone."""
        for one in cast(
            list[dict[str, Any]], self._asked(lambda: self._client.xinfo_consumers(self._stream, GROUP))
        ):
            if one["pending"] == 0 and one["idle"] > GONE_AFTER:
                self._asked(lambda: self._client.xgroup_delconsumer(self._stream, GROUP, one["name"]))  # noqa: B023

    def close(self) -> None:
        self._reader.close()
        self._client.close()

    def _deliveries(self, most: int) -> dict[str, int]:
        pending = self._asked(
            lambda: self._client.xpending_range(
                self._stream, GROUP, "-", "+", most + 100, consumername=self._worker
            )
        )
        return {one["message_id"]: one["times_delivered"] for one in cast(list[dict[str, Any]], pending)}

    def _asked(self, ask: Callable[[], Answer]) -> Any:
        """Return the answer of a stream command; the group is made when a new or emptied database has none."""
        try:
            try:
                return ask()
            except ResponseError as error:
                if "NOGROUP" not in str(error) and "no such key" not in str(error):
                    raise
                self._make_group()
                return ask()
        except RedisError as error:
            raise DatabaseDown(f"{self._stream}: {error}") from error

    def _make_group(self) -> None:
        try:
            self._client.xgroup_create(self._stream, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def quarantined(client: Redis, desk: str) -> int:
    """Return how many commands are set aside. Raises DatabaseDown."""
    try:
        return client.xlen(keys.quarantine(desk))
    except RedisError as error:
        raise DatabaseDown(f"quarantine: {error}") from error


def _entries(answer: Any) -> list[Any]:
    """Return the entries of the single stream that was read."""
    return [entry for batches in dict(answer or {}).values() for batch in batches for entry in batch]


def _command(entry: Any, deliveries: int = 1) -> CarrierCommand:
    id_, fields = entry[0], dict(entry[1])
    return CarrierCommand(id_, fields.pop("command", ""), fields, deliveries)
