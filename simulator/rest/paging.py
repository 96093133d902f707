"""Lists in the carrier's pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from simulator.rest.form import RestRequest

DEFAULT_SIZE, LARGEST = 50, 1000
T = TypeVar("T")


def page_of(
    command: RestRequest, key: str, rows: Sequence[T], render: Callable[[T], dict[str, object]]
) -> dict[str, object]:
    """Return the requested page (`Page` from 0, `PageSize`), with links to its neighbors."""
    size = command.whole("PageSize", DEFAULT_SIZE, 20007, 1, LARGEST)
    number = command.whole("Page", 0, 20001, 0, 10**6)
    start = number * size
    shown = rows[start : start + size]
    last = max(0, (len(rows) - 1) // size)

    def link(page: int) -> str:
        rest = {
            name: values[-1] for name, values in command.fields.items() if name not in ("Page", "PageToken")
        }
        return f"{command.path}?{urlencode(rest | {'PageSize': size, 'Page': page})}"

    return {
        key: [render(row) for row in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(0, len(shown) - 1),
        "first_page_uri": link(0),
        "next_page_uri": link(number + 1) if number < last else None,
        "previous_page_uri": link(number - 1) if number > 0 else None,
        "uri": link(number),
    }
