"""The call flow as an admin uses it: its picture, a node added and heard, a walk at a closed day."""

from __future__ import annotations

import pytest

from store.people import Role
from tests.browser.conftest import ARTIFACTS
from tests.browser.test_console import Newcomer, is_accessible, newcomer

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark-phone": {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"},
}
PATHS = {
    "picture": "flow",
    "menu": "flow/node/main",
    "guidance": "flow/node/inventory",
    "add": "flow/node/records/add",
    "closed": "flow/hear?at=2026-12-25T10:00",
    "in-line": "flow/hear?at=2026-11-24T10:00&outcome=waits&part=node&node=person&language=es&topic=inventory",
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_call_flow_is_accessible(newcomer: Newcomer, look: str) -> None:
    ada = newcomer("ada", Role.ADMIN, **LOOKS[look])
    ada.gets_in()
    ARTIFACTS.mkdir(exist_ok=True)
    for name, path in PATHS.items():
        ada.page.goto(f"/console/cair/{path}")
        ada.page.screenshot(path=ARTIFACTS / f"flow-{name}-{look}.png", full_page=True)
        is_accessible(ada.page)
