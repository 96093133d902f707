"""The menu as the tree that callers walk: the keys that lead to a node, and the order of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prompts.files.menu_models import Menu, MenuNode, PersonNode
from prompts.revision import Revision


@dataclass(frozen=True)
class MenuKey:
    """A key that leads from a menu to a node. `menu` may name nodes that are not there: a draft is not always whole."""

    menu: str
    key: int
    node: str


def steps(menu: Menu) -> Iterator[MenuKey]:
    """Yield every key of every menu, in the order of the keys."""
    for name, place in menu.nodes.items():
        if isinstance(place, MenuNode):
            yield from (MenuKey(name, key, target) for key, target in sorted(place.keys.items()))


def keys_to(menu: Menu, node: str) -> tuple[int, ...] | None:
    """Return the keys that a caller presses from the main menu to a node; None for one that no key leads to."""
    leads = {step.node: step for step in reversed(list(steps(menu)))}
    keys: list[int] = []
    while node != menu.start:
        step = leads.pop(node, None)  # taken out, so that menus in a ring come to an end
        if step is None:
            return None
        keys.insert(0, step.key)
        node = step.menu
    return tuple(keys)


def in_call_order(menu: Menu) -> list[str]:
    """Return every node, as a caller who tries the keys one by one would meet them; unreachable ones come last."""
    met: list[str] = []
    waiting = [menu.start]
    while waiting:
        name = waiting.pop(0)
        if name in met or name not in menu.nodes:
            continue
        met.append(name)
        waiting[:0] = [step.node for step in steps(menu) if step.menu == name]
    return [*met, *(name for name in menu.nodes if name not in met)]


def title(revision: Revision, node: str) -> str:
    """Return a node's title for readers, in the desk's first language."""
    texts = revision.texts[next(iter(revision.desk.languages))]
    return texts.nodes[node].title if node in texts.nodes else node.replace("_", " ")


def node_place_in_words(revision: Revision, node: str) -> str:
    """Return a node's title, and the keys that lead to it: `Hours and holidays (keys 5, 1)`."""
    named = title(revision, node)
    if isinstance(revision.menu.nodes.get(node), PersonNode):
        return f"{named} (key 0)"
    keys = keys_to(revision.menu, node)
    if not keys:
        return named
    return f"{named} ({'key' if len(keys) == 1 else 'keys'} {', '.join(map(str, keys))})"
