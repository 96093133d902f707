"""The console as a whole: its areas below `/console`, the headers of each answer, and the pages for failures.

`mount` is all that the application calls. Webhooks are not touched: everything hangs on the console's own blueprint.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException, TooManyRequests

from accounts.audit_log import AuditLog
from accounts.passkeys import Passkeys
from accounts.people import People
from accounts.people_scripts import PeopleScripts
from accounts.sessions import SessionLimits, Sessions
from accounts.submissions import Submissions
from console.access import UNSAFE, guard, largest_request, open_to_all, page_of_form, prove_guarded
from console.assets import assets, read_assets
from console.audit_page import audit
from console.auth.cookies import configure
from console.auth.own_account import account
from console.auth.passwords import Passwords, TooBusy
from console.auth.secret_box import Seal
from console.auth.sign_in import doors
from console.auth.single_sign_on import Provider, SingleSignOn
from console.browser_phone import BrowserPhone
from console.content import approval_pages as _approving  # noqa: F401  (each brings its routes along)
from console.content import draft_page as _draft  # noqa: F401
from console.content import files as _files  # noqa: F401
from console.content import phone_preview as _calling  # noqa: F401
from console.content import revision_pages as _history  # noqa: F401
from console.content import text as _text  # noqa: F401
from console.content.page import content
from console.context import Console, Wall, console, visitor
from console.credentials import passkey_pages as _passkeys  # noqa: F401
from console.credentials import proof as _proof  # noqa: F401
from console.credentials import set_up as _set_up  # noqa: F401
from console.credentials.obligation import Obligation
from console.draft_cache import Compiled
from console.figures import staffing_page as _staffing  # noqa: F401
from console.figures.page import figures
from console.flow import node as _node  # noqa: F401
from console.flow.page import flow
from console.flow.preview_page import hear
from console.formatting import FILTERS
from console.fragment_cache import FragmentCache
from console.home import home
from console.hours import closed_days_pages as _closed_days  # noqa: F401  (each brings its routes along)
from console.hours import plan_pages as _plan  # noqa: F401
from console.hours.page import hours
from console.live import Live
from console.people_pages import people
from console.proxies import ConsoleProxies
from console.recordings.page import recordings
from console.recordings.uploads import UploadRequest
from console.rep.call_bar import bar, find_bars
from console.rep.conversation import talk
from console.rep.page import me
from console.rep.past_calls import calls
from console.rep.rep_actions import acts
from console.rep.softphone import softphone
from console.security_headers import PERMISSIONS, POLICY
from console.single_submission import claim_submission, new_submission, remember_submission
from console.wall import attack_mode_page as _attack  # noqa: F401
from console.wall import blocking_pages as _blocking  # noqa: F401
from console.wall import closures_and_notices as _door  # noqa: F401
from console.wall import monitoring_pages as _talks  # noqa: F401
from console.wall import supervisor_actions as _acts  # noqa: F401  (each brings its routes along)
from console.wall import waiting_callers as _callers  # noqa: F401
from console.wall.board_cache import Snapshots
from console.wall.day_figures import DayCache
from console.wall.page import wall
from console.wall.rendered_board_cache import Drawings
from editing.drafts import workbench
from ivr.json_log import harmless_text
from ivr.services import VoiceServices
from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_snapshot import RepMessage
from store.connection import connect
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
NOT_SHOWN = LogLimit(log, logging.WARNING, "a page of the console could not be shown")
FAILED = LogLimit(log, logging.ERROR, "a page of the console failed")
REFUSED_FORM = LogLimit(log, logging.INFO, "a form without this browser's token was refused")
logging.getLogger("flask_wtf.csrf").setLevel(
    logging.WARNING
)  # it would write a line for each such form, of anybody
AREAS = (
    *(doors, account, people, audit, home, me, acts, talk, calls, softphone, bar, wall, figures),
    *(content, flow, hear, hours, recordings, assets),
)
FORMS = CSRFProtect()
"""Never given the application, where it would look at every webhook too."""
PATIENCE = 1.0
"""Seconds that a page waits for the database; nobody is on the phone for it."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"
TOLD = {
    400: ("This page was open too long", "Nothing was saved. Load the page again, and try once more."),
    403: ("This is not for you", "Your role does not open this page. An admin can change that."),
    413: ("This is too large", "A recording may have at most 10 MB. Go back and send less."),
    429: ("This was too much at once", "Nothing was saved. Wait a moment, go back, and try once more."),
    404: ("There is no such page", "It may have moved, or what it showed is gone."),
}
AGAIN = "This page looks again every five seconds; callers hear the menu meanwhile."
AWAY = ("We can't check who you are just now", f"The database does not answer. {AGAIN}")
FULL = (
    "Nothing can be saved just now",
    f"The database refuses to save anything: its disk is full. Tell the person who runs the line. {AGAIN}",
)
"""When the server says MISCONF."""
OUT_OF_MEMORY = (
    "Nothing can be saved just now",
    f"The database has no memory left. Tell the person who runs the line. {AGAIN}",
)
"""When a command is refused since the server is at its `maxmemory`."""


@dataclass(frozen=True)
class ConsoleSettings:
    """The settings of the console."""

    secret_key: str
    redis_url: str
    limits: SessionLimits
    desks_dir: Path
    """Where the folders are that count before anything is published."""
    second_step: str = Obligation.OPTIONAL.value
    """Who must have one, as `SECOND_STEP` says."""
    trusted_proxies: int = 0
    provider: Provider | None = None
    voice: BrowserPhone | None = None
    carrier: Callable[[str], CarrierClient] | None = None
    rep_countries: tuple[str, ...] = ()


def mount(app: Flask, line: VoiceServices, plan: ConsoleSettings) -> Console:
    """Put the console below `/console`. Raises UnguardedView; a database that is away is no hindrance."""
    client = connect(plan.redis_url, timeout=PATIENCE)
    scripts = PeopleScripts(client)
    files, version = read_assets(plan.voice)
    app.request_class = UploadRequest
    configure(app, plan.secret_key, is_https=line.base_url.startswith("https://"))
    app.extensions["console"] = made = Console(
        line=line,
        database=client,
        people=People(scripts),
        sessions=Sessions(scripts),
        passkeys=Passkeys(scripts),
        submissions=Submissions(scripts),
        audit=AuditLog(scripts),
        passwords=Passwords(),
        seal=Seal(plan.secret_key),
        live=Live(plan.redis_url, line.desks),
        looks=FragmentCache(),
        limits=plan.limits,
        second_step=Obligation(plan.second_step),
        sign_on=SingleSignOn(app, plan.provider) if plan.provider else None,
        voice=plan.voice,
        carrier=plan.carrier,
        rep_countries=plan.rep_countries,
        assets=files,
        asset_version=version,
        wall=Wall(
            Snapshots(client, line.desks),
            DayCache(client, line.desks),
            Drawings(),
        ),
        compiled=Compiled(),
        benches={desk: workbench(client, desk, plan.desks_dir / desk) for desk in line.desks},
    )
    app.jinja_env.filters.update(FILTERS)
    app.register_blueprint(_site())
    prove_guarded(app)
    ConsoleProxies.put_before(app, line.base_url, plan.trusted_proxies, client)
    return made


def _site() -> Blueprint:
    """Return a blueprint with all areas, made again for each application."""
    site = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
    for area in AREAS:
        site.register_blueprint(area)
    site.add_url_rule("/<path:rest>", "nowhere", _nowhere)
    site.before_request(guard)
    site.before_request(_refuse_other_sites)
    site.before_request(claim_submission)
    site.after_request(_with_headers)
    site.after_request(remember_submission)
    site.context_processor(_everywhere)
    site.register_error_handler(DatabaseDown, _database_away)
    site.register_error_handler(TooBusy, _too_busy)
    site.register_error_handler(HTTPException, _refused)
    site.register_error_handler(Exception, _failed)
    return site


@open_to_all
def _nowhere(rest: str) -> ResponseReturnValue:  # noqa: ARG001
    """Answer 404 for every other address below `/console`."""
    abort(404)


def _everywhere() -> dict[str, object]:
    return {
        "csrf_token": generate_csrf,
        "new_submission": new_submission,
        "my_desks": lambda: [
            desk for id_, desk in console().desks.items() if visitor().person.may_enter(id_)
        ],
        "unread": _unread,
        "find_bars": find_bars,
        "asset": lambda name: url_for("console.assets.show", version=console().asset_version, name=name),
    }


def _unread(desk: str) -> list[RepMessage]:
    """Return the unread messages of the visitor, as a rep of this desk."""
    rep = visitor().person.rep(desk)
    return console().wall.snapshots.boards[desk].messages(rep) if rep else []


def _refuse_other_sites() -> None:
    """Refuse a form of another site, which has neither this browser's token nor the browser's statement that it is
    ours."""
    if request.method in UNSAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        abort(400)
    request.max_content_length = largest_request()
    FORMS.protect()


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if console().is_https:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _database_away(error: DatabaseDown) -> ResponseReturnValue:
    """Show that the database is down; the page tries again by itself, and a typed form is not sent twice."""
    NOT_SHOWN.write(why=str(error))
    again = request.script_root + request.path if request.method == "GET" else url_for("console.home.lead")
    title, told = _why_not_saved(str(error))
    page = render_template("trouble.html", title=title, told=told, retry=True)
    return page, 503, {"Retry-After": "5", "Refresh": f"5; url={again}"}


def _why_not_saved(error: str) -> tuple[str, str]:
    if "MISCONF" in error:
        return FULL
    return OUT_OF_MEMORY if "maxmemory" in error else AWAY


def _too_busy(_: TooBusy) -> ResponseReturnValue:
    told = "Many people are signing in at this moment. Try again in a few seconds."
    return render_template("trouble.html", title="One moment", told=told), 503, {"Retry-After": "5"}


def _refused(error: HTTPException) -> ResponseReturnValue:
    title, told = TOLD.get(error.code or 0, (error.name, "The page could not be shown."))
    if isinstance(error, CSRFError):
        REFUSED_FORM.write(why=error.description, path=harmless_text(request.path))
    page = page_of_form() if error.code == 400 else ""
    shown = render_template("trouble.html", title=title, told=told, page=page, was_refused=error.code == 400)
    if isinstance(error, TooManyRequests):
        return shown, 429, {"Retry-After": str(error.retry_after)}
    return shown, error.code or 500


def _failed(error: Exception) -> ResponseReturnValue:
    FAILED.write(error, path=harmless_text(request.path))
    told = "Something went wrong on our side, and it was written down. Try again in a moment."
    return render_template("trouble.html", title="This page failed", told=told), 500
