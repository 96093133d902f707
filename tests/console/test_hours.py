"""The pages of a desk's hours: the year as a picture, and each form, saved into the draft."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from accounts.people import Role
from console.context import Console
from editing.edits.fixed_dates import with_pinned_dates
from editing.edits.hours_edits import in_turn, with_entry, with_spoken
from editing.plan_rules import today_at
from editing.publishing import publish_content, roll_back
from editing.year import spans_text
from prompts.files.models import Desk, Weekday
from prompts.loader import CLOSED_DATES, Files
from prompts.revision import revision_of
from routing.notices.notices import TimedNotice, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from tests.console.visits import Visit, add_person

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "8:00-17:00")
SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')
SUMMER = {"name": "Summer", "first": "2027-06-14", "last": "2027-08-20", **WEEK, "friday": "7:00-12:00"}
EVE = {
    "date": "2027-12-23",
    "name": "Staff party",
    "kind": "early",
    "closes": "12:00",
    "said_en": "our staff party",
    "said_es": "nuestra fiesta",
}


def desk_of(console: Console) -> Desk:
    """Return the desk in the draft."""
    return revision_of("cair", console.benches["cair"].files()).desk


def changes(visit: Visit, path: str, page: str = "", **form: object) -> int:
    """Fill in a form as the page shows it, and send it; the answer's status."""
    shown = visit.opens(page or path).text
    seen = SEEN.search(shown)
    given = {"seen": html.unescape(seen[1]) if seen else "", **form}
    return visit.sends(path, given, of=page or path).status_code


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_year_shows_each_closed_day_with_its_name_and_explains_weekends(admin: Visit) -> None:
    page = words_of(admin.opens("/cair/hours/2027").text)
    assert "Monday, July 5: closed for Independence Day" in page
    assert "Independence Day, July 4, 2027, is a Sunday: closed on Monday, July 5, 2027." in page
    assert "Christmas Day, December 25, 2027, is a Saturday: no other day is closed for it." in page
    assert "Monday 8:00-17:00" in page
    assert "Saturday closed" in page


def test_this_year_is_shown_at_first_and_far_ones_not_at_all(admin: Visit, console: Console) -> None:
    year = today_at(console.desks["cair"]).year
    assert f"Hours {year}" in admin.opens("/cair/hours").text
    assert admin.opens("/cair/hours/1912").status_code == 404


def test_the_week_is_changed_in_the_draft_and_only_there(admin: Visit, console: Console) -> None:
    assert changes(admin, "/cair/hours/week", **{**WEEK, "friday": "8:00-12:00, 13:00-15:00"}) == 302
    assert [len(spans) for spans in desk_of(console).hours.values()] == [1, 1, 1, 1, 2]
    page = words_of(admin.opens("/cair/hours").text)
    assert "The week is changed. It is in the draft" in page
    assert "Friday 8:00-12:00, 13:00-15:00" in page
    assert len(console.desks["cair"].hours) == 5
    entry = console.audit.entries(1)[0]
    assert (entry.who, entry.what, entry.about) == ("ada", "changed the draft", "the usual week at cair")
    assert "13:00-15:00" in entry.after
    assert "# California Government Code" in console.benches["cair"].files()["desk.yaml"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("noon", "“noon” can't be read as hours. Write them as 8:00-17:00, 8am-5pm, 24 hours or closed."),
        ("17:00-8:00", "“17:00-8:00” closes before it opens. A span of hours must close after it opens"),
        ("8:00-12:00, 11:00-17:00", "Two of these overlap"),
        ("8:00-25:00", "“8:00-25:00” can't be right. Times go from 0:00 to 24:00."),
    ],
)
def test_hours_that_make_no_sense_are_told_beside_the_field(
    admin: Visit, console: Console, typed: str, told: str
) -> None:
    before = console.benches["cair"].files()
    answer = admin.sends("/cair/hours/week", {**WEEK, "friday": typed})
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert f'value="{typed}"' in answer.text
    assert console.benches["cair"].files() == before


def test_hours_are_typed_as_people_write_them(admin: Visit, console: Console) -> None:
    typed = {
        "monday": "8am-5pm",
        "tuesday": "8:00 AM – 5:00 PM",
        "wednesday": "8-12, 13-17",
        "thursday": "24 hours",
        "friday": "closed",
    }
    assert changes(admin, "/cair/hours/week", **typed) == 302
    hours = desk_of(console).hours
    assert [spans_text(hours.get(day, ())) for day in list(Weekday)[:5]] == [
        "8:00-17:00",
        "8:00-17:00",
        "8:00-12:00, 13:00-17:00",
        "0:00-24:00",
        "",
    ]


def test_the_second_to_save_the_same_week_sees_the_others_and_chooses(
    app: Flask, admin: Visit, console: Console
) -> None:
    add_person(app, "ben", Role.ADMIN)
    ben = Visit(app)
    ben.signs_in("ben")
    seen = SEEN.search(ben.opens("/cair/hours/week").text)
    assert seen
    changes(admin, "/cair/hours/week", **{**WEEK, "friday": "8:00-12:00"})
    mine = {**WEEK, "friday": "8:00-16:00", "seen": html.unescape(seen[1])}
    answer = ben.sends("/cair/hours/week", mine)
    assert answer.status_code == 409
    assert "Somebody else has changed the usual week" in answer.text
    assert "8:00-12:00" in answer.text
    assert 'value="8:00-16:00"' in answer.text
    theirs = SEEN.search(answer.text)
    assert theirs
    again = ben.sends("/cair/hours/week", {**mine, "seen": html.unescape(theirs[1])})
    assert again.status_code == 302
    assert spans_text(desk_of(console).hours[Weekday.FRIDAY]) == "8:00-16:00"


def test_a_line_has_hours_of_its_own_and_loses_them_again(admin: Visit, console: Console) -> None:
    assert changes(admin, "/cair/hours/lines/general", monday="9:00-12:00") == 302
    assert desk_of(console).lines[0].hours
    assert "Line general Monday 9:00-12:00" in words_of(admin.opens("/cair/hours").text)
    assert changes(admin, "/cair/hours/lines/general", monday="") == 302
    assert desk_of(console).lines[0].hours is None
    assert admin.opens("/cair/hours/lines/unknown").status_code == 404


def test_a_season_is_added_changed_and_taken_out(admin: Visit, console: Console) -> None:
    assert changes(admin, "/cair/hours/seasons/new", **SUMMER) == 302
    assert "June 14 to August 20: Summer" in words_of(admin.opens("/cair/hours/2027").text)
    assert changes(admin, "/cair/hours/seasons/0", **{**SUMMER, "last": "2027-09-03"}) == 302
    assert f"{desk_of(console).seasons[0].last}" == "2027-09-03"
    assert changes(admin, "/cair/hours/seasons/0/removed", page="/cair/hours/seasons/0") == 302
    assert desk_of(console).seasons == ()
    assert admin.opens("/cair/hours/seasons/0").status_code == 404


def test_a_season_that_ends_before_it_begins_is_refused(admin: Visit) -> None:
    answer = admin.sends("/cair/hours/seasons/new", {**SUMMER, "last": "2027-06-01"})
    assert answer.status_code == 422
    assert "The last day comes before the first." in answer.text


def test_a_single_date_comes_with_its_name_in_each_language_and_goes_with_it(
    admin: Visit, console: Console
) -> None:
    assert changes(admin, "/cair/hours/dates/new", **EVE) == 302
    revision = revision_of("cair", console.benches["cair"].files())
    assert revision.desk.dates[0].said == {"en": "our staff party", "es": "nuestra fiesta"}
    assert "Staff party" not in revision.texts["es"].closed_days
    assert "Thursday, December 23: open 8:00 AM to 12:00 PM for Staff party" in words_of(
        admin.opens("/cair/hours/2027").text
    )
    changed = {**EVE, "name": "Party", "kind": "hours", "hours": "9:00-11:00"}
    assert changes(admin, "/cair/hours/dates/0", **changed) == 302
    assert set(desk_of(console).dates[0].model_dump()["hours"][0]) == {"opens", "closes"}
    assert desk_of(console).dates[0].name == "Party"
    assert changes(admin, "/cair/hours/dates/0/removed", page="/cair/hours/dates/0") == 302
    assert desk_of(console).dates == ()
    assert "Party" not in console.benches["cair"].files()["desk.yaml"]


def test_a_date_of_an_earlier_version_takes_its_words_from_the_texts_and_keeps_them(
    admin: Visit, console: Console
) -> None:
    earlier = in_turn(
        with_entry("dates", {"date": "2027-12-23", "name": "Staff party"}),
        with_spoken("Staff party", {"en": "our staff party", "es": "nuestra fiesta"}),
    )
    console.benches["cair"].change("x", "", earlier, "ada", lambda _: "")
    assert 'value="nuestra fiesta"' in admin.opens("/cair/hours/dates/0").text
    assert changes(admin, "/cair/hours/dates/0", **EVE) == 302
    assert desk_of(console).dates[0].said["es"] == "nuestra fiesta"
    assert "Staff party" not in console.benches["cair"].files()["es.yaml"]


NAMES = ["Summer\u00a02027", "Sum\u200bmer 2027", "Summer\t2027", "\ufeffSummer  2027 "]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_invisible_characters_in_a_name_are_cleaned(admin: Visit, console: Console, name: str) -> None:
    assert changes(admin, "/cair/hours/seasons/new", **{**SUMMER, "name": name}) == 302
    assert changes(admin, "/cair/hours/dates/new", **{**EVE, "name": name, "said_es": f"la {name}"}) == 302
    desk = desk_of(console)
    assert desk.seasons[0].name == desk.dates[0].name == "Summer 2027"
    assert desk.dates[0].said["es"] == "la Summer 2027"
    assert "\u200b" not in console.benches["cair"].files()["desk.yaml"]


@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u200b", "\t"], ids=ascii)
def test_a_blank_name_is_refused_at_its_field(admin: Visit, console: Console, blank: str) -> None:
    for path, form in (("seasons", SUMMER), ("dates", EVE)):
        answer = admin.sends(f"/cair/hours/{path}/new", {**form, "name": blank})
        assert answer.status_code == 422
        assert "Give it a name." in answer.text
    assert desk_of(console).seasons == ()


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_with_invisible_characters_that_is_in_a_draft_can_be_opened_and_removed(
    admin: Visit, console: Console, name: str
) -> None:
    edit = with_entry("seasons", {"name": name, "first": "2027-06-14", "last": "2027-08-20", "hours": {}})
    console.benches["cair"].change("x", "", edit, "ada", lambda _: "")
    assert "The draft can't be read" not in admin.opens("/cair/hours").text
    assert "Summer 2027" in admin.opens("/cair/hours/seasons/0").text
    assert changes(admin, "/cair/hours/seasons/0/removed", page="/cair/hours/seasons/0") == 302
    assert desk_of(console).seasons == ()


def test_a_season_without_hours_closes_the_desk_and_asks_why(admin: Visit, console: Console) -> None:
    closed = {"name": "Winter", "first": "2027-12-20", "last": "2027-12-31", **dict.fromkeys(WEEK, "")}
    refused = admin.sends("/cair/hours/seasons/new", closed)
    assert refused.status_code == 422
    assert "The desk is closed in this season. Say why, in every language." in refused.text
    said = {"said_en": "our winter break", "said_es": "las vacaciones"}
    assert changes(admin, "/cair/hours/seasons/new", **closed, **said) == 302
    assert desk_of(console).seasons[0].said == {"en": "our winter break", "es": "las vacaciones"}
    assert "Monday, December 20: closed for Winter" in words_of(admin.opens("/cair/hours/2027").text)


def test_hours_of_blanks_are_no_hours(admin: Visit) -> None:
    answer = admin.sends("/cair/hours/dates/new", {**EVE, "kind": "hours", "hours": "  "})
    assert answer.status_code == 422
    assert "Say when it is open." in answer.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"closes": ""}, "Say when it closes."),
        ({"kind": "hours", "hours": ""}, "Say when it is open."),
        ({"closes": "25:00"}, "Not a valid time"),
        ({"said_es": ""}, "say it in every language"),
        ({"said_en": "a {closed_day}"}, "fields in braces"),
        ({"said_en": "<b>party</b>"}, "is no mark that may be used"),
        ({"kind": "hours", "hours": "noon"}, "“noon” can't be read as hours."),
        ({"date": "Friday"}, "Not a valid date"),
    ],
)
def test_a_date_that_cannot_be_kept_or_said_is_refused(
    admin: Visit, wrong: dict[str, str], told: str
) -> None:
    answer = admin.sends("/cair/hours/dates/new", {**EVE, **wrong})
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)


def test_the_same_date_twice_is_told(admin: Visit, console: Console) -> None:
    changes(admin, "/cair/hours/dates/new", **EVE)
    assert changes(admin, "/cair/hours/dates/new", **EVE) == 409
    assert len(desk_of(console).dates) == 1


def test_a_closed_day_is_added_from_the_calendar_of_the_state_and_taken_off_again(
    admin: Visit, console: Console
) -> None:
    page = "/cair/hours/closed-days"
    assert "Lincoln" in admin.opens(page).text or "Juneteenth" in admin.opens(page).text
    name = re.search(r'<option value="(Juneteenth[^"]*)"', admin.opens(page).text)
    assert name
    form = {"holiday": name[1], "name": "Juneteenth", "said_en": "Juneteenth", "said_es": "Juneteenth"}
    assert admin.sends(f"{page}/new", form, of=page).status_code == 302
    assert desk_of(console).closed_days[-1].id == "juneteenth"
    assert "Juneteenth" in words_of(admin.opens("/cair/hours/2028").text)
    seen = re.search(r'juneteenth/removed.*?name="seen" value="([^"]*)"', admin.opens(page).text, re.DOTALL)
    assert seen
    gone = admin.sends(f"{page}/juneteenth/removed", {"seen": html.unescape(seen[1])}, of=page)
    assert gone.status_code == 302
    assert "juneteenth" not in {one.id for one in desk_of(console).closed_days}
    assert "Juneteenth" not in console.benches["cair"].files()["es.yaml"]


def test_the_rule_for_weekends_is_changed_and_what_it_means_is_said(admin: Visit, console: Console) -> None:
    page = "/cair/hours/closed-days"
    rule = {"saturday": "friday", "sunday": "monday"}
    seen = SEEN.findall(admin.opens(page).text)[-1]
    sent = admin.sends("/cair/hours/weekends", {**rule, "seen": html.unescape(seen)}, of=page)
    assert sent.status_code == 302
    assert desk_of(console).weekend_rule.model_dump() == rule
    told = "Christmas Day, December 25, 2027, is a Saturday: closed on Friday, December 24, 2027."
    assert told in words_of(admin.opens("/cair/hours/2027").text)


def test_who_is_slower_takes_nothing_out(admin: Visit, console: Console) -> None:
    changes(admin, "/cair/hours/dates/new", **EVE)
    shown = SEEN.search(admin.opens("/cair/hours/dates/0").text)
    assert shown
    changes(admin, "/cair/hours/dates/0", **{**EVE, "closes": "13:00"})
    sent = admin.sends(
        "/cair/hours/dates/0/removed", {"seen": html.unescape(shown[1])}, of="/cair/hours/dates/0"
    )
    assert sent.status_code == 409
    assert "it was not taken out" in sent.text
    assert len(desk_of(console).dates) == 1


def test_a_date_that_the_package_moved_is_shown_and_taken_over(admin: Visit, console: Console) -> None:
    bench = console.benches["cair"]
    year = today_at(console.desks["cair"]).year
    right = with_pinned_dates("cair", bench.published(), year)

    def moved(files: Files) -> Files:
        text = re.sub(
            r'(id: labor, holiday: "Labor Day", date: \d{4}-09-)\d\d',
            r"\g<1>20",
            right[CLOSED_DATES],
            count=1,
        )
        return {**files, CLOSED_DATES: text}

    bench.change("the dates", "", moved, "ada", lambda files: files.get(CLOSED_DATES, ""))
    page = admin.opens("/cair/hours").text
    assert "Dates to decide on" in page
    assert "but the holidays package has" in page
    found = re.search(r"/cair/hours/(\d{4})/labor/taken-over", page)
    assert found
    assert admin.sends(found[0], of="/cair/hours").status_code == 302
    assert bench.files()[CLOSED_DATES] == right[CLOSED_DATES]
    assert "Dates to decide on" not in admin.opens("/cair/hours").text
    assert admin.sends(found[0], of="/cair/hours").status_code == 404


def test_closings_to_come_are_in_the_picture(admin: Visit, console: Console) -> None:
    now = 1_000 * int(today_at(console.desks["cair"]).strftime("%s"))
    day = 86_400_000
    one = TimedNotice(now + 30 * day, now + 37 * day, (), "Sam", "1")
    DeskSnapshots(console.database, "cair").put_up("closures", "", store_notices((one,)), one.ends, "Sam")
    pages = [words_of(admin.opens(f"/cair/hours/{year}").text) for year in range(2026, 2028)]
    assert any("closed by a closing" in page.split("Everything special")[1] for page in pages)
    assert all("Sam" in page for page in pages)


def test_a_draft_that_cannot_be_read_is_said_and_what_callers_hear_is_shown(
    admin: Visit, console: Console
) -> None:
    bench = console.benches["cair"]
    bench.change("x", "", lambda files: {**files, "menu.yaml": "start: ["}, "ada", lambda _: "")
    page = words_of(admin.opens("/cair/hours").text)
    assert "The draft can't be read, so this is what callers hear now." in page
    assert "Closed days" in page


def test_what_was_changed_is_published_with_the_dates_of_closed_days(
    app: Flask, admin: Visit, console: Console
) -> None:
    bench = console.benches["cair"]
    changes(admin, "/cair/hours/dates/new", **EVE)
    assert "This is the draft" in admin.opens("/cair/hours").text
    publish_content(bench, "party", "ada")
    page = admin.opens("/cair/hours").text
    assert "This is the draft" not in page
    assert "with dates written down up to" in page
    assert CLOSED_DATES in bench.published()
    roll_back(bench, 0, "the party is over", "ada")
    app.extensions["line"].desks.follow(console.database)


def test_names_are_shown_as_text(admin: Visit) -> None:
    changes(admin, "/cair/hours/seasons/new", **{**SUMMER, "name": "<script>alert(1)</script>"})
    page = admin.opens("/cair/hours/2027").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
