"""May a caller be passed on to a line? The database knows who is signed in, the desk's folder which lines there are.

Raises DatabaseDown.
"""

from __future__ import annotations

from prompts.files.models import Desk
from prompts.rendering.open_status import Opening
from routing.queue.conversations import Outcome, Talks


def transfer_to_line(
    talks: Talks, desk: Desk, opening: Opening, offer: str, rep: str, line: str, language: str
) -> Outcome:
    """Transfer a rep's caller to a line, with the caller's own place; the rep wraps up."""
    if why := _refusal(desk, opening, line, language):
        return why
    return talks.pass_on(offer, rep, line, language)


def _refusal(desk: Desk, opening: Opening, line: str, language: str) -> Outcome | None:
    lines = {one.id: one.languages for one in desk.lines}
    if language not in lines.get(line, ()):
        return Outcome.NO_SUCH_LINE
    return None if opening.is_open else Outcome.CLOSED
