"""A wallboard rendered once for all who look at it: two hundred open pages cost one rendering.

Forms carry a token of the browser that they are handed to; it is put in at the end.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from routing.queue.desk_snapshot import DeskNow

PLACE_OF_TOKEN = f"token-{secrets.token_hex(16)}"
"""Nobody can write it into a message: each process has its own."""
Look = tuple[str, ...]
"""Whatever else makes two drawings differ: the desk, the size, the zone."""


@dataclass(frozen=True)
class Drawing:
    """A rendering of one reading of the desk."""

    seen: DeskNow
    html: str

    def handed_to(self, token: str) -> Markup:
        """Return the rendering with the token of one browser in its forms."""
        return Markup(self.html.replace(PLACE_OF_TOKEN, escape(token)))


class Drawings:
    """The latest of each look, of one process."""

    def __init__(self) -> None:
        self._drawing = threading.Lock()
        self._kept: dict[Look, Drawing] = {}

    def of(self, look: Look, seen: DeskNow, draw: Callable[[str], str]) -> Drawing:
        """Return the rendering of this reading of the desk; `draw` gets a placeholder for the token."""
        with self._drawing:
            kept = self._kept.get(look)
            if kept is None or kept.seen is not seen:
                kept = self._kept[look] = Drawing(seen, draw(PLACE_OF_TOKEN))
            return kept
