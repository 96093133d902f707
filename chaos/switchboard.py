"""Listens to the whole network: each call's story, who talked with whom, and when reps' phones ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chaos.story import OWN_WISH, RepTalk, Story
from simulator.events import (
    Alert,
    Answered,
    Commanded,
    Ended,
    Event,
    Joined,
    Left,
    Pressed,
    Requested,
    Responded,
    Ringing,
)


@dataclass
class RepLeg:
    """A leg to a rep's phone. `offer` is its number, which rises with the time of the offer, ms since 1970 UTC."""

    phone: str
    offer: int = 0
    over_at: float = 0.0
    """Seconds since 1970 UTC; 0 while it is not over."""
    answered_at: float = 0.0
    how: str = ""
    """Why it ended, in the network's words."""


@dataclass
class Switchboard:
    """The network's events, sorted by call."""

    stories: dict[str, Story] = field(default_factory=dict)
    legs: dict[str, RepLeg] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    recovered: set[tuple[str, str]] = field(default_factory=set)
    """The calls, and the URLs without an answer, for which the fallback had one."""
    apologised: set[str] = field(default_factory=set)
    """The calls that ended with the carrier's own apology."""
    slowest: float = 0.0
    """Seconds, of all answers."""
    on_ring: Callable[[], None] = lambda: None
    """Called when a rep's phone rings."""
    on_take: Callable[[], None] = lambda: None
    """Called when a rep presses 1."""
    _asked_instead: dict[int, tuple[str, str]] = field(default_factory=dict)
    _present: dict[str, dict[str, str]] = field(default_factory=dict)

    def notice(self, event: Event) -> None:
        """Receive the network's events."""
        story = self.stories.get(event.call_sid)
        if story is not None:
            story.notice(event)
        if isinstance(event, Ended) and event.reason == "application error":
            self.apologised.add(event.call_sid)
        match event:
            case Alert():
                self.alerts.append(event)
            case Requested(purpose="fallback"):
                self._asked_instead[event.exchange] = (event.call_sid, event.params["ErrorUrl"])
            case Responded():
                self._answered(event)
            case Commanded():
                self._ordered(event)
            case Joined():
                self._joined(event)
            case Left():
                self._left(event)
            case _ if story is None:
                self._leg(event)

    def _answered(self, event: Responded) -> None:
        self.slowest = max(self.slowest, event.seconds)
        instead = self._asked_instead.pop(event.exchange, None)
        if instead and event.status == 200:
            self.recovered.add(instead)

    def _ordered(self, event: Commanded) -> None:
        """Record that a rep's leg is requested: its URL names the offer."""
        _, found, offer = event.params.get("Url", "").partition("/offer/")
        if found and event.path.endswith("/Calls.json") and event.status == 201:
            sid = event.body.partition('"sid": "')[2].partition('"')[0]
            self.legs.setdefault(sid, RepLeg(event.params.get("To", ""))).offer = int(offer)

    def _leg(self, event: Event) -> None:
        match event:
            case Ringing():
                self.legs.setdefault(event.call_sid, RepLeg(event.to))
                self.on_ring()
            case Answered() if event.call_sid in self.legs:
                self.legs[event.call_sid].answered_at = event.at.timestamp()
            case Pressed(keys="1"):
                self.on_take()
            case Ended() if event.call_sid in self.legs:
                leg = self.legs[event.call_sid]
                leg.over_at, leg.how = event.at.timestamp(), event.reason
            case _:
                pass

    def _joined(self, event: Joined) -> None:
        present = self._present.setdefault(event.conference, {})
        present[event.call_sid] = "caller" if event.call_sid in self.stories else "rep"
        callers = [sid for sid, role in present.items() if role == "caller"]
        reps = [sid for sid, role in present.items() if role == "rep"]
        for caller in callers:
            known = {talk.rep for talk in self.stories[caller].talks if talk.ended is None}
            self.stories[caller].talks += [
                RepTalk(event.conference, rep, event.at) for rep in reps if rep not in known
            ]

    def _left(self, event: Left) -> None:
        role = self._present.get(event.conference, {}).pop(event.call_sid, "")
        for story in self.stories.values() if role else ():
            for talk in story.talks:
                concerned = talk.conference == event.conference and talk.ended is None
                if concerned and event.call_sid in (story.sid, talk.rep):
                    talk.ended, talk.left_first = event.at, role
                    talk.is_cut_off = self._why_over(event.call_sid) != OWN_WISH

    def _why_over(self, sid: str) -> str:
        """Return why a call ended; empty for one that goes on."""
        if sid in self.stories:
            ended = self.stories[sid].ended
            return ended.reason if ended else ""
        return self.legs[sid].how
