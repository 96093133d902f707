"""A number put on the block list, and the moment from which its calls are refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from redis import Redis

from routing.notices.block_list import Blocked, add_blocks, read_block_list
from routing.queue.desk_snapshot import DeskSnapshots
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import clock, keys
from store.clock import milliseconds
from store.data_dir import local_secret
from tests.waiting import wait_until


def blocks(redis: Redis, data_dir: Path, number: str, minutes: int = 60) -> None:
    """Block a number, as of a minute ago."""
    digest = keys.digest_of_number(local_secret(data_dir).encode(), number)
    starts, ends = (milliseconds(clock.now() + timedelta(minutes=one)) for one in (-1, minutes))
    entry = Blocked(digest, number[-4:], starts, ends, "threats", "Sam", "e1")
    assert add_blocks(DeskSnapshots(redis, "cair"), read_block_list(redis, "cair"), entry)


def is_refused_soon(network: LocalNetwork, number: str) -> ScriptedPhone:
    """Wait until the web process refuses the number, and return its phone."""
    phone = network.caller(number)

    def refused() -> bool:
        phone.dials()
        if not phone.is_ended:
            phone.hangs_up()
        return phone.ended == "rejected by the line"

    wait_until(refused, f"{number} is refused")
    return phone
