"""What ought to come of what reps do on their pages, and of pages in which calls ring; the rest is in `model`."""

from __future__ import annotations

from tests.store.model_records import ModelCaller, ModelOffer, ModelRep
from tests.store.model_talks import SIGN_OF_LIFE

PAGE_LIFE, PAGE_CLOSES, PAGE_OPENS = 90_000, 10_000, 60_000


class PageModel:
    """The verbs of pages, of a model that can say that an offer was not taken."""

    now: int
    callers: dict[str, ModelCaller]
    reps: dict[str, ModelRep]

    def not_taken(self, offer: ModelOffer, outcome: str) -> bool:
        raise NotImplementedError

    def come_back(self, offer: ModelOffer) -> str:
        """Offer the front of the queue to a caller who was taken to have hung up in this very conversation."""
        caller = self.callers[offer.caller]
        was = (caller.state, caller.how, caller.was)
        if was != ("ended", "hung up", "talking") or caller.last_offer is not offer:
            return caller.state
        caller.state, caller.how, caller.was, caller.last_offer = "dropped", "", "", None
        caller.due = self.now + SIGN_OF_LIFE
        return "dropped"

    def more_time(self, name: str, seconds: int, times: int, *, saw_the_end: bool) -> str:
        rep = self.reps.get(name)
        if not rep or rep.status != "wrap_up" or not rep.counts_from_now:
            return "over"
        if not saw_the_end:
            return "done"
        if rep.extended >= times:
            return "enough"
        assert rep.due
        rep.extended, rep.due = rep.extended + 1, rep.due + seconds * 1000
        return "done"

    def pass_offer(self, name: str, offer: ModelOffer) -> bool:
        """Said twice, it is passed once."""
        return offer.rep == name and (self.not_taken(offer, "passed") or offer.outcome == "passed")

    def take(self, name: str, offer: ModelOffer) -> bool:
        rep = self.reps.get(name)
        if offer.rep != name or not rep or not rep.rings_in_browser or offer.state != "ringing":
            return False
        offer.is_taken = True
        return True

    def ring_at(self, name: str, *, browser: bool) -> bool:
        if not (rep := self.reps.get(name)):
            return False
        rep.rings_in_browser = browser
        rep.page_due = self.now + PAGE_LIFE if browser else None
        return True

    def page_listens(self, name: str, *, closes: bool) -> bool:
        rep = self.reps.get(name)
        if not rep or not rep.rings_in_browser:
            return False
        rep.page_due = self.now + (PAGE_CLOSES if closes else PAGE_LIFE)
        return True

    def page_must_open(self, rep: ModelRep) -> None:
        if rep.rings_in_browser and rep.page_due is None:
            rep.page_due = self.now + PAGE_OPENS

    def page_is_silent(self, rep: ModelRep) -> None:
        """Its time has passed: whoever is in no call is away."""
        rep.page_due = None
        if rep.status in ("available", "wrap_up"):
            rep.status, rep.due = "away", None
        elif rep.status not in ("away", "offline"):
            rep.page_due = self.now + PAGE_CLOSES
