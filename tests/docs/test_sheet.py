"""The rep's guide is the sheet of the console, and the sheet knows every state there is."""

from __future__ import annotations

from console.rep.quick_reference import STATES, guide
from console.rep.status_view import HEADLINES, REASONS
from tests.docs.pages import read


def test_the_guide_is_written_anew_when_the_sheet_changes() -> None:
    assert read("docs/guide-rep.md") == guide(), "python -m console.rep.quick_reference > docs/guide-rep.md"


def test_whatever_the_page_says_of_a_rep_is_explained() -> None:
    shown = {row[0] for row in STATES.rows}
    away = HEADLINES["away"][0]
    planned = {away + reason for name, reason in REASONS.items() if name not in ("lunch", "meeting")}
    assert {headline for headline, _, _ in HEADLINES.values()} | planned <= shown
