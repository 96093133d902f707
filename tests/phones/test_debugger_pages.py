"""The debugger shows every request and answer of a call, in order, with its alerts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from simulator.debugger_log import KEPT_CALLS, KEPT_EVENTS, CallLog, laid_out
from simulator.events import Alert, Answered, Ended, Requested, Texted
from tests.phones.site import DESK, MENU, PageEnd, Site, on_site

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


async def _short_call(page: PageEnd) -> None:
    await page.send("dial", to=DESK)
    await page.hears("Welcome")
    await page.send("keys", keys="1")
    await page.until("ended")


async def _json(site: Site, path: str) -> dict[str, Any]:
    async with site.client.get(site.url(path)) as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


def test_it_lists_a_call_with_its_figures() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await _short_call(page)
        [call] = (await _json(site, "/debugger/calls"))["calls"]
        assert (call["from"], call["to"], call["status"]) == ("+15105550100", DESK, "completed")
        assert (call["requests"], call["alerts"]) == (2, 0)

    on_site(scenario)


def test_it_shows_what_happened_in_order_with_signature_and_twiml() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await _short_call(page)
        [call] = (await _json(site, "/debugger/calls"))["calls"]
        events = (await _json(site, f"/debugger/calls/{call['sid']}"))["events"]
        kinds = [event["event"] for event in events]
        order = ["requested", "responded", "said", "pressed", "ended"]
        assert [kinds.index(kind) for kind in order] == sorted(kinds.index(kind) for kind in order)
        asked = next(event for event in events if event["event"] == "requested")
        assert asked["headers"]["X-Twilio-Signature"]
        assert asked["params"]["From"] == "+15105550100"
        answer = next(event for event in events if event["event"] == "responded")
        assert "\n  <Gather" in answer["body"]

    on_site(scenario)


def test_it_shows_alerts_of_a_document_the_carrier_would_not_take() -> None:
    async def scenario(site: Site) -> None:
        site.line.menu = MENU.replace("<Hangup/>", "<hangup/>")
        async with site.page() as page:
            await page.send("dial", to=DESK)
            assert (await page.until("alert"))["code"] == 12200
        [call] = (await _json(site, "/debugger/calls"))["calls"]
        assert call["alerts"] == 1

    on_site(scenario)


def test_it_streams_which_call_changed() -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url("/debugger/changes")) as stream, site.page() as page:
            await page.send("dial", to=DESK)
            async with asyncio.timeout(5):
                line = await stream.content.readline()
            [call] = site.network.calls.values()
            assert line.decode() == f"data: {call.sid}\n"

    on_site(scenario)


def test_it_knows_no_call_that_it_does_not_keep() -> None:
    async def scenario(site: Site) -> None:
        async with site.client.get(site.url("/debugger/calls/CAnone")) as answer:
            assert answer.status == 404

    on_site(scenario)


def test_it_keeps_the_last_calls_newest_first() -> None:
    log = CallLog()
    for number in range(KEPT_CALLS + 3):
        log.add(Answered(call_sid=f"CA{number}", leg=0, at=NOON))
    kept = log.newest_first()
    assert len(kept) == KEPT_CALLS
    assert (kept[0].sid, kept[-1].sid) == (f"CA{KEPT_CALLS + 2}", "CA3")


def test_it_drops_the_oldest_entries_of_an_endless_call_and_says_so() -> None:
    log = CallLog()
    for _ in range(KEPT_EVENTS + 5):
        log.add(Answered(call_sid="CA1", leg=0, at=NOON))
    [call] = log.newest_first()
    assert (len(call.events), call.summary()["dropped"]) == (KEPT_EVENTS, 5)


def test_it_counts_requests_and_alerts_and_notes_the_end() -> None:
    log = CallLog()
    of = {"call_sid": "CA1", "leg": 0, "at": NOON}
    params = {"From": "+15105550100", "To": DESK}
    exchange = {"exchange": 1, "attempt": 1, "purpose": "voice", "method": "POST", "url": "http://line/"}
    log.add(Requested(**of, **exchange, params=params, headers={}))  # type: ignore[arg-type]
    log.add(Alert(**of, code=12100, message="no XML", url="http://line/"))  # type: ignore[arg-type]
    log.add(Ended(**of, status="failed", reason="no XML", seconds=0))  # type: ignore[arg-type]
    [call] = log.newest_first()
    assert (call.caller, call.requests, call.alerts, call.status) == ("+15105550100", 1, 1, "failed")


def test_a_text_message_is_listed_by_who_sent_it_to_whom() -> None:
    log = CallLog()
    question = Texted(call_sid="SM1", leg=0, at=NOON, sender="+15105550100", to=DESK, body="Are you open?")
    log.add(question)
    log.add(replace(question, sender=DESK, to="+15105550100", body="Until five."))
    [listed] = log.newest_first()
    assert (listed.caller, listed.to, listed.status) == ("+15105550100", DESK, "text message")
    assert len(listed.events) == 2


def test_it_lays_out_documents_and_leaves_the_rest_alone() -> None:
    assert laid_out("<Response><Hangup/></Response>") == "<Response>\n  <Hangup />\n</Response>"
    assert laid_out("Internal Server Error") == "Internal Server Error"
    assert laid_out("") == ""
