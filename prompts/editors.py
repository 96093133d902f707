"""Who looks after each text, and by when somebody should read it again (`editors.yaml`).

Callers hear nothing of it.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from prompts.files.models import Model, PlainText


class Care(Model):
    """The owner and review date of a text, in all its languages."""

    owner: PlainText | None = None
    review_by: date | None = None

    def is_due(self, today: date) -> bool:
        """Return whether the review date is reached or past."""
        return self.review_by is not None and self.review_by <= today


class Editors(Model):
    """The file. A text is named by its place, `nodes.hours.text`; what names no text (any more) does no harm."""

    texts: dict[str, Care] = Field(default_factory=dict)
