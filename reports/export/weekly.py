"""Sends the weekly summary once a week, by the first worker that tries, and never twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.export.errors import MailFailed
from reports.export.mail import MailServer, send
from reports.export.weekly_email import DAY, WEEK, Letter, last_week, letter_of
from reports.scripts import ReportScripts
from reports.span import span_of
from routing.worker.loops import PeriodicTask
from store import clock

log = logging.getLogger(__name__)
SEND_AT = time(7)
"""Monday's, by the desk's clock; later in the week if no worker was there."""
LOOK_EVERY = 60.0
TRY_AGAIN = 3600
"""Seconds until a letter that certainly did not go out is tried again."""
KEPT = 21 * 86_400
"""Seconds for which it is known that a week's letter was sent."""


def summary(client: Redis, desk: Desk, now: datetime) -> Letter:
    """Return the summary of the last full week by the desk's clock. Raises DatabaseDown."""
    first, last = last_week(now.astimezone(ZoneInfo(desk.zone)))
    week, before = (span_of(client, desk, first - ago, last - ago) for ago in (DAY * 0, WEEK))
    return letter_of(desk, week, before)


def send_if_due(client: Redis, desk: Desk, server: MailServer, now: datetime | None = None) -> bool:
    """Send the letter if it is due, and return whether it went out. Raises DatabaseDown; failures of the mail server
    are only logged."""
    now = now or clock.now()
    here = now.astimezone(ZoneInfo(desk.zone))
    if here.weekday() == 0 and here.time() < SEND_AT:
        return False
    scripts, week = ReportScripts(client, desk.id), last_week(here)[0].isoformat()
    # Taken before it is written: a worker that dies with it in hand leaves a letter unsent, never sent twice.
    if not scripts.run("take_letter", week, KEPT):
        return False
    try:
        send(server, summary(client, desk, now))
    except MailFailed as error:
        log.warning("the weekly summary was not sent", extra={"desk": desk.id, "why": str(error)})
        if not error.is_permanent:
            scripts.run("put_letter_back", week, TRY_AGAIN)
        return False
    log.info("the weekly summary was sent", extra={"desk": desk.id, "week": week})
    return True


def letters(desks: Iterable[Desk], server: MailServer | None) -> list[PeriodicTask]:
    """Return the workers' tasks for the summaries of these desks; none without a mail server."""
    return [_weekly_task(desk, server) for desk in desks] if server else []


def _weekly_task(desk: Desk, server: MailServer) -> PeriodicTask:
    return PeriodicTask(
        f"letters:{desk.id}", lambda client: lambda: send_if_due(client, desk, server), LOOK_EVERY
    )
