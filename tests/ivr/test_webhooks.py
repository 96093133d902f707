"""One webhook at a time: who gets in, what comes out, what is written down."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis
from twilio.request_validator import RequestValidator

from ivr.services import VoiceServices
from store import keys
from store.log_limit import AT_ONCE
from tests.ivr.carrier import Carrier, answered

OPEN = "2026-11-24T10:00:00-08:00"
CLOSING = "2026-11-24T16:59:59-08:00"
CLOSED = "2026-11-24T17:00:00-08:00"


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
"""Anything that can be written as UTF-8."""


def menu_path(app: Flask, node: str, attempt: int | None = None, language: str = "en") -> str:
    path = f"/voice/cair/{app.extensions['line'].desks['cair'].id}/{language}/{node}"
    return f"{path}/{attempt}" if attempt else path


def test_a_call_is_greeted_and_told_its_choices(carrier: Carrier) -> None:
    heard = carrier.posts("/voice/cair", at=OPEN)
    assert heard.status == 200
    assert heard.verbs == ["Gather", "Redirect"]
    assert "CAIR Help Desk" in heard.words
    assert "Para español, marque 9." in heard.words
    assert heard.action.endswith("/en/main/1")


@pytest.mark.parametrize(
    "path", ["/voice/cair", "/voice/cair/x/en/main/1", "/voice/cair/status", "/voice/nobody"]
)
@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": "Zm9yZ2Vk"}])
def test_a_forged_request_is_refused_with_403(app: Flask, path: str, headers: dict[str, str]) -> None:
    assert answered(app.test_client().post(path, data={"CallSid": "CA1"}, headers=headers)).status == 403


@pytest.mark.parametrize("token", ["the-new-token", "the-old-token"])
def test_both_tokens_count_while_they_are_rotated(production: Flask, token: str) -> None:
    carrier = Carrier(production.test_client(), "https://line.example.org", token)
    assert carrier.posts("/voice/cair").status == 200


def test_a_request_that_can_not_be_read_is_refused_like_a_forgery(app: Flask, carrier: Carrier) -> None:
    app.extensions["line"] = replace(cast(VoiceServices, app.extensions["line"]), base_url="http://[broken")
    assert carrier.posts("/voice/cair").status == 403


def test_a_webhook_without_a_desk_is_answered_too(carrier: Carrier) -> None:
    assert "CAIR Help Desk" in carrier.posts("/voice").words


def test_neither_host_nor_forwarded_headers_are_believed(production: Flask) -> None:
    carrier = Carrier(production.test_client(), "https://attacker.example.org", "the-new-token")
    assert carrier.posts("/voice/cair").status == 403


def test_the_carriers_requests_can_not_choose_the_time(production: Flask) -> None:
    carrier = Carrier(production.test_client(), "https://line.example.org", "the-new-token")
    assert carrier.posts("/voice/cair", at="2026-11-26T10:00:00-08:00").status == 200
    assert "Thanksgiving" not in carrier.posts("/voice/cair", at="2026-11-26T10:00:00-08:00").words


def test_the_same_webhook_delivered_twice_is_answered_alike_and_counted_once(
    carrier: Carrier, redis: Redis
) -> None:
    first = carrier.posts("/voice/cair", at=CLOSING, idempotency="one")
    second = carrier.posts("/voice/cair", at=CLOSED, idempotency="one")
    other = carrier.posts("/voice/cair", at=CLOSED, idempotency="two")
    assert first.body == second.body
    assert "closed" in other.words
    assert "closed" not in first.words
    assert redis.xlen(keys.events("cair")) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/voice/cair/0000000000/en/main/1",
        "/voice/cair/0000000000/en/records",
        "/voice/cair/{id}/en/gone/2",
        "/voice/cair/{id}/xx/main",
        "/voice/cair/{id}/en/main/99",
        "/voice/cair/{id}/en/main/zwei",
        "/voice/cair/{id}/en",
        "/voice/cair/{id}/en/main/1/2/3",
        "/voice/cair/{id}/en/K%C3%B6ln/1",
        "/voice/cair/{id}/en/%00%0D%0A/1",
        "/voice/cair//en/main/1",
        "/voice/cair/",
    ],
)
def test_a_place_that_does_not_exist_is_the_main_menu(app: Flask, carrier: Carrier, path: str) -> None:
    heard = carrier.posts(path.format(id=app.extensions["line"].desks["cair"].id), Digits="2")
    assert heard.status == 200
    assert "/main/" in heard.action


def test_an_old_revision_keeps_the_callers_language(carrier: Carrier) -> None:
    heard = carrier.posts("/voice/cair/0000000000/es/records/1", Digits="1")
    assert heard.action.endswith("/es/main/1")


def test_the_only_desk_answers_a_number_with_a_misspelt_webhook(carrier: Carrier) -> None:
    assert "CAIR Help Desk" in carrier.posts("/voice/cari").words


def test_several_desks_leave_a_misspelt_webhook_with_an_apology(app: Flask, carrier: Carrier) -> None:
    line = cast(VoiceServices, app.extensions["line"])
    app.extensions["line"] = replace(line, desks={"cair": line.desks["cair"], "other": line.desks["cair"]})
    heard = carrier.posts("/voice/cari")
    assert heard.status == 200
    assert "call again" in heard.words


def test_whatever_fails_becomes_spoken_words(
    app: Flask, carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    line = cast(VoiceServices, app.extensions["line"])
    broken = replace(line.desks["cair"], texts={})
    app.extensions["line"] = replace(line, desks={"cair": broken})
    for path in ("/voice/cair", menu_path(app, "main", 1)):
        heard = carrier.posts(path, Digits="1")
        assert heard.status == 200
        assert "sorry" in heard.words
    assert "a webhook failed" in caplog.text


def test_a_caller_is_in_the_log_and_the_events_with_four_digits_only(
    carrier: Carrier, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        carrier.posts("/voice/cair", From="+15105550100", CallSid="CA1\r\nforged line\u202e")
    entered = redis.xrange(keys.events("cair"))[0][1]
    assert entered["from"] == "…0100"
    for record in caplog.records:
        told = f"{vars(record)}"
        assert "5105550100" not in told
        assert "\r" not in told
        assert "\u202e" not in told


def entered_with(carrier: Carrier, redis: Redis, **fields: str) -> dict[str, str]:
    carrier.posts("/voice/cair", **fields)
    written: dict[str, str] = redis.xrange(keys.events("cair"))[-1][1]
    return written


def test_what_the_carrier_says_of_a_callers_number_is_written_down_in_a_letter(
    carrier: Carrier, redis: Redis
) -> None:
    entered = entered_with(carrier, redis, From="+15105550100", StirVerstat="TN-Validation-Passed-B-Diverted")
    assert (entered["event"], entered["attested"]) == ("entered", "B")


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "+15105550100"},
        {"From": "+15105550100", "StirVerstat": "No-TN-Validation"},
        {"From": "+15105550100", "StirVerstat": "NULL"},
        {"From": "+15105550100", "StirVerstat": "TN-Validation-Passed-A\r\nTN-Validation-Passed-A"},
        {"From": "anonymous", "StirVerstat": "TN-Validation-Passed-A"},
    ],
    ids=["not mentioned", "not checked", "null", "forged", "withheld"],
)
def test_of_a_number_of_which_nothing_is_known_nothing_is_written(
    carrier: Carrier, redis: Redis, fields: dict[str, str]
) -> None:
    assert "attested" not in entered_with(carrier, redis, **fields)


def test_what_is_said_of_a_number_changes_nothing_that_a_caller_hears(carrier: Carrier) -> None:
    heard = {
        carrier.posts("/voice/cair", at=OPEN, From="+15105550100", StirVerstat=verstat).body
        for verstat in ("TN-Validation-Passed-A", "TN-Validation-Failed", "")
    }
    assert len(heard) == 1


def test_a_turn_is_written_down_with_its_key_and_where_it_led(
    app: Flask, carrier: Carrier, redis: Redis
) -> None:
    carrier.posts(menu_path(app, "main", 1), Digits="2", at=OPEN)
    event = redis.xrange(keys.events("cair"))[0][1]
    assert (event["event"], event["at"], event["key"], event["node"]) == ("turn", "main", "2", "records")


def test_asking_for_a_person_is_written_down_with_the_reason_for_the_refusal(
    app: Flask, carrier: Carrier, redis: Redis
) -> None:
    carrier.posts(menu_path(app, "main", 1), Digits="0", at=OPEN)
    carrier.posts(menu_path(app, "main", 1), Digits="0", at=CLOSED)
    events = [event for _, event in redis.xrange(keys.events("cair"))]
    reasons = [event["refused"] for event in events if event["event"] == "turn"]
    assert reasons == ["nobody_signed_in", "closed"]


def test_status_callbacks_in_any_order_end_in_the_calls_last_status(carrier: Carrier, redis: Redis) -> None:
    for status, number in (("ringing", "1"), ("completed", "3"), ("in-progress", "2")):
        answer = carrier.posts("/voice/cair/status", CallStatus=status, SequenceNumber=number)
        assert answer.status == 200
    assert redis.hget(keys.call_record("cair", "CA1"), "status") == "completed"


@pytest.mark.parametrize(
    "fields", [{}, {"CallStatus": "completed", "SequenceNumber": "-1"}, {"SequenceNumber": "9" * 40}]
)
def test_a_strange_status_callback_breaks_nothing(carrier: Carrier, fields: dict[str, str]) -> None:
    assert carrier.posts("/voice/cair/status", **fields).status == 200


def test_a_get_webhook_is_served_too(app: Flask, carrier: Carrier) -> None:
    url = "/voice/cair?CallSid=CA1&From=%2B15105550100"
    signature = RequestValidator(carrier.token).compute_signature(carrier.base_url + url, {})
    response = app.test_client().get(url, headers={"X-Twilio-Signature": signature})
    assert answered(response).verbs == ["Gather", "Redirect"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["Digits", "SpeechResult", "CallSid", "From", "CallStatus", "Confidence"])
        | TEXT.map(lambda name: f"x{name}"),
        TEXT,
    ),
    st.sampled_from(["/voice/cair", "/voice/cair/status", "main", "person", "forgot_password"]),
)
def test_fuzzed_forms_never_break_a_webhook(
    app: Flask, carrier: Carrier, fields: dict[str, str], where: str
) -> None:
    path = where if where.startswith("/") else menu_path(app, where, 1)
    heard = carrier.posts(path, **fields)
    assert heard.status == 200
    assert heard.words is not None


def test_health_tells_database_worker_and_revision(app: Flask) -> None:
    response = app.test_client().get("/health")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["database"]["status"] == "ok"
    assert response.json["worker"]["status"] == "silent"
    assert response.json["revision"] == {"cair": app.extensions["line"].desks["cair"].id}
    assert app.test_client().get("/alive").status_code == 200


@pytest.mark.parametrize(
    "asked", [{"base_url": "http://line.example.org"}, {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}]
)
def test_health_tells_strangers_no_ids(app: Flask, asked: dict[str, Any]) -> None:
    app.wsgi_app = app.wsgi_app._inner  # type: ignore[method-assign, attr-defined]
    told = app.test_client().get("/health", **asked).json
    assert told == {
        "status": "degraded",
        "process": {"status": "ok"},
        "database": {"status": "ok"},
        "worker": {"status": "silent"},
    }


@pytest.mark.parametrize("path", ["/voice/", "/voice//", "/console/", "/text/", "/recordings/"])
def test_no_path_redirects_to_a_host_that_a_stranger_names(app: Flask, path: str) -> None:
    for method in ("GET", "POST"):
        answer = app.test_client().open(path, method=method, base_url="http://evil.example")
        assert "evil.example" not in answer.headers.get("Location", "")
        assert answer.status_code != 308


def test_requests_without_a_signature_do_not_flood_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/voice/cair", "/text/cair"):
        for _ in range(10 * AT_ONCE):
            assert app.test_client().post(path).status_code == 403
    assert len(caplog.records) <= 4 * AT_ONCE  # a minute may end meanwhile
