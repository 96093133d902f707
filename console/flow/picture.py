"""The call flow as boxes and lines: a tree that grows to the right, drawn on the server, with a table beside it.

Each leaf has a row of its own, so that a desk of sixty nodes is as readable as one of ten, only longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap

from editing.edits.menu_tree import in_call_order, title
from prompts.files.menu_models import MenuNode, PersonNode
from prompts.revision import Revision

BOX, TALL, BETWEEN, BESIDE, EDGE = 230, 58, 16, 112, 10
"""In the units of the picture: a box, the room between two rows and two columns, the margin."""
LETTERS, LINES = 24, 2
THIN, THICK = 1.5, 11.0

Step = tuple[str, str]
"""A node and a key pressed there."""


@dataclass(frozen=True)
class WayCount:
    """The number of times that a way was taken in the last 30 days, and its share of the times that the menu was
    heard."""

    number: int
    share: float


@dataclass(frozen=True)
class Box:
    """A node. `dead` says why callers can't reach it or can't go on; empty where they can."""

    node: str
    kind: str
    title: str
    lines: Sequence[str]
    x: int
    y: int
    note: str = ""
    dead: str = ""
    is_again: bool = False
    """The node is drawn elsewhere: two ways lead there."""


@dataclass(frozen=True)
class Edge:
    """A key that leads from one box to another."""

    key: str
    start: Box
    end: Box
    width: float
    gone: WayCount | None = None
    is_dead: bool = False

    @property
    def path(self) -> str:
        """Return the path out of one box, straight down at the middle, into the other."""
        x1, y1 = self.start.x + BOX, self.start.y + TALL // 2
        x2, y2 = self.end.x, self.end.y + TALL // 2
        middle = x1 + BETWEEN
        return f"M{x1} {y1}H{middle}V{y2}H{x2}"

    @property
    def label_x(self) -> int:
        return self.end.x - BESIDE + 2 * BETWEEN

    @property
    def label_y(self) -> int:
        return self.end.y + TALL // 2


@dataclass(frozen=True)
class Picture:
    """Everything of it. `lost` are nodes that no key leads to."""

    boxes: Sequence[Box]
    edges: Sequence[Edge]
    width: int
    height: int
    is_counted: bool
    box_width: int = BOX
    box_height: int = TALL

    @property
    def lost(self) -> list[Box]:
        return [box for box in self.boxes if box.dead]


def picture_of(revision: Revision, traffic: Mapping[Step, WayCount] | None = None) -> Picture:
    """Return the tree below the main menu, the way to a person below it, and last everything that no key leads to."""
    drawing = _Drawing(revision, traffic or {})
    drawing.grow()
    boxes, edges = drawing.boxes, drawing.edges
    wide = max(box.x for box in boxes) + BOX + EDGE
    return Picture(boxes, edges, wide, drawing.bottom + EDGE, traffic is not None)


class _Drawing:
    """Grows box by box, from the top down."""

    def __init__(self, revision: Revision, traffic: Mapping[Step, WayCount]) -> None:
        self._revision = revision
        self._menu = revision.menu
        self._traffic = traffic
        self._busiest = max([one.number for one in traffic.values()], default=0)
        self._drawn: set[str] = set()
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []
        self.bottom = EDGE

    def grow(self) -> None:
        start = self._branch(self._menu.start, 0)
        for name, place in self._menu.nodes.items():
            if isinstance(place, PersonNode) and name not in self._drawn:
                self._person(start, name)
        for name in in_call_order(self._menu):
            if name not in self._drawn:
                self._branch(name, 0, "No key leads here.")

    def _branch(self, node: str, depth: int, dead: str = "") -> Box:
        """Draw a node and all below it; the node stands beside the first of them."""
        self._drawn.add(node)
        place, top = self._menu.nodes[node], self.bottom
        ways = list(place.keys.items()) if isinstance(place, MenuNode) else []
        if isinstance(place, MenuNode) and not ways:
            dead = "This menu offers nothing."
        box = self._box(node, depth, top, dead)
        if not ways:
            self.bottom = top + TALL + BETWEEN
        for key, target in sorted(ways):
            is_again = target in self._drawn
            end = self._again(target, depth + 1) if is_again else self._branch(target, depth + 1)
            self._edge(f"{key}", box, end, is_dead=is_again)
        return box

    def _again(self, node: str, depth: int) -> Box:
        box = self._box(node, depth, self.bottom, "Two ways lead here.", is_again=True)
        self.bottom += TALL + BETWEEN
        return box

    def _person(self, start: Box, node: str) -> None:
        self._drawn.add(node)
        note = "0, wherever the caller is"
        if node == self._menu.after_attempts:
            note = "0 anywhere, or silence"
        box = self._box(node, 1, self.bottom, note=note)
        self.bottom += TALL + BETWEEN
        self._edge("0", start, box)

    def _box(
        self, node: str, depth: int, y: int, dead: str = "", *, note: str = "", is_again: bool = False
    ) -> Box:
        named = title(self._revision, node)
        lines = wrap(named, LETTERS)
        if len(lines) > LINES:
            lines = [lines[0], shorten(" ".join(lines[1:]), LETTERS, placeholder="…")]
        note = note or ", ".join(self._languages(node))
        x = EDGE + depth * (BOX + BESIDE)
        box = Box(node, self._menu.nodes[node].kind, named, lines, x, y, note, dead, is_again)
        self.boxes.append(box)
        return box

    def _languages(self, node: str) -> Iterator[str]:
        """Yield the languages in which a node says something, by their own names."""
        texts = self._revision.texts.values()
        return (said.language.name for said in texts if node in said.nodes)

    def _edge(self, key: str, start: Box, end: Box, *, is_dead: bool = False) -> None:
        gone = self._traffic.get((start.node, key))
        share = gone.number / self._busiest if gone and self._busiest else 0.0
        width = round(THIN + (THICK - THIN) * share, 1)
        self.edges.append(Edge(key, start, end, width, gone, is_dead))


@dataclass(frozen=True)
class PictureRow:
    """A line of the table beside the picture."""

    menu: str
    menu_title: str
    key: str
    node: str
    title: str
    kind: str
    dead: str
    gone: WayCount | None


def ways_of(picture: Picture) -> list[PictureRow]:
    """Return the ways of the picture, key by key from the top down."""
    return [
        PictureRow(
            one.start.node,
            one.start.title,
            one.key,
            one.end.node,
            one.end.title,
            one.end.kind,
            one.end.dead,
            one.gone,
        )
        for one in sorted(picture.edges, key=lambda edge: (edge.end.y, edge.end.x))
    ]
