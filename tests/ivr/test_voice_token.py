"""Tokens for browsers: what the carrier's own format says, and no more than a rep needs."""

from __future__ import annotations

from dataclasses import replace

import jwt

from ivr.twilio.voice_token import VoiceAccount, client_of
from store import clock

ACCOUNT = VoiceAccount("AC" + "1" * 32, "SK" + "2" * 32, "a secret of thirty-two characters")


def test_it_names_the_region_of_its_key() -> None:
    token = replace(ACCOUNT, region="ie1").token("client:cair_12")
    assert jwt.get_unverified_header(token)["twr"] == "ie1"


def test_it_lets_its_holder_be_rung_for_an_hour_and_place_no_calls() -> None:
    token = ACCOUNT.token(client_of("cair", "12"))
    claims = jwt.decode(token, ACCOUNT.secret, algorithms=["HS256"])
    assert claims["grants"] == {"identity": "cair_12", "voice": {"incoming": {"allow": True}}}
    assert (claims["iss"], claims["sub"]) == (ACCOUNT.key, ACCOUNT.account_sid)
    assert 3590 < claims["exp"] - clock.now().timestamp() <= 3600
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1"}
