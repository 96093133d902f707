"""What reps do to a conversation, on phones: hold, passing on to a line, handing over to a colleague."""

from __future__ import annotations

import pytest
from redis import Redis

from routing.queue.conversations import ActionOutcome, Conversations
from routing.queue.conversations import Conversation as Standing
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING
from tests.fields import field_of
from tests.waiting import wait_until


class Conversation:
    """A caller and Ana, who talk; what Ana does on her page."""

    def __init__(
        self,
        desk: DeskAtWork,
        caller: ScriptedPhone,
        language: str = "en",
        *,
        is_monitored: bool = False,
        **rep: str,
    ) -> None:
        self.desk, self.caller = desk, caller
        self.talks = Conversations(desk.state)
        self.ana = desk.rep(**rep)
        caller.dials(at=TUESDAY_MORNING)
        for key in "0" if language == "en" else "90":
            caller.presses(key)
        desk.rings(self.ana)
        if is_monitored:
            desk.tells_of_monitoring(caller)
        self.ana.answers()
        self.ana.presses("1")
        desk.becomes("talking")
        self.offer = desk.offer()

    @property
    def talk(self) -> Standing:
        talk = self.talks.look(self.offer)
        assert talk is not None
        return talk

    def puts_on_hold(self) -> None:
        """Ana puts the caller on hold."""
        assert self.talks.hold_talk(self.offer, "ana") is ActionOutcome.DONE
        self.becomes("held")

    def becomes(self, hold: str) -> None:
        wait_until(lambda: self.desk.goes_on() or self.talk.hold == hold, f"hold is {hold!r}")

    def asks_bo(self, bo: ScriptedPhone) -> str:
        """Ana asks Bo, whose phone rings; the offer by which she does."""
        assert self.talks.consult(self.offer, "ana", "bo") is ActionOutcome.DONE
        self.desk.rings(bo)
        return self.desk.offer("bo")

    def bo_comes(self, bo: ScriptedPhone) -> None:
        """Bo takes it, and Ana may leave."""
        bo.answers()
        bo.presses("1")
        self.desk.becomes("talking", "bo")
        wait_until(lambda: self.desk.goes_on() or self.may_leave(), "Ana may leave the room")

    def may_leave(self) -> bool:
        return field_of(self.desk.state, "offer", self.offer, "ends_is") == "0"

    def hears_each_other(self, one: ScriptedPhone, other: ScriptedPhone) -> None:
        one.says("Good morning.")
        other.hears("Good morning.")
        other.says("And to you.")
        one.hears("And to you.")

    def state(self) -> str:
        return self.desk.state.caller(self.caller.call.sid).state

    def reaches(self, *states: str) -> None:
        wait_until(lambda: self.desk.goes_on() or self.state() in states, f"the caller is {states}")


@pytest.fixture
def talk(desk: DeskAtWork, caller: ScriptedPhone) -> Conversation:
    return Conversation(desk, caller)


@pytest.fixture
def bo(desk: DeskAtWork, talk: Conversation) -> ScriptedPhone:
    """A colleague who is available."""
    return desk.rep("bo", OTHER_PHONE)


@pytest.fixture(autouse=True)
def nothing_is_wrong(desk: DeskAtWork) -> object:
    """Whatever a test does, no state may be left that must never be."""
    yield
    wait_until(lambda: desk.goes_on() or not desk.state.faults(), f"no faults, not {desk.state.faults()}")


def events(redis: Redis, name: str) -> list[dict[str, str]]:
    return [fields for _, fields in redis.xrange(keys.events("cair")) if fields["event"] == name]


# --- hold


def test_a_caller_on_hold_hears_who_is_looking_and_music_and_no_rep(talk: Conversation, redis: Redis) -> None:
    talk.puts_on_hold()
    talk.desk.hears(talk.caller, "Ana is looking into it. Please stay on the line.")
    talk.ana.says("Where is that record?")
    talk.caller.does_not_hear("Where is that record?")
    talk.caller.waits(66)
    talk.caller.hears("Ana is still looking into it")
    assert talk.talks.resume(talk.offer, "ana") is ActionOutcome.DONE
    talk.becomes("")
    talk.hears_each_other(talk.ana, talk.caller)
    assert [len(events(redis, name)) for name in ("held", "resumed")] == [1, 1]


def test_a_spanish_caller_is_held_in_spanish(desk: DeskAtWork, spanish_caller: ScriptedPhone) -> None:
    talk = Conversation(desk, spanish_caller, "es", languages="es")
    talk.puts_on_hold()
    desk.hears(spanish_caller, "Ana está revisando su caso. Por favor, no cuelgue.")


def test_a_rep_who_hangs_up_on_a_held_caller_has_dropped_the_call(talk: Conversation) -> None:
    talk.puts_on_hold()
    talk.ana.hangs_up()
    talk.desk.hears(talk.caller, "If you still need help, press 1, and you are next")
    talk.desk.becomes("wrap_up")
    talk.caller.presses("1")
    assert talk.state() == "waiting"


def test_a_caller_who_hangs_up_on_hold_leaves_the_rep_to_wrap_up(talk: Conversation) -> None:
    talk.puts_on_hold()
    talk.caller.hangs_up()
    talk.desk.hears(talk.ana, "The caller has hung up")
    talk.desk.becomes("wrap_up")


def test_a_hold_that_the_carrier_is_too_busy_for_comes_later(
    talk: Conversation, network: LocalNetwork
) -> None:
    network.faults.rest_errors = [429, 500, 503]
    talk.puts_on_hold()


def test_a_hold_that_the_carrier_refuses_is_told_to_the_rep_and_loses_nothing(
    talk: Conversation, network: LocalNetwork
) -> None:
    network.faults.rest_errors = [400]
    assert talk.talks.hold_talk(talk.offer, "ana") is ActionOutcome.DONE
    talk.becomes("")
    assert talk.talk.trouble == "not on hold: carrier"
    talk.hears_each_other(talk.ana, talk.caller)


def test_only_the_own_conversation_can_be_held(talk: Conversation) -> None:
    talks = talk.talks
    assert talks.hold_talk(talk.offer, "bo") is ActionOutcome.NOT_YOURS
    assert talks.hold_talk("4711", "ana") is ActionOutcome.UNKNOWN
    talk.caller.hangs_up()
    talk.desk.becomes("wrap_up")
    assert talks.hold_talk(talk.offer, "ana") is ActionOutcome.OVER


# --- to a line


def test_a_caller_passed_on_to_a_line_keeps_the_place_and_hears_so(talk: Conversation, redis: Redis) -> None:
    before = talk.desk.state.caller(talk.caller.call.sid).score
    assert talk.talks.pass_on(talk.offer, "ana", "general", "es") is ActionOutcome.DONE
    talk.desk.hears(talk.caller, "Ana is passing you on to the general line. You keep your place in line.")
    talk.desk.hears(talk.ana, "The caller is passed on.")
    assert talk.desk.status() == "wrap_up"
    record = talk.desk.state.caller(talk.caller.call.sid)
    assert (record.line, record.score, record.state) == ("general:es", before, "waiting")
    talk.caller.waits(45)
    assert talk.desk.state.look("general", "es").waiting == 1, "hold does not lead back to the language heard"
    assert [event["line"] for event in events(redis, "passed_on")] == ["general:es"]


def test_a_held_caller_can_be_passed_on_and_is_taken_by_a_colleague(
    talk: Conversation, bo: ScriptedPhone
) -> None:
    talk.puts_on_hold()
    assert talk.talks.pass_on(talk.offer, "ana", "general", "en") is ActionOutcome.DONE
    talk.desk.rings(bo)
    bo.answers()
    bo.presses("1")
    talk.desk.becomes("talking", "bo")
    talk.hears_each_other(bo, talk.caller)


def test_nobody_is_passed_on_to_a_line_without_people(talk: Conversation) -> None:
    assert talk.talks.pass_on(talk.offer, "ana", "billing", "en") is ActionOutcome.NOBODY
    talk.hears_each_other(talk.ana, talk.caller)


def test_a_spanish_caller_is_passed_on_and_asked_about_in_spanish(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    talk = Conversation(desk, spanish_caller, "es", languages="es")
    bo = desk.rep("bo", OTHER_PHONE, languages="es")
    talk.asks_bo(bo)
    bo.answers()
    bo.hears("Ana le pide que tome una llamada en la línea general, en español, sobre Menú principal")
    bo.presses("2")
    wait_until(lambda: desk.goes_on() or talk.talk.trouble == "passed", "Ana is told")
    desk.state.set_status("bo", "away")
    assert talk.talks.pass_on(talk.offer, "ana", "general", "es") is ActionOutcome.DONE
    desk.hears(spanish_caller, "Ana le transfiere a la línea general. Usted conserva su lugar en la fila.")
    desk.hears(talk.ana, "La llamada ya pasó a otra persona.")


# --- to a colleague


def test_a_rep_asks_a_colleague_who_takes_the_caller_over(talk: Conversation, bo: ScriptedPhone) -> None:
    talk.asks_bo(bo)
    bo.answers()
    bo.hears("Ana asks you to take over a caller on the general line, in English, about Main menu")
    bo.hears("To talk to Ana first, press 1")
    bo.presses("1")
    talk.desk.becomes("talking", "bo")
    talk.becomes("held")
    talk.hears_each_other(talk.ana, bo)
    talk.caller.does_not_hear("Good morning.")
    wait_until(lambda: talk.desk.goes_on() or talk.may_leave(), "Ana may leave the room")
    assert talk.talks.complete(talk.offer, "ana") is ActionOutcome.DONE
    talk.desk.hears(talk.ana, "The caller is passed on.")
    assert talk.desk.status() == "wrap_up"
    talk.offer = talk.desk.offer("bo")
    talk.becomes("")
    talk.hears_each_other(bo, talk.caller)
    talk.caller.hangs_up()
    talk.desk.becomes("wrap_up", "bo")
    assert talk.state() == "ended"
    talk.desk.hears(bo, "The caller has hung up")


def test_a_rep_takes_the_caller_back_and_the_colleague_is_free(talk: Conversation, bo: ScriptedPhone) -> None:
    idle = talk.desk.state.rep("bo").idle_since
    talk.asks_bo(bo)
    talk.bo_comes(bo)
    assert talk.talks.cancel_consult(talk.offer, "ana") is ActionOutcome.DONE
    talk.becomes("")
    talk.hears_each_other(talk.ana, talk.caller)
    wait_until(lambda: talk.desk.goes_on() or bo.is_ended, "Bo's phone is on hook")
    wait_until(lambda: talk.desk.goes_on() or talk.desk.status("bo") == "available", "Bo is free")
    assert talk.desk.state.rep("bo").idle_since == idle
    talk.ana.hangs_up()
    talk.desk.hears(talk.caller, "If you still need help, press 1")


@pytest.mark.parametrize("deed", ["passes", "declines"])
def test_a_colleague_who_does_not_take_it_leaves_the_caller_on_hold(
    talk: Conversation, bo: ScriptedPhone, deed: str
) -> None:
    talk.asks_bo(bo)
    if deed == "passes":
        bo.answers()
        bo.presses("2")
    else:
        bo.declines()
    told = {"passes": "passed", "declines": "busy"}[deed]
    wait_until(lambda: talk.desk.goes_on() or talk.talk.trouble == told, f"Ana is told {told!r}")
    assert (talk.talk.hold, talk.talk.consult, talk.desk.status("bo")) == ("held", "", "available")
    assert talk.talks.resume(talk.offer, "ana") is ActionOutcome.DONE
    talk.becomes("")


def test_a_colleague_who_does_not_answer_is_told_of(talk: Conversation, bo: ScriptedPhone) -> None:
    talk.asks_bo(bo)
    talk.caller.waits(40)
    wait_until(lambda: talk.desk.goes_on() or talk.talk.trouble == "missed", "Ana is told")
    assert talk.desk.state.rep("bo").misses == 1


def test_a_rep_who_hangs_up_while_a_colleague_rings_sends_the_caller_back_in_line(
    talk: Conversation, bo: ScriptedPhone
) -> None:
    score = talk.desk.state.caller(talk.caller.call.sid).score
    talk.asks_bo(bo)
    talk.becomes("held")
    talk.ana.hangs_up()
    talk.desk.hears(talk.caller, "You are back in line, at your old place")
    talk.reaches("waiting", "offered")
    assert talk.desk.state.caller(talk.caller.call.sid).score == score
    assert talk.desk.status() == "wrap_up"


def test_a_rep_who_hangs_up_once_the_colleague_is_there_has_handed_over(
    talk: Conversation, bo: ScriptedPhone
) -> None:
    talk.asks_bo(bo)
    talk.bo_comes(bo)
    talk.ana.hangs_up()
    talk.desk.becomes("wrap_up")
    talk.offer = talk.desk.offer("bo")
    talk.becomes("")
    talk.hears_each_other(bo, talk.caller)
    bo.hangs_up()
    talk.desk.hears(talk.caller, "If you still need help, press 1")


def test_a_colleague_who_hangs_up_leaves_the_caller_to_the_rep(talk: Conversation, bo: ScriptedPhone) -> None:
    talk.asks_bo(bo)
    talk.bo_comes(bo)
    bo.hangs_up()
    wait_until(lambda: talk.desk.goes_on() or talk.talk.trouble == "left", "Ana is told")
    assert talk.talk.hold == "held"
    wait_until(lambda: talk.desk.goes_on() or not talk.may_leave(), "Ana ends the room again")


@pytest.mark.parametrize("moment", ["ringing", "answered", "there"])
def test_a_caller_who_hangs_up_frees_both_reps(talk: Conversation, bo: ScriptedPhone, moment: str) -> None:
    talk.asks_bo(bo)
    if moment == "answered":
        bo.answers()
    elif moment == "there":
        talk.bo_comes(bo)
    talk.caller.hangs_up()
    talk.desk.becomes("wrap_up")
    wait_until(lambda: talk.desk.goes_on() or talk.desk.status("bo") == "available", "Bo is free")
    wait_until(lambda: talk.desk.goes_on() or bo.is_ended, "Bo's phone is on hook")
    assert talk.desk.state.rep("bo").misses == 0


def test_only_somebody_available_can_be_asked(talk: Conversation) -> None:
    talk.desk.rep("bo", OTHER_PHONE)
    talk.desk.state.set_status("bo", "away")
    asks = talk.talks.consult
    assert asks(talk.offer, "ana", "bo") is ActionOutcome.REP_BUSY
    assert asks(talk.offer, "ana", "ana") is ActionOutcome.REP_BUSY
    assert asks(talk.offer, "ana", "cleo") is ActionOutcome.NO_SUCH_REP
    assert talk.talks.complete(talk.offer, "ana") is ActionOutcome.NO_CONSULTATION
    assert talk.talks.cancel_consult(talk.offer, "ana") is ActionOutcome.NO_CONSULTATION
    assert talk.talk.hold == ""
