"""Recent handling times and patience of callers on one line, as `routing.waits.estimate` needs them.

The scripts fold each call into a line's recent figures in the step that ends it (`learn` in their prelude); this reads
them. Typical calls, as many as are worth saying so, stand in before there is data and fade as it comes.
"""

from __future__ import annotations

from routing.queue.wait_inputs import Recent

TYPICAL_HANDLING = 300.0
"""Seconds, before there is data: a small help desk's (reference rows 13 to 17)."""
SHORTEST_HANDLING = 10.0
"""Seconds. A rep is hardly rung, connected and free again in less."""
TYPICAL_CONNECT = 15.0
"""Seconds from a rep's phone ringing until rep and caller talk, before there is data: three rings, the announcement of
who calls, and a key."""
LIKE_CALLS = 5.0
"""The typical handling time counts as this many calls; so do as many callers who gave up for the patience."""
REMEMBERED_CALLS = 50.0
"""About an hour's calls of six reps: the previous hour is what the field goes by."""

TYPICAL_PATIENCE = 300.0
SHORTEST_PATIENCE = 60.0
"""Seconds. Little patience means a short line and a short estimate: too low a figure breaks promises."""
LONGEST_PATIENCE = 3600.0
REMEMBERED_WAITS = 200.0
"""More than calls, as few of those who wait give up."""


def usual_handling(recent: Recent) -> float:
    """Return the seconds for which the next call is likely to take a rep: ringing, connecting, talk and wrap-up."""
    typical = LIKE_CALLS * _faded(recent.calls, REMEMBERED_CALLS)
    return max(SHORTEST_HANDLING, (recent.handled + typical * TYPICAL_HANDLING) / (recent.calls + typical))


def usual_connect(recent: Recent) -> float:
    """Return the seconds that usually pass from a rep's phone ringing until rep and caller talk."""
    typical = LIKE_CALLS * _faded(recent.connections, REMEMBERED_CALLS)
    return (recent.connected + typical * TYPICAL_CONNECT) / (recent.connections + typical)


def usual_patience(recent: Recent) -> float:
    """Return the seconds that a caller would wait on average before giving up.

    All waiting counts, also of those answered, who showed only that their patience lasts longer than that:
    time waited over callers lost is what is likeliest then (and is P(Ab) = θ·E[W]).
    """
    typical = LIKE_CALLS * _faded(recent.waits, REMEMBERED_WAITS)
    waited, given_up = recent.waited + typical * TYPICAL_PATIENCE, recent.given_up + typical
    if waited >= given_up * LONGEST_PATIENCE:
        return LONGEST_PATIENCE
    return max(SHORTEST_PATIENCE, waited / given_up)


def _faded(seen: float, remembered: float) -> float:
    """Return what is left of a weight after each observation has taken 1/remembered of it; `seen` has faded in the
    same way."""
    return max(0.0, 1 - seen / remembered)
