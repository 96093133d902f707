"""What the processes of a line serve, and that a test leaves them as it found them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any

from redis import Redis

from commands.line_process import ReachableLine
from prompts.folder import Files, read_files
from prompts.revision import content_id
from settings import DESKS
from store.content import Content
from tests.waiting import wait_until

PROCESSES = 2
"""Of a line, unless it is told otherwise."""


def health_at(port: int) -> dict[str, Any]:
    """What a web process says of itself, well or not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as response:
            report: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            report = json.load(error)
    return report


def port_of(line: ReachableLine) -> int:
    return int(line.base_url.rpartition(":")[2])


def serves(line: ReachableLine, id_: str) -> None:
    """Wait until all its processes do; a busy machine may take longer than the second that is promised."""
    port, seen = port_of(line), dict[int, str]()

    def all_do() -> bool:
        with suppress(OSError):
            told = health_at(port)
            seen[told["process"]["pid"]] = told["revision"]["cair"]
        return len(seen) == PROCESSES and set(seen.values()) == {id_}

    wait_until(all_do, "what is published is served by every process")


def after_a_test(desk: str) -> Files:
    """What is published when a test is over, and never else."""
    folder = read_files(DESKS / desk)
    return {**folder, "en.yaml": f"{folder['en.yaml']}# after a test\n"}


def is_as_before(line: ReachableLine, redis: Redis) -> None:
    """A line that many tests call goes back to its folder: else it would give the next test's database what it lost.

    By way of something that nothing else says: whoever says that is through with what was published before.
    """
    content, folder = Content(redis, line.desk_id), read_files(DESKS / line.desk_id)
    pointer = content.pointer()
    if pointer is None:
        return
    last = after_a_test(line.desk_id)
    entry = content.publish(last, content_id(last), note="", who="a test's end", seen=pointer.number)
    assert entry
    serves(line, entry.id)
    content.roll_back(0, folder_id=content_id(folder), why="", who="a test's end", seen=entry.number)
    serves(line, content_id(folder))
