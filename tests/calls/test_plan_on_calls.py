"""What callers hear of a season, of a special date, and of a line that is open for less than the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commands.calling.line_process import ReachableLine, wait_until_it_answers, web_child
from commands.processes.supervisor import Supervisor
from editing.edits.hours_edits import in_turn, with_entry, with_spoken, with_week
from prompts.loader import read_files
from settings import DESKS
from simulator.phones.scripted import ScriptedPhone
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import at_the_desk
from tests.conftest import CAIR_NUMBER
from tests.newcomer import quiet_port

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
SUMMER = {
    "name": "Summer",
    "first": "2027-06-14",
    "last": "2027-08-20",
    "hours": {day: ["7:00-15:00"] for day in WEEKDAYS},
}
PARTY = {"date": "2027-12-22", "name": "Staff party", "closes": "12:00"}
SAID = {"en": "our staff party", "es": "nuestra fiesta"}
PLAN = in_turn(
    with_entry("seasons", SUMMER),
    with_entry("dates", PARTY),
    with_spoken("Staff party", SAID),
    with_week(("lines", 0, "hours"), {"tuesday": ["13:00-16:00"], "wednesday": ["8:00-17:00"]}),
)
IN_SUMMER = at_the_desk(2027, 7, 6, 8)
AT_THE_PARTY = at_the_desk(2027, 12, 22, 13)


@pytest.fixture(scope="module")
def line(database: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReachableLine]:
    """A line of its own, whose desk has this plan."""
    desks = tmp_path_factory.mktemp("planned")
    (desks / "cair").mkdir()
    for name, text in PLAN(read_files(DESKS / "cair")).items():
        (desks / "cair" / name).write_text(text, encoding="utf-8")
    port = quiet_port()
    data_dir = tmp_path_factory.mktemp("data")
    supervisor = Supervisor([web_child(port, data_dir, desks, database.url)])
    supervisor.start()
    wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
    account = local_account(data_dir)
    yield ReachableLine(f"http://127.0.0.1:{port}", account.sid, account.token, CAIR_NUMBER, "cair")
    supervisor.end()


def test_in_a_season_its_hours_are_told(caller: ScriptedPhone) -> None:
    caller.dials(at=IN_SUMMER)
    caller.hears("The help desk is open until three in the afternoon")
    caller.presses("5")
    caller.presses("1")
    caller.hears("Our hours are Monday to Friday, from seven in the morning to three in the afternoon")


def test_out_of_season_the_usual_hours_are_told(caller: ScriptedPhone) -> None:
    caller.dials(at=at_the_desk(2027, 9, 7, 10))
    caller.presses("5")
    caller.presses("1")
    caller.hears("Our hours are Monday to Friday, from eight in the morning to five in the afternoon")


def test_a_date_with_hours_of_its_own_is_named_in_both_languages(caller: ScriptedPhone) -> None:
    caller.dials(at=AT_THE_PARTY)
    caller.hears("Our hours are different today, for our staff party: from eight in the morning to noon.")
    caller.hears(
        "The help desk is closed right now. It opens again tomorrow, Thursday, at eight in the morning."
    )
    caller.presses("9")
    caller.hears("Hoy tenemos otro horario, por nuestra fiesta: de ocho de la mañana a doce del día.")


def test_a_line_that_is_closed_while_the_desk_is_open_says_when_people_answer_there(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.rep()
    caller.dials(at=at_the_desk(2027, 9, 14, 10))
    caller.hears("The help desk is open until five")
    caller.presses("0")
    caller.hears("Nobody answers on this line at this hour, and we are sorry.")
    caller.hears("People answer here again later today, at one in the afternoon.")
    caller.presses("9")
    caller.hears("Aquí contestamos otra vez hoy a la una de la tarde")


def test_a_line_takes_callers_in_its_own_hours(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.gets_busy()
    caller.dials(at=at_the_desk(2027, 9, 14, 14))
    caller.presses("0")
    caller.hears("You are next in line")


def test_who_waits_when_the_line_ends_its_day_is_told_when_people_answer_there_again(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    caller.dials(at=at_the_desk(2027, 9, 14, 15, 30))
    caller.presses("0")
    caller.hears("You are next in line")
    caller.waits(46 * 60)
    caller.hears("Nobody answers on this line at this hour")
    caller.hears("People answer here again tomorrow, Wednesday, at eight in the morning")
    assert desk.state.look("general", "en").waiting == 0


def test_whose_wait_would_pass_the_end_of_the_lines_day_hears_the_lines_times(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    caller.dials(at=at_the_desk(2027, 9, 14, 15, 58))
    caller.presses("0")
    caller.hears("We close at four in the afternoon, and the wait is longer than that.")
    caller.hears("Please call again when we open, tomorrow, Wednesday, at eight in the morning")
