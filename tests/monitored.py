"""A desk whose callers hear that others may listen, so that others may."""

from __future__ import annotations

from collections.abc import Callable

from redis import Redis

from editing.database.content import DeskContent
from prompts.loader import read_files
from prompts.revision import content_id
from routing.queue.desk_state import DeskState
from settings import DESKS


def announce_monitoring(redis: Redis, serve: Callable[[str], None]) -> None:
    """Publish the CAIR desk with `monitoring: announced`, and wait until `serve` says that it is in force."""
    folder = read_files(DESKS / "cair")
    files = {**folder, "desk.yaml": f"{folder['desk.yaml']}\nmonitoring: announced\n"}
    content = DeskContent(redis, "cair")
    pointer = content.pointer()
    seen = pointer.number if pointer else 0
    entry = content.publish(files, content_id(files), note="", who="a test", seen=seen)
    assert entry
    serve(entry.id)


def hear_notice(state: DeskState, call: str) -> None:
    """Have a caller heard that others may listen."""
    state.hold(call, has_heard_notice=True)
