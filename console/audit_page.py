"""For admins: who changed what, when."""

from __future__ import annotations

import re

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.context import console

audit = Blueprint("audit", __name__)
ON_A_PAGE = 50
ENTRY = re.compile(r"\d{1,20}-\d{1,20}|")


@audit.get("/audit")
@for_roles(Role.ADMIN)
def show() -> ResponseReturnValue:
    """Show fifty entries of the audit log, the latest first."""
    before = request.args.get("before", "")
    if not ENTRY.fullmatch(before):
        abort(404)
    entries = console().audit.entries(ON_A_PAGE + 1, before)
    older = entries[ON_A_PAGE - 1].id if len(entries) > ON_A_PAGE else None
    return render_template("audit.html", entries=entries[:ON_A_PAGE], older=older, before=before)
