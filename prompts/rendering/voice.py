"""Speaks one language at one moment: texts with their fields filled in, joined with pauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from prompts.files.menu_models import GuidanceNode, MenuNode, PersonNode
from prompts.files.texts import Prompts, Texts
from prompts.rendering.open_status import ClosedBy, OpenStatus, Said
from prompts.rendering.refusal import Retry
from prompts.rendering.speech import Speech, SsmlMark
from prompts.rendering.template import Template, parse_template
from prompts.revision import Revision
from prompts.spoken.fields import door_fields, hours_on
from prompts.spoken.languages import grammar_of

BETWEEN = SsmlMark("break", (("time", "500ms"),))
"""Between two options and between two things said."""
MAY_LACK = frozenset({"closes_at", "next_opening", "closed_days", "today_hours", "hours"})
"""Fields without a value at some moments: a desk open day and night never closes. Sentences with them are left out.

`hours` lack one where the moment is not known and the desk has seasons."""
GET_READY = SsmlMark("break", (("time", "2s"),))
"""Time to pick up a pen."""


@dataclass(frozen=True)
class Utterance:
    """Something said in one language, by that language's voice."""

    language: str
    speech: Speech


class PromptVoice:
    """Speaks the texts of one language with the values that hold at one moment."""

    def __init__(self, revision: Revision, language: str, opening: OpenStatus | None = None) -> None:
        self._revision = revision
        self._language = language
        self._opening = opening
        self._texts: Texts = revision.texts[language]
        self._grammar = grammar_of(revision.desk, language)
        self._usual = revision.fields[language]
        self._fields = dict(self._usual)
        if opening:
            self._fields |= door_fields(revision.desk, self._texts, language, opening)
        elif revision.desk.seasons:
            del self._fields["hours"]

    @property
    def prompts(self) -> Prompts:
        return self._texts.prompts

    def speech(self, text: Template, **fields: str) -> Speech:
        """Return a text with its fields filled in."""
        values = self._fields | {name: Speech((value,)) for name, value in fields.items()}
        if "door" in text.fields:
            values["door"] = self.door()
        if lacking := (text.fields & MAY_LACK) - values.keys():
            text = text.without_sentences(lacking)
        if text.audio and any(values[name] != self._usual.get(name) for name in text.fields):
            text = replace(text, audio="")  # it was recorded with the usual value
        return text.spoken(values)

    def says(self, text: Template) -> Utterance:
        return Utterance(self._language, self.speech(text))

    def utters(self, *parts: Speech) -> Utterance:
        """Return several texts one after the other, with a pause between them."""
        pieces: list[str | SsmlMark] = []
        for part in (one for one in parts if one.pieces):
            pieces.extend((" ", BETWEEN, " ") if pieces else ())
            pieces.extend(part.pieces)
        return Utterance(self._language, Speech(tuple(pieces)))

    def hours_on(self, day: date) -> dict[str, str]:
        """Return the field `hours` as it is on a date, for `speech`; without it in a season in which the desk is
        closed."""
        hours = hours_on(self._revision.desk, self._grammar, day)
        return {"hours": hours} if hours else {}

    def clock(self, at: time) -> str:
        """Return a time of day in words."""
        return self._grammar.clock(at)

    def minutes(self, count: int) -> str:
        """Return a length of time in words."""
        return self._grammar.minutes(count)

    def range(self, low: int | None, high: int) -> tuple[str, str]:
        """Return both ends of a range of seconds as they are said: `30` and `90 seconds`, `2` and `5 minutes`.

        Without a shorter end, its text is empty.
        """
        grammar = self._grammar
        if (high % 60 and high < 120) or (low and low % 60 and high < 120):
            return f"{low or ''}", grammar.seconds(high)
        if low and low % 60:
            return grammar.seconds(low), grammar.minutes(high / 60)
        return f"{low // 60}" if low else "", grammar.minutes(high / 60)

    def try_again(self, retry: Retry) -> Speech:
        """Say when to call again; needs the open status for everything but the usual minutes."""
        waiting = self.prompts.waiting
        if retry.calmer and self._opening:
            calmer = self._grammar.after(retry.calmer.date(), retry.calmer.time(), self._opening.today)
            return self.speech(waiting.calmer, calmer=calmer)
        if retry.line_opens and self._opening:
            opens = retry.line_opens
            told = self._grammar.opens(opens.date(), opens.time(), self._opening.today)
            return self.speech(waiting.line_closed, line_opens=told)
        if retry.at_opening and self._opening:
            return self.speech(waiting.try_at_opening)
        minutes = retry.minutes or self._revision.desk.try_again_minutes
        return self.speech(waiting.try_again, minutes=self.minutes(minutes))

    def door(self) -> Speech:
        """Say whether the desk is open, until or from when, and whether today is special."""
        opening = self._opening
        if (
            opening is None
            or not opening.special_day
            or opening.closed_season
            or "closed_day" not in self._fields
        ):
            return self._state()
        if "today_hours" not in self._fields and not opening.is_open:
            return self.speech(self.prompts.closed_day)
        special = self.speech(self.prompts.special_hours)
        # Closed, the next opening comes last: what follows refers to it.
        said = (self._state(), special) if opening.is_open else (special, self._state())
        return self.utters(*said).speech

    def _state(self) -> Speech:
        opening = self._opening
        if opening is None or opening.is_open:
            never = opening is not None and opening.never_closes
            return self.speech(self.prompts.open_always if never else self.prompts.open)
        is_named = opening.closed_by is ClosedBy.DAY or opening.closed_season is not None
        if is_named and "closed_day" in self._fields:
            return self.speech(self.prompts.closed_day)
        if opening.closed_by is ClosedBy.CLOSURE:
            return self.utters(*self.closure(), self.speech(self.prompts.closed_closure)).speech
        return self.speech(self.prompts.closed_hours)

    def closure(self) -> list[Speech]:
        """Return why the desk had to close, or will close sooner than planned, as somebody wrote it."""
        return self._posted(self._opening.closure_words) if self._opening else []

    def asking(self) -> list[Speech]:
        """Return the notices after which a caller is asked whether waiting is still worth it."""
        return [
            speech for one in (self._opening.asking if self._opening else ()) for speech in self._posted(one)
        ]

    def notices(self) -> list[Speech]:
        """Return the supervisors' notices, to be said before the menu."""
        posted = self._opening.notices if self._opening else ()
        return [speech for one in posted for speech in self._posted(one)]

    def _posted(self, said: Said) -> list[Speech]:
        text = dict(said).get(self._language)
        return [parse_template(text).spoken({})] if text else []

    def choices(self, node_id: str) -> list[Speech]:
        """Return the options of a node, then the keys that mean the same everywhere."""
        place = self._revision.menu.nodes[node_id]
        if isinstance(place, PersonNode):
            return [self.speech(self.prompts.person_keys)]
        if not isinstance(place, MenuNode):
            return [self.speech(self.prompts.guidance_keys)]
        start = node_id == self._revision.menu.start
        keys = self.prompts.start_keys if start else self.prompts.menu_keys
        options = [self._option(key, target) for key, target in sorted(place.keys.items())]
        return [*options, self.speech(keys)]

    def _option(self, key: int, target: str) -> Speech:
        option = self._texts.nodes[target].option
        return self.speech(option, key=str(key)) if option else Speech()

    def guidance(self, node_id: str, place: GuidanceNode) -> list[Speech]:
        """Return the text of a node, followed by what the caller writes down."""
        said = self._texts.nodes[node_id]
        text = said.variants[self._revision.desk.switches[place.switch]] if place.switch else said.text
        return [*([self.speech(text)] if text else []), *self.written_down(*place.write_down)]

    def written_down(self, *items: str) -> list[Speech]:
        """Return what a caller writes down: have a pen ready, then each item twice. The keys that follow offer it
        again."""
        if not items:
            return []
        around = self.prompts.write_down
        said = [self.speech(around.ready) + Speech((" ", GET_READY))]
        for item in items:
            said.append(self.speech(getattr(around, item)))
            said.append(self.speech(around.once_more) + Speech((" ",)) + self._fields[item] + Speech((".",)))
        return said
