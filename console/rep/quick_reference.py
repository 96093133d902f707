"""What a rep has to know, on one sheet: shown on a page of the console, and kept as docs/guide-rep.md.

    python -m console.rep.quick_reference > docs/guide-rep.md

Written once, here. Words are marked as in Markdown: `a key`, *what stands on the page*, **what it is about**.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from console.rep.status_view import HEADLINES, REASONS, ShownStatus
from store.desk.states import OfferOutcome, StatusReason

WIDTH = 150
"""Of a line of the guide, as of the other guides."""
MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*")


@dataclass(frozen=True)
class Table:
    """Rows of cells below their headings."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _says(kind: ShownStatus, reason: str = "") -> str:
    """Return the headline that *My page* shows for a state."""
    return HEADLINES[kind][0] + REASONS.get(reason, "")


def _away_for(reason: str) -> str:
    """Return the headline of a rep who is away for a reason."""
    return _says(ShownStatus.AWAY, reason)


KEYS = (
    ("Alt A", "the large button"),
    ("Alt P", "pass the call"),
    ("Alt W", "be away"),
    ("Alt O", "sign out of calls"),
    ("Alt N", "go to the note"),
    ("Alt X", "hand the caller to somebody else"),
    ("Alt M", "more time to wrap up"),
)
"""Keyboard shortcuts. All with Alt, so that nobody who types or dictates sets one off; none that a browser has for
itself on Windows, macOS or Linux."""
DAY = (
    "**Sign in:** press *Take calls* on *My page*, or text `on` to the desk's number, or call it from your phone, "
    "type your PIN and `#`, and press `1`.",
    "**A call comes:** your phone rings and says who waits, about what, how long. Press `1` to take it. If calls ring "
    "in the browser, press *Take the call*.",
    "**Talk:** *My page* shows what the caller has heard. Never tell anybody anything because of the number: it can be "
    "false.",
    "**Wrap up:** choose what came of it, write a note if it helps, press *Done*. Then the next call may come.",
    "**A break:** *Be away*. **Home:** *Sign out of calls*, or text `off`.",
)
PHONE = Table(
    "Your phone",
    ("when", "what to press or write"),
    (
        ("It rings", "`1` take the call, `2` pass it on. If you press nothing, the caller goes on waiting"),
        ("The caller has hung up", "`1` take the next call at once"),
        (
            "You call the desk's number from your phone",
            "your PIN and `#`, then `1` take calls, `2` be away, `3` how long the line is, `4` how you stand, "
            "`5` close the desk, if you may, `9` what callers hear",
        ),
        ("You go away there", "`1` lunch, `2` meeting, `3` anything else, `*` stay"),
        (
            "You call from another phone",
            "`*` in the main menu that callers hear, then your rep number and `#`, your PIN and `#`",
        ),
        (
            "You text the desk's number",
            "`on` take calls, `off` sign out (in a call: after it), `status` how you stand, `help`; `on` and `off` "
            "once you have called from this phone and typed your PIN",
        ),
    ),
)
STATES = Table(
    "How you stand, and why no call comes",
    ("*My page* says", "it means", "what to do"),
    (
        (_says(ShownStatus.AVAILABLE), "the next caller is yours; or nobody waits", "nothing"),
        (_says(ShownStatus.OFFERED), "your phone rings, or this page", "`1`, or *Take the call*"),
        (_says(ShownStatus.CONNECTING), "the caller is being put through", "stay on the phone"),
        (_says(ShownStatus.TALKING), "the caller hears you", "*Put on hold*, *Hand on*"),
        (_says(ShownStatus.HELD), "the caller hears music, not you", "*Take the caller back*"),
        (
            _says(ShownStatus.ASKING),
            "a colleague is rung, then you two talk",
            "*Hand over*, *Take the caller back*",
        ),
        (_says(ShownStatus.ASKED), "the caller is not yours yet", "talk with your colleague"),
        (_says(ShownStatus.WRAP_UP), "no call comes while the clock runs", "*Done*"),
        (_says(ShownStatus.PAUSE), "you passed a call, or could not be rung", "wait, or *Take calls*"),
        (_says(ShownStatus.AWAY), "you, or a supervisor, set it so", "*Take calls*"),
        (
            _away_for(OfferOutcome.MISSED),
            "it rang, and you did not take it",
            "be there, then *Take calls*",
        ),
        (
            _away_for(OfferOutcome.UNREACHABLE),
            "it is off, busy or out of reach",
            "look at it, then *Take calls*",
        ),
        (_away_for(OfferOutcome.LIMITED), "a limit that stops mistakes", "tell your admin"),
        (
            _away_for(StatusReason.PAGE_CLOSED),
            "your calls ring on that page",
            "leave it open, then *Take calls*",
        ),
        (_says(ShownStatus.OFFLINE), "you signed out, or the desk has closed", "*Take calls*"),
        ("The connection is gone", "what you see may be old", "wait, or call and press `4`"),
    ),
)
SHORTCUTS = "Keys of the page"
LAST = (
    "No caller is lost by you: who is missed or passed keeps the place in line, and who is cut off is offered the "
    "front of it."
)


def marked(text: str) -> Markup:
    """Return a text for a page."""

    def tag(found: re.Match[str]) -> str:
        name = ("kbd", "strong", "em")[found.lastindex - 1 if found.lastindex else 0]
        return f"<{name}>{found[found.lastindex or 0]}</{name}>"

    return Markup(MARKED.sub(tag, str(escape(text))))


def guide() -> str:
    """Return the sheet as a page of the documentation."""
    parts = [
        "# For reps: one sheet",
        "For whoever answers calls. *How it works* on *My page* is this sheet with your own numbers, and prints on one "
        "page. Your admin gives you a rep number, a secret code (PIN) and a link to the console.",
        "## A day",
        "\n".join(_wrapped(f"{number}. {step}", "   ") for number, step in enumerate(DAY, start=1)),
        _table(PHONE),
        f"## {SHORTCUTS}",
        ", ".join(f"`{key}` {does}" for key, does in KEYS) + ".",
        _table(STATES),
        LAST,
    ]
    return "\n\n".join(part if "\n" in part else _wrapped(part) for part in parts) + "\n"


def _table(table: Table) -> str:
    rows = [table.columns, ("---",) * len(table.columns), *table.rows]
    return f"## {table.title}\n\n" + "\n".join(map(_row, rows))


def _row(cells: Iterable[str]) -> str:
    cells = list(cells)
    return "|" + "|".join(cells) + "|" if set(cells) == {"---"} else "| " + " | ".join(cells) + " |"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


if __name__ == "__main__":
    print(guide(), end="")
