"""Turns the database's answer into a caller's standing in the queue and the expected wait."""

from __future__ import annotations

from routing.queue.script_answers import HeartbeatAnswer
from routing.queue.wait_inputs import Outlook
from routing.waits.announcement import QueueStanding
from routing.waits.estimate import Wait, expected_wait, reps_serving, spoken_range
from routing.waits.recent_calls import usual_connect, usual_handling, usual_patience


def wait_behind(line: str, ahead: int, outlook: Outlook) -> Wait | None:
    """Return the wait of a caller with so many ahead on this line (`general:en`); None if nobody serves it.

    Whoever is ahead on the other lines of the same reps counts too: as many calls as come before this one on a line
    whose reps serve nothing else, rounded.
    """
    reps = sum(count for lines, count in outlook.teams.items() if line in lines)
    if not reps:
        return None
    share = reps_serving(line, outlook.teams, {**outlook.ahead, line: ahead}) / reps
    as_if_ahead = round((ahead + 1) / share) - 1
    recent = outlook.recent
    return expected_wait(
        as_if_ahead, reps, usual_handling(recent), usual_patience(recent), usual_connect(recent)
    )


def standing_of(hold: HeartbeatAnswer) -> QueueStanding:
    """Return a waiting caller's standing in the queue."""
    position = max(1, hold.position)
    wait = wait_behind(hold.line, position - 1, hold.outlook)
    return QueueStanding(hold.waited, position, hold.reps, spoken_range(wait) if wait else None)
