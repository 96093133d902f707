"""The shape of `desk.yaml` as frozen models; `menu_models.py` has the menu, `texts.py` the texts.

Checks here are about the shape of one file; what needs several files is in `prompts.cross_checks`.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from prompts.cleaning import clean_name
from prompts.files.typed_hours import read_clock, read_span, split_spans
from prompts.rendering.template import parse_template

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]


def _cleaned(value: object) -> object:
    return clean_name(value) if isinstance(value, str) else value


PlainText = Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=1, max_length=120)]
"""A name on one line. Blanks and invisible characters that were pasted with it are cleaned, not refused."""


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
MIDNIGHT = time.min
"""As the end of a span: the midnight at which its day ends."""


class OpenSpan(Model):
    """A stretch of opening within one day, desk time; written `8:00-17:00`, until midnight `18:00-24:00`."""

    opens: time
    closes: time
    """`MIDNIGHT` is the end of the day: a span never closes at its day's beginning."""


_WRITTEN: dict[str, Any] = {"type": "string", "examples": ["8:00-17:00", "8am-5pm", "24 hours", "closed"]}


def _span(value: object) -> object:
    """Read `8:00-17:00`; anything else goes on to pydantic's own complaint."""
    typed = _typed(value)
    if not isinstance(typed, str):
        return value
    opens, closes = read_span(typed)
    return {"opens": opens, "closes": closes}


def _spans(value: object) -> object:
    """Read the spans of a day that are written in one go, and `closed`."""
    typed = _typed(value)
    if typed is None:
        return ()
    if isinstance(typed, str):
        return split_spans(typed)
    if isinstance(value, list | tuple):
        return [part for one in value for part in (split_spans(one) if isinstance(one, str) else [one])]
    return value


def _clock(value: object) -> object:
    typed = _typed(value)
    return read_clock(typed) if isinstance(typed, str) else value


def _typed(value: object) -> object:
    """Return a value of a YAML file as it was typed. Pydantic takes a number for seconds, but YAML 1.1 programs write
    `12:00` as the number 720, so a number is never a time here."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no IANA time zone, such as America/Los_Angeles") from error
    return name


HourSpan = Annotated[OpenSpan, BeforeValidator(_span), WithJsonSchema(_WRITTEN)]
DaySpans = Annotated[
    tuple[HourSpan, ...],
    BeforeValidator(_spans),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _WRITTEN}, _WRITTEN, {"type": "null"}]}),
]
"""The spans of one day, as people write them."""


class WeekendRule(Model):
    """The observance of listed days that fall on a weekend: on the Friday, the Monday, or not at all (`stay`).

    `next` is the next day from Monday to Friday that is not a closed day itself, as with British substitute days.
    """

    saturday: Literal["friday", "monday", "next", "stay"] = "stay"
    sunday: Literal["friday", "monday", "next", "stay"] = "stay"


class ClosedDay(Model):
    """A day of the year on which the desk is closed, found in the `holidays` package by its name there."""

    id: Id
    holiday: str
    """The day's English name in the `holidays` package, e.g. `Thanksgiving Day`."""
    name: str
    """What the desk itself calls the day, in English; used in lists. What callers hear is in the texts."""
    renamed: dict[date, str] = {}
    """English names that hold from a date on."""
    weekend: WeekendRule | None = None
    """This day's own weekend rule, where it differs from the desk's."""

    def name_on(self, day: date) -> str:
        """Return the day's name on a date, as some days change their names."""
        since = max((start for start in self.renamed if start <= day), default=None)
        return self.name if since is None else self.renamed[since]


def _sayable(name: str) -> str:
    if parse_template(name).fields:
        raise ValueError("write it out: fields in braces are not filled in here")
    return name


SpokenNames = dict[Language, Annotated[str, StringConstraints(max_length=120), AfterValidator(_sayable)]]
"""By language, how a day is said."""


class SingleDate(Model):
    """A date that differs from its weekday: with other `hours`, closing early (`closes`), else closed all day."""

    date: date
    name: PlainText
    """What the day is called, in English; for people who read."""
    said: SpokenNames = {}
    """What callers hear, by language, after “closed for”. A language not named here says what its texts have under
    `closed_days` for this name."""
    hours: DaySpans = ()
    """Open in these spans and no others, even on a listed closed day."""
    closes: Annotated[time, BeforeValidator(_clock)] | None = None
    """The weekday's hours hold, but end by then."""

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if self.hours and self.closes is not None:
            raise ValueError("give the date hours of its own or an early closing, not both")
        return self

    @property
    def is_closed(self) -> bool:
        return not self.hours and self.closes is None


Hours = dict[Weekday, DaySpans]


class Season(Model):
    """Dates between which other hours hold, the first and the last included."""

    name: PlainText
    """For people who read. Callers hear the hours that hold; without any, `said`, or else this name."""
    first: date
    last: date
    hours: Hours
    """Spans per weekday; a weekday not named is closed. Without any, the desk is closed all that time."""
    said: SpokenNames = {}
    """What callers hear, by language, after “closed for”, in a season in which the desk is closed."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day of a season comes before its first")
        return self

    @property
    def is_closed(self) -> bool:
        """Return whether the desk is closed from the season's first day to its last."""
        return not any(self.hours.values())

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class PinnedDay(Model):
    """A listed day's date as it falls, written down when the desk was published: no package can change it."""

    id: Id
    holiday: str
    """The name it was found by; with another one the pin no longer counts."""
    date: date


class ClosedDates(Model):
    """`closed_dates.yaml`: by year, the dates of the listed days. Publishing writes it, a person agrees to changes."""

    years: dict[Annotated[int, Field(ge=1, le=9999)], tuple[PinnedDay, ...]] = {}

    def of(self, listed: ClosedDay, year: int) -> list[date]:
        """Return the dates of a listed day in a year, as they fall; none where they are not pinned."""
        pins = self.years.get(year, ())
        return [pin.date for pin in pins if (pin.id, pin.holiday) == (listed.id, listed.holiday)]


class CarrierVoice(Model):
    """The carrier's voice for a language."""

    locale: Locale
    """BCP 47 tag for Say and Gather, e.g. `en-US`."""
    voice: Annotated[str, StringConstraints(pattern=r"^[A-Za-zÀ-ÖØ-öø-ÿ0-9.-]{2,60}$")]
    """The carrier's voice, e.g. `Polly.Joanna-Neural`; `Polly.Mía-Generative` is spelled so."""


class WaitingLine(Model):
    """A line in which callers wait for a person, with a queue for each language."""

    id: Id
    languages: tuple[Language, ...]
    longest_line: Annotated[int, Field(ge=1, le=1000)] = 50
    """Callers who may wait at once in one language; further ones are asked to try again."""
    longest_wait: Annotated[int, Field(ge=1, le=220)] = 60
    """Minutes after which a waiting caller is asked to try again. A call may last four hours."""
    head_start: Annotated[int, Field(ge=0, le=3600)] = 0
    """Seconds that callers of this line are put ahead of those of other lines."""
    drain_minutes: Annotated[int, Field(ge=0, le=120)] = 15
    """Minutes after closing in which callers in line are still served."""
    hours: Hours | None = None
    """When people answer on this line, within the desk's hours; unless given, all that time."""


class JoinLimits(Model):
    """Limits on how often one number may join a queue; 0 is no limit. The menu is never limited."""

    joins_an_hour: Annotated[int, Field(ge=0, le=1000)] = 30
    """How often one number may get in line within an hour."""
    often: Annotated[int, Field(ge=0, le=1000)] = 5
    """A number that has done so this often within the hour counts as one that calls often."""
    shared_percent: Annotated[int, Field(ge=0, le=100)] = 50
    """Per cent of a line up to which such numbers and withheld ones get in; the rest is kept for all others."""

    def shared_places(self, longest_line: int) -> int:
        """Return the places of a line that such callers share, at least one; 0 for no limit."""
        return max(1, longest_line * self.shared_percent // 100) if self.shared_percent else 0


class MoreTime(Model):
    """Limits on how a rep may extend the time for wrap-up after a call."""

    times: Annotated[int, Field(ge=0, le=5)] = 2
    """How often after one call; 0 for never."""
    seconds: Annotated[int, Field(ge=10, le=600)] = 60
    """By how much each time."""


class Desk(Model):
    """A help desk (`desk.yaml`)."""

    id: Id
    name: PlainText
    """For people who read; what callers hear is in the texts."""
    number: Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]
    """E.164."""
    fax: Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")] | None = None
    email: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=80)
    ]
    postal_address: tuple[PlainText, ...]
    """Line by line, as on an envelope, with numbers and names written out."""
    address_locale: Locale = "en-US"
    """The language in which the postal address and the words of the e-mail address are said, whatever the call's."""
    names: tuple[PlainText, ...] = ()
    """Names in capital letters that are said as they stand, e.g. `CAIR2`."""
    zone: Annotated[str, AfterValidator(_zone)]
    country: str = "US"
    """ISO 3166 country and, in `subdivision`, state whose calendar the `holidays` package is asked for."""
    subdivision: str | None = None
    hours: Hours
    """Spans per weekday, desk time; a weekday not named is closed."""
    seasons: tuple[Season, ...] = ()
    """Times of the year with hours of their own."""
    closed_days: tuple[ClosedDay, ...] = ()
    weekend_rule: WeekendRule = WeekendRule()
    dates: tuple[SingleDate, ...] = ()
    """Single dates that differ from their weekday."""
    pinned: SkipJsonSchema[ClosedDates] = ClosedDates()
    """What stands in `closed_dates.yaml`; never written into `desk.yaml`."""
    languages: Annotated[dict[Language, CarrierVoice], Field(min_length=1)]
    """In the order in which they are offered; the first is the one a call starts in."""
    lines: tuple[WaitingLine, ...]
    switches: dict[Id, str] = {}
    """Named states that choose between variants of a text, e.g. `enrollment: reopening`."""
    gather_timeout: Annotated[int, Field(ge=1, le=60)] = 7
    """Seconds of silence before a caller is asked again."""
    try_again_minutes: Annotated[int, Field(ge=1, le=240)] = 15
    """After how long a refused caller is asked to try again, where nothing better is known."""
    service_level_seconds: Annotated[int, Field(ge=1, le=3600)] = 20
    """Who is answered within so many seconds counts for the service level."""
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days after which a caller's number is removed from the record of the call; a keyed digest of it stays."""
    history_days: Annotated[int, Field(ge=60, le=3650)] = 400
    """Days for which records of calls and their counts are kept. Comparisons reach eight weeks back."""
    outcomes: dict[Id, dict[Language, PlainText]] = {}
    """What may come of a call, for the rep to choose from: by id, called so in each of the desk's languages."""
    limits: JoinLimits = JoinLimits()
    """Against calls without end from one number."""
    more_time: MoreTime = MoreTime()
    """How far a rep may lengthen the time to wrap up."""
    approval: Literal["none", "required"] = "none"
    """Whether a second admin must approve what is published."""
    rep_sign_in: Literal["pin", "attested"] = "pin"
    """What opens the reps' menu on a call from a rep's own phone: the PIN, or also full attestation."""
    monitoring: Literal["never", "announced"] = "never"
    """Whether supervisors may listen to conversations. `announced`: after callers have heard so, before they wait."""
    speech: Literal["never", "after_silence", "always"] = "after_silence"
    """When words count as well as keys. `after_silence` keeps a noisy room from ending the first try."""

    def single_date(self, day: date) -> SingleDate | None:
        """Return the special date of a day; None if it has none."""
        return next((one for one in self.dates if one.date == day), None)

    def week_of(self, day: date) -> Hours:
        """Return the hours of the week that hold on a date: a season's, or the usual ones."""
        season = self.season_on(day)
        return season.hours if season else self.hours

    def season_on(self, day: date) -> Season | None:
        """Return the season in which a date lies; None outside seasons."""
        return next((season for season in self.seasons if season.holds(day)), None)

    def spans_on(self, day: date) -> tuple[OpenSpan, ...]:
        """Return the hours of a date before closed days and early closings."""
        special = self.single_date(day)
        if special and special.hours:
            return special.hours
        return self.week_of(day).get(WEEKDAYS[day.weekday()], ())
