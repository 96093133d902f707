"""The texts for reps on the phone, in the first of the rep's languages that the desk speaks. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, Self

from babel import Locale

from prompts.files.waiting_texts import RepPrompts
from prompts.rendering.speech import Speech
from prompts.rendering.template import Template
from prompts.rendering.voice import PromptVoice, Utterance
from prompts.revision import Revision
from prompts.spoken.languages import grammar_of
from store.desk.records import Rep
from store.desk.states import OfferOutcome, RepStatus

Said = tuple[Utterance, ...]

JUST_NOW = 10.0
"""Seconds of waiting up to which a caller has only just called."""


class Waiting(Protocol):
    """The facts about a waiting caller that a rep hears."""

    @property
    def line(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def waited(self) -> float: ...
    @property
    def is_silent(self) -> bool: ...
    @property
    def hears(self) -> str: ...


class RepVoice:
    """Speaks to a rep."""

    def __init__(self, revision: Revision, language: str, languages: tuple[str, ...] = ()) -> None:
        self._revision = revision
        self.language = language
        self.languages = languages
        """All that the rep speaks, where that is known."""
        self._voice = PromptVoice(revision, language)

    @classmethod
    def of(cls, revision: Revision, languages: Iterable[str] = ()) -> Self:
        """Return the voice for a rep who speaks these languages; without any, that of the desk's first language."""
        spoken = [name for name in languages if name in revision.desk.languages]
        return cls(revision, spoken[0] if spoken else next(iter(revision.desk.languages)), tuple(spoken))

    def needs_interpreter(self, heard: str) -> bool:
        """Return True if a caller who hears this language can't be spoken to in it by the rep."""
        return bool(heard and self.languages) and heard not in self.languages

    @property
    def prompts(self) -> RepPrompts:
        return self._voice.prompts.reps

    def says(self, *texts: Template, **fields: str) -> Said:
        """Texts one after the other, with their fields."""
        return (self._voice.utters(*(self._voice.speech(text, **fields) for text in texts)),)

    def whisper(self, caller: Waiting) -> Said:
        """Say who waits, and how to take the call. What tells the rep nothing has no sentence."""
        speech, prompts = self._voice.speech, self.prompts
        text = prompts.whisper_new if caller.waited < JUST_NOW else prompts.whisper
        who = speech(
            self._without_the_obvious(text, caller),
            line=self.line(caller.line),
            language=self.language_name(caller.language),
            topic=self.topic(caller.topic),
            waited=self.waited(caller.waited),
        )
        notes = [speech(prompts.may_be_silent)] if caller.is_silent else []
        if self.needs_interpreter(caller.hears):
            notes.append(speech(prompts.interpreter, language=self.language_name(caller.hears)))
        return (self._voice.utters(who, *notes, speech(prompts.take_keys)),)

    def _without_the_obvious(self, text: Template, caller: Waiting) -> Template:
        """Return the text without its sentence on the only line of a desk, and on the topic of a caller who chose none.

        It stays as it is where one sentence says everything.
        """
        desk, menu = self._revision.desk, self._revision.menu
        is_obvious = {"line": len(desk.lines) == 1, "topic": caller.topic == menu.start}
        obvious = frozenset(name for name in text.fields if is_obvious.get(name))
        shorter = text.without_sentences(obvious)
        return shorter if "language" in shorter.fields else text

    def asked(self, caller: Waiting, name: str) -> Said:
        """A colleague, `name`, would hand over a caller; `waited` is how long these two have talked."""
        text = self.prompts.asked
        who = self._voice.speech(
            text,
            name=name,
            line=self.line(caller.line),
            language=self.language_name(caller.language),
            topic=self.topic(caller.topic),
            waited=self.waited(caller.waited),
        )
        return (self._voice.utters(who, self._voice.speech(self.prompts.asked_keys, name=name)),)

    def may_listen(self, name: str, topic: str, mode: str) -> Said:
        """Say who talks about what, and how to `listen`, `whisper` or `join`."""
        prompts = self.prompts
        keys = {"whisper": prompts.whisper_key, "join": prompts.join_key}
        who = self._voice.speech(prompts.may_listen, name=name, topic=self.topic(topic))
        return (self._voice.utters(who, self._voice.speech(keys.get(mode, prompts.listen_key), name=name)),)

    def too_late(self, why: str) -> Said:
        """The offer is over: the caller left, or somebody else came first."""
        left = why in {OfferOutcome.CALLER_LEFT, OfferOutcome.OVER}
        return self.says(self.prompts.caller_left if left else self.prompts.too_late)

    def line_state(self, line: str, language: str, count: int, longest: float) -> Speech:
        """Say how many callers wait on a line, and how long the first has waited."""
        return self._voice.speech(
            self.prompts.line_state if count else self.prompts.line_empty,
            line=self.line(line),
            language=self.language_name(language),
            count=str(count),
            waited=self.waited(longest),
        )

    def utters(self, *parts: Speech) -> Said:
        return (self._voice.utters(*parts),)

    def speech(self, text: Template, **fields: str) -> Speech:
        return self._voice.speech(text, **fields)

    def line(self, name: str) -> str:
        """A line as reps hear it called."""
        names = self._revision.texts[self.language].lines
        return names[name].spoken({}).text if name in names else name.replace("_", " ")

    def topic(self, node: str) -> str:
        """Return the title of the node from which a call came; an unknown one is the main menu."""
        nodes = self._revision.texts[self.language].nodes
        return (nodes.get(node) or nodes[self._revision.menu.start]).title

    def language_name(self, language: str) -> str:
        """A caller's language in the rep's."""
        return str(Locale(self.language).languages.get(language, language))

    def length(self, seconds: float) -> str:
        """So many seconds as minutes, at least one."""
        return self._voice.minutes(max(1, round(seconds / 60)))

    def opens(self, moment: datetime, today: date) -> str:
        """A moment at which the desk opens, as it is said on a date; both by the desk's clock."""
        return grammar_of(self._revision.desk, self.language).opens(moment.date(), moment.time(), today)

    def waited(self, seconds: float) -> str:
        """A wait of so many seconds; one that is shorter than a minute is not called a minute."""
        return self._voice.minutes(round(seconds / 60) if seconds >= 60 else 0)

    def own_state(self, rep: Rep, seconds_left: float, *, somebody_waits: bool) -> Said:
        """The rep's state, and if no call comes, why."""
        prompts = self.prompts
        match rep.status:
            case RepStatus.AVAILABLE:
                return self.says(prompts.is_available, *self._why(rep, somebody_waits=somebody_waits))
            case RepStatus.WRAP_UP:
                return self.says(prompts.is_wrapping_up, minutes=self.length(seconds_left))
            case RepStatus.OFFERED | RepStatus.CONNECTING | RepStatus.TALKING:
                return self.says(prompts.is_in_call)
            case _:
                return self.says(*self._why(rep, somebody_waits=somebody_waits))

    def why(self, rep: Rep, *, somebody_waits: bool) -> str:
        """Why no call comes to a rep who is in none, to be read; empty where nothing stands in the way."""
        return " ".join(
            self._voice.speech(text).text for text in self._why(rep, somebody_waits=somebody_waits)
        )

    def _why(self, rep: Rep, *, somebody_waits: bool) -> tuple[Template, ...]:
        prompts = self.prompts
        match rep.status:
            case RepStatus.AVAILABLE:
                return () if somebody_waits else (prompts.no_calls_nobody_waits,)
            case RepStatus.AWAY:
                return (prompts.is_away_missed if rep.reason == OfferOutcome.MISSED else prompts.is_away,)
            case RepStatus.WRAP_UP | RepStatus.OFFERED | RepStatus.CONNECTING | RepStatus.TALKING:
                return ()
            case _:
                return (prompts.is_offline,)
