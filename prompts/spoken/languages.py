"""The languages whose dates and times can be said. A new one is a class like `Spanish` and a line here."""

from __future__ import annotations

from prompts.spoken.english import English
from prompts.spoken.grammar import Grammar
from prompts.spoken.spanish import Spanish

GRAMMARS: dict[str, Grammar] = {"en": English(), "es": Spanish()}
