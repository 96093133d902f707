"""Wires the parts: `create_app()` for a web process, `app` for other WSGI servers, `main()` for the command."""

from __future__ import annotations

import logging
import signal
from functools import partial
from multiprocessing import parent_process

from flask import Flask

from accounts.sessions import SessionLimits
from commands.__main__ import main
from commands.carriers import carrier_for
from commands.environment import secret_key
from console.auth.single_sign_on import Provider, can_sign_on
from console.browser_phone import BrowserPhone
from console.root import mount_root
from console.site import ConsoleSettings, mount
from editing.audio.audio_cache import AudioCopies
from editing.database.recording_store import Recordings
from editing.live_desks import LiveDesks
from ivr.fast_lane import CallGate
from ivr.health import health
from ivr.json_log import write_logs
from ivr.local_hosts import LocalHosts, host_of
from ivr.media.audio_files import audio_files
from ivr.media.recording_player import Player
from ivr.reps.text_messages import text_messages
from ivr.services import VoiceServices
from ivr.twilio.voice_token import VoiceAccount
from ivr.webhooks import voice
from monitoring.page import mount_metrics
from monitoring.sentry import report_failures
from prompts.revision import load_desks
from routing.queue.desk_state import DeskState
from routing.queue.journal import Journal
from settings import Settings, load_settings
from store.connection import connect
from store.data_dir import local_account
from store.parent import die_with_parent

log = logging.getLogger(__name__)
DATABASE_HEAD_START = 0.5
"""Seconds a starting web process gives the database to answer before it serves without it."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application of one process. Raises BadSettings or BrokenDesk; it starts also while the database
    is down."""
    settings = settings or load_settings()
    url = settings.database_url
    patience = settings.redis_timeout_ms / 1000
    journal, database = Journal(url, patience), connect(url, timeout=patience)
    folders = load_desks(settings.desks_dir)
    journal.wait_until_up(DATABASE_HEAD_START)
    app = Flask("helpdesk", static_folder=None)
    app.extensions["player"] = player = Player(
        settings.base_url,
        AudioCopies(settings.data_dir / "recordings", settings.desks_dir),
        {desk: Recordings(database, desk) for desk in folders},
    )
    desks = LiveDesks(folders, settings.data_dir, player.played)
    desks.open()
    app.extensions["line"] = line = VoiceServices(
        base_url=settings.base_url,
        tokens=carrier_tokens(settings),
        time_travel=settings.is_local,
        journal=journal,
        desks=desks,
        states={desk: DeskState(database, desk) for desk in desks},
        secret=secret_key(settings).encode(),
        allowance=settings.allowance,
        find=lambda desk, id_: desks.find(desk, id_, database if journal.is_up(desk) else None),
    )
    journal.look_regularly(line.read_bulletins)
    journal.look_regularly(lambda client: desks.follow(client, line.warm_up))
    for revision in desks.values():
        line.warm_up(revision)
    app.register_blueprint(voice)
    app.register_blueprint(health)
    app.register_blueprint(audio_files)
    app.register_blueprint(text_messages)
    observe = None
    if settings.is_local or settings.metrics_token:
        observe = mount_metrics(app, url, settings.metrics_token, settings.metrics_folder)
    mount(app, line, console_plan(settings, url))
    mount_root(app, settings.console_url if settings.public_url or settings.console_port else "")
    CallGate.put_before(app, observe)
    if settings.is_local:
        names = {settings.host, host_of(settings.base_url)}
        app.wsgi_app = LocalHosts(app.wsgi_app, names)  # type: ignore[method-assign]
    return app


def serve() -> Flask:
    """Return the application for a worker of `helpdesk web`, tied to the life of the server that started it."""
    # Until the server has set its own, the handlers forked from its parent would swallow a request to end.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = parent_process()
    if server is not None and server.pid is not None:
        die_with_parent(server.pid, signal.SIGKILL)  # it waits for its workers unless it was killed itself
    settings = load_settings()
    write_logs(settings.log_level, as_json=not settings.is_local)
    report_failures(settings.sentry_dsn)
    return create_app(settings)


def __getattr__(name: str) -> Flask:
    """Return `app:app` for other WSGI servers, made when first asked for."""
    if name == "app":
        return create_app()
    raise AttributeError(name)


def carrier_tokens(settings: Settings) -> tuple[bytes, ...]:
    """Return the keys of the carrier's signatures: the account's, or in local mode the local network's."""
    if settings.is_local:
        return (local_account(settings.data_dir).token.encode(),)
    return tuple(token.get_secret_value().encode() for token in settings.twilio_auth_token)


def console_plan(settings: Settings, redis_url: str) -> ConsoleSettings:
    """Return the console's settings."""
    return ConsoleSettings(
        secret_key=secret_key(settings),
        redis_url=redis_url,
        limits=SessionLimits(int(settings.session_idle_hours * 3600), int(settings.session_hours * 3600)),
        desks_dir=settings.desks_dir,
        second_step=settings.second_step,
        trusted_proxies=settings.trusted_proxies,
        provider=provider(settings) if can_sign_on() else None,
        voice=voice_in_browsers(settings),
        carrier=partial(carrier_for, settings),
        rep_countries=settings.rep_countries,
    )


def voice_in_browsers(settings: Settings) -> BrowserPhone | None:
    """Return what reps need to answer in the browser; None where it is not set up. A script that cannot be read is
    logged."""
    if settings.is_local:
        account = local_account(settings.data_dir)
        address = str(settings.carrier_url).replace("http", "ws", 1) + "/client/socket"
        return BrowserPhone(VoiceAccount(account.sid, account.api_key, account.api_secret), socket=address)
    if (
        settings.twilio_api_key is None
        or settings.twilio_api_secret is None
        or settings.voice_sdk_file is None
    ):
        return None
    try:
        script = settings.voice_sdk_file.read_bytes()
    except OSError as error:
        log.error("reps can't answer in the browser", extra={"why": str(error)})
        return None
    secret = settings.twilio_api_secret.get_secret_value()
    place = settings.carrier_place
    signer = VoiceAccount(
        settings.twilio_account_sid or "", settings.twilio_api_key, secret, region=place.region
    )
    return BrowserPhone(signer, script, place=place)


def provider(settings: Settings) -> Provider | None:
    """Return the agency's OpenID Connect provider, if the settings name one."""
    if settings.oidc_issuer is None or settings.oidc_client_secret is None:
        return None
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id or "", settings.oidc_client_secret.get_secret_value()
    )


if __name__ == "__main__":
    main(prog_name="helpdesk")
