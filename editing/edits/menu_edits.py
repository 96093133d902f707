"""The menu changed by form: each function takes a desk's files and gives them back with one thing done.

Keys are numbered anew from 1 whenever something comes or goes. Whether the outcome is good is for the checks;
refused here is what would leave callers at a dead end. Raises MenuRefused with a sentence, Unwritable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from editing.edits.yaml_files import YamlDocument, edited
from editing.errors import MenuRefused
from prompts.letters import remove_accents
from prompts.loader import DESK, MENU, Files

MOST_KEYS = 8
LONGEST_ID = 40
KEPT = 16


@dataclass(frozen=True)
class NewNode:
    """A node that is still to be made: its words by language, all of them needed but `text` of a menu."""

    kind: Literal["menu", "guidance"]
    title: Mapping[str, str]
    option: Mapping[str, str]
    text: Mapping[str, str]
    see: str = ""


def keys_of(files: Files, menu: str) -> dict[int, str]:
    """Return a menu's keys in the order in which they are said; none for other nodes."""
    node = _nodes(files).get(menu) or {}
    found = node.get("keys") or {}
    return {int(key): str(found[key]) for key in sorted(found)}


def standing_at(files: Files, *menus: str) -> str:
    """Return the keys of some menus as a person who changes them has seen them."""
    return "; ".join(
        f"{menu}: " + ", ".join(f"{key} {node}" for key, node in keys_of(files, menu).items())
        for menu in menus
    )


def titles_at(files: Files, node: str) -> str:
    """Return the titles of a node in every language."""
    return "; ".join(f"{language}: {_text(files, language, node, 'title')}" for language in _languages(files))


def menu_above(files: Files, node: str) -> str:
    """Return the menu whose key leads to a node; empty without one."""
    return next((menu for menu in _nodes(files) if node in keys_of(files, menu).values()), "")


def below(files: Files, node: str) -> Iterator[str]:
    """Yield everything that is reached through a node, also when a menu leads back to itself."""
    waiting, met = [node], {node}
    while waiting:
        for target in keys_of(files, waiting.pop()).values():
            if target not in met:
                met.add(target)
                waiting.append(target)
                yield target


def leads_to(files: Files, node: str) -> list[str]:
    """Return everything that would lead nowhere without a node, in words for people."""
    data = _data(files[MENU])
    found = [
        f"key {key} in “{title_of(files, menu)}”"
        for menu in _nodes(files)
        for key, target in keys_of(files, menu).items()
        if target == node
    ]
    if data.get("start") == node:
        found.append("the beginning of each call")
    if data.get("after_attempts") == node:
        found.append("callers who stay silent")
    return found


def title_of(files: Files, node: str) -> str:
    """Return a node's title for readers, in the desk's first language."""
    return next((_text(files, language, node, "title") for language in _languages(files)), "") or node


def put_in_order(files: Files, menu: str, nodes: Sequence[str]) -> Files:
    """Put the options of a menu in another order, with keys from 1 on."""
    if sorted(nodes) != sorted(keys_of(files, menu).values()):
        raise MenuRefused("Put just the options of this menu in order, each once.")
    return _with_keys(files, {menu: nodes})


def move_node(files: Files, node: str, menu: str) -> Files:
    """Move a node below another menu, as its last option."""
    above = menu_above(files, node)
    if not above:
        raise MenuRefused(f"No key leads to “{title_of(files, node)}”, so it can't be moved.")
    if menu == node or menu in below(files, node):
        raise MenuRefused(f"“{title_of(files, node)}” can't hang below itself.")
    if menu == above:
        return files
    left = [one for one in keys_of(files, above).values() if one != node]
    if not left:
        raise MenuRefused(f"“{title_of(files, above)}” would have no options left. Remove it instead.")
    return _with_keys(files, {above: left, menu: [*_room_in(files, menu), node]})


def add_node(files: Files, menu: str, new: NewNode) -> tuple[Files, str]:
    """Add a node as the last option of a menu, with its words in every language; also return its id."""
    node = _new_id(files, next(iter(new.title.values())))
    before = _before_person(files)
    made: dict[str, Any] = (
        {"kind": new.kind, "keys": {}} if new.kind == "menu" else {"kind": "guidance", "see": new.see}
    )
    changed = _edited(files, MENU, lambda menu_file: menu_file.insert(("nodes", node), made, before))
    for language in _languages(files):
        words = {
            "title": new.title[language],
            "option": new.option[language],
            "text": new.text.get(language, ""),
        }
        written = {name: text for name, text in words.items() if text}
        changed = _edited(
            changed, f"{language}.yaml", lambda said, w=written: said.insert(("nodes", node), w, before)
        )
    return _with_keys(changed, {menu: [*_room_in(files, menu), node]}), node


def rename_node(files: Files, node: str, titles: Mapping[str, str]) -> Files:
    """Change a node's title for readers; callers hear its option, which is a separate text. Raises MenuRefused."""
    for language, title in titles.items():
        if not title.strip():
            raise MenuRefused("Give it a title in every language.")
        files = _edited(
            files, f"{language}.yaml", lambda said, t=title: said.set(("nodes", node, "title"), t.strip())
        )
    return files


def remove_node(files: Files, node: str) -> Files:
    """Remove a node with its words, and the key that leads to it. Refused while other nodes depend on it."""
    named = title_of(files, node)
    if _nodes(files).get(node, {}).get("kind") == "person":
        raise MenuRefused(f"“{named}” is where 0 leads on every phone. It has to stay.")
    if inside := list(keys_of(files, node).values()):
        named_below = ", ".join(f"“{title_of(files, one)}”" for one in inside)
        raise MenuRefused(
            f"“{named}” leads to {named_below}. Move or remove that first, or callers could not reach it."
        )
    data = _data(files[MENU])
    if node == data.get("start"):
        raise MenuRefused(f"Each call begins at “{named}”. It has to stay.")
    if node == data.get("after_attempts"):
        raise MenuRefused(f"Callers who stay silent come to “{named}”. It has to stay.")
    above = menu_above(files, node)
    left = [one for one in keys_of(files, above).values() if one != node]
    if above and not left:
        raise MenuRefused(
            f"“{title_of(files, above)}” would have no options left. Remove “{title_of(files, above)}” instead."
        )
    return _without(_with_keys(files, {above: left} if above else {}), node)


def _without(files: Files, node: str) -> Files:
    switch = _nodes(files)[node].get("switch")
    files = _edited(files, MENU, lambda menu: menu.delete(("nodes", node)))
    for language in _languages(files):
        if _words(files, language, node):
            files = _edited(files, f"{language}.yaml", lambda said: said.delete(("nodes", node)))
    if switch and not any(other.get("switch") == switch for other in _nodes(files).values()):
        files = _edited(files, DESK, lambda desk: desk.delete(("switches", switch)))
    return files


def _room_in(files: Files, menu: str) -> list[str]:
    inside = list(keys_of(files, menu).values())
    if _nodes(files).get(menu, {}).get("kind") != "menu":
        raise MenuRefused("Choose a menu for it to hang below.")
    if len(inside) >= MOST_KEYS:
        raise MenuRefused(
            f"“{title_of(files, menu)}” has no key left. Choose another menu, or make room in this one."
        )
    return inside


def _with_keys(files: Files, menus: Mapping[str, Sequence[str]]) -> Files:
    for menu, nodes in menus.items():
        keys = dict(enumerate(nodes, start=1))
        files = _edited(files, MENU, lambda file, m=menu, k=keys: file.set(("nodes", m, "keys"), k))
    return files


def _edited(files: Files, name: str, change: Any) -> Files:
    return {**files, name: edited(files[name], change)}


def _new_id(files: Files, title: str) -> str:
    """Return an id made of the title's letters, with a number if that is taken."""
    bare = remove_accents(title, "NFKD").encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "_", bare).strip("_").lstrip("0123456789_")[: LONGEST_ID - 4] or "node"
    taken = _nodes(files)
    return next(one for one in (slug, *(f"{slug}_{n}" for n in range(2, 1000))) if one not in taken)


def _before_person(files: Files) -> str | None:
    """Return the node before which new ones stand in the files, as the person's comes last there."""
    return next((name for name, node in _nodes(files).items() if node.get("kind") == "person"), None)


def _nodes(files: Files) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _data(files[MENU])["nodes"]
    return found


def _languages(files: Files) -> list[str]:
    return list(_data(files[DESK])["languages"])


def _text(files: Files, language: str, node: str, name: str) -> str:
    return str(_words(files, language, node).get(name, ""))


def _words(files: Files, language: str, node: str) -> dict[str, Any]:
    """Return a node's words in a language; none if it has none there."""
    return dict(_data(files[f"{language}.yaml"]).get("nodes", {}).get(node) or {})


@lru_cache(KEPT)
def _data(text: str) -> Any:
    """Return the content of a file, which must not be changed. Reading takes a tenth of a second, and every step
    needs it."""
    return YamlDocument(text).data
