"""Queues and conferences by the carrier's REST API, used through the carrier's own client."""

from __future__ import annotations

import json

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine
from tests.simulator.conftest import DESK
from tests.simulator.test_rest import ACCOUNT, REP, Client, carrier, refused

__all__ = ["carrier"]


def test_a_queue_is_made_resized_and_emptied_by_rest(
    line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Enqueue waitUrl="" action="/after">general</Enqueue>')
    line.on("/after", "<Hangup/>")
    line.on("/taken", "<Say>A person takes your call.</Say><Gather/>")
    queue = carrier.queues.create(friendly_name="general", max_size=5)
    assert refused(carrier.queues.create, friendly_name="general") == (409, 22003)
    assert carrier.queues(queue.sid).update(max_size=7).max_size == 7
    caller.dials()
    caller.waits(12)
    assert carrier.queues(queue.sid).fetch().current_size == 1
    member = carrier.queues(queue.sid).members("Front").fetch()
    assert (member.call_sid, member.position, member.wait_time) == (caller.call.sid, 1, 12)
    assert [one.call_sid for one in carrier.queues(queue.sid).members.list()] == [caller.call.sid]
    assert refused(carrier.queues(queue.sid).delete) == (400, 22002)
    carrier.queues(queue.sid).members(caller.call.sid).update(url=f"{line.url}/taken")
    again = carrier.queues(queue.sid).members(caller.call.sid)
    assert refused(again.update, url=f"{line.url}/taken") == (404, 20404)
    caller.waits(3)
    caller.hears("A person takes your call.")
    assert line.asked_at("/after")[0].form["QueueResult"] == "redirected"
    assert carrier.queues(queue.sid).delete()


def test_a_conference_is_watched_and_steered_by_rest(
    line: CannedLine, carrier: Client, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Conference waitUrl="">room</Conference></Dial><Say>It is over.</Say>')
    line.on("/music", "<Say>You are on hold.</Say>")
    caller.dials()
    rep.dials()
    conference = carrier.conferences.list(friendly_name="room", status="in-progress")[0]
    room = carrier.conferences(conference.sid)
    assert {one.call_sid for one in room.participants.list()} == {caller.call.sid, rep.call.sid}
    held = room.participants(caller.call.sid).update(hold=True, hold_url=f"{line.url}/music")
    assert held.hold is True
    caller.waits(3)
    caller.hears("You are on hold.")
    rep.says("Let me look.")
    caller.does_not_hear("Let me look.")
    room.participants(caller.call.sid).update(hold=False)
    rep.waits(1)
    rep.says("I am back.")
    caller.hears("I am back.")
    assert room.participants(rep.call.sid).update(muted=True).muted is True
    room.participants(caller.call.sid).delete()
    caller.waits(3)
    caller.hears("It is over.")
    assert room.update(status="completed").status == "completed"
    rep.waits(3)
    rep.hears("It is over.")


def test_somebody_is_rung_into_a_conference(
    line: CannedLine, carrier: Client, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Conference waitUrl="">room</Conference></Dial>')
    caller.dials()
    carrier.conferences("room").participants.create(from_=DESK, to=REP, label="rep")
    network.waits(1)
    rep.answers()
    rep.says("Good morning.")
    caller.hears("Good morning.")
    assert carrier.conferences("room").participants("rep").fetch().call_sid == rep.call.sid


def test_a_coach_is_set_by_rest(
    line: CannedLine, carrier: Client, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Conference waitUrl="">room</Conference></Dial>')
    supervisor = network.rep_phone("+19165550199")
    for phone in (caller, rep, supervisor):
        phone.dials()
    coach = carrier.conferences("room").participants(supervisor.call.sid)
    coach.update(coaching=True, call_sid_to_coach=rep.call.sid)
    supervisor.says("Slowly.")
    rep.hears("Slowly.")
    caller.does_not_hear("Slowly.")
    assert refused(coach.update, coaching=True, call_sid_to_coach="CA" + "1" * 32) == (400, 16027)


def test_a_participant_is_changed_as_strictly_as_at_the_carrier(
    line: CannedLine, carrier: Client, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    told = 'statusCallback="/conference" statusCallbackEvent="hold mute modify"'
    line.on("/voice", f'<Dial><Conference waitUrl="" {told}>room</Conference></Dial>')
    line.on("/conference", "")
    line.on("/music", "<Say>You are on hold.</Say>")
    for phone in (caller, rep):
        phone.dials()
    held, talker = (carrier.conferences("room").participants(one.call.sid) for one in (caller, rep))
    assert refused(held.update, hold=True, hold_url="/music") == (400, 21205)
    assert refused(held.update, coaching=True) == (400, 16027)
    assert refused(held.update, call_sid_to_coach=caller.call.sid) == (400, 16027)
    for _ in range(2):
        held.update(hold=True, hold_url=f"{line.url}/music", hold_method="POST")
        talker.update(muted=True, end_conference_on_exit=True)
    assert talker.update(call_sid_to_coach=caller.call.sid).coaching is True
    assert talker.update(coaching=False).coaching is False
    network.waits(1)
    events = [
        asked.form["StatusCallbackEvent"].removeprefix("participant-")
        for asked in line.asked_at("/conference")
    ]
    assert events == ["hold", "mute", "modify", "modify", "modify"]
    assert [asked.method for asked in line.asked_at("/music")] == ["POST"]
    caller.hangs_up()
    assert refused(held.update, hold=False) == (404, 20404)


def test_an_unknown_change_of_a_participant_is_refused(
    line: CannedLine, carrier: Client, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Conference waitUrl="">room</Conference></Dial>')
    for phone in (caller, rep):
        phone.dials()
    where = f"{network.api_url}/2010-04-01/Accounts/{ACCOUNT}/Conferences/room/Participants/{caller.call.sid}.json"
    answer = carrier.request("POST", where, data={"OnHold": "true"})
    assert (answer.status_code, json.loads(answer.text)["code"]) == (400, 20001)


def test_announcements_reach_one_or_all(
    line: CannedLine, carrier: Client, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Conference waitUrl="">room</Conference></Dial>')
    line.on("/news", "<Say>Five minutes left.</Say>")
    line.on("/secret", "<Say>Wrap up, please.</Say>")
    caller.dials()
    rep.dials()
    room = carrier.conferences("room")
    room.update(announce_url=f"{line.url}/news")
    room.participants(rep.call.sid).update(announce_url=f"{line.url}/secret", end_conference_on_exit=True)
    rep.waits(10)
    rep.hears("Five minutes left.")
    rep.hears("Wrap up, please.")
    caller.hears("Five minutes left.")
    caller.does_not_hear("Wrap up")
    rep.hangs_up()
    assert caller.is_ended
