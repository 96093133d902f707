"""The desk is closed and opened again from a phone, with a PIN: no web page is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from routing.notices.notices import read_bulletin
from routing.queue.rep_access import PIN_TRIES
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from tests.calls.desk_at_work import DeskAtWork, wait_until_heard
from tests.calls.moments import tuesday_ahead

MORNING = tuesday_ahead(6)
NEXT_MORNING = (MORNING + timedelta(days=1)).replace(hour=8)
LATER = MORNING + timedelta(minutes=30)
"""The call of whoever closes is over."""
EARLY = MORNING.replace(hour=6)
NIGHT = MORNING.replace(hour=20)


@pytest.fixture
def rep(desk: DeskAtWork) -> ScriptedPhone:
    """Ana, with PIN 4711, who may close the desk."""
    return desk.rep(number="12", may_close="1")


def dials_in(rep: ScriptedPhone, at: datetime = MORNING) -> None:
    """Whoever owns the phone calls and types the PIN."""
    rep.dials(at=at)
    rep.presses("4711#")


def comes_to_the_closing_menu(rep: ScriptedPhone, at: datetime = MORNING) -> None:
    dials_in(rep, at)
    rep.hears("To close the desk, or to open it again, press 5")
    rep.presses("5")
    rep.hears("Please type your secret code")
    rep.presses("4711#")


def callers_hear(network: LocalNetwork, words: str, at: datetime = LATER) -> None:
    wait_until_heard(network, words, at)


def test_the_desk_is_closed_until_the_next_opening(
    network: LocalNetwork, rep: ScriptedPhone, redis: Redis
) -> None:
    comes_to_the_closing_menu(rep)
    rep.hears("The help desk is open until five in the afternoon. To close until the next opening, press 1")
    rep.does_not_hear("To open again")
    rep.presses("1")
    rep.hears("opens again tomorrow, Wednesday, at eight in the morning. To close it, press 1")
    assert not read_bulletin(redis, "cair").closures
    rep.presses("1")
    rep.hears("The help desk had to close for the moment. It opens again tomorrow, Wednesday, at eight")
    rep.hears("Ana has closed it")
    callers_hear(
        network, "The help desk had to close for the moment. It opens again tomorrow, Wednesday, at eight"
    )
    noted = AuditLog(PeopleScripts(redis)).entries(1)[0]
    assert (noted.who, noted.what) == (
        "rep ana",
        f"closed the desk until {NEXT_MORNING:%Y-%m-%d %H:%M}, by phone",
    )


def test_it_is_opened_again(network: LocalNetwork, rep: ScriptedPhone, redis: Redis) -> None:
    comes_to_the_closing_menu(rep)
    rep.presses("1")
    rep.presses("1")
    rep.hears("To open again, press 4")
    rep.presses("4")
    rep.hears("The closing then ends")
    rep.presses("1")
    rep.hears("The help desk is open until five in the afternoon")
    assert not read_bulletin(redis, "cair").closures
    callers_hear(network, "The help desk is open until five")
    assert AuditLog(PeopleScripts(redis)).entries(1)[0].what == "ended the closure, by phone"


def test_it_is_closed_until_a_time_of_today(network: LocalNetwork, rep: ScriptedPhone) -> None:
    comes_to_the_closing_menu(rep)
    rep.presses("2")
    rep.hears("Please type four numbers")
    rep.presses("0930#")
    rep.hears("That is no time later today")
    rep.presses("1330#")
    rep.hears("opens again later today, at one thirty in the afternoon")
    rep.presses("1")
    callers_hear(network, "It opens again later today, at one thirty in the afternoon")
    callers_hear(network, "The help desk is open until five", MORNING + timedelta(hours=4))


def test_it_is_closed_for_the_rest_of_the_day(
    network: LocalNetwork, rep: ScriptedPhone, redis: Redis
) -> None:
    comes_to_the_closing_menu(rep, EARLY)
    rep.presses("3")
    rep.hears("opens again tomorrow, Wednesday, at eight in the morning")
    rep.presses("1")
    callers_hear(network, "had to close for the moment")
    (closure,) = read_bulletin(redis, "cair").closures
    assert closure.ends == int(NEXT_MORNING.replace(hour=0).timestamp() * 1000)


def test_who_thinks_better_of_it_changes_nothing(rep: ScriptedPhone, redis: Redis) -> None:
    comes_to_the_closing_menu(rep)
    rep.presses("1")
    rep.presses("*")
    rep.hears("Nothing has changed")
    rep.presses("*")
    rep.hears("To take calls, press 1")
    rep.hangs_up()
    assert not read_bulletin(redis, "cair").closures


def test_closing_at_night_until_midnight_would_change_nothing(rep: ScriptedPhone) -> None:
    comes_to_the_closing_menu(rep, NIGHT)
    rep.presses("3")
    rep.hears("The desk is closed until then anyway")


def test_a_closing_of_somebody_else_stands_beside_it(
    rep: ScriptedPhone, desk: DeskAtWork, redis: Redis
) -> None:
    """Two of the staff at once: both closings hold, and opening again ends both."""
    bo = desk.rep("bo", "+19165550122", number="13", may_close="1")
    for phone, key in ((rep, "1"), (bo, "3")):
        comes_to_the_closing_menu(phone)
        phone.presses(key)
        phone.presses("1")
    assert {one.who for one in read_bulletin(redis, "cair").closures} == {"Ana", "Bo"}
    bo.presses("4")
    bo.presses("1")
    assert not read_bulletin(redis, "cair").closures


def test_a_rep_who_may_not_is_offered_nothing(desk: DeskAtWork, redis: Redis) -> None:
    phone = desk.rep()
    dials_in(phone)
    phone.does_not_hear("To close the desk")
    phone.presses("5")
    phone.does_not_hear("secret code")
    phone.hangs_up()
    assert not read_bulletin(redis, "cair").closures


@pytest.mark.parametrize(
    ("role", "disabled", "may"),
    [("supervisor", "", True), ("admin", "", True), ("rep", "", False), ("admin", "1", False)],
)
def test_who_leads_the_desk_in_the_console_may_close_it(
    desk: DeskAtWork, redis: Redis, role: str, disabled: str, may: bool
) -> None:
    people = People(PeopleScripts(redis))
    _, id_ = people.add("test", "ana", "Ana", Role(role), {"desks": "cair", "reps": "cair:ana"})
    if disabled:
        people.add("test", "other", "Other", Role.ADMIN)
        people.change("test", id_, {"disabled": "1"})
    phone = desk.rep()
    dials_in(phone)
    assert ("To close the desk" in phone.heard) is may
    phone.hangs_up()


def test_without_the_pin_nobody_closes_even_from_the_own_phone(rep: ScriptedPhone, redis: Redis) -> None:
    for _ in range(2):
        dials_in(rep)
        rep.presses("5")
        for _ in range(3):
            rep.presses("0000#")
        rep.hangs_up()
    rep.hears("There were too many tries. Please try again in 15 minutes")
    assert not read_bulletin(redis, "cair").closures


def test_strangers_who_guess_do_not_keep_the_desk_from_being_closed(
    network: LocalNetwork, rep: ScriptedPhone
) -> None:
    stranger = network.caller("+14155550199")
    for _ in range(PIN_TRIES + 1):
        stranger.dials(at=MORNING)
        stranger.presses("*")
        stranger.presses("12#")
        stranger.presses("000000#")
        stranger.hangs_up()
    stranger.hears("There were too many tries")
    comes_to_the_closing_menu(rep)
    rep.hears("To close until the next opening, press 1")


def test_a_spanish_rep_closes_in_spanish(desk: DeskAtWork, redis: Redis) -> None:
    phone = desk.rep(may_close="1", languages="es,en")
    dials_in(phone)
    phone.hears("Para cerrar la mesa de ayuda, o para volver a abrirla, marque 5")
    phone.presses("5")
    phone.presses("4711#")
    phone.hears("La mesa de ayuda está abierta hasta las cinco de la tarde")
    phone.presses("1")
    phone.hears("cierra de inmediato, y abre otra vez mañana, miércoles, a las ocho de la mañana")
    phone.presses("1")
    phone.hears("tuvo que cerrar por el momento")
    phone.hears("Ana la cerró")
    assert read_bulletin(redis, "cair").closures


def test_no_pin_is_ever_written_down(rep: ScriptedPhone, redis: Redis) -> None:
    comes_to_the_closing_menu(rep)
    rep.presses("1")
    rep.presses("1")
    rep.hangs_up()
    written = [fields for _, fields in redis.xrange(keys.events("cair"))]
    steps = [(one["step"], one["key"]) for one in written if one["event"] == "door"]
    assert steps == [("in", ""), ("menu", "5"), ("closing", ""), ("closing", "1"), ("close", "1")]
    assert not [fields for fields in written if "4711" in fields.values()]
