"""The findings of the carrier's debugger about a readable document, with its codes. Pure: a tree in, findings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urlsplit

from simulator.twiml import voices
from simulator.twiml.markup import SHAPES, Shape
from simulator.twiml.twiml_parser import TwimlElement, parse

LONGEST_TEXT = 1600
"""Characters of a text message, however many parts it is sent in."""


@dataclass(frozen=True)
class MarkupFinding:
    code: int
    message: str


Check = Callable[[str], bool]


def _whole(low: int, high: int) -> Check:
    return lambda value: bool(re.fullmatch(r"\d{1,9}", value)) and low <= int(value) <= high


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _is_url(value: str) -> bool:
    """Return whether a text is an absolute http(s) URL, or a relative one, without white space."""
    if not value or re.search(r"\s", value):
        return False
    parts = urlsplit(value)
    return parts.scheme in ("", "http", "https") and (parts.scheme == "" or bool(parts.hostname))


_method = _one_of("GET", "POST")
_boolean = _one_of("true", "false")
_is_number: Check = lambda value: bool(re.fullmatch(r"\+[1-9]\d{6,14}", value))  # noqa: E731
_keys: Check = lambda value: set(value) <= set("0123456789*#")  # noqa: E731

VALUES: dict[tuple[str, str], tuple[int, Check]] = {
    ("Gather", "finishOnKey"): (13310, _keys),
    ("Gather", "method"): (13312, _method),
    ("Gather", "timeout"): (13313, lambda value: value == "auto" or _whole(1, 600)(value)),
    ("Gather", "numDigits"): (13314, _whole(1, 1000)),
    ("Gather", "input"): (12200, _one_of("dtmf", "speech", "dtmf speech", "speech dtmf")),
    ("Gather", "action"): (11100, _is_url),
    ("Gather", "actionOnEmptyResult"): (12200, _boolean),
    ("Gather", "profanityFilter"): (12200, _boolean),
    ("Gather", "speechTimeout"): (13335, lambda value: value == "auto" or _whole(1, 600)(value)),
    ("Gather", "language"): (13331, lambda value: value in voices.LANGUAGES),
    ("Say", "loop"): (13510, _whole(0, 1000)),
    ("Play", "loop"): (13410, _whole(0, 1000)),
    ("Play", "digits"): (12200, lambda value: bool(re.fullmatch(r"[0-9*#wWA-D]+", value))),
    ("Pause", "length"): (13910, _whole(0, 86400)),
    ("Redirect", "method"): (13710, _method),
    ("Reject", "reason"): (13810, _one_of("rejected", "busy")),
    ("prosody", "rate"): (
        13513,
        lambda value: bool(re.fullmatch(r"x-slow|slow|medium|fast|x-fast|\d+%", value)),
    ),
    ("Dial", "action"): (13210, _is_url),
    ("Dial", "method"): (13211, _method),
    ("Dial", "timeout"): (13212, _whole(5, 600)),
    ("Dial", "hangupOnStar"): (13213, _boolean),
    ("Dial", "timeLimit"): (13216, _whole(1, 86400)),
    ("Dial", "sequential"): (12200, _boolean),
    ("Dial", "answerOnBridge"): (12200, _boolean),
    ("Number", "method"): (13221, _method),
    ("Number", "sendDigits"): (13222, lambda value: bool(re.fullmatch(r"[0-9*#wW]{1,32}", value))),
    ("Number", "url"): (11100, _is_url),
    ("Client", "url"): (11100, _is_url),
    ("Conference", "muted"): (13230, _boolean),
    ("Conference", "endConferenceOnExit"): (13231, _boolean),
    ("Conference", "startConferenceOnEnter"): (13232, _boolean),
    ("Conference", "waitUrl"): (13233, lambda value: value == "" or _is_url(value)),
    ("Conference", "waitMethod"): (13234, _method),
    ("Conference", "beep"): (13235, _one_of("true", "false", "onEnter", "onExit")),
    ("Conference", "maxParticipants"): (12200, _whole(1, 250)),
    ("Conference", "participantLabel"): (16025, lambda value: 1 <= len(value) <= 128),
    ("Conference", "coach"): (13240, lambda value: bool(re.fullmatch(r"CA[0-9a-f]{32}", value))),
    ("Enqueue", "method"): (14201, _method),
    ("Enqueue", "waitUrl"): (14202, lambda value: value == "" or _is_url(value)),
    ("Enqueue", "action"): (14203, _is_url),
    ("Enqueue", "waitUrlMethod"): (14206, _method),
    ("Queue", "method"): (14210, _method),
    ("Queue", "url"): (14211, _is_url),
    ("Message", "to"): (14101, _is_number),
    ("Message", "from"): (14102, _is_number),
    ("Message", "method"): (14104, _method),
    ("Message", "action"): (11100, _is_url),
    ("Message", "statusCallback"): (14105, _is_url),
}
"""Per attribute: the code of a bad value, and what a good one is."""


@lru_cache(maxsize=4096)
def findings(body: bytes) -> tuple[MarkupFinding, ...]:
    """Return everything that the carrier would warn about in this (readable) document, in document order."""
    return tuple(about(parse(body)))


def about(verb: TwimlElement) -> Iterator[MarkupFinding]:
    """Yield the findings about an element and its content."""
    shape = SHAPES[verb.name]
    yield from _attributes(verb, shape)
    if verb.own_text and not shape.has_text:
        yield MarkupFinding(12200, f"<{verb.name}> has text of its own: {verb.own_text[:40]!r}")
    yield from _meaning(verb)
    for child in verb.children:
        if child.name in shape.children:
            yield from about(child)
        else:
            yield _misplaced(verb, child)


def _misplaced(verb: TwimlElement, child: TwimlElement) -> MarkupFinding:
    if verb.name == "Gather" and child.name in SHAPES:
        return MarkupFinding(13320, f"<{child.name}> can't be nested in <Gather>")
    if verb.name == "Dial" and child.name in SHAPES:
        return MarkupFinding(13215, f"<{child.name}> can't be nested in <Dial>")
    return MarkupFinding(12200, f"<{child.name}> is no element of <{verb.name}>")


def _attributes(verb: TwimlElement, shape: Shape) -> Iterator[MarkupFinding]:
    for name, value in verb.attributes.items():
        if name not in shape.attributes:
            yield MarkupFinding(12200, f"<{verb.name}> has no attribute {name!r}")
            continue
        code, is_good = VALUES.get((verb.name, name), (0, None))
        if is_good is not None and not is_good(value):
            yield MarkupFinding(code, f"<{verb.name} {name}={value!r}> is no good value")


def _meaning(verb: TwimlElement) -> Iterator[MarkupFinding]:
    """Yield the findings that depend on more than one attribute."""
    if verb.name == "Say":
        yield from _speech(verb)
    elif verb.name == "Gather":
        yield from _gather(verb)
    elif verb.name in ("Enqueue", "Queue"):
        short, long = (14204, 14205) if verb.name == "Enqueue" else (14212, 14213)
        if not verb.text and not verb.get("workflowSid") and not verb.get("reservationSid"):
            yield MarkupFinding(short, f"<{verb.name}> names no queue")
        elif len(verb.text) > 64:
            yield MarkupFinding(long, "a queue's name has at most 64 characters")
    elif verb.name == "Conference" and not 1 <= len(verb.text) <= 128:
        yield MarkupFinding(13237, "a conference's name has 1 to 128 characters")
    elif verb.name == "Redirect" and not _is_url(verb.text):
        yield MarkupFinding(11100, f"<Redirect> leads to {verb.text!r}, which is no URL")
    elif verb.name == "Message" and not 1 <= len(words_of(verb)) <= LONGEST_TEXT:
        yield MarkupFinding(
            14103, f"a text message has 1 to {LONGEST_TEXT} characters, not {len(words_of(verb))}"
        )
    elif verb.name == "Dial" and len(verb.children) > 10:
        yield MarkupFinding(13250, "<Dial> calls at most 10 parties at once")


def _gather(gather: TwimlElement) -> Iterator[MarkupFinding]:
    if gather.get("speechModel") and gather.get("speechTimeout") in ("", "auto"):
        yield MarkupFinding(13335, "<Gather> with a speechModel needs a speechTimeout in seconds")
    hints = gather.get("hints").split(",") if gather.get("hints") else []
    if len(hints) > 500 or any(len(hint.strip()) > 100 for hint in hints):
        yield MarkupFinding(13338, "<Gather hints> has at most 500 entries of 100 characters")
    for say in gather.children:
        voice = say.get("voice", voices.DEFAULT_VOICE)
        complaint = say.name == "Say" and voices.complaint(voice, language_of(say))
        if complaint:
            yield MarkupFinding(13321, complaint)


def _speech(say: TwimlElement) -> Iterator[MarkupFinding]:
    voice = say.get("voice", voices.DEFAULT_VOICE)
    engine = voices.engine(voice)
    if not say.text:
        yield MarkupFinding(13520, "<Say> says nothing")
    complaint = voices.complaint(voice, language_of(say))
    if complaint:
        yield MarkupFinding(13511, complaint)
    if engine == "basic" and say.children:
        yield MarkupFinding(13520, f"the voice {voice!r} can't read markup")
    counted = say.markup if engine == "google" else say.text
    limit = voices.LENGTH_LIMITS[engine]
    if len(counted) > limit or len(quote_plus(say.text)) > voices.ENCODED_LIMIT:
        yield MarkupFinding(
            13521,
            f"<Say> has {len(counted)} characters; {voice} reads {limit} ({voices.ENCODED_LIMIT} encoded)",
        )


def words_of(message: TwimlElement) -> str:
    """Return the words of a `<Message>`, alone or in a `<Body>`."""
    return next((child.own_text for child in message.children if child.name == "Body"), message.own_text)


def language_of(say: TwimlElement) -> str:
    return say.get("language") or voices.default_language(say.get("voice", voices.DEFAULT_VOICE))
