"""Sorts what the carrier's REST API answers into the errors that routing knows, by status and by the carrier's code.

The official client raises different exceptions for lists and for single resources and drops the headers, so answers are
sorted before it sees them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from urllib3.exceptions import NewConnectionError

from routing.errors import (
    AccountRefused,
    BadNumber,
    CarrierError,
    Permanent,
    PhoneNotAllowed,
    Retryable,
    Unauthorized,
    Unclear,
)
from store import clock

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY, SERVER_ERROR = 400, 401, 403, 404, 429, 500
NOT_IN_PROGRESS = 21220
"""The carrier's code for changing a call that is over."""
NUMBER_CODES = frozenset({13223, 13224, 13225, 13226, 21202, 21211, 21214, 21216, 21217})
"""The phone that was to be called is none, or none that this carrier reaches."""
PERMISSION_CODES = frozenset({13227, 21203, 21215, 21219})
"""The account may not call this phone: its country is not permitted, or it is not verified on a trial account."""
ACCOUNT_CODES = frozenset(
    {
        *(10001, 10002, 10003, 10004, 10005),  # not active, trial, too many calls at once, calls are disabled
        *(20003, 20005, 20006, 20008, 20403),  # wrong token, not active, no access, test credentials
        *(13214, 21210, 21212, 21213),  # the number to show is not the account's
    }
)
LONGEST_RETRY_AFTER = 60.0
"""Seconds: a carrier that asks for more is asked again all the same."""


class CallGone(Permanent):
    """The call is over, or was never known."""


class SortingHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """The official client's way to the carrier; raises a CarrierError for every answer that is an error."""

    def request(self, *arguments: Any, **options: Any) -> Any:
        response = super().request(*arguments, **options)
        if response.status_code >= BAD_REQUEST:
            headers = response.headers or {}
            wait = read_retry_after(headers.get("Retry-After", ""))
            raise sort_error(response.status_code, _code_of(response.text), wait)
        return response


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Raise what the official client raises as a CarrierError. Messages name no numbers, because they are logged."""
    try:
        yield
    except RequestException as error:
        kind = Retryable if _was_never_sent(error) else Unclear
        raise kind(type(error).__name__) from error
    except (TwilioException, ValueError) as error:  # the answer is no JSON, or not what was asked for
        raise Unclear(f"unreadable answer ({type(error).__name__})") from error


def sort_error(status: int, code: int = 0, retry_after: float = 0.0) -> CarrierError:
    """Return the error that an HTTP status and the carrier's code stand for. The code says more, so it comes first."""
    return _kind(status, code)(
        f"HTTP {status}" + (f", code {code}" if code else ""),
        status=status,
        code=code,
        retry_after=retry_after,
    )


def _kind(status: int, code: int) -> type[CarrierError]:
    if code in NUMBER_CODES:
        return BadNumber
    if code in PERMISSION_CODES:
        return PhoneNotAllowed
    if status == UNAUTHORIZED:
        return Unauthorized
    if code in ACCOUNT_CODES:
        return AccountRefused
    if status == TOO_MANY:
        return Retryable
    if status >= SERVER_ERROR:
        return Unclear
    if status == NOT_FOUND or code == NOT_IN_PROGRESS:
        return CallGone
    return AccountRefused if status == FORBIDDEN else Permanent


def read_retry_after(value: str) -> float:
    """Return the seconds of a `Retry-After` header, a number or a date; 0 if it has neither, `LONGEST_RETRY_AFTER` at
    most."""
    if value.strip().isdecimal() and value.isascii():
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        return 0.0
    return min(max(0.0, (moment - clock.now()).total_seconds()), LONGEST_RETRY_AFTER)


def _code_of(body: str) -> int:
    """Return the carrier's code in an error's body; 0 if the body is empty, HTML or JSON without one."""
    try:
        code = int(json.loads(body)["code"])
    except (ValueError, TypeError, KeyError):
        return 0
    return max(code, 0)


def _was_never_sent(error: RequestException) -> bool:
    if isinstance(error, ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, NoConnection) and isinstance(reason, NewConnectionError)
