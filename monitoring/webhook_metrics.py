"""How long the carrier waits for an answer, by desk and by where in the call it asks."""

from __future__ import annotations

from collections.abc import Callable

from ivr.queue.queued_caller import PARTS, STEPS
from ivr.services import VoiceServices
from monitoring.webhook_times import WebhookTimes

BESIDE_THE_MENU = frozenset({"offer", "rep", "listen", "status"})
"""First parts of URLs that are no turn of a caller's."""


def webhook_observer(line: VoiceServices, times: WebhookTimes) -> Callable[[str, float], None]:
    """Return what counts in `times` how many seconds the answer to a webhook below `/voice/` took."""

    def observe(where: str, seconds: float) -> None:
        times.observe(*webhook_place(line, where), seconds)

    return observe


def webhook_place(line: VoiceServices, where: str) -> tuple[str, str]:
    """Return the desk and place of a webhook's path. Text from outside never becomes a name, as the number of series
    is limited."""
    desk, *parts = where.rstrip("/").split("/")
    revision = line.revision(desk)
    if revision is None:
        return "none", "unknown"
    if not parts:
        return revision.desk.id, "entry"
    if parts[0] in BESIDE_THE_MENU:
        return revision.desk.id, parts[0]
    if len(parts) in PARTS and parts[3] in STEPS:
        return revision.desk.id, parts[3]
    node = parts[2] if len(parts) > 2 else ""
    return revision.desk.id, node if node in revision.menu.nodes else "unknown"
