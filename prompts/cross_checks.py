"""Do the files of a folder fit each other?

Every node has its words in every language, every name leads somewhere, every switch points at a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prompts.files.menu_models import GuidanceNode, Menu, MenuNode, Node, PersonNode
from prompts.files.models import Desk, Id
from prompts.files.source import Source
from prompts.files.texts import NodeTexts, Texts
from prompts.rendering.template import Template


@dataclass(frozen=True)
class Parts:
    """The models of a folder with the sources they came from."""

    desk: Desk
    menu: Menu
    texts: Mapping[str, Texts]
    sources: Mapping[str, Source]


def fit_together(parts: Parts) -> None:
    """Note in the sources whatever does not fit."""
    _fit_menu(parts)
    _fit_desk(parts)
    for language, texts in parts.texts.items():
        source = parts.sources[f"{language}.yaml"]
        _fit_nodes(parts, texts, source)
        _fit_retries(parts.menu, texts, source)
        _fit_days(parts.desk, language, texts, source)
        _fit_fax(parts.desk, texts, source)


def _fit_menu(parts: Parts) -> None:
    menu, source = parts.menu, parts.sources["menu.yaml"]
    for field in ("start", "after_attempts"):
        if getattr(menu, field) not in menu.nodes:
            source.complain((field,), f"there is no node {getattr(menu, field)!r}")
    if not isinstance(menu.nodes.get(menu.start, None), MenuNode | None):
        source.complain(("start",), "a call starts in a menu")
    if not any(isinstance(node, PersonNode) for node in menu.nodes.values()):
        source.complain(("nodes",), "there is no node of kind person for the key 0")
    for name, node in menu.nodes.items():
        for place, message in _misled(parts, node):
            source.complain(("nodes", name, *place), message)


def _misled(parts: Parts, node: Node) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, MenuNode):
        for key, target in node.keys.items():
            if target not in parts.menu.nodes:
                yield ("keys", key), f"there is no node {target!r}"
    elif isinstance(node, PersonNode):
        if node.line not in {line.id for line in parts.desk.lines}:
            yield ("line",), f"desk.yaml has no line {node.line!r}"
    else:
        if node.switch and node.switch not in parts.desk.switches:
            yield ("switch",), f"desk.yaml has no switch {node.switch!r}"
        if "fax" in node.write_down and not parts.desk.fax:
            yield ("write_down",), "desk.yaml has no fax"


def _fit_desk(parts: Parts) -> None:
    source = parts.sources["desk.yaml"]
    used = {node.switch for node in parts.menu.nodes.values() if isinstance(node, GuidanceNode)}
    for switch in parts.desk.switches.keys() - used:
        source.complain(("switches", switch), f"no node of menu.yaml uses the switch {switch!r}")
    for number, line in enumerate(parts.desk.lines):
        for language in set(line.languages) - set(parts.desk.languages):
            source.complain(("lines", number, "languages"), f"the desk does not speak {language!r}")
    first = next(iter(parts.desk.languages))
    for outcome, names in parts.desk.outcomes.items():
        if first not in names:
            source.complain(("outcomes", outcome), f"the outcome has no name in {first!r}")


def _fit_nodes(parts: Parts, texts: Texts, source: Source) -> None:
    for name in texts.nodes.keys() - parts.menu.nodes.keys():
        source.complain(("nodes", name), f"menu.yaml has no node {name!r}")
    offered = {
        t for node in parts.menu.nodes.values() if isinstance(node, MenuNode) for t in node.keys.values()
    }
    for name, node in parts.menu.nodes.items():
        if name not in texts.nodes:
            source.complain(("nodes",), f"the node {name!r} of menu.yaml has no texts here")
            continue
        said = texts.nodes[name]
        if name in offered and said.option is None:
            source.complain(("nodes", name), "'option' is missing: how the menu above offers it")
        for message in _unsaid(parts.desk, node, said):
            source.complain(("nodes", name), message)


def _unsaid(desk: Desk, node: Node, said: NodeTexts) -> Iterator[str]:
    switch: Id | None = node.switch if isinstance(node, GuidanceNode) else None
    if said.text and isinstance(node, PersonNode):
        yield "'text' is not used: what is said after the key 0 stands in the prompts"
    if said.option and "key" not in said.option.fields:
        yield "'option' must say its key: write {key} in it"
    if switch is None and said.variants:
        yield "'variants' are only for nodes with a switch"
    if switch is None and said.text is None and isinstance(node, GuidanceNode):
        yield "'text' is missing: what is read out"
    if switch and said.text:
        yield f"'text' is not used: the switch {switch!r} chooses among the 'variants'"
    if switch and desk.switches.get(switch) not in {None, *said.variants}:
        yield f"there is no variant {desk.switches[switch]!r}: desk.yaml sets {switch!r} to it"


def _fit_retries(menu: Menu, texts: Texts, source: Source) -> None:
    for field in ("retry_menu", "retry_guidance"):
        found = len(getattr(texts.prompts, field))
        if found != menu.attempts - 1:
            message = f"{menu.attempts} attempts need {menu.attempts - 1} texts here, there are {found}"
            source.complain(("prompts", field), message)


def _fit_days(desk: Desk, language: str, texts: Texts, source: Source) -> None:
    names, needed = set(names_of_days(desk)), set(names_of_days(desk, language))
    for name in sorted(needed - texts.closed_days.keys()):
        source.complain(("closed_days",), f"the closed day {name!r} of desk.yaml has no name here")
    for name in sorted(texts.closed_days.keys() - names):
        source.complain(("closed_days", name), f"desk.yaml has no closed day {name!r}")


def names_of_days(desk: Desk, language: str = "") -> dict[str, None]:
    """Return every name of a closed day or single date, in the desk's order, later names too.

    With `language`, without the single dates that say themselves what they are called in it.
    """
    names = [name for day in desk.closed_days for name in (day.name, *day.renamed.values())]
    return dict.fromkeys([*names, *(one.name for one in desk.dates if language not in one.said)])


def _fit_fax(desk: Desk, texts: Texts, source: Source) -> None:
    if desk.fax:
        return
    for place, template in every_text(texts):
        if "fax" in template.fields and place != ("prompts", "write_down", "fax"):
            source.complain(place, "desk.yaml has no fax")


def every_text(texts: Texts) -> Iterator[tuple[tuple[str | int, ...], Template]]:
    """Yield every text of a language with its place in the file."""
    yield from _templates(("closed_days",), texts.closed_days)
    yield from _templates(("prompts",), texts.prompts)
    yield from _templates(("nodes",), texts.nodes)


def _templates(
    place: tuple[str | int, ...], value: object
) -> Iterator[tuple[tuple[str | int, ...], Template]]:
    if isinstance(value, Template):
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _templates((*place, name), inner)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _templates((*place, number), inner)
    elif hasattr(value, "__pydantic_fields__"):
        for name in type(value).__pydantic_fields__:
            yield from _templates((*place, name), getattr(value, name))
