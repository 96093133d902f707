"""May a caller be moved to a line? The database knows who is signed in, the desk's folder which lines there are.

Both functions raise DatabaseDown.
"""

from __future__ import annotations

from prompts.models import Desk
from prompts.opening import Opening
from store.talks import Moved, Outcome, Talks


def transfer_to_line(
    talks: Talks, desk: Desk, opening: Opening, offer: str, rep: str, line: str, language: str
) -> Outcome:
    """A rep passes the caller on to a line, with the caller's own place; the rep wraps up."""
    if why := _refusal(desk, opening, line, language):
        return why
    return talks.pass_on(offer, rep, line, language)


def move_caller_to_line(
    talks: Talks, desk: Desk, opening: Opening, caller: str, line: str, language: str, by: str
) -> Moved:
    """Somebody moves a waiting caller (the digest of the call) to a line, with the caller's own place."""
    if why := _refusal(desk, opening, line, language):
        return Moved(why)
    return talks.move_caller(caller, f"{line}:{language}", "", by)


def _refusal(desk: Desk, opening: Opening, line: str, language: str) -> Outcome | None:
    lines = {one.id: one.languages for one in desk.lines}
    if language not in lines.get(line, ()):
        return Outcome.NO_SUCH_LINE
    return None if opening.is_open else Outcome.CLOSED
