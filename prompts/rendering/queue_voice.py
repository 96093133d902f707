"""The texts for a waiting caller. Pure; each function returns what is said at once."""

from __future__ import annotations

from prompts.files.menu_models import GuidanceNode
from prompts.menu_keys import next_language
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.refusal import Retry
from prompts.rendering.speech import Speech
from prompts.rendering.template import Template
from prompts.rendering.voice import PromptVoice, Utterance
from prompts.revision import Revision
from store.desk.states import EndOfWait

Said = tuple[Utterance, ...]


class WaitingVoice:
    """Speaks to a caller in line, in one language. `opening` is needed where the door is spoken of."""

    def __init__(self, revision: Revision, language: str, opening: OpenStatus | None = None) -> None:
        self._revision = revision
        self._language = language
        self._voice = PromptVoice(revision, language, opening)
        self._prompts = self._voice.prompts.waiting

    def says(self, text: Template) -> Said:
        """Return a text that takes no figures."""
        return (self._voice.says(text),)

    def names(self, text: Template, rep: str, line: str = "") -> Said:
        """Return a text that names a rep, and the line by its id."""
        names = self._revision.texts[self._language].lines
        called = names[line].spoken({}).text if line in names else line.replace("_", " ")
        return self._utters(self._voice.speech(text, rep=rep, line=called))

    def joined(
        self, position: int, wait: tuple[int | None, int] | None, first: Template | None = None
    ) -> Said:
        """Return the place in line, after the text `first` if there is one, and the wait in seconds (at least, at most)
        if one can be said."""
        prompts = self._prompts
        place = prompts.next_in_line if position == 1 else prompts.in_line
        before = [self._voice.speech(first)] if first else []
        return self._utters(*before, self._voice.speech(place, position=str(position)), *self._wait(wait))

    def moved_up(self, position: int | None, wait: tuple[int | None, int] | None) -> Said:
        """Good news: a better place, a shorter wait, or both."""
        place = []
        if position is not None:
            text = self._prompts.moved_up_to_next if position == 1 else self._prompts.moved_up
            place = [self._voice.speech(text, position=str(position))]
        return self._utters(*place, *self._wait(wait))

    def longer(self, wait: tuple[int | None, int] | None) -> Said:
        """It takes longer than was said, and why."""
        if wait is None:
            return self.says(self._prompts.wait_unknown)
        return self._utters(
            self._voice.speech(self._prompts.wait_longer, high=self._voice.range(None, wait[1])[1])
        )

    def keys(self, topic: str, *, is_quiet: bool = False) -> Said:
        """Say which keys a waiting caller can press; `is_quiet` if the music is off."""
        own = [self._prompts.topic_key] if self.has_guidance(topic) else []
        music = self._prompts.music_on_key if is_quiet else self._prompts.music_key
        said = self._utters(*(self._voice.speech(text) for text in (*own, music, self._prompts.leave_key)))
        other = next_language(self._revision, self._language)
        if other == self._language:
            return said
        return (
            *said,
            PromptVoice(self._revision, other).says(self._revision.texts[other].prompts.language_offer),
        )

    def guidance(self, topic: str) -> Said:
        """The guidance of the caller's topic, and that the place is kept."""
        place = self._revision.menu.nodes[topic]
        told = self._voice.guidance(topic, place) if isinstance(place, GuidanceNode) else []
        return self._utters(*told, self._voice.speech(self._prompts.topic_heard))

    def has_guidance(self, topic: str) -> bool:
        return isinstance(self._revision.menu.nodes.get(topic), GuidanceNode)

    def too_long(self, retry: Retry) -> Said:
        """The longest wait is over, and when to try again."""
        return self._utters(self._voice.speech(self._prompts.too_long), self._voice.try_again(retry))

    def line_closed(self, line: OpenStatus) -> Said:
        """The desk is open, and the line of this `OpenStatus` is not."""
        return self._utters(self._voice.try_again(Retry(line_opens=line.next_opening)))

    def farewell(self, why: str) -> Said:
        """The last words in line to who `left` or was there when it `closed`; else nothing."""
        last: dict[str, Template] = {
            EndOfWait.LEFT: self._prompts.left,
            EndOfWait.CLOSED: self._prompts.drained,
        }
        words = last.get(why)
        return self.says(words) if words else ()

    def _wait(self, wait: tuple[int | None, int] | None) -> list[Speech]:
        if wait is None:
            return []
        low, high = self._voice.range(*wait)
        if not low:
            return [self._voice.speech(self._prompts.wait_under, high=high)]
        return [self._voice.speech(self._prompts.wait_range, low=low, high=high)]

    def _utters(self, *parts: Speech) -> Said:
        return (self._voice.utters(*parts),)
