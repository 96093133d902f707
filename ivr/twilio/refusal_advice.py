"""What to do when the carrier refuses calls, by its error code: said by `helpdesk doctor` and on the wallboard."""

from __future__ import annotations

from ivr.twilio.carrier_errors import FORBIDDEN, UNAUTHORIZED

PERMISSIONS = "the carrier's console under Voice, Settings, Geo permissions"
TOKEN = (
    "Compare TWILIO_ACCOUNT_SID and the first of TWILIO_AUTH_TOKEN with the carrier's console, and look there for a "
    "notice about the account."
)
ACCOUNT = "Sign in to the carrier's console: it says why, and how the account is opened again."
MANY = (
    "The account has as many calls at once as the carrier allows it. An approved business profile raises the limit: "
    "the carrier's console under Trust Hub."
)
NUMBER = "The account may not show the desk's number. Correct `number` in desk.yaml, or the account in the settings."
TRIAL = "Upgrade the account in the carrier's console: a trial account rings verified phones only."
COUNTRY = (
    f"Allow the countries of the reps' phones in {PERMISSIONS}, low risk only; or give the reps other phones."
)
BY_CODE = {
    **dict.fromkeys((10001, 10003, 10005, 20005), ACCOUNT),
    **dict.fromkeys((10002, 21219), TRIAL),
    **dict.fromkeys((13214, 21210, 21212, 21213), NUMBER),
    **dict.fromkeys((13227, 21203, 21215), COUNTRY),
    10004: MANY,
    20003: TOKEN,
}
BY_STATUS = {UNAUTHORIZED: TOKEN, FORBIDDEN: ACCOUNT}


def name_refusal(status: int, code: int) -> str:
    """Return what the carrier answered, in a few words."""
    return f"error {code}" if code else f"HTTP {status}"


def advise(status: int, code: int) -> str:
    """Return what an admin should do about a refusal; one or two sentences."""
    advice = BY_CODE.get(code) or BY_STATUS.get(status)
    if advice:
        return advice
    page = f"https://www.twilio.com/docs/errors/{code} and " if code else ""
    return f"Look at {page}the carrier's console under Monitor, Logs, Errors: they say what it refuses."
