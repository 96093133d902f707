"""Nodes that come, go or move, and keys that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from editing.diff.differing import ContentDifference, DifferenceKind
from editing.edits.menu_tree import in_call_order, node_place_in_words, steps, title
from prompts.files.menu_models import GuidanceNode, PersonNode
from prompts.revision import Revision

KINDS = {"menu": "a menu", "guidance": "guidance", "person": "the way to a person"}
WRITTEN = {
    "email": "the e-mail address",
    "number": "the phone number",
    "fax": "the fax number",
    "postal_address": "the mailing address",
}


def different_menu(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield the differences of the menu in the order of a call."""
    old, new = before.menu.nodes, after.menu.nodes
    for name in in_call_order(after.menu):
        if name not in old:
            told = f"“{title(after, name)}” is new: {KINDS[new[name].kind]}{_below(after, name)}."
            yield ContentDifference(
                DifferenceKind.ADDED, node_place_in_words(after, name), told, after=title(after, name)
            )
    for name in in_call_order(before.menu):
        if name not in new:
            told = f"“{title(before, name)}” is gone{_below(before, name)}."
            yield ContentDifference(
                DifferenceKind.REMOVED, node_place_in_words(before, name), told, before=title(before, name)
            )
    for name in in_call_order(after.menu):
        if name in old:
            yield from _moved(before, after, name)
    yield from _keys(before, after)
    for name in in_call_order(after.menu):
        if name in old:
            yield from _other_node(before, after, name)
    yield from _ends(before, after)


def _below(revision: Revision, node: str) -> str:
    above = [step for step in steps(revision.menu) if step.node == node]
    return f", key {above[0].key} in “{title(revision, above[0].menu)}”" if above else ""


def _parent(revision: Revision, node: str) -> str | None:
    return next((step.menu for step in steps(revision.menu) if step.node == node), None)


def _moved(before: Revision, after: Revision, node: str) -> Iterator[ContentDifference]:
    was, now = _parent(before, node), _parent(after, node)
    if was == now:
        return
    here = f"in “{title(after, now)}”" if now else "reached by no key"
    there = f"in “{title(before, was)}”" if was else "reached by no key"
    told = f"“{title(after, node)}” is now {here}, not {there}."
    yield ContentDifference(
        DifferenceKind.MOVED,
        node_place_in_words(after, node),
        told,
        before=node_place_in_words(before, node),
        after=node_place_in_words(after, node),
    )


def _keys(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    was = {(step.menu, step.key): step.node for step in steps(before.menu)}
    now = {(step.menu, step.key): step.node for step in steps(after.menu)}
    for menu, key in sorted(was.keys() | now.keys(), key=lambda one: (_rank(after, one[0]), one[1])):
        old, new = was.get((menu, key)), now.get((menu, key))
        if old == new or menu not in before.menu.nodes or menu not in after.menu.nodes:
            continue
        leads = f"leads to “{title(after, new)}”" if new else "does nothing any more"
        instead = f", not to “{title(before, old)}”" if old and new else ""
        told = f"Key {key} in “{title(after, menu)}” {leads}{instead}."
        names = (title(before, old) if old else "", title(after, new) if new else "")
        yield ContentDifference(
            DifferenceKind.LEADS, node_place_in_words(after, menu), told, f"on pressing {key}", "", *names
        )


def _rank(revision: Revision, menu: str) -> int:
    order = in_call_order(revision.menu)
    return order.index(menu) if menu in order else len(order)


def _other_node(before: Revision, after: Revision, name: str) -> Iterator[ContentDifference]:
    old, new = before.menu.nodes[name], after.menu.nodes[name]
    place = node_place_in_words(after, name)
    if old.kind != new.kind:
        told = f"“{title(after, name)}” is {KINDS[new.kind]} now, not {KINDS[old.kind]}."
        yield ContentDifference(
            DifferenceKind.LEADS, place, told, before=KINDS[old.kind], after=KINDS[new.kind]
        )
    elif isinstance(old, GuidanceNode) and isinstance(new, GuidanceNode):
        yield from _other_guidance(old, new, place, title(after, name))
    elif isinstance(old, PersonNode) and isinstance(new, PersonNode) and old.line != new.line:
        told = f"Who asks for a person waits on the line “{new.line}”, not “{old.line}”."
        yield ContentDifference(DifferenceKind.LEADS, place, told, before=old.line, after=new.line)


def _other_guidance(
    old: GuidanceNode, new: GuidanceNode, place: str, named: str
) -> Iterator[ContentDifference]:
    if old.write_down != new.write_down:
        was, now = (_listed([WRITTEN[item] for item in node.write_down]) for node in (old, new))
        told = f"“{named}” has callers write down {now}, not {was}."
        yield ContentDifference(DifferenceKind.SAID, place, told, "after the guidance", "", was, now)
    if old.switch != new.switch:
        was, now = (f"the switch “{node.switch}”" if node.switch else "no switch" for node in (old, new))
        told = f"What is read out at “{named}” hangs on {now}, not on {was}."
        yield ContentDifference(DifferenceKind.SAID, place, told, "on arriving", "", was, now)
    if old.see != new.see:
        told = f"“{named}” refers those who read to {new.see}, not to {old.see}."
        yield ContentDifference(DifferenceKind.READ, place, told, before=old.see, after=new.see)


def _listed(words: list[str]) -> str:
    return ", ".join(words) if words else "nothing"


def _ends(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield the differences in where a call starts, where silence leads, and after how many attempts."""
    old, new = before.menu, after.menu
    if old.start != new.start:
        was, now = title(before, old.start), title(after, new.start)
        told = f"A call starts in “{now}”, not in “{was}”."
        yield ContentDifference(DifferenceKind.LEADS, now, told, before=was, after=now)
    if old.after_attempts != new.after_attempts:
        was, now = title(before, old.after_attempts), title(after, new.after_attempts)
        told = f"Who stays silent comes to “{now}”, not to “{was}”."
        yield ContentDifference(DifferenceKind.LEADS, now, told, before=was, after=now)
    if old.attempts != new.attempts:
        told = f"Silent callers are asked {new.attempts} times in all, not {old.attempts}."
        yield ContentDifference(
            DifferenceKind.SETTING, "Every menu", told, "", "", f"{old.attempts}", f"{new.attempts}"
        )
