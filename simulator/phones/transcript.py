"""What was said on a phone and what the person did about it, turn by turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.events import (
    Alert,
    Ended,
    Event,
    Heard,
    Listening,
    Played,
    Pressed,
    Requested,
    Ringing,
    Said,
    Spoke,
)

PERSON = "person"
"""The voice of somebody at another phone."""


@dataclass(frozen=True)
class TranscriptLine:
    text: str
    language: str
    voice: str


@dataclass
class TranscriptTurn:
    """Everything said until the person did something; `pressed` and `spoke` stay unset in the last turn."""

    said: list[TranscriptLine] = field(default_factory=list)
    played: list[tuple[int, str]] = field(default_factory=list)
    """The addresses of audio files, each with the number of utterances that were said before it."""
    pressed: str | None = None
    spoke: str | None = None
    was_silent: bool = False

    @property
    def text(self) -> str:
        return " ".join(utterance.text for utterance in self.said)

    def to_json(self) -> dict[str, object]:
        said = [{"language": utterance.language, "text": utterance.text} for utterance in self.said]
        return {"said": said, "pressed": self.pressed, "spoke": self.spoke, "silent": self.was_silent}


class Transcript:
    """Writes down a phone's events: `phone.subscribe(transcript.notice)`. The turns are those of its last call."""

    def __init__(self) -> None:
        self.turns: list[TranscriptTurn] = [TranscriptTurn()]
        self.events: list[Event] = []
        self.ending: Ended | None = None

    def notice(self, event: Event) -> None:
        self.events.append(event)
        match event:
            case Ringing():
                self.turns, self.ending = [TranscriptTurn()], None
            case Said():
                self.turns[-1].said.append(TranscriptLine(event.text, event.language, event.voice))
            case Played():
                self.turns[-1].played.append((len(self.turns[-1].said), event.url))
            case Heard():
                self.turns[-1].said.append(TranscriptLine(event.words, "", PERSON))
            case Pressed():
                self.turns[-1].pressed = event.keys
                self.turns.append(TranscriptTurn())
            case Spoke():
                self.turns[-1].spoke = event.words
                self.turns.append(TranscriptTurn())
            case Ended():
                self.ending = event

    def silence(self) -> None:
        """Note that the person deliberately did nothing."""
        self.turns[-1].was_silent = True
        self.turns.append(TranscriptTurn())

    @property
    def alerts(self) -> list[Alert]:
        return [event for event in self.events if isinstance(event, Alert)]

    @property
    def requests(self) -> list[Requested]:
        return [event for event in self.events if isinstance(event, Requested)]

    @property
    def is_listening(self) -> bool:
        """The last thing that happened is that input is waited for."""
        return bool(self.events) and isinstance(self.events[-1], Listening)

    def __str__(self) -> str:
        lines = []
        for turn in self.turns:
            lines += [f"  {utterance.language or PERSON}: {utterance.text}" for utterance in turn.said]
            deed = turn.pressed or turn.spoke or ("(silence)" if turn.was_silent else None)
            lines += [f"  > {deed}"] if deed else []
        if self.ending is not None:
            lines.append(f"  = {self.ending.reason} ({self.ending.status})")
        return "\n".join(lines) or "  (nothing)"
