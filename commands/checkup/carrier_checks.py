"""The doctor's checks at the carrier: the account, the numbers, and whether reps' phones may be rung.

In local mode the local phone network is asked, if it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from zoneinfo import ZoneInfo

from commands.carriers import account_for
from commands.checkup.finding import CheckFinding
from commands.operate.provision import BUY_OR_CORRECT, fallback_troubles, missing_number, number_among
from ivr.queue.queue_twiml import QUEUE_SIZE
from ivr.twilio.carrier_account import AccountNumber, AccountStatus, CarrierAccount, Permission
from ivr.twilio.number_settings import changes, wanted_settings
from ivr.twilio.refusal_advice import PERMISSIONS, TOKEN, advise, name_refusal
from prompts.files.models import Desk
from prompts.revision import Revision
from routing.errors import AccountRefused, CarrierError, Retryable, Unauthorized
from routing.queue.carrier_refusal import CarrierRefusal
from settings import Settings
from store.clock import instant


def carrier_findings(
    settings: Settings, desks: Mapping[str, Revision], countries: Collection[str]
) -> list[CheckFinding]:
    """Return findings about the account, each desk's number, and each of the countries of reps' phones."""
    with account_for(settings) as account:
        try:
            found = [_standing(account.standing())]
            if not settings.is_local:  # there `helpdesk run` sets the numbers
                found += _numbers(settings, desks.values(), account.numbers())
                found += queue_findings(desks.values(), account.queue_sizes())
            return found + _permissions(account, countries)
        except CarrierError as error:
            return [_failure(error, settings)]


def refusal_findings(desk: Desk, refusal: CarrierRefusal | None) -> list[CheckFinding]:
    """Return what workers met who rang for a desk; nothing while its calls go out."""
    if refusal is None:
        return []
    answer = name_refusal(refusal.status, refusal.code)
    since = instant(refusal.since).astimezone(ZoneInfo(desk.zone))
    what = (
        "the carrier refuses every call, so no rep is rung"
        if refusal.is_wide
        else "the carrier refuses to ring some reps"
    )
    told = f"{desk.id}: {what} ({answer}, since {since:%Y-%m-%d %H:%M})"
    advice = f"{advise(refusal.status, refusal.code)} Callers wait, and reps are rung by themselves once it is mended."
    return [CheckFinding("carrier", False, told, advice)]


def _failure(error: CarrierError, settings: Settings) -> CheckFinding:
    if settings.is_local and isinstance(error, Retryable):
        return CheckFinding("carrier", True, "the local phone network does not run; nothing was asked")
    if isinstance(error, Unauthorized):
        told = f"does not know this account and token, or has suspended the account ({error})"
        return CheckFinding(
            "carrier", False, told, f"{TOKEN} Calls come in until then, but no rep can be rung."
        )
    if isinstance(error, AccountRefused):
        return CheckFinding(
            "carrier", False, f"refuses this account ({error})", advise(error.status, error.code)
        )
    told = f"can't be asked ({error})"
    return CheckFinding(
        "carrier", False, told, "Try again; see that this machine may reach the carrier by HTTPS."
    )


def _standing(standing: AccountStatus) -> CheckFinding:
    if standing.status != "active":
        advice = "Sign in to the carrier's console: it says why, and how the account is opened again."
        return CheckFinding(
            "carrier", False, f"the account is {standing.status}: no call comes or goes", advice
        )
    if standing.is_trial:
        told = "is a trial account: it rings verified phones only, and callers hear the carrier's words first"
        return CheckFinding("carrier", False, told, "Upgrade the account in the carrier's console.")
    return CheckFinding("carrier", True, "knows the account, which is active")


def _numbers(
    settings: Settings, desks: Iterable[Revision], numbers: list[AccountNumber]
) -> list[CheckFinding]:
    return [finding for revision in desks for finding in _number(settings, revision, numbers)]


def _number(settings: Settings, revision: Revision, numbers: list[AccountNumber]) -> list[CheckFinding]:
    """Return findings about a desk's number: what `helpdesk provision` would change, and faults of the fallback."""
    desk = revision.desk
    number = number_among(numbers, desk)
    if number is None:
        return [CheckFinding("number", False, f"{desk.id}: {missing_number(numbers, desk)}", BUY_OR_CORRECT)]
    different = changes(number.settings, wanted_settings(settings.base_url, desk.id, None))
    troubles = [
        CheckFinding("number", False, f"{desk.id}: {trouble}", "See `helpdesk provision`.")
        for trouble in fallback_troubles(number.settings["voice_fallback_url"], settings, revision)
    ]
    if not different:
        return [CheckFinding("number", True, f"{desk.id}: {desk.number} asks this line"), *troubles]
    names = ", ".join(change.setting for change in different)
    told = f"{desk.id}: {desk.number} is set otherwise than this line needs: {names}"
    advice = f"Run: helpdesk provision --desk {desk.id}. It shows the difference first."
    return [CheckFinding("number", False, told, advice), *troubles]


def queue_findings(desks: Iterable[Revision], sizes: Mapping[str, int]) -> list[CheckFinding]:
    """Return the carrier's queues that take fewer callers than their line; a queue keeps its first size."""
    return [
        CheckFinding(
            "queues",
            False,
            f"{revision.desk.id}: the carrier's queue {name} takes {sizes[name]} callers, longest_line is {most}",
            f"Set the queue's maximum size to {QUEUE_SIZE} in the carrier's console under Voice, Manage, Queues.",
        )
        for revision in desks
        for line in revision.desk.lines
        for language in line.languages
        if (name := f"{revision.desk.id}-{line.id}-{language}") in sizes
        and sizes[name] < (most := line.longest_line)
    ]


def _permissions(account: CarrierAccount, countries: Collection[str]) -> list[CheckFinding]:
    return [_permission(country, account.permission(country)) for country in sorted(countries)]


def _permission(country: str, found: Permission) -> CheckFinding:
    if not found.is_given:
        advice = f"Allow {country} in {PERMISSIONS}, low risk only; or give the reps other phones."
        return CheckFinding("countries", False, f"phones in {country} can't be rung by this account", advice)
    if found.is_risky:
        told = f"numbers in {country} that somebody earns by may be called too"
        return CheckFinding("countries", False, told, f"Leave only low risk for {country} in {PERMISSIONS}.")
    return CheckFinding("countries", True, f"phones in {country} can be rung")
