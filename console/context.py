"""The parts with which the console's pages work, made once for each web process, and the present visitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app, g, request
from markupsafe import Markup
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.passkeys import Passkeys
from accounts.people import People, Person
from accounts.sessions import Session, SessionLimits, Sessions
from accounts.submissions import Submissions
from console.auth.passwords import Passwords
from console.auth.secret_box import Seal
from console.auth.single_sign_on import SingleSignOn
from console.browser_phone import BrowserPhone
from console.credentials.obligation import Obligation
from console.draft_cache import Compiled
from console.fragment_cache import FragmentCache
from console.live import Live
from console.wall.board_cache import Snapshots
from console.wall.day_figures import DayCache
from console.wall.rendered_board_cache import Drawings
from editing.drafts import DraftEditor
from ivr.services import VoiceServices
from ivr.twilio.carrier_client import CarrierClient
from prompts.files.models import Desk


@dataclass(frozen=True)
class Wall:
    """The sources of wallboards."""

    snapshots: Snapshots
    days: DayCache
    drawings: Drawings


@dataclass(frozen=True)
class Console:
    """Everything a page needs."""

    line: VoiceServices
    database: Redis
    """For reports, which nobody on the phone waits for."""
    people: People
    sessions: Sessions
    passkeys: Passkeys
    submissions: Submissions
    audit: AuditLog
    passwords: Passwords
    seal: Seal
    live: Live
    looks: FragmentCache[Markup]
    """Fragments that are alike for many."""
    limits: SessionLimits
    second_step: Obligation
    sign_on: SingleSignOn | None
    """None where the extra or its settings are missing."""
    voice: BrowserPhone | None
    """None where reps can't answer in the browser."""
    carrier: Callable[[str], CarrierClient] | None
    """A client that shows a number, to ring the phones of those who write texts; None where nobody set it up."""
    rep_countries: tuple[str, ...]
    """Those that people's phones may be in; without any their desk's own."""
    assets: Mapping[str, bytes]
    asset_version: str
    wall: Wall
    benches: Mapping[str, DraftEditor]
    """Where each desk's content is changed."""
    compiled: Compiled
    """Drafts that were read and checked."""

    @property
    def is_https(self) -> bool:
        return self.line.base_url.startswith("https://")

    def absolute(self, path: str) -> str:
        """Return a link for people elsewhere: by the settings, never by a request's host."""
        return self.line.base_url + path.removeprefix(request.script_root)

    @property
    def desks(self) -> Mapping[str, Desk]:
        """Return every desk by its id."""
        return {id_: revision.desk for id_, revision in self.line.desks.items()}


@dataclass(frozen=True)
class Visitor:
    """The person who requests the page, as of this request, with the session and its token."""

    person: Person
    session: Session
    token: str


def console() -> Console:
    """Return the console of this process."""
    found: Console = current_app.extensions["console"]
    return found


def visitor() -> Visitor:
    """Return the visitor; only for views that are not open to all."""
    found: Visitor = g.visitor
    return found
