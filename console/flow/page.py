"""The call flow as a picture, with the same as a table: where each node is opened."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.flow.menu_view import content, traffic
from console.flow.picture import picture_of, ways_of

flow = Blueprint("flow", __name__)


@flow.get("/<desk>/flow")
@for_roles(Role.ADMIN)
def show(desk: str) -> ResponseReturnValue:
    """Show the picture of the draft's call flow."""
    found = content(desk)
    picture = picture_of(found.shown, traffic(desk, found.shown))
    return render_template(
        "flow/picture.html", desk=found.shown.desk, content=found, picture=picture, ways=ways_of(picture)
    )
