"""Other differences that callers notice: voices, timeouts, the length of queues, mailing and e-mail addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from editing.diff.differing import ContentDifference, DifferenceKind
from prompts.files.models import Desk
from prompts.revision import Revision

SETTINGS = {
    "gather_timeout": "Seconds of silence before a caller is asked again",
    "try_again_minutes": "Minutes after which a refused caller is asked to try again",
    "speech": "When words count as well as keys",
    "monitoring": "Whether supervisors may listen to conversations",
    "approval": "Whether a second admin must approve what is published",
    "rep_sign_in": "What opens the reps' menu on a call from a rep's own phone",
    "address_locale": "The language in which addresses are said",
    "zone": "The time zone of the desk",
    "service_level_seconds": "Seconds in which an answer is counted as quick",
    "retention_days": "Days after which callers' numbers are removed",
    "history_days": "Days for which records of calls are kept",
    "number": "The phone number of the desk",
    "name": "The name of the desk for people who read",
    "email": "The e-mail address of the desk",
    "fax": "The fax number of the desk",
}
LINE_SETTINGS = {
    "languages": "languages",
    "longest_line": "callers who may wait at once in one language",
    "longest_wait": "minutes after which a waiting caller is asked to try again",
    "head_start": "seconds that callers are put ahead of those of other lines",
    "drain_minutes": "minutes after closing in which callers in line are still served",
}
LIMITS = {
    "joins_an_hour": "How often one number may get in line within an hour",
    "often": "How often a number gets in line within an hour until it counts as one that calls often",
    "shared_percent": "Per cent of a line up to which such numbers and withheld ones get in",
}


def different_settings(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield the differences in the order of a desk's file."""
    old, new = before.desk, after.desk
    for name, label in SETTINGS.items():
        yield from _setting(label, f"{getattr(old, name)}", f"{getattr(new, name)}")
    yield from _setting("The mailing address", ", ".join(old.postal_address), ", ".join(new.postal_address))
    yield from _setting("Names said as they stand", ", ".join(old.names), ", ".join(new.names))
    yield from _voices(old, new)
    yield from _by_name("The switch", old.switches, new.switches)
    yield from _lines(old, new)
    yield from _outcomes(old, new)
    yield from _limits(old, new)
    was, now = (f"{one.more_time.times} times {one.more_time.seconds} seconds" for one in (old, new))
    yield from _setting("More time for a rep to wrap up", was, now, kind=DifferenceKind.READ)


def _setting(
    label: str, was: str, now: str, kind: DifferenceKind = DifferenceKind.SETTING
) -> Iterator[ContentDifference]:
    if was != now:
        yield ContentDifference(kind, label, f"{label}: {now}, not {was}.", before=was, after=now)


def _by_name(label: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[ContentDifference]:
    for name in dict.fromkeys([*was, *now]):
        yield from _setting(f"{label} “{name}”", was.get(name, "not there"), now.get(name, "not there"))


def _voices(old: Desk, new: Desk) -> Iterator[ContentDifference]:
    was, now = (
        {language: f"{one.voice}, {one.locale}" for language, one in desk.languages.items()}
        for desk in (old, new)
    )
    for language in was.keys() & now.keys():
        if was[language] != now[language]:
            told = f"The voice is {now[language]}, not {was[language]}."
            yield ContentDifference(
                DifferenceKind.SETTING, "Voices", told, "all through", language, was[language], now[language]
            )
    yield from _setting("Languages in the order of their offer", ", ".join(was), ", ".join(now))


def _lines(old: Desk, new: Desk) -> Iterator[ContentDifference]:
    was, now = ({line.id: line for line in desk.lines} for desk in (old, new))
    for name in dict.fromkeys([*was, *now]):
        one, other = was.get(name), now.get(name)
        if one is None or other is None:
            yield from _setting(
                f"The line “{name}”", "there" if one else "not there", "there" if other else "not there"
            )
            continue
        for field, label in LINE_SETTINGS.items():
            shown = [_shown(getattr(line, field)) for line in (one, other)]
            yield from _setting(f"The line “{name}”, {label}", shown[0], shown[1])


def _limits(old: Desk, new: Desk) -> Iterator[ContentDifference]:
    for field, label in LIMITS.items():
        was, now = (f"{getattr(desk.limits, field)}" for desk in (old, new))
        yield from _setting(label, was, now)


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else f"{value}"


def _outcomes(old: Desk, new: Desk) -> Iterator[ContentDifference]:
    """Yield the differences of the outcomes that reps choose from after a call; callers hear nothing of them."""
    was, now = (
        {
            f"{id_}, {language}": name
            for id_, names in desk.outcomes.items()
            for language, name in names.items()
        }
        for desk in (old, new)
    )
    for name in dict.fromkeys([*was, *now]):
        shown = (was.get(name, "not there"), now.get(name, "not there"))
        yield from _setting(f"What came of a call ({name})", *shown, kind=DifferenceKind.READ)
