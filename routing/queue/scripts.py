"""Each Lua script as a named verb with a typed face. The scripts say what they do in their first lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.call_limits import UNLIMITED, Allowance
from store import keys
from store.desk.call_ids import CallSid, call_id_of
from store.errors import DatabaseDown
from store.lua_scripts import LuaScript, whole_file


class RecordedTurn(NamedTuple):
    """The result of writing an event: the moment for which the webhook is answered (ms since 1970 UTC), and whether
    the webhook was new."""

    moment: int
    is_first: bool


class DialDecision(NamedTuple):
    """Decision whether to ring a rep: `dial`, `wait` (so many ms), `ask` the carrier first, `limited`, or `over`.

    `elsewhere`: the phone is in use for another desk.
    """

    verdict: str
    phone: str
    ring: int
    """Seconds."""
    made: int
    """When the offer was made, ms since 1970 UTC."""
    wait: int = 0
    limit: str = ""
    """Which limit of calls is reached: of the `number`, or the desk's of the `day` or `hour`."""
    own_phone: str = ""
    """The rep's own phone, even if calls ring in the browser: it tells that two desks mean the same person."""


class Entrant(NamedTuple):
    """The caller as written at a call's first webhook. `life` is how many seconds the record is kept."""

    call_sid: CallSid
    number: str
    keyed_digest: str
    life: int


class Scripts:
    """The scripts bound to one client. Every method raises DatabaseDown when there is no answer in time."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._scripts: dict[str, LuaScript] = {}

    def record_turn(
        self,
        desk: str,
        identity: tuple[str, ...],
        moment: int,
        fields: Mapping[str, str],
        entrant: Entrant | None = None,
    ) -> RecordedTurn:
        """Write one event for a webhook, unless `identity` was written before; with it who calls, if given."""
        flat = (part for pair in fields.items() for part in pair)
        names, who = [keys.events(desk), keys.turn(desk, *identity)], list[str | int]()
        if entrant:
            call_id = call_id_of(entrant.call_sid)
            names += [keys.record(desk, call_id), keys.numbered(desk)]
            who += [call_id, entrant.number, entrant.keyed_digest, entrant.life]
        answer = self._run("record_turn", names, [moment, keys.TURN_LIFE, *who, *flat])
        first_moment, is_first = cast(list[int], answer)
        return RecordedTurn(first_moment, is_first == 1)

    def record_status(
        self, desk: str, call_sid: CallSid, sequence: int, status: str, *, final: bool, moment: int
    ) -> bool:
        """Keep the carrier's word on a call; False when a later or a final one is already known."""
        arguments: list[str | int] = [call_sid, sequence, status, int(final), keys.CALL_LIFE, moment]
        return (
            self._run("record_status", [keys.events(desk), keys.call_record(desk, call_sid)], arguments) == 1
        )

    def beat(self, worker: str) -> int:
        """Note a worker's sign of life; the database's time in ms since 1970 UTC."""
        return cast(int, self._run("beat", [keys.WORKERS], [worker]))

    def last_beat(self) -> float | None:
        """Return the seconds since any worker's last heartbeat; None when there never was one."""
        age = cast(int, self._run("last_beat", [keys.WORKERS], []))
        return None if age < 0 else age / 1000

    def trim(self, desk: str) -> int:
        """Forget events past their time that have been folded into records; how many."""
        return cast(int, self._run("trim", [keys.events(desk), keys.fold_progress(desk)], [keys.EVENT_LIFE]))

    def dial(
        self, desk: str, record: str, *, asked: bool, for_real: bool, allowance: Allowance = UNLIMITED
    ) -> DialDecision:
        """Decide whether a phone may be rung for an offer or a listener, named by its key; with `for_real`, record
        and count the call."""
        arguments: list[str | int] = [int(for_real), int(asked), keys.prefix(desk), *allowance.arguments()]
        return DialDecision(*cast(list[Any], self._run("dial", [record], arguments)))

    def take_turn(self, desk: str, interval: int, grace: int = keys.DIALLING_GRACE) -> int:
        """Take a desk's turn to dial, with calls of all desks `interval` ms apart; return 0, or the ms to wait."""
        names = [keys.DIALLING, keys.DIALLING_ROW]
        return cast(int, self._run("take_turn", names, [interval, desk, grace]))

    def may_reconcile(self, desk: str, worker: str) -> bool:
        """Return whether this worker is to compare a desk's calls with the carrier's this time. Raises DatabaseDown."""
        try:
            return bool(self._client.set(keys.reconciling(desk), worker, nx=True, ex=keys.RECONCILING_LIFE))
        except RedisError as error:
            raise DatabaseDown(f"reconciling: {error}") from error

    def _run(self, name: str, names: Sequence[str], arguments: Sequence[str | int]) -> object:
        script = self._scripts.get(name)
        if script is None:
            script = self._scripts[name] = LuaScript(whole_file(f"single/{name}"))
        try:
            return cast(object, script.run(self._client, names, arguments))
        except RedisError as error:
            raise DatabaseDown(f"{name}: {error}") from error
