"""Short words for a worker's surroundings: who is signed in, who waits, whose phone rings, what is done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from simulator.calls.leg import Leg
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from tests.fields import field_of
from tests.routing.documents import DESK, Documents
from tests.waiting import wait_until

REP, OTHER = "+19165550111", "+19165550112"
AtWork = Callable[..., AbstractContextManager[None]]


def joined(state: DeskState, telephones: LocalNetwork, number: str) -> ScriptedPhone:
    caller = telephones.caller(number)
    caller.dials(DESK)
    wait_until(lambda: caller.call.status == "in-progress", "the line has answered")
    state.join(JoinRequest(caller.call.sid, "general", "en", "login"))
    return caller


def signed_in(state: DeskState, telephones: LocalNetwork, name: str, phone: str) -> ScriptedPhone:
    state.save_rep(name, {"name": name, "phone": phone, "lines": "general", "languages": "en"})
    state.set_status(name, "available")
    return telephones.rep_phone(phone)


def legs(telephones: LocalNetwork, number: str = REP) -> list[Leg]:
    """Every call the line has made to a number."""
    return [call for call in telephones.network.calls.values() if call.facts.to == number]


def undone(redis: Redis) -> int:
    """Commands not yet acknowledged or read."""
    (group,) = redis.xinfo_groups(keys.commands("cair"))
    return int(group["pending"]) + int(group["lag"] or 0)


def offer_of(state: DeskState, rep: str = "ann") -> str:
    """The offer a rep has."""
    return state.rep(rep).offer


def wait_until_rung(state: DeskState, phone: ScriptedPhone, rep: str = "ann") -> str:
    """The offer for which the rep's phone rings."""
    wait_until(phone.is_rung, "the rep's phone rings")
    offer = offer_of(state, rep)
    wait_until(lambda: state.offer(offer).leg, "the leg is known")
    return offer


def talks_asked(documents: Documents) -> list[str]:
    """The calls that were moved to a conversation."""
    return [asked.form["CallSid"] for asked in documents.asked if "/talk/" in asked.path]


def in_a_while(state: DeskState) -> DeskState:
    """The desk at a time when an accepted offer should have become a conversation."""
    made = int(field_of(state, "offer", offer_of(state), "accepted"))
    return DeskState(state._client, "cair", made + 21_000)
