"""A supervisor's phone in a conversation: unheard, heard by the rep alone, or by both. Leaving ends nothing."""

from __future__ import annotations

from functools import partial

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from routing.queue.conversations import ActionOutcome
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.desk.records import Mode
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING
from tests.calls.test_conversation import Conversation, events
from tests.fields import field_of
from tests.monitored import announce_monitoring
from tests.published import serves
from tests.waiting import wait_until

SUPERVISOR = "+19165550177"


class Listener:
    """A supervisor who listens to Ana and a caller."""

    def __init__(self, talk: Conversation, phone: ScriptedPhone) -> None:
        self.talk, self.phone, self.id = talk, phone, ""

    def asks(self, mode: Mode, language: str = "en") -> None:
        outcome, self.id = self.talk.talks.listen(self.talk.offer, "sue", self.phone.number, mode, language)
        assert outcome is ActionOutcome.DONE
        wait_until(lambda: self.talk.desk.goes_on() or self.phone.is_rung(), "the supervisor's phone rings")

    def goes_in(self, mode: Mode) -> None:
        self.asks(mode)
        self.phone.answers()
        self.phone.presses("1")
        self.hears_as(mode)

    def hears_as(self, mode: Mode) -> None:
        wait_until(lambda: self.talk.desk.goes_on() or self.mode() == mode, f"{mode} holds")

    def mode(self) -> str:
        record = self.talk.talks.listener(self.id)
        return (
            field_of(self.talk.desk.state, "listener", self.id, "mode_is")
            if record.state == "in"
            else record.state
        )

    def wait_until_out(self) -> None:
        wait_until(lambda: self.talk.desk.goes_on() or self.mode() == "closed", "nobody listens")


@pytest.fixture
def announced(line: ReachableLine, desk: DeskAtWork, redis: Redis) -> None:
    """The desk says `monitoring: announced`."""
    announce_monitoring(redis, partial(serves, line))


@pytest.fixture
def talk(announced: None, desk: DeskAtWork, caller: ScriptedPhone) -> Conversation:
    return Conversation(desk, caller, is_monitored=True)


@pytest.fixture
def listener(talk: Conversation, network: LocalNetwork) -> Listener:
    return Listener(talk, network.rep_phone(SUPERVISOR))


@pytest.fixture(autouse=True)
def nothing_is_wrong(desk: DeskAtWork) -> object:
    yield
    wait_until(lambda: desk.goes_on() or not desk.state.faults(), f"no faults, not {desk.state.faults()}")


def test_callers_hear_before_they_wait_that_others_may_listen_and_else_nobody_may(
    announced: None, desk: DeskAtWork, caller: ScriptedPhone, network: LocalNetwork
) -> None:
    desk.gets_busy()
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    desk.hears(caller, "You are next in line")
    heard = caller.heard
    assert heard.count("A supervisor may listen to your call") == 1
    assert heard.index("A supervisor may listen") < heard.index("You are next in line")
    spanish = network.caller("+15105550111")
    spanish.dials(at=TUESDAY_MORNING)
    for key in "90":
        spanish.presses(key)
    desk.hears(spanish, "Es posible que una persona de supervisión escuche su llamada")


def test_nobody_listens_at_a_desk_that_does_not_announce_it(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    talk = Conversation(desk, caller)
    assert "listen to your call" not in caller.heard
    assert talk.talks.listen(talk.offer, "sue", SUPERVISOR, Mode.LISTEN)[0] is ActionOutcome.UNHEARD


@pytest.mark.parametrize(
    ("mode", "language", "words"),
    [
        (Mode.LISTEN, "en", "To listen, press 1. Nobody will hear you."),
        (Mode.WHISPER, "en", "Only Ana will hear you."),
        (Mode.JOIN, "es", "Las dos personas le oirán."),
    ],
)
def test_a_supervisor_hears_who_talks_and_who_will_hear(
    listener: Listener, mode: Mode, language: str, words: str
) -> None:
    listener.asks(mode, language)
    listener.phone.answers()
    about = "Ana is talking with a caller about Main menu"
    listener.phone.hears(about if language == "en" else "Ana está hablando con alguien sobre Menú principal")
    listener.phone.hears(words)
    listener.phone.hangs_up()
    listener.wait_until_out()


def test_who_listens_is_heard_by_nobody(talk: Conversation, listener: Listener, redis: Redis) -> None:
    listener.goes_in(Mode.LISTEN)
    talk.hears_each_other(talk.ana, talk.caller)
    listener.phone.hears("Good morning.")
    listener.phone.says("Can you hear me?")
    talk.ana.does_not_hear("Can you hear me?")
    talk.caller.does_not_hear("Can you hear me?")
    (told,) = events(redis, "listening")
    assert (told["who"], told["mode"], told["rep"]) == ("sue", "listen", "ana")


def test_a_listener_whispers_to_the_rep_then_joins_then_only_listens(
    talk: Conversation, listener: Listener, redis: Redis
) -> None:
    listener.goes_in(Mode.WHISPER)
    listener.phone.says("Offer the e-mail address.")
    talk.ana.hears("Offer the e-mail address.")
    talk.caller.does_not_hear("Offer the e-mail address.")
    assert talk.talks.listen_mode(listener.id, Mode.JOIN) is ActionOutcome.DONE
    listener.hears_as(Mode.JOIN)
    listener.phone.says("This is Sue.")
    talk.caller.hears("This is Sue.")
    assert talk.talks.listen_mode(listener.id, Mode.LISTEN) is ActionOutcome.DONE
    listener.hears_as(Mode.LISTEN)
    listener.phone.says("Are they gone?")
    talk.caller.does_not_hear("Are they gone?")
    talk.ana.does_not_hear("Are they gone?")
    assert [event["mode"] for event in events(redis, "listening")] == ["whisper", "join", "listen"]


def test_a_listener_who_leaves_ends_nothing(talk: Conversation, listener: Listener) -> None:
    listener.goes_in(Mode.JOIN)
    listener.phone.hangs_up()
    listener.wait_until_out()
    talk.hears_each_other(talk.ana, talk.caller)
    listener.goes_in(Mode.LISTEN)
    assert talk.talks.stop_listening(listener.id) is ActionOutcome.DONE
    wait_until(lambda: talk.desk.goes_on() or listener.phone.is_ended, "the supervisor's phone is on hook")
    talk.hears_each_other(talk.ana, talk.caller)


def test_a_listener_hears_that_the_call_is_over(talk: Conversation, listener: Listener) -> None:
    listener.goes_in(Mode.LISTEN)
    talk.caller.hangs_up()
    talk.desk.hears(listener.phone, "This call is over. Goodbye.")
    listener.wait_until_out()


def test_a_phone_stops_ringing_when_there_is_nothing_to_hear_any_more(
    talk: Conversation, listener: Listener
) -> None:
    listener.asks(Mode.LISTEN)
    talk.caller.hangs_up()
    wait_until(lambda: talk.desk.goes_on() or not listener.phone.is_rung(), "it is quiet")
    listener.wait_until_out()
    assert talk.talks.listen_mode(listener.id, Mode.JOIN) is ActionOutcome.OVER


def test_a_listener_stays_when_the_caller_is_handed_over_and_whispers_to_the_other_rep(
    talk: Conversation, listener: Listener
) -> None:
    bo = talk.desk.rep("bo", OTHER_PHONE)
    listener.goes_in(Mode.WHISPER)
    talk.asks_bo(bo)
    talk.bo_comes(bo)
    assert talk.talks.complete(talk.offer, "ana") is ActionOutcome.DONE
    talk.desk.hears(talk.ana, "The caller is passed on.")
    talk.offer = talk.desk.offer("bo")
    talk.becomes("")
    room = next(iter(talk.desk.network.network.conferences.by_sid.values()))

    def coached() -> str | None:
        return room.participants[listener.phone.call.sid].coaches

    wait_until(lambda: talk.desk.goes_on() or coached() == bo.call.sid, "the whisper goes to Bo")
    listener.phone.says("Thank you, Bo.")
    bo.hears("Thank you, Bo.")
    talk.caller.does_not_hear("Thank you, Bo.")


def test_one_at_a_time_listens_and_only_to_who_talks(talk: Conversation, listener: Listener) -> None:
    listener.asks(Mode.LISTEN)
    listen = talk.talks.listen
    assert listen(talk.offer, "sue", SUPERVISOR, Mode.LISTEN) == (ActionOutcome.DONE, listener.id)
    assert listen(talk.offer, "tom", SUPERVISOR, Mode.LISTEN)[0] is ActionOutcome.LISTENED_TO
    assert listen("4711", "sue", SUPERVISOR, Mode.LISTEN)[0] is ActionOutcome.UNKNOWN


def test_a_phone_that_nobody_answers_leaves_no_listener(talk: Conversation, listener: Listener) -> None:
    listener.asks(Mode.LISTEN)
    talk.caller.waits(45)
    listener.wait_until_out()
    talk.hears_each_other(talk.ana, talk.caller)
