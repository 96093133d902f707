"""What killed web processes took with them, told apart from webhooks that the line got wrong.

A request in hand dies with its process. The carrier then asks the fallback what comes next for the call; a mere word
about a call (a callback, or an action whose call is elsewhere by now) it does not repeat, and the line does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chaos.switchboard import Switchboard
from simulator.events import Alert

AFTERMATH = 1.0
"""Seconds after a kill within which the kernel has reset every connection of the process."""
CUT = ("connection lost", "payload is not completed")
"""How the network's messages call it: before the answer's first byte, and after."""


@dataclass(frozen=True)
class Alerts:
    """Everything the carrier's debugger shows, sorted."""

    served: list[Alert]
    """Cut off by a kill; the fallback took over."""
    unsaid: list[Alert]
    """Words and audio that a kill took with it, of which no call depended."""
    errors: list[Alert]
    """The rest: answers that were errors, and questions that nobody answered."""


def sort_alerts(board: Switchboard, web_kills: Sequence[float]) -> Alerts:
    """Sort alerts by cause. `web_kills` are when web processes were killed, seconds since 1970 UTC."""
    sorted_ = Alerts([], [], [])
    for alert in board.alerts:
        if not _is_cut(alert, web_kills):
            sorted_.errors.append(alert)
        elif (alert.call_sid, alert.url) in board.recovered:
            sorted_.served.append(alert)
        elif alert.call_sid in board.apologised:
            sorted_.errors.append(alert)
        else:
            sorted_.unsaid.append(alert)
    return sorted_


def _is_cut(alert: Alert, web_kills: Sequence[float]) -> bool:
    at = alert.at.timestamp()
    is_lost = any(words in alert.message for words in CUT)
    return is_lost and any(kill <= at <= kill + AFTERMATH for kill in web_kills)
