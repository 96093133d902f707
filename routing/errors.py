"""Errors of the calendar, and of requests to the carrier.

CalendarError
├── UnknownHoliday   a listed day has no date in the `holidays` package
├── UnknownRegion    the package has no calendar for the desk's country and state
└── NeverOpens       no opening lies ahead
CarrierError
├── Permanent        refused, and will be refused again
│   └── BadNumber    this phone can't be called, whoever calls it
├── AccountRefused   refused until somebody changes the account; no phone is to blame
│   ├── PhoneNotAllowed  this account may not call this phone, for example its country
│   └── Unauthorized  the account and its token are not known, or not any more
├── Retryable        nothing was done; later it may be
└── Unclear          it may have been done: ask before doing it again
NotDialable          a phone that somebody typed is none, or none that may be rung
"""

from __future__ import annotations

from collections.abc import Sequence


class CalendarError(Exception):
    """The desk's calendar can't answer; its listed days or hours need a mend."""


class UnknownHoliday(CalendarError):
    """A listed day isn't in the package that year: an error, so that the desk isn't silently open on it."""

    def __init__(self, name: str, year: int, near: Sequence[str] = ()) -> None:
        hint = f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        super().__init__(f"no holiday named {name!r} in {year}{hint}")
        self.name, self.year, self.near = name, year, tuple(near)


class UnknownRegion(CalendarError):
    """The package has no holidays for this country or state."""

    def __init__(self, country: str, subdivision: str | None) -> None:
        super().__init__(
            f"the holidays package has no calendar for {'-'.join(filter(None, (country, subdivision)))}"
        )


class NeverOpens(CalendarError):
    """The desk has no opening within the next three years: no hours, or closed throughout."""

    def __init__(self, desk: str) -> None:
        super().__init__(
            f"desk {desk} does not open within the next three years; check its hours and closings"
        )


class CarrierError(Exception):
    """The carrier did not say that it has done what was asked.

    `status` and `code` are its HTTP status and its own code, 0 without one; `retry_after` are the seconds for which it
    asked to be left alone.
    """

    def __init__(self, message: str, *, status: int = 0, code: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after


class Permanent(CarrierError):
    """Refused for what was asked, not for when."""


class BadNumber(Permanent):
    """The carrier can't call this phone, now or later."""


class AccountRefused(CarrierError):
    """Nothing was done: the carrier refuses this account, or what the account is allowed to do.

    `is_wide` is False if calls to other phones may go out all the same, for example to another country.
    """

    is_wide = True


class PhoneNotAllowed(AccountRefused):
    """The account may not call this phone, but others."""

    is_wide = False


class Unauthorized(AccountRefused):
    """The account or its token is wrong, or the account is suspended."""


class Retryable(CarrierError):
    """Certainly not done: too many requests, or nobody answered."""


class Unclear(CarrierError):
    """Time-out or server error: done or not, nobody here knows."""


class NotDialable(Exception):
    """The input is no phone number, or one that may not be rung. `why` can be shown to the person who typed it."""

    def __init__(self, phone: str, why: str) -> None:
        super().__init__(f"{phone!r} can't be rung: {why}")
        self.why = why
