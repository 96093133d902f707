"""The bar below every page of the console: the rep's state at each desk, and the buttons of the call.

A rep may read other pages during a call, or leave them open by mistake while nothing can ring. The bar tells both.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.context import console
from console.rep.rep_session import RepSession, find_rep_session, own_rep_session
from console.rep.status_view import ShownStatus, StatusView, standing
from store.errors import DatabaseDown

bar = Blueprint("bar", __name__)


@dataclass(frozen=True)
class CallBar:
    """The content of the bar for one desk."""

    seat: RepSession
    standing: StatusView

    @property
    def can_take(self) -> bool:
        """Return whether a caller is offered in this browser and not yet taken."""
        is_offered = self.standing.kind is ShownStatus.OFFERED and not self.seat.offer.answered
        return is_offered and self.seat.rings_here

    @property
    def can_hang_up(self) -> bool:
        """Return whether a call is going on in this browser."""
        return self.standing.kind.is_in_call and self.seat.rings_here

    @property
    def takes_no_calls(self) -> bool:
        """Return whether no call comes until the rep says so."""
        return self.standing.kind.takes_no_calls


def bar_of(seat: RepSession) -> CallBar:
    """Return what the bar shows of a rep. Raises DatabaseDown."""
    return CallBar(seat, standing(seat, explains=False))


def find_bars() -> list[CallBar]:
    """Return the visitor's bar of each desk; none for visitors who answer no calls, or while the database is away."""
    visitor = g.get("visitor")
    if visitor is None:
        return []
    try:
        seats = [find_rep_session(desk) for desk in console().desks if visitor.person.may_enter(desk)]
        return [bar_of(seat) for seat in seats if seat]
    except DatabaseDown:
        return []


@bar.get("/<desk>/me/bar")
@signed_in
def show(desk: str) -> ResponseReturnValue:
    """Return the bar of one desk, for a page that is open."""
    return render_template("rep/_bar.html", bar=bar_of(own_rep_session(desk)))
