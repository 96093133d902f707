"""The languages whose dates and times can be said. A new one is a class like `Spanish` and a line here."""

from __future__ import annotations

from prompts.files.models import Desk
from prompts.spoken.english import English, InternationalEnglish
from prompts.spoken.grammar import Grammar
from prompts.spoken.spanish import Spanish

GRAMMARS: dict[str, Grammar] = {"en": English(), "es": Spanish()}
AMERICAN = ("en-US", "en-CA")
_INTERNATIONAL: Grammar = InternationalEnglish()


def grammar_of(desk: Desk, language: str) -> Grammar:
    """Return how dates and times are said in a language of the desk, in the country of its voice."""
    is_american = language != "en" or desk.languages[language].locale in AMERICAN
    return GRAMMARS[language] if is_american else _INTERNATIONAL
