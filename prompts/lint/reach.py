"""Rules about the tree: everything can be reached, nothing is a dead end, and nothing needs a voice (G, A)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from prompts.files.menu_models import GuidanceNode, PersonNode
from prompts.lint.menu_rules import menus_of
from prompts.lint.rules import Fault, Severity, rule
from prompts.rendering.call_prompts import person_node
from prompts.revision import Revision

_ADDRESS = re.compile(r"https://[\w.-]+\.[a-z]{2,}(?:/\S*)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@rule(
    "G01",
    Severity.ERROR,
    "Every node is reached from exactly one menu, no menu is empty, and no menu leads back to itself.",
    advice="Give the node a key in one menu, or take it out.",
    source="checklist",
)
def lost_nodes(revision: Revision) -> Iterator[Fault]:
    menu = revision.menu
    reached = Counter(target for _, place in menus_of(menu) for target in place.keys.values())
    without_key = {menu.start, person_node(revision)}
    for name, place in menu.nodes.items():
        if name not in reached and name not in without_key:
            yield Fault(f"menu.yaml nodes.{name}", "no key leads here")
        if reached[name] > 1 and not isinstance(place, PersonNode):
            yield Fault(f"menu.yaml nodes.{name}", "two keys lead here, so “back” can't know where to go")
    for name, node in menus_of(menu):
        if not node.keys:
            yield Fault(f"menu.yaml nodes.{name}", "a menu without options")
    if menu.start in reached:
        yield Fault(
            f"menu.yaml nodes.{menu.start}", "a menu leads back to the main menu: that is what * does"
        )


@rule(
    "A01",
    Severity.ERROR,
    "Each guidance names a way to the same without a voice: a web or e-mail address.",
    advice="Write an https:// or e-mail address in see.",
    source="EN 301 549 6.4",
)
def voice_only(revision: Revision) -> Iterator[Fault]:
    for name, place in revision.menu.nodes.items():
        if isinstance(place, GuidanceNode) and not _ADDRESS.fullmatch(place.see):
            yield Fault(f"menu.yaml nodes.{name}.see", f"“{place.see}” is neither")
