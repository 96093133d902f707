"""The text at each point of a call. Pure: the same revision, place and open status give the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prompts.files.menu_models import GuidanceNode, MenuNode, PersonNode
from prompts.menu_keys import (
    YES,
    commands_at,
    hints_at,
    keys_at,
    next_language,
    number_words,
    phrases_at,
    singular_words,
    yes_words,
)
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.refusal import SOON, QueueRefusal, Retry
from prompts.rendering.speech import Speech
from prompts.rendering.template import Template
from prompts.rendering.voice import PromptVoice, Utterance
from prompts.revision import Revision
from prompts.spoken.languages import GRAMMARS

__all__ = [
    "PromptTurn",
    "Utterance",
    "attack_check",
    "follows_silence",
    "goodbye",
    "node_turn",
    "person_node",
    "trouble",
    "welcome_turn",
    "wish",
]


@dataclass(frozen=True)
class PromptTurn:
    """The text at one point of a call, and the caller's choices there."""

    said: tuple[Utterance, ...]
    keys: frozenset[str] = frozenset()
    """Every key that does something here."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Phrases that count wherever they stand in what is said, and the key or the node each stands for."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Words that count only alone, and the key each stands for; see `prompts.keys.commands_at`."""
    hints: tuple[str, ...] = ()
    """The same words in their own spelling, for whoever writes down what the caller says."""
    expects_input: bool = True


def welcome_turn(revision: Revision, language: str, opening: OpenStatus) -> PromptTurn:
    """Return the beginning of a call: greeting, notices, the other languages, the open status, the main menu."""
    voice = PromptVoice(revision, language, opening)
    menu = revision.menu.start
    said = (
        voice.utters(voice.speech(voice.prompts.greeting), *voice.notices()),
        *_offer(revision, language),
        voice.utters(voice.door(), *voice.choices(menu)),
    )
    return _turn(revision, language, menu, said)


def node_turn(
    revision: Revision,
    language: str,
    node_id: str,
    attempt: int,
    opening: OpenStatus,
    refusal: QueueRefusal = QueueRefusal.NOBODY_SIGNED_IN,
    retry: Retry = SOON,
) -> PromptTurn:
    """Return the turn on arriving at a node (`attempt` 1), or after silence or useless input (2 and more)."""
    if attempt > 1:
        return _again(revision, language, node_id, min(attempt, revision.menu.attempts), opening)
    place = revision.menu.nodes[node_id]
    if isinstance(place, PersonNode):
        return _person_unavailable(revision, language, node_id, opening, (refusal, retry))
    voice = PromptVoice(revision, language, opening)
    if isinstance(place, GuidanceNode):
        said = voice.utters(*voice.guidance(node_id, place), *voice.choices(node_id))
    else:
        intro = revision.texts[language].nodes[node_id].text
        said = voice.utters(*([voice.speech(intro)] if intro else []), *voice.choices(node_id))
    return _turn(revision, language, node_id, (said,))


def _again(revision: Revision, language: str, node_id: str, attempt: int, opening: OpenStatus) -> PromptTurn:
    """Return help that grows with each attempt, then the choices; the last attempt says what follows."""
    voice = PromptVoice(revision, language, opening)
    place = revision.menu.nodes[node_id]
    retries = voice.prompts.retry_menu if isinstance(place, MenuNode) else voice.prompts.retry_guidance
    helps = [voice.speech(retries[attempt - 2])]
    if attempt == revision.menu.attempts:
        helps += [voice.speech(text) for text in _last_try(revision, language, node_id, opening)]
    said = (voice.utters(*helps), *_offer(revision, language), voice.utters(*voice.choices(node_id)))
    return _turn(revision, language, node_id, said)


def _last_try(revision: Revision, language: str, node_id: str, opening: OpenStatus) -> tuple[Template, ...]:
    prompts = revision.texts[language].prompts
    if not isinstance(revision.menu.nodes[follows_silence(revision, node_id)], PersonNode):
        return ()
    return (prompts.last_try_person if opening.is_open else prompts.last_try_goodbye,)


def _person_unavailable(
    revision: Revision, language: str, node_id: str, opening: OpenStatus, why: tuple[QueueRefusal, Retry]
) -> PromptTurn:
    """Return the turn after `0` when nobody can take the call: why, when to try again, and how else to reach the
    desk."""
    voice = PromptVoice(revision, language, opening)
    said = voice.utters(
        *_why(voice, opening, *why),
        voice.speech(voice.prompts.other_way),
        *voice.written_down("email"),
        *voice.choices(node_id),
    )
    return _turn(revision, language, node_id, (said,))


def _why(voice: PromptVoice, opening: OpenStatus, refusal: QueueRefusal, retry: Retry) -> list[Speech]:
    """Return why nobody can take the call, and when to try again."""
    prompts = voice.prompts
    if not opening.is_open:
        return [voice.door(), voice.speech(prompts.person_closed)]
    if refusal is QueueRefusal.LINE_CLOSED:
        return [voice.try_again(retry)]
    if refusal is QueueRefusal.PAST_CLOSING:
        # The wait passes a closing that is near, so the time alone says when.
        closes = voice.clock(opening.closes_at.time()) if opening.closes_at else ""
        past = voice.speech(prompts.waiting.past_closing, closes_at=closes)
        return [*voice.closure(), past, voice.try_again(retry)]
    told = {
        QueueRefusal.FULL: prompts.waiting.line_full,
        QueueRefusal.CALLED_TOO_OFTEN: prompts.waiting.called_too_often,
    }.get(refusal, prompts.person_open)
    if retry.at_opening and "next_opening" in told.fields:
        return [voice.speech(told)]  # the same opening is not said twice
    return [voice.speech(told), voice.try_again(retry)]


def wish(revision: Revision, language: str, node_id: str, opening: OpenStatus) -> PromptTurn:
    """Return the turn after `0` with notices that ask: what is known, and whether the caller still wants to wait."""
    voice = PromptVoice(revision, language, opening)
    turn = _turn(
        revision,
        language,
        node_id,
        (voice.utters(*voice.asking(), voice.speech(voice.prompts.waiting.still_wait)),),
    )
    spoken = yes_words(language)
    yes = {singular_words(language, word): YES for word in spoken}
    numbers = {word: YES for word in yes if word in number_words(language, YES)}
    words = {**turn.words, **{word: YES for word in yes if word not in numbers}}
    commands = {**turn.commands, **numbers}
    return replace(turn, keys=turn.keys | {YES}, words=words, commands=commands, hints=(*spoken, *turn.hints))


def attack_check(revision: Revision, language: str, node_id: str, digit: str) -> PromptTurn:
    """Return the turn after `0` in attack mode: press or say this digit; relay calls and callers who cannot press
    have another way."""
    voice = PromptVoice(revision, language)
    asked = voice.speech(voice.prompts.waiting.press_digit, digit=digit)
    turn = _turn(revision, language, node_id, (voice.utters(asked),))
    commands = {**turn.commands, **dict.fromkeys(number_words(language, digit), digit)}
    spoken = GRAMMARS[language].digits[int(digit)]
    return replace(turn, keys=turn.keys | {digit}, commands=commands, hints=(spoken, *turn.hints))


def goodbye(revision: Revision, language: str, opening: OpenStatus) -> PromptTurn:
    """Return the end of a call in which no key and no word arrived."""
    voice = PromptVoice(revision, language, opening)
    end = voice.prompts.goodbye_open if opening.is_open else voice.prompts.goodbye_closed
    said = voice.utters(*([] if opening.is_open else [voice.door()]), voice.speech(end))
    return PromptTurn((said,), expects_input=False)


def trouble(revision: Revision, language: str) -> PromptTurn:
    """Return the turn after a failure on our side: an apology, then the main menu."""
    voice = PromptVoice(revision, language)
    start = revision.menu.start
    said = voice.utters(voice.speech(voice.prompts.trouble), *voice.choices(start))
    return _turn(revision, language, start, (said,))


def follows_silence(revision: Revision, node_id: str) -> str:
    """Return the node that the last attempt at a node leads to when nothing useful came back.

    It is `after_attempts`; a person where the caller is there already, or asked for one.
    """
    after = revision.menu.after_attempts
    is_person = isinstance(revision.menu.nodes[node_id], PersonNode)
    return person_node(revision) if is_person or node_id == after else after


def person_node(revision: Revision) -> str:
    """Return the node that `0` leads to; a folder without one is refused when it is loaded."""
    return next(name for name, place in revision.menu.nodes.items() if isinstance(place, PersonNode))


def _turn(revision: Revision, language: str, node_id: str, said: tuple[Utterance, ...]) -> PromptTurn:
    return PromptTurn(
        said,
        keys_at(revision, node_id),
        phrases_at(revision, language, node_id),
        commands_at(revision, language, node_id),
        hints_at(revision, language, node_id),
    )


def _offer(revision: Revision, language: str) -> tuple[Utterance, ...]:
    """Return the offer of the language that `9` leads to, in that language; nothing if the desk has only one."""
    other = next_language(revision, language)
    if other == language:
        return ()
    offer = revision.texts[other].prompts.language_offer
    return (Utterance(other, offer.spoken(revision.fields[other])),)
