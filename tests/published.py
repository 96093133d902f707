"""What the processes of a line serve, and that a test leaves them as it found them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from flask import Flask
from redis import Redis

from commands.calling.line_process import ReachableLine
from editing.database.content import DeskContent
from prompts.loader import read_files
from prompts.revision import content_id
from settings import DESKS
from tests.waiting import wait_until

PROCESSES = 2
"""Of a line, unless it is told otherwise."""
Follower = Callable[[str], None]
"""Waits until whoever follows what is published on the tests' database serves the content with an id."""


def health_at(port: int) -> dict[str, Any]:
    """Return a web process's health report, well or not."""
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
    _serves(line, lambda ids: ids == {id_}, "what is published is served by every process")


def serves_no_more(line: ReachableLine, id_: str) -> None:
    """Wait until none of its processes serves this content any more, since something else is published."""
    _serves(line, lambda ids: id_ not in ids, "what was published before is served by no process")


def _serves(line: ReachableLine, claim: Callable[[set[str]], bool], what: str) -> None:
    port, seen = port_of(line), dict[int, str]()

    def all_do() -> bool:
        with suppress(OSError):
            told = health_at(port)
            seen[told["process"]["pid"]] = told["revision"]["cair"]
        return len(seen) == PROCESSES and claim(set(seen.values()))

    wait_until(all_do, what)


def app_serves(app: Flask, id_: str) -> None:
    """Wait until an application in this process serves the content with this id."""
    wait_until(lambda: app.extensions["line"].desks["cair"].id == id_, "what is published is served here")


def take_back(redis: Redis, followers: Sequence[Follower]) -> None:
    """Publish the desk's folder again after a test, and wait until every follower serves it.

    A follower that is left on something else would publish that in the next test's empty database, as the one that was
    lost. All of them are waited for together: what one of them needs published makes the others follow again. A content
    that is published at no other time comes first: a follower that serves it is through with whatever was published
    before.
    """
    content, folder = DeskContent(redis, "cair"), read_files(DESKS / "cair")
    pointer = content.pointer()
    if pointer is None or not followers:
        return
    last = {**folder, "en.yaml": f"{folder['en.yaml']}# after a test\n"}
    entry = content.publish(last, content_id(last), note="", who="a test's end", seen=pointer.number)
    assert entry
    for serve in followers:
        serve(entry.id)
    content.roll_back(0, folder_id=content_id(folder), why="", who="a test's end", seen=entry.number)
    for serve in followers:
        serve(content_id(folder))
