"""What a waiting caller hears over an hour: news, never the same sentence twice in a row, a way out that is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from ivr.media.hold_music import PIECES
from ivr.queue.announcement_state import AnnouncementState
from ivr.queue.queue_twiml import LONG, SHORT, bit_of_hold
from ivr.queue.queued_caller import QueuedCaller
from ivr.services import VoiceServices
from prompts.lint.reading_time import speaking_time
from prompts.rendering.queue_voice import WaitingVoice
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.waits.announcement import QueueStanding
from routing.waits.estimate import WaitRange
from store import keys
from store.clock import milliseconds
from tests.ivr.carrier import Answered, Carrier
from tests.ivr.test_webhooks import CLOSED, OPEN, menu_path
from tests.outage import without_database

START = 1_790_000_000_000
TURN = 20
LONGEST_BIT = 40.0


@dataclass
class Waiter:
    """A caller in line, whose time passes as the test says; ahead are as many as the desk was given."""

    carrier: Carrier
    line: VoiceServices
    call: str = "CA1"
    where: str = ""
    after_key: str = ""

    @property
    def state(self) -> DeskState:
        return self.line.states["cair"]

    def asks(self, path: str) -> None:
        answer = self.carrier.posts(path, CallSid=self.call, Digits="0", at=OPEN)
        found = re.search(r'waitUrl="https?://[^/]+([^"]+)"', answer.body)
        assert found, answer.body
        self.where = found[1]

    def hears(self, key: str = "", *, after: int = TURN, at: str = OPEN) -> Answered:
        """The next bit of hold."""
        assert self.state.now is not None
        self.state.now += after * 1000
        fields = {"Digits": key} if key else {}
        answer = self.carrier.posts(self.where, CallSid=self.call, at=at, **fields)
        if found := re.search(r"<Redirect[^>]*>https?://[^/]+([^<]+)<", answer.body):
            self.where = found[1]
        if found := re.search(r'action="https?://[^/]+([^"]+)"', answer.body):
            self.after_key = found[1]
        return answer


@pytest.fixture
def waiter(app: Flask, carrier: Carrier) -> Waiter:
    """A caller behind one other, with one rep, who is busy for an hour."""
    line: VoiceServices = app.extensions["line"]
    state = line.states["cair"]
    state.now = START
    state.save_rep("ana", {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en,es"})
    state.set_status("ana", "available")
    for call in ("CA-talks", "CA-ahead"):
        state.join(JoinRequest(call_sid=call, line="general", language="en", topic="main"))
    offer = state.rep("ana").offer
    state.accept(offer)
    for side in ("caller", "rep"):
        state.side_joins(offer, side)
    waiter = Waiter(carrier, line)
    waiter.asks(menu_path(app, "main", 1))
    return waiter


def test_it_begins_with_the_place_and_the_wait(waiter: Waiter) -> None:
    said = waiter.hears(after=0).words
    assert said.startswith("You are number 2 in line. It should take between")


def test_then_come_the_keys_and_then_music(waiter: Waiter) -> None:
    waiter.hears()
    assert "To leave the line, press star" in waiter.hears().words
    music = waiter.hears()
    assert music.verbs == ["Gather", "Redirect"]
    assert len(played(music)) == LONG


def test_the_music_goes_on_where_it_was_whatever_is_said_in_between(waiter: Waiter) -> None:
    heard: list[str] = []
    for _ in range(30):
        heard += played(waiter.hears())
    assert len(heard) > 30
    assert heard == PIECES.parts(PIECES.paths.index(heard[0]), len(heard))


def test_after_a_key_the_part_in_which_it_came_begins_again(waiter: Waiter) -> None:
    waiter.hears()
    waiter.hears()
    parts = played(waiter.hears())
    waiter.where = waiter.after_key
    assert played(waiter.hears("#")) == parts[-1:]


def test_2_turns_the_music_off_and_on_again(waiter: Waiter) -> None:
    waiter.hears()
    assert "To turn the music off, press 2" in waiter.hears().words
    off = waiter.hears("2")
    assert "The music is off" in off.words
    assert "<Pause" in off.body
    silent = [waiter.hears() for _ in range(12)]
    assert not any(played(answer) for answer in (off, *silent))
    assert "To turn the music on, press 2" in " ".join(answer.words for answer in silent)
    assert len(played(waiter.hears("2"))) == SHORT
    assert played(waiter.hears())


def test_a_key_that_the_carrier_reports_twice_turns_the_music_off_once(
    carrier: Carrier, waiter: Waiter
) -> None:
    waiter.hears()
    bodies = [
        carrier.posts(waiter.where, CallSid="CA1", Digits="2", at=OPEN, idempotency="same").body
        for _ in range(2)
    ]
    assert bodies[0] == bodies[1]
    assert "The music is off" in bodies[0]


def test_a_caller_without_a_part_in_the_url_hears_what_fits_the_time_since_joining(
    app: Flask, waiter: Waiter
) -> None:
    earlier = milliseconds() - round(1000 * (sum(PIECES.seconds[:3]) + 1))
    parts = waiter.where.split("/")
    waiter.where = "/".join((*parts[:-1], f"{earlier}"))
    assert played(waiter.hears())[0] == PIECES.paths[3]


def test_a_better_place_is_told(waiter: Waiter) -> None:
    waiter.hears()
    waiter.hears()
    waiter.state.caller_ends("CA-ahead", "hung up")
    said = [waiter.hears().body for _ in range(6)]
    assert sum("You are next now" in body for body in said) == 1


def test_nothing_is_said_twice_in_a_row_in_an_hour(waiter: Waiter) -> None:
    said = [spoken(waiter.hears()) for _ in range(60 * 60 // TURN - 2)]
    told = [words for words in said if words]
    assert len(told) > 20
    assert all(one != other for one, other in pairwise(told))


def test_after_the_longest_wait_the_caller_is_told_when_to_try_again(waiter: Waiter) -> None:
    for _ in range(60 * 60 // TURN):
        waiter.hears()
    last = waiter.hears()
    assert "You have waited very long" in last.words
    assert "Please try again in about 15 minutes" in last.words
    assert last.verbs[-1] == "Leave"
    assert waiter.state.caller("CA1").state == "ended"


def test_nobody_is_sent_away_whose_rep_is_rung(waiter: Waiter) -> None:
    waiter.state.caller_ends("CA-ahead", "hung up")
    waiter.state.caller_ends("CA-talks", "hung up")
    waiter.state.set_status("ana", "available")
    assert waiter.state.caller("CA1").state == "offered"
    late = "2026-11-24T23:00:00-08:00"
    assert "We are calling a person for you" in waiter.hears(at=late).words
    assert played(waiter.hears(at=late))


def test_a_caller_whose_rep_does_not_answer_hears_the_place_next(waiter: Waiter) -> None:
    waiter.state.caller_ends("CA-ahead", "hung up")
    waiter.state.caller_ends("CA-talks", "hung up")
    waiter.state.set_status("ana", "available")
    offer = waiter.state.rep("ana").offer
    assert "We are calling a person for you" in waiter.hears(after=0).words
    waiter.state.pass_offer("ana", offer)
    assert waiter.hears().words.startswith("You are next in line.")


def test_a_wait_that_outlasts_what_was_said_is_spoken_of_once(waiter: Waiter) -> None:
    first = waiter.hears(after=0).words
    most = int(re.search(r"between \d+ and (\d+) minutes", first)[1])  # type: ignore[index]
    before = [waiter.hears().words for _ in range(most * 60 // TURN)]
    assert not any("longer than we said" in words for words in before)
    after = [waiter.hears().words for _ in range(2 * 60 // TURN)]
    said = [words for words in after if "longer than we said" in words]
    assert len(said) == 1
    assert re.search(r"we are sorry\. You are number 2 in line\. It should take ", said[0])


def test_a_call_without_a_sign_of_life_that_comes_back_has_its_old_place(waiter: Waiter) -> None:
    assert waiter.state.now is not None
    waiter.state.now += 1_000
    waiter.state.join(JoinRequest(call_sid="CA-behind", line="general", language="en", topic="main"))
    waiter.state.now += 100_000
    waiter.state.hold("CA-behind")
    waiter.state.caller_ends("CA1", "lost")
    waiter.hears(after=1)
    assert waiter.state.hold("CA1").position < waiter.state.hold("CA-behind").position


def test_a_call_that_ended_is_not_brought_back_by_a_late_request(waiter: Waiter) -> None:
    waiter.state.caller_ends("CA1", "hung up")
    assert waiter.hears().verbs == ["Leave"]
    assert waiter.state.caller("CA1").state == "ended"


def test_a_status_callback_that_the_call_is_over_ends_the_wait(waiter: Waiter) -> None:
    waiter.carrier.posts("/voice/cair/status", CallSid="CA1", CallStatus="completed", SequenceNumber="3")
    assert waiter.state.caller("CA1").ended_by == "hung up"


def test_0_twice_is_one_place(waiter: Waiter, app: Flask) -> None:
    waiter.asks(menu_path(app, "main", 1))
    assert waiter.state.look("general", "en").waiting == 2


def test_asking_for_a_person_twice_by_one_webhook_costs_no_more_than_once(
    carrier: Carrier, waiter: Waiter, app: Flask, redis: Redis
) -> None:
    asking = menu_path(app, "main", 1)

    def scripts_run(call: str) -> int:
        before = int(redis.info("commandstats")["cmdstat_evalsha"]["calls"])
        answer = carrier.posts(asking, CallSid=call, From="", Digits="0", at=OPEN, idempotency=call)
        assert answer.verbs == ["Enqueue"]
        return int(redis.info("commandstats")["cmdstat_evalsha"]["calls"]) - before

    scripts_run("CA2")  # the scripts are known from here on
    first, again = scripts_run("CA3"), scripts_run("CA3")
    assert again <= first
    assert [event["call"] for event in events(redis, "joined")[-2:]] == ["CA2", "CA3"]
    assert waiter.state.look("general", "en").waiting == 4


def test_a_repeat_across_closing_time_still_waits(
    carrier: Carrier, waiter: Waiter, app: Flask, redis: Redis
) -> None:
    asking = menu_path(app, "main", 1)
    for at in (OPEN, CLOSED):
        answer = carrier.posts(asking, CallSid="CA2", From="", Digits="0", at=at, idempotency="same")
        assert answer.verbs == ["Enqueue"]
    assert waiter.state.look("general", "en").waiting == 3


def test_each_bit_of_hold_is_written_down_once_with_its_key(
    carrier: Carrier, waiter: Waiter, redis: Redis
) -> None:
    waiter.hears()
    for _ in range(2):
        carrier.posts(waiter.where, CallSid="CA1", Digits="1", at=OPEN, idempotency="same")
    waiter.hears("*")
    held = [(event["key"], event["position"], event["language"]) for event in events(redis, "hold")]
    assert held == [("", "2", "en"), ("1", "2", "en"), ("*", "2", "en")]
    assert [event["how"] for event in events(redis, "ended")] == ["left"]


def test_no_strange_key_of_a_waiting_caller_is_kept(carrier: Carrier, waiter: Waiter, redis: Redis) -> None:
    carrier.posts(waiter.where, CallSid="CA1", Digits="⌘ my name", at=OPEN)
    assert [event["key"] for event in events(redis, "hold")] == [""]


def events(redis: Redis, name: str) -> list[dict[str, str]]:
    """What was written down under a name, oldest first."""
    entries = cast(list[tuple[str, dict[str, str]]], redis.xrange(keys.events("cair")))
    return [fields for _, fields in entries if fields["event"] == name]


@pytest.mark.parametrize("number", ["", "anonymous", "+266696687"])
def test_a_withheld_number_gets_nobody_elses_place(waiter: Waiter, number: str) -> None:
    held = QueuedCaller.read(waiter.line.desks["cair"], ["", "en", "person", "hold", "main", "1"], START)
    assert held.wish("CA2", number, b"secret").number == ""
    assert held.wish("CA2", "+15105550100", b"secret").number == "+15105550100"


def test_without_its_database_the_line_holds_the_caller(app: Flask, carrier: Carrier, redis: Redis) -> None:
    line: VoiceServices = app.extensions["line"]
    waiter = Waiter(carrier, line)
    line.states["cair"].now = START
    with without_database(app):
        waiter.asks(menu_path(app, "main", 1))
        assert "We are looking for a person" in waiter.hears().words


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_bit_of_hold_is_longer_than_forty_seconds(app: Flask, language: str) -> None:
    revision = app.extensions["line"].desks["cair"]
    voice = WaitingVoice(revision, language)
    prompts = revision.texts[language].prompts.waiting
    longest = [
        voice.joined(12, (1200, 1500), first=prompts.kept_place),
        voice.says(prompts.nobody_speaks_it),
        voice.moved_up(12, (45, 150)),
        voice.longer((1200, 1500)),
        voice.longer(None),
        voice.keys("forgot_password"),
        voice.keys("forgot_password", is_quiet=True),
        voice.says(prompts.music_is_off),
        voice.says(prompts.any_key),
        voice.says(prompts.still_here),
        voice.says(prompts.looking),
    ]
    for said in longest:
        assert sum(speaking_time(one.speech) for one in said) + SHORT * max(PIECES.seconds) <= LONGEST_BIT, (
            said
        )
    assert LONG * max(PIECES.seconds) <= LONGEST_BIT


@pytest.mark.parametrize(
    ("wait", "english", "spanish"),
    [
        ((None, 30), "less than 30 seconds", "menos de 30 segundos"),
        ((None, 60), "less than one minute", "menos de un minuto"),
        ((30, 60), "between 30 and 60 seconds", "entre 30 y 60 segundos"),
        ((60, 90), "between 60 and 90 seconds", "entre 60 y 90 segundos"),
        ((45, 120), "between 45 seconds and 2 minutes", "entre 45 segundos y 2 minutos"),
        ((60, 150), "between 1 and two and a half minutes", "entre 1 y dos minutos y medio"),
        ((120, 300), "between 2 and 5 minutes", "entre 2 y 5 minutos"),
        ((1200, 1500), "between 20 and 25 minutes", "entre 20 y 25 minutos"),
    ],
)
def test_a_range_is_said_in_the_units_that_people_use(
    app: Flask, wait: tuple[int | None, int], english: str, spanish: str
) -> None:
    revision = app.extensions["line"].desks["cair"]
    for language, words in (("en", english), ("es", spanish)):
        (said,) = WaitingVoice(revision, language).joined(2, wait)
        assert words in said.speech.text, said.speech.text


def test_every_callers_next_bit_is_their_own_however_odd_the_url(app: Flask) -> None:
    line: VoiceServices = app.extensions["line"]
    revision = line.desks["cair"]
    said = WaitingVoice(revision, "en").says(revision.texts["en"].prompts.waiting.still_here)
    for topic in ("enrollment", 'a&b"<c>', "enrollment"):
        for joined in (1, 2):
            held = QueuedCaller(revision, "en", "person", topic, joined)
            document = ElementTree.fromstring(bit_of_hold(line.base_url, held, said, parts=SHORT))
            gather, redirect = document
            assert gather.attrib["action"] == line.base_url + replace(held, part=0).path("hold")
            assert redirect.text == line.base_url + replace(held, part=1).path("hold")
            assert [verb.tag for verb in gather] == ["Say", "Play"]


@given(
    st.sampled_from(["joined", "keys", "news"]),
    st.integers(10_000, 14_400),
    st.one_of(st.none(), st.integers(0, 9_999)),
    st.integers(1, 1000),
    st.integers(0, 100),
    st.one_of(
        st.none(),
        st.builds(WaitRange, st.one_of(st.none(), st.integers(1, 60)), st.integers(1, 240)),
    ),
)
def test_what_was_told_is_remembered_as_it_was(
    last: str, at: int, wait_said: int | None, position: int, reps: int, wait: WaitRange | None
) -> None:
    memory = AnnouncementState(last, at, QueueStanding(at, position, reps, wait, wait_said))
    assert AnnouncementState.read(memory.written()) == memory


def played(answer: Answered) -> list[str]:
    """The paths of the files that a document plays."""
    return re.findall(r"<Play>https?://[^/]+([^<]+)</Play>", answer.body)


def spoken(answer: Answered) -> str:
    """What voices say of a document."""
    return " ".join(re.findall(r"<Say[^>]*>(.*?)</Say>", answer.body))
