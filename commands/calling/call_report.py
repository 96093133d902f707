"""Reports a call turn by turn, what was said and what was pressed, for people and for machines."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

WIDTH = 96


@dataclass(frozen=True)
class SpokenText:
    """A text that a voice says; with `played`, the name of the recording or piece of music that is played."""

    language: str
    text: str
    played: str = ""


@dataclass(frozen=True)
class ReportTurn:
    """A turn of a call: what the line said, and what the caller did; neither pressed nor spoke means silence or
    hanging up."""

    said: tuple[SpokenText, ...]
    pressed: str | None = None
    spoke: str | None = None


@dataclass(frozen=True)
class AlertRaised:
    code: int
    message: str
    url: str


@dataclass(frozen=True)
class CallReport:
    """`seconds` are those a caller would have spent on the phone."""

    caller: str
    to: str
    at: datetime
    language: str
    turns: tuple[ReportTurn, ...]
    ended: str
    seconds: int
    alerts: tuple[AlertRaised, ...]

    def to_json(self) -> dict[str, object]:
        """Return the report in the form that `helpdesk call --help` documents."""
        return {
            "from": self.caller,
            "to": self.to,
            "at": self.at.isoformat(timespec="seconds"),
            "language": self.language,
            "turns": [_turn_to_json(turn) for turn in self.turns],
            "ended": self.ended,
            "seconds": self.seconds,
            "alerts": [{"code": one.code, "message": one.message, "url": one.url} for one in self.alerts],
        }

    def as_text(self) -> str:
        """Return the call as a transcript."""
        lines = [f"{self.caller} calls {self.to} on {write_moment(self.at)}.", ""]
        for turn in self.turns:
            # A piece of music comes in parts, which are one to the ear.
            lines += [wrap_text(text) for text, _ in groupby(turn.said)]
            lines += [f"        > {did}" for did in (action(turn),) if did] + [""]
        lines.append(ending(self.seconds, self.ended))
        lines += [f"ALERT {one.code}: {one.message} ({one.url})" for one in self.alerts]
        return "\n".join(lines)


def ending(seconds: int, reason: str) -> str:
    """Return the last line of a transcript."""
    return f"The call ended after {seconds} second{'' if seconds == 1 else 's'}: {reason}."


def write_moment(at: datetime) -> str:
    return f"{at:%A, %B} {at.day}, {at:%Y, %H:%M %Z}"


def action(turn: ReportTurn) -> str | None:
    """Return what the caller did at the end of a turn, in words."""
    if turn.spoke is not None:
        return f"said “{turn.spoke}”"
    return f"pressed {turn.pressed}" if turn.pressed is not None else None


def wrap_text(text: SpokenText) -> str:
    """Return a text of the line with its language in front, wrapped for a terminal; a recording with its name."""
    label = f"{text.language:<6}  "
    words = text.text
    if text.played:
        words = f"♪ {text.played}" + (f": “{words}”" if words else "")
    return textwrap.fill(words, WIDTH, initial_indent=label, subsequent_indent=" " * len(label))


def _turn_to_json(turn: ReportTurn) -> dict[str, object]:
    said = [{"language": one.language, "text": one.text, "played": one.played or None} for one in turn.said]
    return {"said": said, "pressed": turn.pressed, "spoke": turn.spoke}
