"""May a caller be passed on to a line? The database knows who is signed in, the desk's folder which lines there are.

Raises DatabaseDown.
"""

from __future__ import annotations

from prompts.files.models import Desk
from prompts.rendering.open_status import OpenStatus
from routing.queue.conversations import ActionOutcome, Conversations


def transfer_to_line(
    talks: Conversations, desk: Desk, opening: OpenStatus, offer: str, rep: str, line: str, language: str
) -> ActionOutcome:
    """Transfer a rep's caller to a line, with the caller's own place; the rep wraps up."""
    if why := _refusal(desk, opening, line, language):
        return why
    return talks.pass_on(offer, rep, line, language)


def _refusal(desk: Desk, opening: OpenStatus, line: str, language: str) -> ActionOutcome | None:
    lines = {one.id: one.languages for one in desk.lines}
    if language not in lines.get(line, ()):
        return ActionOutcome.NO_SUCH_LINE
    return None if opening.is_open else ActionOutcome.CLOSED
