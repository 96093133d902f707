"""A call's way through documents: fetch, check, perform verb after verb, go where they lead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from simulator.calls.call_status import CallStatus
from simulator.events import Alert
from simulator.http.wire import LineAnswer, Unreachable
from simulator.twiml.twiml_parser import TwimlElement, Unreadable, parse
from simulator.twiml.validation import MarkupFinding, findings

if TYPE_CHECKING:
    from simulator.calls.leg import Leg

APOLOGY = "We are sorry. An application error has occurred. Goodbye."
_APOLOGY = f"<Response><Say>{APOLOGY}</Say></Response>".encode()
TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


@dataclass(frozen=True)
class Goto:
    """Fetch a document and go on there. `url` is absolute."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    purpose: str = "document"


@dataclass(frozen=True)
class Inline:
    """A document given with a command instead of fetched."""

    twiml: str


@dataclass(frozen=True)
class FetchedDocument:
    root: TwimlElement
    url: str | None
    is_apology: bool = False
    """Nothing of the line's could be run; the call ends after this."""


@dataclass(frozen=True)
class Allowed:
    """The verbs a document of this kind may have, and the code of having another."""

    verbs: frozenset[str]
    code: int
    what: str


class HangUp(Exception):
    """The document ends the call."""

    def __init__(
        self, status: CallStatus = CallStatus.COMPLETED, reason: str = "completed by the line"
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class LeaveQueue(Exception):
    """The hold document takes the caller off the queue."""


Performer = Callable[["Script", TwimlElement, str | None], Awaitable[Goto | None]]


class Script:
    """Runs documents on one leg. `extra` are parameters every request of this script carries (queue position …)."""

    def __init__(
        self,
        call: Leg,
        performers: Mapping[str, Performer],
        *,
        allowed: Allowed | None = None,
        extra: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.call = call
        self.performers = performers
        self.allowed = allowed
        self.extra = extra

    async def run(self, start: Goto | Inline) -> None:
        """Run from `start` until a document ends without leading on; raises HangUp, LeaveQueue."""
        step: Goto | Inline | None = start
        while step is not None:
            document = await self._load(step)
            step = await self._perform(document)
            if document.is_apology:
                raise HangUp(reason="application error")

    def resolve(self, url: str, base: str | None) -> str | None:
        """Return an absolute URL; None (and an alert) where there is nothing to resolve a relative one against."""
        absolute = urljoin(base or "", url)
        if urlsplit(absolute).scheme in ("http", "https"):
            return absolute
        self.alert(15004, f"{url!r} must be absolute in a document that has no URL", url)
        return None

    def alert(self, code: int, message: str, url: str | None) -> None:
        self.call.emit(Alert, code=code, message=message, url=url or "")

    async def tell(self, action: str, method: str, params: Mapping[str, str], purpose: str) -> None:
        """Ask an action URL whose answer no longer matters, because the call is gone or elsewhere."""
        try:
            await self.call.network.webhooks.ask(self.call, purpose, action, method, params)
        except Unreachable as error:
            self.alert(error.code, error.message, action)

    # --- loading

    async def _load(self, step: Goto | Inline) -> FetchedDocument:
        try:
            return await self._fetch(step)
        except (Unreachable, Unreadable) as error:
            url = step.url if isinstance(step, Goto) else ""
            self.alert(error.code, error.message, url)
            return await self._fall_back(error.code, url)

    async def _fetch(self, step: Goto | Inline) -> FetchedDocument:
        if isinstance(step, Inline):
            return self._check(step.twiml.encode(), None)
        answer = await self.call.network.webhooks.ask(
            self.call, step.purpose, step.url, step.method, {**self.extra(), **step.params}
        )
        return self._check(as_twiml(answer), answer.url)

    async def _fall_back(self, code: int, url: str) -> FetchedDocument:
        """Return the fallback URL's document; without one, or when it fails too, the carrier apologizes and
        hangs up."""
        fallback = self.call.root.fallback
        if fallback is None:
            return FetchedDocument(parse(_APOLOGY), None, is_apology=True)
        params = {"ErrorCode": str(code), "ErrorUrl": url}
        try:
            return await self._fetch(Goto(fallback[0], fallback[1], params, "fallback"))
        except (Unreachable, Unreadable) as error:
            self.alert(error.code, error.message, fallback[0])
            return FetchedDocument(parse(_APOLOGY), None, is_apology=True)

    def _check(self, body: bytes, url: str | None) -> FetchedDocument:
        document = FetchedDocument(parse(body), url)
        for finding in (*findings(body), *self._unallowed(document.root)):
            self.alert(finding.code, finding.message, url)
        return document

    def _unallowed(self, root: TwimlElement) -> tuple[MarkupFinding, ...]:
        if self.allowed is None:
            return ()
        strangers = [verb.name for verb in root.children if verb.name not in self.allowed.verbs]
        return tuple(
            MarkupFinding(self.allowed.code, f"<{name}> can't be used in {self.allowed.what}")
            for name in strangers
        )

    # --- performing

    async def _perform(self, document: FetchedDocument) -> Goto | None:
        for verb in document.root.children:
            performer = self.performers.get(verb.name)
            if performer is None or (self.allowed is not None and verb.name not in self.allowed.verbs):
                continue
            if verb.name != "Reject":
                self.call.mark_answered()
            step = await performer(self, verb, document.url)
            if step is not None:
                return step
        return None


def as_twiml(answer: LineAnswer, plain: str = "Say") -> bytes:
    """Return the answer's body as TwiML by its content type, with plain text in a `plain`. Raises Unreadable(12300)."""
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind in TWIML_TYPES:
        return answer.body
    if kind == "text/plain":
        text = escape(answer.body.decode(errors="replace"))
        return f"<Response><{plain}>{text}</{plain}></Response>".encode()
    if kind.startswith("audio/"):
        return f"<Response><Play>{escape(answer.url)}</Play></Response>".encode()
    raise Unreadable(12300, f"the content type {answer.content_type!r} is none the carrier understands")
