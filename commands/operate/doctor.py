"""`helpdesk doctor`: looks at everything the line needs and says what to do about what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict

import click
from redis import Redis

from commands.checkup.carrier_checks import carrier_findings, refusal_findings
from commands.checkup.certificate_checks import certificate_finding
from commands.checkup.closed_date_checks import closed_date_findings
from commands.checkup.disk_checks import disk_findings
from commands.checkup.finding import CheckFinding
from commands.checkup.people_checks import people_findings
from commands.checkup.proxy_checks import proxy_findings
from commands.checkup.rep_checks import Reps, countries_of, rep_findings, shared_phone_findings
from commands.checkup.server_checks import server_findings
from commands.checkup.text_checks import word_findings
from commands.environment import open_local_mode
from console.auth.single_sign_on import can_sign_on
from editing.calendar_rule import checked_calendar
from editing.drafts import workbench
from editing.live_desks import LiveDesks
from prompts.errors import BrokenDesk
from prompts.revision import load_desks
from reports.folding import Folding, Progress
from routing.errors import CalendarError
from routing.queue.call_limits import read_spent
from routing.queue.carrier_refusal import read_refusal
from routing.queue.consistency import Survey, survey
from routing.queue.desk_state import DeskState
from routing.queue.outbox import quarantined
from routing.queue.scripts import Scripts
from routing.worker.loops import is_alive
from settings import BadSettings, Settings, load_settings
from store import clock, keys
from store.clock import milliseconds
from store.connection import connect
from store.errors import DatabaseDown

BEHIND = 60.0
"""Seconds by which figures may be older than what happened: workers count four times a second."""
PATIENCE = 5.0
"""Seconds given to a look at one desk's callers, reps and offers."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a machine: a list of findings.")
def doctor(as_json: bool) -> None:
    """Look at all that the line needs and say what to mend.

    That is settings, disk, certificate, carrier, desks, calendar, words, reps, database and worker. Ends with 1 if
    anything needs a person.

    Example: helpdesk doctor --json
    """
    findings = run_checks()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.subject}: {finding.message}")
            if finding.advice:
                click.echo(f"      → {finding.advice}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def run_checks() -> list[CheckFinding]:
    """Return every finding; one fault never hides another."""
    try:
        settings = load_settings()
    except BadSettings as error:
        return [
            CheckFinding("settings", False, one, "Correct it in the environment.") for one in error.problems
        ]
    mode = "local mode, no carrier account" if settings.is_local else f"carrier account, {settings.base_url}"
    if problem := open_local_mode(settings):
        return [CheckFinding("settings", False, problem, "Correct it in the environment.")]
    general = [
        CheckFinding("settings", True, mode),
        *disk_findings([settings.data_dir, settings.metrics_folder]),
    ]
    general += [*_single_sign_on(settings), *_browsers(settings)]
    if settings.base_url.startswith("https://"):
        general.append(certificate_finding(settings.base_url))
    with connect(settings.database_url, timeout=2.0) as client:
        general += proxy_findings(settings, client)
    return [*general, *_desks(settings), *_database(settings)]


def _single_sign_on(settings: Settings) -> list[CheckFinding]:
    """Report settings without the extra, as the button for single sign-on would never appear."""
    if settings.oidc_issuer is None:
        return []
    if can_sign_on():
        return [CheckFinding("single sign-on", True, settings.oidc_issuer)]
    advice = 'Install it: pip install "helpdesk-line[oidc]".'
    return [CheckFinding("single sign-on", False, "is set up, but Authlib is not installed", advice)]


def _browsers(settings: Settings) -> list[CheckFinding]:
    """Return findings about whether reps can answer in the browser; none if that was never set up."""
    path = settings.voice_sdk_file
    if settings.is_local or path is None:
        return []
    advice = "VOICE_SDK_FILE must name dist/twilio.min.js of the npm package @twilio/voice-sdk."
    try:
        script = path.read_bytes()
    except OSError as error:
        return [CheckFinding("phones in browsers", False, f"{path} can't be read: {error.strerror}", advice)]
    if b"Twilio" not in script or b"Device" not in script:
        return [CheckFinding("phones in browsers", False, f"{path} is not the carrier's voice SDK", advice)]
    return [CheckFinding("phones in browsers", True, f"the carrier's voice SDK, {len(script) // 1024} kB")]


def _desks(settings: Settings) -> list[CheckFinding]:
    try:
        library = LiveDesks(load_desks(settings.desks_dir), settings.data_dir, keeps_copies=False)
    except BrokenDesk as error:
        return [
            CheckFinding("desk", False, str(one), "Mend the file; `helpdesk check` says more.")
            for one in error.problems
        ]
    library.open()
    with connect(settings.database_url, timeout=2.0) as client:
        library.follow(client)
        reps = _reps(client, library)
    allowed = settings.rep_countries
    staff = [one for id_, found in reps.items() for one in rep_findings(library[id_].desk, found, allowed)]
    staff += shared_phone_findings(reps)
    countries = {country for found in reps.values() for country in countries_of(found)}
    return [*_published(library), *staff, *_carrier(settings, library, countries)]


def _carrier(settings: Settings, library: LiveDesks, countries: Collection[str]) -> list[CheckFinding]:
    """Return findings about the carrier; in local mode its account is a file, which a full disk may refuse."""
    try:
        return carrier_findings(settings, library, countries)
    except OSError as error:
        told = f"can't be asked: {error.filename}: {error.strerror}"
        return [CheckFinding("carrier", False, told, "Make the data directory writable, with space left.")]


def _reps(client: Redis, library: LiveDesks) -> dict[str, Reps]:
    """Return the reps of every desk; none while the database is down, which is reported elsewhere."""
    try:
        return {desk: DeskState(client, desk).reps() for desk in library}
    except DatabaseDown:
        return {}


def _published(library: LiveDesks) -> list[CheckFinding]:
    """Return findings about each desk's published content, and whether the desk is open."""
    findings = []
    for name, revision in library.items():
        number = library.shelves[name].entry.number
        heard = f"published as {number}" if number else "the desk's folder"
        findings.append(CheckFinding("desk", True, f"{name}, revision {revision.id}, {heard}"))
        try:
            opening = checked_calendar(revision).opening(clock.now())
        except CalendarError as error:
            findings.append(
                CheckFinding(
                    "calendar", False, f"{name}: {error}", "Correct closed_days or hours in desk.yaml."
                )
            )
        else:
            state = "open" if opening.is_open else f"closed until {opening.next_opening:%Y-%m-%d %H:%M %Z}"
            findings.append(CheckFinding("calendar", True, f"{name}: {state}"))
    return findings


def _database(settings: Settings) -> list[CheckFinding]:
    url = settings.database_url
    advice = "Start it, or correct REDIS_URL." if settings.redis_url else "Start the line: helpdesk run."
    with connect(url, timeout=2.0) as client:
        try:
            silence = Scripts(client).last_beat()
            found = server_findings(client, url)
            calls = [*people_findings(settings, client), *_calls(client, settings)]
        except DatabaseDown:
            told = "does not answer; callers hear the menu, but nothing is written"
            return [CheckFinding("database", False, told, advice)]
    return [CheckFinding("database", True, "answers"), *found, _worker(silence), *calls]


def _calls(client: Redis, settings: Settings) -> list[CheckFinding]:
    """Return findings about each desk's data. Raises DatabaseDown; broken desks are reported already."""
    findings = []
    with suppress(BrokenDesk):
        for desk, revision in load_desks(settings.desks_dir).items():
            folder = settings.desks_dir / desk
            findings += closed_date_findings(client, desk, folder)
            findings += word_findings(workbench(client, desk, folder), client, milliseconds(clock.now()))
            findings += _spending(client, desk, settings)
            findings += refusal_findings(revision.desk, read_refusal(client, desk))
            findings += _agreement(desk, survey(client, desk, PATIENCE))
            findings.append(_folding(desk, Folding(client, revision.desk).progress()))
            findings += _put_aside(desk, quarantined(client, desk))
    return findings


def _spending(client: Redis, desk: str, settings: Settings) -> list[CheckFinding]:
    """Return findings about whether the desk, or a phone, has reached a limit of calls."""
    spent, allowance = read_spent(client, desk, milliseconds(clock.now())), settings.allowance
    told = f"{desk}: {spent.today} calls went out today"
    advice = "Look what rings so often, in the log and under Figures; if it is right, raise the limit ({})."
    findings = []
    if limit := spent.desk_limit(allowance):
        name = "CALLS_A_DAY" if limit == "day" else "CALLS_AN_HOUR"
        findings.append(
            CheckFinding(
                "spending", False, f"{told}: nobody is rung until the {limit} is over", advice.format(name)
            )
        )
    for number in spent.numbers_at_limit(allowance):
        told_of = (
            f"{desk}: the phone …{number[-4:]} was rung {spent.numbers[number]} times today, and is no more"
        )
        findings.append(CheckFinding("spending", False, told_of, advice.format("CALLS_PER_PHONE_A_DAY")))
    return findings or [CheckFinding("spending", True, told)]


def _put_aside(desk: str, number: int) -> list[CheckFinding]:
    """Report commands that no worker could carry out."""
    told = f"{desk}: {number} commands could not be done"
    advice = f"XRANGE {keys.quarantine(desk)} - + says why."
    return [CheckFinding("calls", False, told, advice)] if number else []


def _agreement(desk: str, found: Survey) -> list[CheckFinding]:
    """Return findings about a desk's callers, reps and offers, and how many records were examined."""
    advice = "Report it; `helpdesk reps set` frees a rep."
    faults = [CheckFinding("calls", False, f"{desk}: {fault}", advice) for fault in found.faults]
    part = "" if found.is_complete else f", as far as {found.records} records tell"
    return faults or [CheckFinding("calls", True, f"{desk}: callers, reps and offers agree{part}")]


def _folding(desk: str, progress: Progress) -> CheckFinding:
    """Return the finding about how far events are folded; figures and records are as old as that."""
    skipped = f"; {progress.skipped} events made no sense and were left out" if progress.skipped else ""
    if progress.behind < BEHIND:
        return CheckFinding("records", True, f"{desk}: up to date{skipped}")
    told = f"{desk}: figures and records are {progress.behind:.0f} s behind{skipped}"
    return CheckFinding("records", False, told, "See that a worker runs; after a crowd wait a minute.")


def _worker(silence: float | None) -> CheckFinding:
    if silence is not None and is_alive(silence):
        return CheckFinding("worker", True, f"gave a sign of life {silence:.0f} s ago")
    told = "never gave a sign of life" if silence is None else f"has been silent for {silence:.0f} s"
    return CheckFinding("worker", False, told, "Start one: helpdesk worker.")
