"""The shape of `menu.yaml`: the call as a tree of nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prompts.files.models import Id, Model


class MenuNode(Model):
    """A choice between topics: digit → node. Options are spoken in the order of the keys."""

    kind: Literal["menu"]
    keys: dict[Annotated[int, Field(ge=1, le=8)], Id]


class GuidanceNode(Model):
    """Something read out; then again, back, a person, or hang up."""

    kind: Literal["guidance"]
    write_down: tuple[Literal["email", "number", "fax", "postal_address"], ...] = ()
    """What is announced as to be written down, said twice and offered again."""
    switch: Id | None = None
    """The desk's switch that chooses which variant of the text is read."""
    see: str
    """Where the same is found without a voice: a web address or an e-mail address (EN 301 549 6.4)."""


class PersonNode(Model):
    """The node to which `0` leads: the way into a queue."""

    kind: Literal["person"]
    line: Id


Node = Annotated[MenuNode | GuidanceNode | PersonNode, Field(discriminator="kind")]


class Menu(Model):
    """The call as a tree of nodes (`menu.yaml`). `0 * # 9` mean the same everywhere and are not listed."""

    start: Id
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    after_attempts: Id
    """The node reached when a caller has neither pressed nor said anything useful in `attempts` tries."""
    nodes: dict[Id, Node]

    def parent(self, node: Id) -> Id:
        """Return the menu from which `node` is reached; `start` for `start` itself and for nodes outside every menu."""
        for name, candidate in self.nodes.items():
            if isinstance(candidate, MenuNode) and node in candidate.keys.values():
                return name
        return self.start
