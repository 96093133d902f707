"""Rules about how long things take to say (M07, M10, M11). Seconds are estimates: 150 words a minute."""

from __future__ import annotations

from collections.abc import Iterator

from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.menu_rules import menus_of
from prompts.lint.reading_time import break_seconds, speaking_time, text_place
from prompts.lint.rules import Fault, Severity, rule
from prompts.lint.samples import closed_doors, open_door
from prompts.rendering.call_prompts import goodbye, node_turn, welcome_turn
from prompts.rendering.speech import Speech, SsmlMark
from prompts.revision import Revision

PER_OPTION = 0.35
LONGEST_MENU, LONGEST_GREETING, LONGEST_MESSAGE = 30.0, 8.0, 20.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 0.75


@rule(
    "M07",
    Severity.WARNING,
    "In a menu of more than three, 500 to 750 milliseconds lie between two options.",
    advice="Take the <break> out of the option: the line pauses between options by itself.",
    source="ACIxD",
)
def bad_pauses(revision: Revision) -> Iterator[Fault]:
    door = open_door(revision.desk)
    for language in revision.texts:
        for name, place in menus_of(revision.menu):
            turn = node_turn(revision, language, name, 1, door)
            pauses = _pauses_between_options(turn.said[0].speech, language)
            bad = [pause for pause in pauses if not SHORTEST_PAUSE <= pause <= LONGEST_PAUSE]
            if len(place.keys) > 3 and bad:
                yield Fault(
                    text_place(language, "nodes", name), f"a pause of {bad[0]:.2f} s between two options"
                )


def _pauses_between_options(speech: Speech, language: str) -> Iterator[float]:
    """Yield the length of each pause that follows an option's key and precedes another option."""
    pause, after_option = 0.0, False
    for piece in speech.pieces:
        if isinstance(piece, SsmlMark) and piece.name == "break":
            pause += break_seconds(piece)
        elif isinstance(piece, str) and piece.strip(" ."):
            if after_option and pause:
                yield pause
            pause = 0.0
            after_option = piece.strip().isdigit() or bool(TONGUES[language].keys_in(piece))


@rule(
    "M10",
    Severity.WARNING,
    "A whole menu takes at most 30 seconds.",
    advice="Shorten the options, or move some into a menu of their own.",
    source="working limit",
)
def long_menus(revision: Revision) -> Iterator[Fault]:
    door = open_door(revision.desk)
    for language in revision.texts:
        for name, place in menus_of(revision.menu):
            spoken = sum(
                speaking_time(said.speech) for said in node_turn(revision, language, name, 1, door).said
            )
            spoken += PER_OPTION * len(place.keys)
            if spoken > LONGEST_MENU:
                yield Fault(text_place(language, "nodes", name), f"about {spoken:.0f} seconds")


@rule(
    "M11",
    Severity.WARNING,
    "The greeting takes at most 8 seconds, and what can't be heard again at most 20.",
    advice="Say less; the menu is what callers wait for.",
    source="working limit",
)
def long_messages(revision: Revision) -> Iterator[Fault]:
    for language in revision.texts:
        doors = (open_door(revision.desk), *closed_doors(revision.desk))
        greeting = speaking_time(welcome_turn(revision, language, doors[0]).said[0].speech)
        if greeting > LONGEST_GREETING:
            yield Fault(text_place(language, "prompts", "greeting"), f"about {greeting:.1f} seconds")
        for is_open in (True, False):
            ends = [goodbye(revision, language, door) for door in doors if door.is_open is is_open]
            longest = max(speaking_time(turn.said[0].speech) for turn in ends)
            if longest > LONGEST_MESSAGE:
                name = f"goodbye_{'open' if is_open else 'closed'}"
                yield Fault(
                    text_place(language, "prompts", name),
                    f"about {longest:.1f} seconds with the door's state",
                )
