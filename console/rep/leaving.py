"""What signing out of the console means for the calls of the person who does it.

Calls that ring in the browser have nowhere to ring after that, so they end with the session. Calls that ring at a phone
go on, which is easily forgotten: the next page says so, and its button signs out of calls as well.
"""

from __future__ import annotations

from flask import flash, session

from accounts.people import Person
from console.context import console
from console.rep.rep_session import RepSession, find_rep_session_of
from store import clock
from store.desk.states import RepStatus, StatusSource

STILL_ON_CALLS = "still_on_calls"
"""In the signed cookie: whose calls go on ringing, and until when the button may end that (seconds since 1970 UTC)."""
OFFER_LIFE = 600
"""Seconds; another person may use this browser later."""
ENDED = "You are signed out of calls, too."
ENDS_AFTER_CALL = "After the call in hand you are signed out of calls, too."


def sign_out_of_browser_calls(person: Person) -> list[str]:
    """Sign out of the calls that ring in the browser; return the desks whose calls go on ringing at a phone."""
    on_calls = [seat for seat in _seats(person) if seat.status is not RepStatus.OFFLINE]
    in_browser = [seat for seat in on_calls if seat.rings_here]
    _sign_out_of_calls(in_browser)
    return [seat.desk.id for seat in on_calls if seat not in in_browser]


def offer_to_end_calls(person: Person, desks: list[str]) -> None:
    """Have the sign-in page tell that calls go on ringing at a phone, with a button against it."""
    if desks:
        session[STILL_ON_CALLS] = [
            int(clock.now().timestamp()) + OFFER_LIFE,
            [(desk, person.rep(desk)) for desk in desks],
        ]


def desks_still_on_calls() -> list[str]:
    """Return the names of the desks whose calls go on ringing for the person who has just signed out here."""
    return [seat.desk.name for seat in _seats_still_on_calls() if seat.status is not RepStatus.OFFLINE]


def end_calls_that_go_on() -> None:
    """Do what the button of `offer_to_end_calls` says."""
    seats = _seats_still_on_calls()
    session.pop(STILL_ON_CALLS, None)
    _sign_out_of_calls(seats)


def _seats(person: Person) -> list[RepSession]:
    desks = [desk for desk in console().desks if person.may_enter(desk)]
    found = [find_rep_session_of(desk, person.rep(desk)) for desk in desks]
    return [seat for seat in found if seat]


def _seats_still_on_calls() -> list[RepSession]:
    until, reps = session.get(STILL_ON_CALLS, (0, []))
    if clock.now().timestamp() > until:
        return []
    found = [find_rep_session_of(desk, rep) for desk, rep in reps if desk in console().desks]
    return [seat for seat in found if seat]


def _sign_out_of_calls(seats: list[RepSession]) -> None:
    for seat in seats:
        is_later = seat.state.sign_out(seat.id, StatusSource.PAGE)
        flash(ENDS_AFTER_CALL if is_later else ENDED)
