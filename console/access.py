"""Access to pages: every view names its roles by one of these decorators; one that does not stops the start.

A page of a desk is for the people of that desk, whatever their role.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from accounts.people import Role
from console.auth.cookies import session_token
from console.context import Visitor, console

View = TypeVar("View", bound=Callable[..., Any])
LARGEST_FORM = 2 * 1024 * 1024
"""Bytes of a request without files: all the texts of a desk several times over."""
LARGEST_OPEN_FORM = 16 * 1024
"""Bytes of a request that anybody may send without being signed in."""
LONGEST_PATH = 300
"""Characters of a page's address that signing in leads back to."""
OPEN: frozenset[Role] = frozenset()
"""What views that are open to all are marked with."""
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class UnguardedView(Exception):
    """A view of the console does not say who may open it."""


def open_to_all(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.__dict__["roles"] = OPEN
    return view


def signed_in(view: View) -> View:
    """Open a view to everybody who is signed in."""
    view.__dict__["roles"] = frozenset(Role)
    return view


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Open a view to these roles."""

    def mark(view: View) -> View:
        view.__dict__["roles"] = frozenset(roles)
        return view

    return mark


def comes_before_second_step(view: View) -> View:
    """Mark a view that is open to a person who must set up a second step before anything else."""
    view.__dict__["comes_first"] = True
    return view


def takes_up_to(size: int) -> Callable[[View], View]:
    """Allow a view that receives files so many bytes in a request."""

    def mark(view: View) -> View:
        view.__dict__["largest"] = size
        return view

    return mark


def largest_request() -> int:
    """Return how many bytes the present request may have."""
    marks = vars(current_app.view_functions[request.endpoint or ""])
    return int(marks.get("largest", LARGEST_FORM if marks["roles"] else LARGEST_OPEN_FORM))


def prove_guarded(app: Flask) -> None:
    """Raise UnguardedView if a route of the console leads to a view that does not say who may open it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console.") and "roles" not in vars(app.view_functions[rule.endpoint]):
            raise UnguardedView(f"{rule.rule}: say who may open it, by a decorator of console.access")


def guard() -> ResponseReturnValue | None:
    """Identify the visitor before each request, or redirect to the sign-in page. Raises DatabaseDown."""
    marks = vars(current_app.view_functions[request.endpoint or ""])
    roles: frozenset[Role] = marks["roles"]
    if not roles:
        return None
    found = current_visitor(has_form=request.method in UNSAFE and "changes_nothing" not in marks)
    if found is None or not found.session.is_full:
        return _to_the_door()
    if found.session.wait:
        raise TooManyRequests(retry_after=math.ceil(found.session.wait))
    g.visitor = found
    if _must_set_up(found):
        return _to_the_second_step()
    if found.person.role not in roles:
        abort(403)
    _prove_desk(found)
    return None


def current_visitor(*, has_form: bool = False) -> Visitor | None:
    """Return the visitor whose session the cookie names, even a session that waits for its second step; None without
    one. `has_form` counts a form that the visitor has sent."""
    token = session_token()
    if not token:
        return None
    # A page that refreshes itself must not keep a session alive whose owner went home, but a screen on the wall may.
    is_active = ("X-Refresh" not in request.headers or _is_wall_screen()) and not _asks_for_stream()
    found = console().sessions.visit(token, is_active=is_active, has_form=has_form)
    return Visitor(*found, token) if found else None


def own_path(url: str) -> str:
    """Return the path of a page of the console that `url` names without a host, or an empty string.

    Anybody may send anything here, so it is compared as it is: `urlsplit` raises on some texts and is slow on others.
    """
    path = url[: LONGEST_PATH + 1].partition("?")[0].partition("#")[0]
    is_plain = len(path) <= LONGEST_PATH and path.isascii() and path.isprintable() and " " not in path
    is_own = f"{path}/".startswith(f"{request.script_root}/console/")
    return path if is_plain and is_own and "//" not in path and "\\" not in path else ""


def _to_the_door() -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        here = _page_of_request()
        return "", 401, {"HX-Redirect": url_for("console.doors.sign_in", next=here or None)}
    if _asks_for_stream():
        return "", 401
    here = request.script_root + request.path if request.method == "GET" else page_of_form()
    return redirect(url_for("console.doors.sign_in", next=here or None))


def page_of_form() -> str:
    """Return the path of the page whose form was sent, or an empty string if the browser does not say it."""
    return _own_path_of_address(request.headers.get("Referer", ""))


def _page_of_request() -> str:
    """Return the path of the page that a script of ours sends this request from: the browser adds scheme and host."""
    return _own_path_of_address(request.headers.get("HX-Current-URL", ""))


def _own_path_of_address(address: str) -> str:
    _, _, behind_scheme = address.partition("://")
    return own_path("/" + behind_scheme.partition("/")[2])


def _must_set_up(found: Visitor) -> bool:
    comes_first = "comes_first" in vars(current_app.view_functions[request.endpoint or ""])
    return not comes_first and console().second_step.is_unmet(found.person, found.session)


def _to_the_second_step() -> ResponseReturnValue:
    there = url_for("console.account.second_step")
    if "HX-Request" in request.headers:
        return "", 403, {"HX-Redirect": there}
    return ("", 403) if _asks_for_stream() else redirect(there)


def _is_wall_screen() -> bool:
    """Return whether a wallboard without anything to press refreshes itself: it lasts as long as a session may."""
    return request.endpoint == "console.wall.now" and request.args.get("screen") == "wall"


def _asks_for_stream() -> bool:
    return request.accept_mimetypes.best == "text/event-stream"


def _prove_desk(found: Visitor) -> None:
    desk = (request.view_args or {}).get("desk")
    if desk is None:
        return
    if not found.person.may_enter(desk):
        abort(403)
    if desk not in console().desks:
        abort(404)
