"""What a phone page and the network say to each other during calls."""

from __future__ import annotations

import pytest

from simulator.phones.page_phone import speech_time_limit
from tests.phones.site import DESK, PageEnd, Site, on_site


def test_a_caller_hears_each_text_after_the_page_has_spoken_the_one_before() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            first = await page.until("said")
            assert (first["text"], first["language"]) == ("Welcome. Press 1.", "en-US")
            assert first["seconds"] > 0
            await page.send("spoken", id=first["id"])
            second = await page.until("said")
            assert (second["text"], second["language"]) == ("Oprima el nueve.", "es-US")

    on_site(scenario)


def test_a_caller_cuts_speech_short_with_a_key() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            await page.until("said")
            await page.send("keys", keys="1")
            await page.hears("You pressed 1.")
            ended = await page.until("ended")
            assert ended["status"] == "completed"
            kinds = [message["type"] for message in page.received]
            assert "hush" in kinds
            assert kinds.index("pressed") < kinds.index("ended")
            assert "alert" not in kinds

    on_site(scenario)


def test_a_key_ends_the_prompt_although_the_page_stops_speaking_at_the_same_moment() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            said = await page.until("said")
            await page.send("keys", keys="1")
            await page.send("spoken", id=said["id"])
            heard = ""
            while heard != "You pressed 1.":  # without speaking what may have begun in between
                heard = (await page.until("said"))["text"]

    on_site(scenario)


def test_a_caller_says_words_that_were_typed() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            await page.hears("Oprima")
            await page.send("say", words="signing in")
            assert (await page.until("spoke"))["words"] == "signing in"
            await page.hears("You pressed")
            assert "signing in" in page.received[-1]["text"].lower()

    on_site(scenario)


def test_a_caller_travels_in_time() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK, at="2026-12-24T16:05", zone="America/Los_Angeles")
            assert "December 24, 2026, 16:05 (PST)" in (await page.until("dialling"))["at"]
            await page.until("answered")
        [(_, headers)] = site.line.asked
        assert headers["X-Helpdesk-At"].startswith(("2026-12-24T16:05", "2026-12-25T00:05"))

    on_site(scenario)


def test_a_caller_chooses_what_is_said_of_the_own_number() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK, stir="failed")
            await page.until("answered")
        assert site.line.told[0]["StirVerstat"] == "TN-Validation-Failed"

    on_site(scenario)


def test_a_call_made_now_carries_no_other_time() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            await page.until("answered")
        [(_, headers)] = site.line.asked
        assert "X-Helpdesk-At" not in headers

    on_site(scenario)


def test_one_phone_of_a_page_calls_the_other() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await _second_phone(page)
            await page.send("dial", to="+15105550101")
            ringing = await page.until("ringing", "phone-2")
            assert ringing["from"] == "+15105550100"
            await page.send("answer", "phone-2")
            await page.until("note", "phone-2")
            await page.send("say", "phone-2", words="hello")
            await page.until("spoke", "phone-2")
            assert (await page.until("heard", "phone-1"))["words"] == "hello"
            await page.send("hangUp", "phone-2")
            assert (await page.until("ended", "phone-1"))["reason"] == "the other side hung up"

    on_site(scenario)


async def _second_phone(page: PageEnd) -> None:
    await page.send("open", "phone-2", number="+15105550101", name="Rep")
    await page.until("registered", "phone-2")


def test_a_phone_that_declines_ends_the_call() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await _second_phone(page)
            await page.send("dial", to="+15105550101")
            await page.until("ringing", "phone-2")
            await page.send("decline", "phone-2")
            assert (await page.until("ended", "phone-1"))["reason"] == "nobody answered"
            assert "answered" not in [message["type"] for message in page.received]

    on_site(scenario)


def test_two_pages_never_share_a_number() -> None:
    async def scenario(site: Site) -> None:
        async with site.page(), site.page() as other:
            assert other.received[-1]["number"] == "+15105550101"

    on_site(scenario)


def test_a_phone_gives_its_number_back_when_its_page_goes() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            await page.until("said")
            [call] = site.network.calls.values()
        async with site.page() as again:
            assert again.received[-1]["number"] == "+15105550100"
        assert call.is_over

    on_site(scenario)


def test_a_phone_that_changes_its_number_is_reached_at_the_new_one_only() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("open", number="+15105550177", name="Caller")
            assert (await page.until("registered"))["number"] == "+15105550177"
            assert set(site.network.phones) == {"+15105550177"}

    on_site(scenario)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("open", {"number": "510"}),
        ("dial", {"to": ""}),
        ("dial", {"to": DESK, "at": "2026-12-24T16:05", "zone": "Nowhere/At_All"}),
        ("keys", {"keys": "1x"}),
        ("keys", {"keys": "1"}),
        ("say", {"words": "nobody listens"}),
        ("explode", {}),
    ],
)
def test_it_says_what_is_wrong_with_what_was_asked_and_goes_on(kind: str, more: dict[str, object]) -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send(kind, **more)
            problem = await page.until("problem")
            assert problem["phone"] == "phone-1"
            assert problem["message"].endswith(".")
            await page.send("dial", to=DESK)
            await page.until("answered")

    on_site(scenario)


def test_a_busy_phone_cannot_dial() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("dial", to=DESK)
            await page.until("answered")
            await page.send("dial", to=DESK)
            assert "call" in (await page.until("problem"))["message"]

    on_site(scenario)


def test_it_waits_for_a_slow_voice_but_never_for_ever() -> None:
    assert speech_time_limit(0) >= 5
    assert 2 * 20 <= speech_time_limit(20) <= 5 * 20


def test_a_phone_sends_text_messages_and_shows_them() -> None:
    async def scenario(site: Site) -> None:
        async with site.page() as page:
            await page.send("open", phone="phone-2", number="+15105550111", name="Rep")
            await page.until("registered")
            await page.send("text", to="(510) 555-0111", body="on")
            sent = await page.until("note", "phone-1")
            assert sent["text"] == "Text message to +15105550111: on"
            got = await page.until("note", "phone-2")
            assert got["text"] == "Text message from +15105550100: on"

    on_site(scenario)
