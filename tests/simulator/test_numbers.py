"""The account's numbers as the carrier's client sets them: who is asked when one is called."""

from __future__ import annotations

import pytest

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine, Reply
from tests.simulator.conftest import DESK, codes
from tests.simulator.test_rest import Client, carrier, refused

__all__ = ["carrier"]


def test_a_number_given_to_an_application_does_not_ask_its_url(
    line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    number = carrier.incoming_phone_numbers.list(phone_number=DESK)[0]
    given = carrier.incoming_phone_numbers(number.sid).update(voice_application_sid="AP" + "1" * 32)
    assert given.voice_application_sid == "AP" + "1" * 32
    caller.dials()
    assert caller.ended
    assert not line.asked_at("/voice")
    taken_back = carrier.incoming_phone_numbers(number.sid).update(voice_application_sid="")
    assert taken_back.voice_application_sid == ""
    wrong = refused(carrier.incoming_phone_numbers(number.sid).update, trunk_sid="AP" + "1" * 32)
    assert wrong == (400, 21402)


def test_a_fallback_is_asked_by_its_own_method(
    network: LocalNetwork, line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    line.on("/voice", Reply(status=500))
    line.on("/fallback.xml", "<Say>We are away.</Say>")
    number = carrier.incoming_phone_numbers.list(phone_number=DESK)[0]
    carrier.incoming_phone_numbers(number.sid).update(
        voice_fallback_url=f"{line.url}/fallback.xml", voice_fallback_method="GET"
    )
    caller.dials()
    caller.hears("We are away.")
    assert line.asked_at("/fallback.xml")[0].method == "GET"


def test_the_account_and_the_countries_it_may_call_can_be_read(carrier: Client) -> None:
    account = carrier.api.accounts(carrier.account_sid).fetch()
    assert (account.status, account.type) == ("active", "Full")
    permissions = carrier.voice.v1.dialing_permissions
    american, mexican = (permissions.countries(country).fetch() for country in ("US", "MX"))
    assert (american.low_risk_numbers_enabled, mexican.low_risk_numbers_enabled) == (True, False)
    assert not american.high_risk_special_numbers_enabled
    assert refused(permissions.countries("XX").fetch) == (404, 20404)


@pytest.mark.parametrize("number", ["+525555551234", "+19005550100"], ids=["abroad", "premium"])
def test_a_number_that_the_permissions_do_not_let_be_called_is_refused(
    line: CannedLine, carrier: Client, caller: ScriptedPhone, number: str
) -> None:
    assert refused(carrier.calls.create, to=number, from_=DESK, url=f"{line.url}/offer") == (400, 21215)
    line.on("/voice", f"<Dial>{number}</Dial>")
    caller.dials()
    assert codes(caller) == [13227]
