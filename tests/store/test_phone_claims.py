"""One phone rings for one offer at a time, also where the desks that ring it lie on different nodes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from chaos.servers.three_nodes import DESKS, ThreeNodes
from routing.queue.desk_state import DeskState
from routing.queue.phone_claims import PhoneClaims
from routing.queue.script_answers import JoinRequest
from store import keys
from store.connection import connect
from tests.databases import empty

PHONE = "+19165550111"


def offer(client: Redis, desk: str) -> str:
    """The offer of a caller to a rep with the phone, who rings now."""
    state = DeskState(client, desk)
    state.save_rep("ann", {"phone": PHONE, "lines": "general", "languages": "en"})
    state.set_status("ann", "available")
    state.join(JoinRequest("CA1", "general", "en", "main"))
    return state.rep("ann").offer


def claim_for_one_desk_at_a_time(client: Redis) -> None:
    claims = PhoneClaims(client)
    first, second = (offer(client, desk) for desk in DESKS)
    assert claims.claim(PHONE, DESKS[0], first)
    assert claims.claim(PHONE, DESKS[0], first), "asked again"
    assert not claims.claim(PHONE, DESKS[1], second)
    assert claims.claim("+19165550112", DESKS[1], second), "another phone"
    DeskState(client, DESKS[0]).caller_ends("CA1", "hung up")
    assert claims.claim(PHONE, DESKS[1], second), "the first desk's offer is over"
    assert not claims.claim(PHONE, DESKS[0], offer(client, DESKS[0]))
    client.delete(keys.offer(DESKS[1], second))
    assert claims.claim(PHONE, DESKS[0], "4711"), "the record of the second is lost"


def test_one_desk_at_a_time(redis: Redis) -> None:
    claim_for_one_desk_at_a_time(redis)


def test_one_desk_at_a_time_on_a_cluster(nodes: ThreeNodes) -> None:
    with connect(nodes.url, timeout=2.0) as client:
        empty(client)
        claim_for_one_desk_at_a_time(client)


@pytest.mark.parametrize("round_", range(5))
def test_of_many_who_ask_at_once_one_gets_it(redis: Redis, round_: int) -> None:
    claims = PhoneClaims(redis)
    for number in range(16):
        redis.hset(keys.offer("cair", f"{round_}{number}"), "state", "ringing")
        redis.expire(keys.offer("cair", f"{round_}{number}"), 60)
    with ThreadPoolExecutor(16) as threads:
        answers = threads.map(lambda number: claims.claim(PHONE, "cair", f"{round_}{number}"), range(16))
    assert sum(answers) == 1


def test_without_a_phone_of_its_own_or_without_the_database_the_caller_comes_first() -> None:
    with connect("redis://127.0.0.1:1/0", timeout=0.1) as nowhere:
        claims = PhoneClaims(nowhere)
        assert claims.claim("", "cair", "1")
        assert claims.claim(PHONE, "cair", "1")
