"""The carrier's REST API through its official client, with its failures sorted by what may be done about them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from requests.adapters import HTTPAdapter
from twilio.rest import Client

from ivr.twilio.carrier_errors import CallGone, SortingHttpClient, sorted_errors
from ivr.twilio.edge_and_region import CarrierPlace
from ivr.twilio.number_settings import PATIENCE
from routing.errors import CarrierError, Unclear
from routing.worker.carrier import LIVE, CarrierCall, ConferenceRoom, RoomParticipant
from store import clock
from store.desk.call_ids import CallSid

SILENT = logging.Logger("carrier", logging.CRITICAL)
"""The official client logs every request as it is, callers' numbers and all."""
TIMEOUT = 5.0
"""Seconds for one answer of the carrier."""
LONGEST_CALL = 14_400
"""Seconds: the carrier's own limit for a call."""
LONGEST_READING = 300
"""Seconds in which any text is read out."""
ANYWHERE = CarrierPlace()
CONNECTIONS = 32
"""Kept open at most: more than a worker has hands, each of which would otherwise make and drop its own."""
LATEST = datetime.max.replace(tzinfo=UTC)
LEARNED_FOR = 600.0
"""Seconds for which the number's fallback is taken to stay as it is."""
LISTED = 20
"""Of the calls to one number only the latest matter."""


class CarrierClient:
    """Implements `routing.worker.carrier.Carrier` for one desk, whose number is shown. Thread-safe, like the client."""

    def __init__(
        self,
        account: str,
        token: str,
        number: str,
        api_url: str | None = None,
        longest: int = LONGEST_CALL,
        place: CarrierPlace = ANYWHERE,
    ) -> None:
        """Make a client; `longest` is in seconds, after which the carrier ends a call that it has made for us."""
        self._client = open_client(account, token, api_url, place)
        self._longest = longest
        self._fallback = ""
        self._is_learned_until = 0.0
        self.number = number
        """Shown to who is called; another one when a desk is published with another."""

    def ring(self, to: str, answer_url: str, status_url: str, timeout: int) -> CallSid:
        """Call a phone. `answer_url` is also the leg's fallback: it is requested again when a later answer fails."""
        with sorted_errors():
            call = self._client.calls.create(
                to=to,
                from_=self.number,
                url=answer_url,
                fallback_url=answer_url,
                status_callback=status_url,
                status_callback_event=["answered", "completed"],
                timeout=timeout,
                time_limit=self._longest,
            )
        self._learn_fallback()
        if not call.sid:
            raise Unclear("the call has no id")
        return CallSid(call.sid)

    def read_out(self, to: str, document: str) -> None:
        """Ring a phone that hears this document (at most 4,000 characters) and nothing else of us."""
        with sorted_errors():
            self._client.calls.create(
                to=to, from_=self.number, twiml=document, timeout=25, time_limit=LONGEST_READING
            )

    def redirect(self, call_sid: CallSid, url: str) -> bool:
        """Move a caller to another document. If that fails, the caller hears the number's fallback file, which leads
        back."""
        if self._fallback:
            return self._update(call_sid, url, fallback_url=self._fallback, fallback_method="GET")
        return self.redirect_leg(call_sid, url)

    def redirect_leg(self, call_sid: CallSid, url: str) -> bool:
        return self._update(call_sid, url, fallback_url=url, fallback_method="POST")

    def _update(self, call_sid: CallSid, url: str, **fallback: str) -> bool:
        """Update a call. The carrier tries the URL three times, like the number's own, before the fallback."""
        return self._changed(
            lambda: self._client.calls(call_sid).update(url=url + PATIENCE, method="POST", **fallback)
        )

    def _learn_fallback(self) -> None:
        """Ask for the number's fallback now and then, while a phone rings, so that no caller waits for the answer."""
        if self._is_learned_until > clock.seconds():
            return
        self._is_learned_until = clock.seconds() + LEARNED_FOR
        try:
            with sorted_errors():
                found = self._client.incoming_phone_numbers.list(phone_number=self.number, limit=1)
        except CarrierError:
            return
        method = str(found[0].voice_fallback_method or "POST") if found else ""
        url = str(found[0].voice_fallback_url or "") if method == "GET" else ""
        self._fallback = url if url.startswith("http") else ""

    def hold(self, room: str, call_sid: CallSid, url: str | None) -> bool:
        """Put a participant on hold. Without a method the carrier would GET the document; all our webhooks are
        POSTs."""
        music = {"hold_url": url, "hold_method": "POST"} if url else {}
        return self._changed(lambda: self._participant(room, call_sid).update(hold=url is not None, **music))

    def ends_room(self, room: str, call_sid: CallSid, *, on: bool) -> bool:
        return self._changed(lambda: self._participant(room, call_sid).update(end_conference_on_exit=on))

    def coach(self, room: str, call_sid: CallSid, coached: CallSid | None, *, is_muted: bool) -> bool:
        whom = {"call_sid_to_coach": coached} if coached else {}
        return self._changed(
            lambda: self._participant(room, call_sid).update(
                muted=is_muted, coaching=coached is not None, **whom
            )
        )

    def is_in_room(self, room: str, call_sid: CallSid) -> bool:
        return self._changed(lambda: self._participant(room, call_sid).fetch())

    def _participant(self, room: str, call_sid: CallSid) -> Any:
        return self._client.conferences(room).participants(call_sid)

    def hang_up(self, call_sid: CallSid) -> None:
        """End a call; `completed` ends one that rings as well as one that talks."""
        self._changed(lambda: self._client.calls(call_sid).update(status="completed"))

    def call_status(self, call_sid: CallSid) -> str:
        try:
            with sorted_errors():
                return str(self._client.calls(call_sid).fetch().status)
        except CallGone:
            return "completed"

    def legs_to(self, number: str, since: datetime) -> list[CarrierCall]:
        """Return calls to a number. The carrier's filter by start time leaves out queued calls, so moments are
        compared here."""
        with sorted_errors():
            calls = self._client.calls.list(to=number, from_=self.number, limit=LISTED)
        legs = [_leg(call) for call in calls if call.sid]
        return [leg for leg in legs if leg.made >= since.replace(microsecond=0)]

    def ringing_legs(self) -> list[CarrierCall]:
        with sorted_errors():
            return [
                _leg(call)
                for status in sorted(LIVE - {"in-progress", "initiated"})
                for call in self._client.calls.list(from_=self.number, status=status, limit=1000)
                if call.sid
            ]

    def present(self, conference: str) -> frozenset[CallSid]:
        with sorted_errors():
            return frozenset(
                CallSid(one.call_sid)
                for found in self._client.conferences.list(
                    friendly_name=conference, status="in-progress", limit=LISTED
                )
                if found.sid
                for one in self._client.conferences(str(found.sid)).participants.list(limit=LISTED)
                if one.call_sid
            )

    def rooms(self, prefix: str) -> frozenset[ConferenceRoom]:
        """Return conferences. One with a single participant has not begun: the carrier calls it `init`."""
        with sorted_errors():
            return frozenset(
                ConferenceRoom(str(room.sid), room.friendly_name)
                for status in ("init", "in-progress")
                for room in self._client.conferences.list(status=status, limit=1000)
                if room.sid and (room.friendly_name or "").startswith(prefix)
            )

    def participants(self, room: str) -> list[RoomParticipant]:
        try:
            with sorted_errors():
                found = self._client.conferences(room).participants.list(limit=LISTED)
        except CallGone:
            return []
        return [RoomParticipant(CallSid(one.call_sid), one.label or "") for one in found if one.call_sid]

    def room_of(self, conference: str) -> str:
        with sorted_errors():
            found = self._client.conferences.list(friendly_name=conference, status="in-progress", limit=1)
            return str(found[0].sid or "") if found else ""

    def text(self, to: str, body: str) -> None:
        with sorted_errors():
            self._client.messages.create(to=to, from_=self.number, body=body)

    def close(self) -> None:
        """Let go of the connections."""
        session = self._client.http_client.session
        if session:
            session.close()

    def _changed(self, change: Callable[[], object]) -> bool:
        try:
            with sorted_errors():
                change()
        except CallGone:
            return False
        return True


def open_client(
    account: str, token: str, api_url: str | None = None, place: CarrierPlace = ANYWHERE
) -> Client:
    """Return the official client, which waits for `TIMEOUT`, repeats nothing and logs no numbers. It uses `api_url`
    if there is one, else the carrier at this place, whatever the environment says."""
    http = SortingHttpClient(timeout=TIMEOUT, logger=SILENT)
    if http.session:
        for scheme in ("https://", "http://"):
            http.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))
    client = Client(account, token, http_client=http)
    client.edge, client.region = (None, None) if api_url else (place.edge or None, place.region or None)
    if api_url:
        client.api.base_url = client.voice.base_url = api_url
    return client


def _leg(call: Any) -> CarrierCall:
    """Read a call. One that is still queued may have no date yet, and counts as later than any moment."""
    made = call.date_created.astimezone(UTC) if call.date_created else LATEST
    return CarrierCall(CallSid(str(call.sid)), str(call.status), made)
