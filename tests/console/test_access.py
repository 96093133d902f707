"""Every route of the console × every role, from a written table. A route that is not in the table fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from accounts.people import Role
from console.access import UnguardedView, prove_guarded
from tests.console.visits import Visit, add_person

NAMES = ("outsider", "rep", "supervisor", "admin")
OPEN = dict.fromkeys(NAMES, "allowed")
SIGNED_IN = {**OPEN, "outsider": "sign in"}
REPS = {"outsider": "sign in", "rep": "allowed", "supervisor": "refused", "admin": "refused"}
"""Who is linked with a rep; a form for reps is refused to others behind its token."""
ADMINS = {"outsider": "sign in", "rep": "refused", "supervisor": "refused", "admin": "allowed"}
LEADERS = {**OPEN, "outsider": "sign in", "rep": "refused"}
TABLE = {
    ("GET", "/console"): SIGNED_IN,
    ("GET", "/console/"): SIGNED_IN,
    ("GET", "/console/<desk>/lines"): SIGNED_IN,
    ("GET", "/console/<desk>/lines/now"): SIGNED_IN,
    ("GET", "/console/<desk>/live"): SIGNED_IN,
    ("GET", "/console/<desk>/me"): SIGNED_IN,
    ("GET", "/console/<desk>/me/now"): REPS,
    ("GET", "/console/<desk>/me/note"): REPS,
    ("GET", "/console/<desk>/me/sheet"): REPS,
    ("GET", "/console/<desk>/me/bar"): REPS,
    ("POST", "/console/<desk>/me/status"): SIGNED_IN,
    ("POST", "/console/<desk>/me/pass"): SIGNED_IN,
    ("POST", "/console/<desk>/me/more-time"): SIGNED_IN,
    ("POST", "/console/<desk>/me/talk"): SIGNED_IN,
    ("POST", "/console/<desk>/me/rings"): SIGNED_IN,
    ("POST", "/console/<desk>/me/token"): SIGNED_IN,
    ("POST", "/console/<desk>/me/listens"): SIGNED_IN,
    ("POST", "/console/<desk>/me/take"): SIGNED_IN,
    ("GET", "/console/<desk>/me/calls"): REPS,
    ("GET", "/console/<desk>/me/calls/<call>"): REPS,
    ("POST", "/console/<desk>/me/calls/<call>/note"): SIGNED_IN,
    ("POST", "/console/<desk>/me/messages/<id_>/read"): SIGNED_IN,
    ("GET", "/console/sign-in"): OPEN,
    ("POST", "/console/sign-in"): OPEN,
    ("GET", "/console/code"): OPEN,
    ("POST", "/console/code"): OPEN,
    ("POST", "/console/passkey"): OPEN,
    ("POST", "/console/recovery-code"): OPEN,
    ("GET", "/console/welcome/<token>"): OPEN,
    ("POST", "/console/welcome/<token>"): OPEN,
    ("POST", "/console/sign-out"): OPEN,
    ("POST", "/console/sign-out-of-calls"): OPEN,
    ("GET", "/console/single-sign-on"): OPEN,
    ("GET", "/console/signed-on"): OPEN,
    ("GET", "/console/assets/<version>/<name>"): OPEN,
    ("GET", "/console/<path:rest>"): OPEN,
    ("GET", "/console/account"): SIGNED_IN,
    ("POST", "/console/account/name"): SIGNED_IN,
    ("POST", "/console/account/phone"): LEADERS,
    ("POST", "/console/account/password"): SIGNED_IN,
    ("GET", "/console/account/second-step"): SIGNED_IN,
    ("POST", "/console/account/second-step"): SIGNED_IN,
    ("POST", "/console/account/second-step/off"): SIGNED_IN,
    ("GET", "/console/account/recovery-codes"): SIGNED_IN,
    ("POST", "/console/account/recovery-codes"): SIGNED_IN,
    ("GET", "/console/account/passkeys"): SIGNED_IN,
    ("POST", "/console/account/passkeys/new"): SIGNED_IN,
    ("POST", "/console/account/passkeys/<credential>/name"): SIGNED_IN,
    ("POST", "/console/account/passkeys/<credential>/removed"): SIGNED_IN,
    ("GET", "/console/account/proof"): SIGNED_IN,
    ("POST", "/console/account/proof"): SIGNED_IN,
    ("POST", "/console/account/sign-out-everywhere"): SIGNED_IN,
    ("GET", "/console/<desk>/hours"): ADMINS,
    ("GET", "/console/<desk>/hours/<int:year>"): ADMINS,
    ("POST", "/console/<desk>/hours/<int:year>/<id_>/taken-over"): ADMINS,
    ("GET", "/console/<desk>/hours/week"): ADMINS,
    ("POST", "/console/<desk>/hours/week"): ADMINS,
    ("GET", "/console/<desk>/hours/lines/<line>"): ADMINS,
    ("POST", "/console/<desk>/hours/lines/<line>"): ADMINS,
    ("GET", "/console/<desk>/hours/seasons/new"): ADMINS,
    ("POST", "/console/<desk>/hours/seasons/new"): ADMINS,
    ("GET", "/console/<desk>/hours/seasons/<int:number>"): ADMINS,
    ("POST", "/console/<desk>/hours/seasons/<int:number>"): ADMINS,
    ("POST", "/console/<desk>/hours/seasons/<int:number>/removed"): ADMINS,
    ("GET", "/console/<desk>/hours/dates/new"): ADMINS,
    ("POST", "/console/<desk>/hours/dates/new"): ADMINS,
    ("GET", "/console/<desk>/hours/dates/<int:number>"): ADMINS,
    ("POST", "/console/<desk>/hours/dates/<int:number>"): ADMINS,
    ("POST", "/console/<desk>/hours/dates/<int:number>/removed"): ADMINS,
    ("GET", "/console/<desk>/hours/closed-days"): ADMINS,
    ("POST", "/console/<desk>/hours/closed-days/new"): ADMINS,
    ("POST", "/console/<desk>/hours/closed-days/<id_>/removed"): ADMINS,
    ("POST", "/console/<desk>/hours/weekends"): ADMINS,
    ("GET", "/console/people"): ADMINS,
    ("GET", "/console/people/new"): ADMINS,
    ("POST", "/console/people/new"): ADMINS,
    ("GET", "/console/people/<id_>"): ADMINS,
    ("POST", "/console/people/<id_>"): ADMINS,
    ("POST", "/console/people/<id_>/link"): ADMINS,
    ("POST", "/console/people/<id_>/disabled"): ADMINS,
    ("POST", "/console/people/<id_>/enabled"): ADMINS,
    ("POST", "/console/people/<id_>/second-step-off"): ADMINS,
    ("POST", "/console/people/<id_>/sign-out"): ADMINS,
    ("POST", "/console/people/<id_>/removed"): ADMINS,
    ("GET", "/console/audit"): ADMINS,
    ("GET", "/console/<desk>/wall"): LEADERS,
    ("GET", "/console/<desk>/wall/now"): LEADERS,
    ("GET", "/console/<desk>/wall/rep/<id_>"): LEADERS,
    ("POST", "/console/<desk>/wall/rep/<id_>/state"): LEADERS,
    ("POST", "/console/<desk>/wall/rep/<id_>/message"): LEADERS,
    ("POST", "/console/<desk>/wall/undo/<id_>"): LEADERS,
    ("GET", "/console/<desk>/wall/caller/<id_>"): LEADERS,
    ("POST", "/console/<desk>/wall/caller/<id_>"): LEADERS,
    ("GET", "/console/<desk>/wall/caller/<id_>/block"): LEADERS,
    ("POST", "/console/<desk>/wall/caller/<id_>/block"): LEADERS,
    ("GET", "/console/<desk>/wall/attack"): LEADERS,
    ("POST", "/console/<desk>/wall/attack"): LEADERS,
    ("POST", "/console/<desk>/wall/attack/down"): LEADERS,
    ("GET", "/console/<desk>/wall/blocked"): LEADERS,
    ("POST", "/console/<desk>/wall/blocked"): LEADERS,
    ("POST", "/console/<desk>/wall/blocked/<id_>/down"): LEADERS,
    ("GET", "/console/<desk>/wall/talk/<id_>"): LEADERS,
    ("GET", "/console/<desk>/wall/talk/<id_>/now"): LEADERS,
    ("POST", "/console/<desk>/wall/talk/<id_>"): LEADERS,
    ("POST", "/console/<desk>/wall/talk/<id_>/mode"): LEADERS,
    ("POST", "/console/<desk>/wall/talk/<id_>/stop"): LEADERS,
    ("GET", "/console/<desk>/wall/close"): LEADERS,
    ("POST", "/console/<desk>/wall/close"): LEADERS,
    ("POST", "/console/<desk>/wall/close/sure"): LEADERS,
    ("POST", "/console/<desk>/wall/closure/<id_>/down"): LEADERS,
    ("GET", "/console/<desk>/wall/notice"): LEADERS,
    ("POST", "/console/<desk>/wall/notice"): LEADERS,
    ("POST", "/console/<desk>/wall/notice/sure"): LEADERS,
    ("POST", "/console/<desk>/wall/notice/<id_>/down"): LEADERS,
    ("GET", "/console/<desk>/content"): ADMINS,
    ("GET", "/console/<desk>/content/text/<path:id_>"): ADMINS,
    ("POST", "/console/<desk>/content/text/<path:id_>"): ADMINS,
    ("POST", "/console/<desk>/content/check/<language>/<path:id_>"): ADMINS,
    ("POST", "/console/<desk>/content/care/<path:id_>"): ADMINS,
    ("POST", "/console/<desk>/content/call/<language>/<path:id_>"): ADMINS,
    ("GET", "/console/<desk>/content/draft"): ADMINS,
    ("POST", "/console/<desk>/content/draft/publish"): ADMINS,
    ("POST", "/console/<desk>/content/draft/drop"): ADMINS,
    ("POST", "/console/<desk>/content/draft/propose"): ADMINS,
    ("POST", "/console/<desk>/content/draft/approve"): ADMINS,
    ("POST", "/console/<desk>/content/draft/decline"): ADMINS,
    ("GET", "/console/<desk>/content/history"): ADMINS,
    ("GET", "/console/<desk>/content/history/<number>"): ADMINS,
    ("POST", "/console/<desk>/content/history/<number>/back"): ADMINS,
    ("GET", "/console/<desk>/content/files/<name>"): ADMINS,
    ("POST", "/console/<desk>/content/files/<name>"): ADMINS,
    ("POST", "/console/<desk>/content/files/<name>/check"): ADMINS,
    ("GET", "/console/<desk>/flow"): ADMINS,
    ("GET", "/console/<desk>/flow/hear"): ADMINS,
    ("GET", "/console/<desk>/flow/node/<node>"): ADMINS,
    ("POST", "/console/<desk>/flow/node/<node>/order"): ADMINS,
    ("POST", "/console/<desk>/flow/node/<node>/name"): ADMINS,
    ("POST", "/console/<desk>/flow/node/<node>/place"): ADMINS,
    ("POST", "/console/<desk>/flow/node/<node>/removed"): ADMINS,
    ("GET", "/console/<desk>/flow/node/<node>/add"): ADMINS,
    ("POST", "/console/<desk>/flow/node/<node>/add"): ADMINS,
    ("GET", "/console/<desk>/recordings"): ADMINS,
    ("GET", "/console/<desk>/recordings/<language>/<place>"): ADMINS,
    ("POST", "/console/<desk>/recordings/<language>/<place>"): ADMINS,
    ("POST", "/console/<desk>/recordings/<language>/<place>/removed"): ADMINS,
    ("GET", "/console/<desk>/recordings/<language>/<place>/voice.wav"): ADMINS,
    ("GET", "/console/<desk>/recordings/file/<digest>.wav"): ADMINS,
    ("GET", "/console/<desk>/figures"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/compare"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/topics"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/hours"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/menu"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/reps"): LEADERS,
    ("GET", "/console/<desk>/figures/missed"): SIGNED_IN,
    ("GET", "/console/<desk>/figures/staffing"): LEADERS,
    ("POST", "/console/<desk>/figures/staffing"): LEADERS,
    ("GET", "/console/<desk>/figures/staffing/profile.csv"): LEADERS,
    ("GET", "/console/<desk>/figures/file/<kind>"): SIGNED_IN,
}
AT_THE_DOOR = ("/console/sign-in", "/console/code")


def test_every_route_is_in_the_table_and_no_other(app: Flask) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(TABLE) == routes


@pytest.mark.parametrize("name", NAMES)
def test_every_route_does_what_the_table_says(app: Flask, name: str, request: pytest.FixtureRequest) -> None:
    visit: Visit = request.getfixturevalue(name)
    somebody = add_person(app, "some.body", Role.REP)
    found = {route: outcome(visit, *route, somebody) for route in TABLE}
    assert found == {route: roles[name] for route, roles in TABLE.items()}


def outcome(visit: Visit, method: str, route: str, somebody: str) -> str:
    """Return a browser's result for a route. A form without its token gets 400 if it passes the guard, and no
    further."""
    path = route.removeprefix("/console").replace("<desk>", "cair").replace("<id_>", somebody)
    path = path.replace("<int:year>", "2027").replace("<int:number>", "0")
    if method == "GET":
        with visit.opens(path) as response:
            status, goes_to = response.status_code, response.headers.get("Location", "")
    else:
        response = visit.browser.post(f"/console{path}")
        status, goes_to = response.status_code, response.headers.get("Location", "")
    if status == 302 and goes_to.startswith("/console/sign-in") and not route.startswith(AT_THE_DOOR):
        return "sign in" if route not in ("/console/single-sign-on", "/console/signed-on") else "allowed"
    if status == 403:
        return "refused"
    assert method == "GET" or status == 400, (method, route, status)
    assert status < 500, (method, route, status)
    return "allowed"


def test_a_view_that_does_not_say_who_may_open_it_stops_the_start() -> None:
    app, part = Flask("test"), Blueprint("console", __name__)
    part.add_url_rule("/console/new", "new", lambda: "")
    app.register_blueprint(part)
    with pytest.raises(UnguardedView, match="/console/new"):
        prove_guarded(app)


@pytest.mark.parametrize(("role", "status"), [(Role.REP, 403), (Role.SUPERVISOR, 403), (Role.ADMIN, 200)])
@pytest.mark.parametrize("page", ["lines", "lines/now", "me"])
def test_a_desks_pages_are_for_its_people_and_admins(app: Flask, role: Role, status: int, page: str) -> None:
    add_person(app, "eve", role, desks="")
    visit = Visit(app)
    visit.signs_in("eve")
    assert visit.opens(f"/cair/{page}").status_code == status


def test_a_desk_that_does_not_exist_is_told_to_nobody_but_admins(admin: Visit, rep: Visit) -> None:
    assert admin.opens("/dmv/lines").status_code == 404
    assert rep.opens("/dmv/lines").status_code == 403


def test_another_role_counts_at_the_next_request(app: Flask, admin: Visit, supervisor: Visit) -> None:
    made = app.extensions["console"]
    sam = made.people.named("sam")
    made.people.change("test", sam.id, {"role": "admin"})
    assert supervisor.opens("/people").status_code == 200
    made.people.change("test", sam.id, {"role": "rep"})
    assert supervisor.opens("/people").status_code == 403


def test_no_template_has_a_script_or_style_of_its_own() -> None:
    for path in (Path(__file__).parents[2] / "console" / "templates").glob("**/*.html"):
        text = path.read_text()
        assert "style=" not in text, path
        assert "<style" not in text, path
        assert text.count("<script ") == text.count("<script src="), path
        assert " on" + "click" not in text, path
