"""What the processes of a line serve, and that a test leaves them as it found them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from redis import Redis

from commands.line_process import ReachableLine
from prompts.revision import load_revision
from settings import DESKS
from store.content import Content
from tests.waiting import wait_until

PROCESSES = 2
"""Of a line, unless it is told otherwise."""


def health_at(port: int) -> dict[str, Any]:
    """What a web process says of itself, well or not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
            report: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            report = json.load(error)
    return report


def serves(line: ReachableLine, id_: str) -> None:
    """Wait until all its processes do; a busy machine may take longer than the second that is promised."""
    port, seen = int(line.base_url.rpartition(":")[2]), dict[int, str]()

    def all_do() -> bool:
        told = health_at(port)
        seen[told["process"]["pid"]] = told["revision"]["cair"]
        return len(seen) == PROCESSES and set(seen.values()) == {id_}

    wait_until(all_do, "what is published is served by every process")


def is_as_before(line: ReachableLine, redis: Redis) -> None:
    """A line that many tests call goes back to its folder: else it would give the next test's database what it lost."""
    content, folder = Content(redis, line.desk_id), load_revision(DESKS / line.desk_id).id
    pointer = content.pointer()
    if pointer and pointer.number:
        content.roll_back(0, folder_id=folder, why="", who="the test's end", seen=pointer.number)
        serves(line, folder)
