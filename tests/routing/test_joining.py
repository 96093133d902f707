"""Who pressed no digit in attack mode: served, behind those who did, and never all of a line."""

from __future__ import annotations

from redis import Redis

from routing.queue.admission import behind_others
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinOutcome, JoinRequest


def test_half_of_a_line_is_kept_for_those_who_pressed_it(redis: Redis) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en"})
    state.set_status("12", "available")
    wishes = [JoinRequest(f"CA{number}", "general", "en", "main", longest_line=4) for number in range(6)]
    state.join(wishes[0])  # whom Ann is asked to take
    assert [state.join(behind_others(one)).outcome for one in wishes[1:4]] == [
        JoinOutcome.WAITING,
        JoinOutcome.WAITING,
        JoinOutcome.FULL,
    ]
    assert state.join(wishes[4])[:2] == (JoinOutcome.WAITING, 1)


def test_who_presses_it_on_the_next_call_keeps_the_old_place_and_gets_a_better_one(redis: Redis) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en"})
    state.set_status("12", "available")
    state.join(JoinRequest("CA0", "general", "en", "main"))
    state.join(behind_others(JoinRequest("CA1", "general", "en", "main", "+15105550101")))
    state.join(behind_others(JoinRequest("CA2", "general", "en", "main", "+15105550102")))
    assert state.join(JoinRequest("CA3", "general", "en", "main", "+15105550102")).position == 1
