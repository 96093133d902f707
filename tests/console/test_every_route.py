"""Every route answers within a second whatever it is sent: one slow page keeps every caller of the process waiting."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from time import thread_time
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.console.visits import Visit

LENGTH = 200_000
ODD = {
    "marks": "\u0300" * (LENGTH // 4) + "\u0316" * (LENGTH // 4),
    "brackets": "[" * LENGTH,
    "digits": "9" * LENGTH,
    "nothing": "\0" * LENGTH,
    "blanks": "1" + " " * (LENGTH - 2) + "1",
}
LONGEST_URL = 30_000
"""Bytes; the server refuses longer ones."""
LONGEST_HEADER = 8_000
"""Bytes; all of them together have as many as an address."""
PAGES_OF_A_KIND = 3
QUERY = ("next", "q", "only", "from", "to", "before", "line", "at", "path", "day", "attempt", "language")
HEADERS = (
    "HX-Current-URL",
    "Referer",
    "User-Agent",
    "Accept",
    "Accept-Language",
    "Sec-Fetch-Site",
    "If-None-Match",
)
PARTS = {"desk": "cair", "year": "2027", "number": "0", "language": "en", "place": "prompts.greeting"}
NO_WORKER = ("/health", 503)
"""What is right to fail: no worker runs here."""
NEVER_ENDS = "/console/<desk>/live"
ENDS_THE_VISIT = ("/console/sign-out", "/console/account/sign-out-everywhere")


class Sender:
    """Sends requests and keeps those that took a second of this thread's processor time, or failed."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.faults: list[tuple[str, int, float]] = []
        self.page = ""

    def sends(self, what: str, method: str, path: str, **request: object) -> int:
        began = thread_time()
        with self._visit.browser.open(path, method=method, **request) as response:  # type: ignore[arg-type]
            took = thread_time() - began
            self.page = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
            is_wrong = response.status_code >= 500 and (path, response.status_code) != NO_WORKER
            if took > 1.0 or is_wrong:
                self.faults.append((f"{method} {path[:70]}: {what}", response.status_code, round(took, 2)))
            return response.status_code

    def sends_form(self, what: str, path: str, fields: dict[str, str]) -> int:
        body = urlencode(fields, safe="[").encode()
        return self.sends(what, "POST", path, data=body, content_type="application/x-www-form-urlencoded")


class Page(HTMLParser):
    """The links of a page, and its forms with their addresses and present fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "a" and about.get("href", "").startswith("/console"):
            self.links.append(about["href"].partition("#")[0])
        elif tag == "form" and about.get("method", "").lower() == "post":
            self.forms.append((about.get("action", ""), {}))
        elif tag in ("input", "textarea", "select", "button") and "name" in about and self.forms:
            self.forms[-1][1].setdefault(about["name"], about.get("value", ""))


def rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()) and rule.rule not in (NEVER_ENDS, *ENDS_THE_VISIT):
            yield rule


def filled_in(rule: Rule, **parts: str) -> str:
    """The address of a rule, its parts by name; `x` for what is not named."""
    path = rule.rule
    for name in rule.arguments:
        value = {**PARTS, **parts}.get(name, "x")
        path = re.sub(rf"<(\w+:)?{name}>", lambda _, value=value: value, path)  # type: ignore[misc]
    return path


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["outsider", "admin"])
def test_every_address_and_header_may_be_odd(
    app: Flask, name: str, kind: str, request: pytest.FixtureRequest
) -> None:
    sender = Sender(request.getfixturevalue(name))
    odd = quote(ODD[kind], safe="[")[:LONGEST_URL]
    bytes_of_header = ODD[kind].replace("\0", "\x01").encode()[:LONGEST_HEADER]
    headers = {"HX-Request": "true", **dict.fromkeys(HEADERS, bytes_of_header.decode("latin-1"))}
    query = dict.fromkeys(QUERY, ODD[kind][: LONGEST_URL // len(QUERY) // 6])
    for rule in rules(app, "GET"):
        for part in rule.arguments:
            sender.sends(part, "GET", filled_in(rule, **{part: odd}))
        sender.sends("query and headers", "GET", filled_in(rule), query_string=query, headers=headers)
    assert sender.faults == []


@pytest.mark.parametrize("name", ["outsider", "rep", "admin"])
def test_every_field_of_every_form_may_be_odd(app: Flask, name: str, request: pytest.FixtureRequest) -> None:
    sender = Sender(request.getfixturevalue(name))
    match = app.url_map.bind("localhost").match
    ahead, kinds = deque(filled_in(rule) for rule in rules(app, "GET")), cycle(ODD)
    seen: Counter[str] = Counter()
    sent: set[tuple[str, str]] = set()
    while ahead:
        path = ahead.popleft()
        where = match(path.partition("?")[0])[0]
        seen[where] += 1
        if seen[where] > PAGES_OF_A_KIND or where == "console.live.listen":
            continue
        sender.sends("", "GET", path)
        page = Page(sender.page)
        ahead += page.links
        for action, fields in page.forms:
            to = match(action or path.partition("?")[0], "POST")[0]
            for field in sorted(fields.keys() - {"csrf_token"}):
                if (to, field) not in sent and action not in ENDS_THE_VISIT:
                    sent.add((to, field))
                    kind = next(kinds)
                    sender.sends_form(f"{field} {kind}", action or path, {**fields, field: ODD[kind]})
    assert sender.faults == []
    assert len(sent) > {"outsider": 1, "rep": 6, "admin": 80}[name]
