"""Rules about menus: how many options, how deep, how they are worded and told apart (M)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from prompts.files.menu_models import Menu, MenuNode, Node
from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.reading_time import plain_words, text_place, words
from prompts.lint.rules import Fault, Severity, rule
from prompts.lint.samples import open_door
from prompts.menu_keys import keys_at
from prompts.rendering.call_prompts import node_turn
from prompts.revision import Revision

MOST_OPTIONS, COMFORTABLE_OPTIONS = 7, 5
DEEPEST, COMFORTABLE_DEPTH = 3, 2
LONGEST_LABEL = 8
MOST_SHARED = 0.7


def menus_of(menu: Menu) -> Iterator[tuple[str, MenuNode]]:
    """Yield every menu with its name."""
    for name, place in menu.nodes.items():
        if isinstance(place, MenuNode):
            yield name, place


def options_of(revision: Revision, language: str, place: MenuNode) -> list[tuple[str, str]]:
    """Return the options of a menu in spoken order, each with the node to which it leads."""
    spoken = []
    for key, target in sorted(place.keys.items()):
        option = revision.texts[language].nodes[target].option
        if option:
            spoken.append((target, plain_words(option, key=str(key))))
    return spoken


@rule(
    "M01",
    Severity.ERROR,
    "A menu has at most seven options; more than five is a warning.",
    advice="Move the rarest options into a menu of their own.",
    source="Avaya, ivrsworld, ACIxD",
)
def too_many_options(revision: Revision) -> Iterator[Fault]:
    for name, place in menus_of(revision.menu):
        if len(place.keys) > COMFORTABLE_OPTIONS:
            severity = Severity.ERROR if len(place.keys) > MOST_OPTIONS else Severity.WARNING
            yield Fault(f"menu.yaml nodes.{name}", f"{len(place.keys)} options", severity)


@rule(
    "M02",
    Severity.ERROR,
    "An answer lies at most three menus deep; more than two is a warning.",
    advice="Offer the answer in a menu further up.",
    source="eduguru, Software Advice",
)
def too_deep(revision: Revision) -> Iterator[Fault]:
    for name, depth in _depths(revision.menu).items():
        is_menu = isinstance(revision.menu.nodes[name], MenuNode)
        if depth > COMFORTABLE_DEPTH and not is_menu:
            severity = Severity.ERROR if depth > DEEPEST else Severity.WARNING
            yield Fault(f"menu.yaml nodes.{name}", f"reached through {depth} menus", severity)


def _depths(menu: Menu) -> dict[str, int]:
    """Return how many menus a caller passes on the way to each reachable node."""
    depths, waiting = {menu.start: 0}, [menu.start]
    while waiting:
        name = waiting.pop(0)
        place = menu.nodes[name]
        for target in place.keys.values() if isinstance(place, MenuNode) else ():
            if target not in depths:
                depths[target] = depths[name] + 1
                waiting.append(target)
    return depths


@rule(
    "M03",
    Severity.ERROR,
    "The keys of a menu run from 1 without a gap.",
    advice="Number the options 1, 2, 3 and so on.",
    source="Avaya",
)
def gaps_in_keys(revision: Revision) -> Iterator[Fault]:
    for name, place in menus_of(revision.menu):
        if sorted(place.keys) != list(range(1, len(place.keys) + 1)):
            yield Fault(
                f"menu.yaml nodes.{name}.keys", f"the keys are {', '.join(map(str, sorted(place.keys)))}"
            )


@rule(
    "M04",
    Severity.ERROR,
    "In a menu of more than two, an option says its result before its key.",
    advice="Write “For …, press {key}.”, “Para …, marque {key}.” or “Si …, marque {key}.”",
    source="Weinschenk & Barker",
)
def key_before_result(revision: Revision) -> Iterator[Fault]:
    for language in revision.texts:
        for _, place in menus_of(revision.menu):
            for target, option in options_of(revision, language, place):
                if len(place.keys) > 2 and not TONGUES[language].option.fullmatch(option):
                    yield Fault(text_place(language, "nodes", target, "option"), f"“{option}”")


@rule(
    "M05",
    Severity.ERROR,
    "Every option's key is said, and every key that is said does something.",
    advice="Say the keys that menu.yaml gives this node, and no others.",
    source="checklist",
)
def spoken_keys_differ(revision: Revision) -> Iterator[Fault]:
    door = open_door(revision.desk)
    for language in revision.texts:
        for name, place in revision.menu.nodes.items():
            text = " ".join(said.speech.text for said in node_turn(revision, language, name, 1, door).said)
            spoken, wired = TONGUES[language].keys_in(text), keys_at(revision, name)
            needed = {str(key) for key in place.keys} if isinstance(place, MenuNode) else set()
            for key in sorted(spoken - wired):
                yield Fault(text_place(language, "nodes", name), f"the key {key} is said and does nothing")
            for key in sorted(needed - spoken):
                yield Fault(
                    text_place(language, "nodes", _leads_to(place, key)), f"its key {key} is not said"
                )


def _leads_to(place: Node, key: str) -> str:
    return place.keys[int(key)] if isinstance(place, MenuNode) else ""


@rule(
    "M08",
    Severity.ERROR,
    "No two options of a menu begin with the same three words or share most of their words.",
    advice="Begin each option with what sets it apart.",
    source="ACIxD",
)
def options_alike(revision: Revision) -> Iterator[Fault]:
    for language in revision.texts:
        for _, place in menus_of(revision.menu):
            for (one, first), (other, second) in combinations(options_of(revision, language, place), 2):
                if _alike(first, second, language):
                    message = f"“{first}” sounds like “{second}” (nodes.{one})"
                    yield Fault(text_place(language, "nodes", other, "option"), message)


def _alike(first: str, second: str, language: str) -> bool:
    one, other = (words(_label(option, language).casefold()) for option in (first, second))
    if len(one) > 2 and one[:3] == other[:3]:
        return True
    small = TONGUES[language].small_words
    telling, other_telling = set(one) - small, set(other) - small
    fewest = min(len(telling), len(other_telling))
    return fewest > 0 and len(telling & other_telling) / fewest > MOST_SHARED


def _label(option: str, language: str) -> str:
    match = TONGUES[language].option.fullmatch(option)
    return match["label"] if match else option


@rule(
    "M09",
    Severity.WARNING,
    "What an option is for takes at most eight words.",
    advice="Say only what a caller needs in order to choose.",
    source="ACIxD",
)
def long_labels(revision: Revision) -> Iterator[Fault]:
    for language in revision.texts:
        for _, place in menus_of(revision.menu):
            for target, option in options_of(revision, language, place):
                count = len(words(_label(option, language)))
                if count > LONGEST_LABEL:
                    yield Fault(text_place(language, "nodes", target, "option"), f"{count} words")
