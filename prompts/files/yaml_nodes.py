"""A YAML text as nodes, within bounds: reading 200,000 characters takes less than a second, whatever they are.

The parser's time is quadratic in how deeply brackets are nested, and each part costs it some 50 µs. Both are counted
while it reads, so that it stops early.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.nodes import Node

DEEPEST = 12
"""Levels of parts inside each other, below the file as a whole."""
MOST_PARTS = 10_000
"""Keys, values and list items of a file; the largest file of the first desk has 400."""
TOO_DEEP = "anchors (&, *) and deep nesting are not used here; write it out"
TOO_MANY = f"the file has more than {MOST_PARTS:,} parts"


class OutOfBounds(ComposerError):
    """The text is nested too deeply or has too many parts."""


def compose_nodes(text: str) -> Node | None:
    """Return the root node, None for an empty text. Raises YAMLError, OutOfBounds among them, and ValueError."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    root: Node | None = yaml.compose(text)
    return root


class _BoundedComposer(Composer):
    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False
        self._level = self._parts = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._parts += 1
        if self._level > DEEPEST or self._parts > MOST_PARTS:
            problem = TOO_DEEP if self._level > DEEPEST else TOO_MANY
            raise OutOfBounds(None, None, problem, self.parser.peek_event().start_mark)
        self._level += 1
        node = super().compose_node(parent, index)
        self._level -= 1
        return node
