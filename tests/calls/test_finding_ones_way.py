"""Moving about: every key on every node, silence, wrong keys, words, back, again, the other language."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.files.menu_models import MenuNode
from prompts.revision import load_revision
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.moments import TUESDAY_MORNING, TUESDAY_NIGHT

CAIR = load_revision(DESKS / "cair")


def ways() -> dict[str, str]:
    """The keys that lead to each node."""
    found = {CAIR.menu.start: "", "person": "0"}
    for name in CAIR.menu.nodes:
        node = CAIR.menu.nodes[name]
        if isinstance(node, MenuNode) and name in found:
            found |= {target: found[name] + str(key) for key, target in node.keys.items()}
    return found


WAYS = ways()


def go(caller: ScriptedPhone, node: str, *, language: str = "en") -> None:
    caller.dials(at=TUESDAY_MORNING)
    for key in ("9" if language == "es" else "") + WAYS[node]:
        caller.presses(key)


def test_there_is_a_way_to_every_node() -> None:
    assert set(WAYS) == set(CAIR.menu.nodes)


@pytest.mark.parametrize("node", WAYS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_key_on_every_node_is_answered_with_words(
    network: LocalNetwork, node: str, language: str
) -> None:
    for key in "0123456789*#":
        caller = network.caller()
        go(caller, node, language=language)
        caller.presses(key)
        assert caller.heard
        assert not caller.is_ended
        caller.hangs_up()


@pytest.mark.parametrize("node", [name for name in WAYS if name != CAIR.menu.start])
def test_star_goes_back(caller: ScriptedPhone, node: str) -> None:
    go(caller, node)
    caller.presses("*")
    start = CAIR.menu.parent(node) == CAIR.menu.start
    caller.hears("For signing in or a password, press 1" if start else "To go back, press star")


@pytest.mark.parametrize("node", WAYS)
def test_pound_says_the_same_again(caller: ScriptedPhone, node: str) -> None:
    go(caller, node)
    caller.presses("#")
    first = caller.heard
    caller.presses("#")
    assert caller.heard == first


@pytest.mark.parametrize("node", WAYS)
def test_nine_changes_the_language_there_and_back(caller: ScriptedPhone, node: str) -> None:
    go(caller, node)
    caller.presses("9")
    caller.hears("marque")
    assert {said.language for said in caller.transcript[-1].said} <= {"es-US", "en-US"}
    caller.presses("9")
    caller.hears("press")


def test_each_language_has_its_own_voice(caller: ScriptedPhone) -> None:
    caller.dials()
    voices = {said.language: said.voice for said in caller.transcript[0].said}
    assert voices == {"en-US": "Polly.Joanna-Neural", "es-US": "Polly.Lupe-Neural"}


@pytest.mark.parametrize("key", ["8", ""], ids=["wrong keys", "silence"])
def test_help_grows_and_then_a_person_is_looked_for(caller: ScriptedPhone, key: str) -> None:
    caller.dials(at=TUESDAY_MORNING)
    helps = []
    for _ in range(2):
        caller.presses(key) if key else caller.stays_silent()
        helps.append(caller.heard)
        caller.does_not_hear("wrong")
        caller.does_not_hear("invalid")
    assert len(set(helps)) == 2
    caller.hears("Time is nearly up")
    caller.presses(key) if key else caller.stays_silent()
    caller.hears("Nobody can take your call right now")


def test_a_silent_caller_of_a_closed_desk_is_told_when_it_opens_before_the_call_ends(
    caller: ScriptedPhone,
) -> None:
    caller.dials(at=TUESDAY_NIGHT)
    for _ in range(3):
        assert not caller.is_ended
        caller.stays_silent()
    caller.hears("It opens again tomorrow, Wednesday, at eight in the morning")
    caller.hears("We don't have voicemail right now")
    assert caller.ended == "completed by the line"


def test_a_caller_who_can_not_press_may_say_it_from_the_second_try_on(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_MORNING)
    caller.stays_silent()
    caller.says("signing in")
    caller.hears("For a password you forgot, press 1")
    caller.stays_silent()
    caller.says("Operator, please.")
    caller.hears("Nobody can take your call right now")


def test_a_spanish_caller_may_say_it_too(spanish_caller: ScriptedPhone) -> None:
    spanish_caller.dials()
    spanish_caller.presses("9")
    spanish_caller.stays_silent()
    spanish_caller.says("inventario")
    spanish_caller.hears("marque 1")


def test_a_key_may_be_pressed_while_the_line_is_speaking(caller: ScriptedPhone) -> None:
    caller.dials()
    caller.presses("4")
    caller.hears("light bulb")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*"0123456789*#", "ABCD"[0], "silence", "say one", "say mumble"]), max_size=12),
    st.sampled_from([TUESDAY_MORNING, TUESDAY_NIGHT]),
)
def test_the_line_ends_a_call_only_when_the_desk_is_closed_and_never_with_an_alert(
    network: LocalNetwork, deeds: list[str], at: datetime
) -> None:
    caller = network.caller()
    caller.dials(at=at)
    for deed in deeds:
        if caller.is_ended:
            break
        if deed == "silence":
            caller.stays_silent()
        elif deed.startswith("say"):
            caller.says(deed.removeprefix("say "))
        else:
            caller.presses(deed)
    for _ in range(10):
        if caller.is_ended:
            break
        caller.stays_silent()
    if at == TUESDAY_NIGHT:
        assert caller.ended == "completed by the line"
    else:
        assert not caller.is_ended
        caller.hangs_up()
    assert not caller.alerts
