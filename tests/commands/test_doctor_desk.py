"""`helpdesk doctor` and what a desk lacks: reps, somebody for each line, words that are still true, recordings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from commands.checkup.carrier_checks import refusal_findings
from commands.checkup.finding import CheckFinding
from commands.checkup.rep_checks import countries_of, rep_findings, shared_phone_findings
from commands.checkup.server_checks import clock_finding, version_finding
from commands.checkup.text_checks import word_findings
from commands.operate.doctor import run_checks
from editing.drafts import DraftEditor, workbench
from editing.publishing import publish_files
from ivr.twilio.carrier_errors import ACCOUNT_CODES, PERMISSION_CODES
from ivr.twilio.refusal_advice import advise
from prompts.loader import EDITORS
from prompts.revision import load_revision
from routing.notices.notices import TimedNotice, store_notices
from routing.queue.call_limits import DAY
from routing.queue.carrier_refusal import read_refusal
from routing.queue.desk_state import DeskState
from settings import DESKS
from store import clock, keys
from store.desk.records import Rep
from store.valkey import EmbeddedValkey
from tests.routing.desks import cair

ANNS_FIELDS = {"phone": "+19165550111", "lines": "general", "languages": "en"}
ANN = Rep.read("1", ANNS_FIELDS)
BO = Rep.read("2", {"phone": "client:cair_2", "lines": "general", "languages": "es"})
ABROAD = replace(ANN, id="3", phone="+442079460000")
NOW = int(clock.now().timestamp() * 1000)


def unwell(findings: list[CheckFinding]) -> list[str]:
    assert all(finding.advice for finding in findings if not finding.is_well)
    return [finding.message for finding in findings if not finding.is_well]


# --- reps


def test_a_desk_without_reps_is_told() -> None:
    (told,) = unwell(rep_findings(cair(), {}))
    assert told == "cair: there are no reps, so nobody can be reached by phone"


def test_a_line_that_no_rep_serves_in_one_of_its_languages_is_told() -> None:
    desk = load_revision(DESKS / "cair").desk
    (told,) = unwell(rep_findings(desk, {"1": ANN}))
    assert told == "cair: no rep serves line general in es; who asks for it is turned away"
    assert unwell(rep_findings(desk, {"1": ANN, "2": BO})) == []


def test_a_phone_in_a_country_that_is_not_allowed_any_more_is_told() -> None:
    reps = {"1": ANN, "2": BO, "3": ABROAD}
    (told,) = unwell(rep_findings(load_revision(DESKS / "cair").desk, reps, ("US", "CA")))
    assert told == "cair: the phone of rep 3 is in GB; only US, CA is allowed"


def test_it_looks_at_the_reps_of_the_running_desk(
    redis: Redis, database: EmbeddedValkey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("REDIS_URL", database.url),
        ("DATA_DIR", str(tmp_path)),
        ("TWILIO_API_URL", "http://127.0.0.1:1"),
    ):
        monkeypatch.setenv(name, value)

    def told() -> list[str]:
        return [one.message for one in run_checks() if one.subject == "reps"]

    assert told() == ["cair: there are no reps, so nobody can be reached by phone"]
    DeskState(redis, "cair").save_rep("1", {"name": "Ann", **ANNS_FIELDS, "languages": "en,es"})
    assert told() == ["cair: 1 rep, and somebody for every line and language"]


def test_phones_have_countries_and_browsers_have_none() -> None:
    assert countries_of({"1": ANN, "2": BO, "3": ABROAD}) == {"US", "GB"}


# --- words


@pytest.fixture
def bench(redis: Redis) -> DraftEditor:
    return workbench(redis, "cair", DESKS / "cair")


def about_words(bench: DraftEditor, redis: Redis) -> list[str]:
    return unwell(word_findings(bench, redis, NOW))


def test_a_desk_on_which_nothing_is_overdue_is_well(bench: DraftEditor, redis: Redis) -> None:
    assert about_words(bench, redis) == []


def test_texts_past_their_date_of_review_are_named(bench: DraftEditor, redis: Redis) -> None:
    dates = {"greeting": "2020-01-01", "goodbye_open": "2020-01-01", "outage": "2999-01-01"}
    care = "".join(f"  prompts.{name}:\n    review_by: {day}\n" for name, day in dates.items())
    publish_files(bench, {**bench.published(), EDITORS: f"texts:\n{care}"}, "", "ada")
    (told,) = about_words(bench, redis)
    assert told == "cair: 2 texts are past the date of review: prompts.greeting, prompts.goodbye_open"


def posted(days: float, *, asks: bool = False) -> str:
    """Something put up so long ago, with a day to go."""
    day = int(timedelta(days=1) / timedelta(milliseconds=1))
    return store_notices(
        (TimedNotice(NOW - int(days * day), NOW + day, (("en", "It is down."),), "ada", "1", asks),)
    )


@pytest.mark.parametrize(
    ("days", "asks", "told"),
    [
        (6, False, None),
        (8, False, "cair: a notice hangs since 8 days: “It is down.”"),
        (0.5, True, None),
        (1.5, True, "cair: since a day callers are asked whether to wait: “It is down.”"),
    ],
)
def test_a_notice_that_hangs_for_long_is_told(
    bench: DraftEditor, redis: Redis, days: float, asks: bool, told: str | None
) -> None:
    redis.set(keys.notices("cair"), posted(days, asks=asks), ex=60)
    assert about_words(bench, redis) == ([told] if told else [])


def test_a_closure_that_lasts_for_long_is_told(bench: DraftEditor, redis: Redis) -> None:
    redis.set(keys.closures("cair"), posted(13), ex=60)
    assert about_words(bench, redis) == []
    redis.set(keys.closures("cair"), posted(15), ex=60)
    assert about_words(bench, redis) == ["cair: has been closed by hand since 15 days"]


def test_a_recording_that_nobody_has_any_more_is_told(
    bench: DraftEditor, redis: Redis, tmp_path: Path
) -> None:
    folder = tmp_path / "cair"
    folder.mkdir()
    for name, text in bench.published().items():
        (folder / name).write_text(text)
    recorded = {"audio": "0" * 64, "transcript": "Hello.", "name": "hello.wav", "seconds": 1}
    (folder / "recordings.yaml").write_text(json.dumps({"en": {"prompts.greeting": recorded}}))
    (told,) = unwell(word_findings(workbench(redis, "cair", folder), redis, NOW))
    assert "en.prompts.greeting: the recording “hello.wav” is missing" in told


# --- what went out


def test_limits_that_are_reached_are_told(
    redis: Redis, database: EmbeddedValkey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("REDIS_URL", database.url),
        ("DATA_DIR", str(tmp_path)),
        ("TWILIO_API_URL", "http://127.0.0.1:1"),
        ("CALLS_PER_PHONE_A_DAY", "2"),
        ("CALLS_A_DAY", "3"),
    ):
        monkeypatch.setenv(name, value)

    def told() -> list[str]:
        return [f"{one.message} {one.advice}".strip() for one in run_checks() if one.subject == "spending"]

    assert told() == ["cair: 0 calls went out today"]
    today = NOW // DAY
    for day in (today, today + 1):  # midnight may come in between
        redis.hset(keys.spent("cair", day), mapping={"all": 3, "to:+19165550111": 2, "to:+19165550112": 1})
        redis.expire(keys.spent("cair", day), 60)
    desk, phone = told()
    assert "3 calls went out today: nobody is rung until the day is over" in desk
    assert "CALLS_A_DAY" in desk
    assert "the phone …0111 was rung 2 times today, and is no more" in phone
    assert "CALLS_PER_PHONE_A_DAY" in phone


# --- the carrier


def test_a_carrier_that_refuses_calls_is_told_with_what_to_do(redis: Redis) -> None:
    desk = load_revision(DESKS / "cair").desk
    assert refusal_findings(desk, read_refusal(redis, "cair")) == []
    DeskState(redis, "cair").carrier_refuses(429, 10004, is_wide=True)
    (finding,) = refusal_findings(desk, read_refusal(redis, "cair"))
    assert not finding.is_well
    assert "cair: the carrier refuses every call, so no rep is rung (error 10004, since " in finding.message
    assert "business profile" in finding.advice


@pytest.mark.parametrize("code", sorted(ACCOUNT_CODES | PERMISSION_CODES | {20001, 0}))
def test_every_refusal_has_advice_that_names_a_place_to_look(code: int) -> None:
    assert "console" in advise(400, code) or "desk.yaml" in advise(400, code)


# --- the server


@pytest.mark.parametrize(
    ("known", "is_well", "told"),
    [
        ({"redis_version": "7.2.4", "valkey_version": "8.1.1"}, True, "Valkey 8.1.1"),
        ({"redis_version": "7.0.0"}, True, "Redis 7.0.0"),
        ({"redis_version": "6.2.14"}, False, "Redis 6.2.14 is too old"),
        ({}, False, "Redis  is too old"),
    ],
)
def test_an_old_server_is_told(known: dict[str, str], is_well: bool, told: str) -> None:
    finding = version_finding("", known)
    assert (finding.is_well, finding.message) == (is_well, told)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (100.2, "its clock and this machine's agree"),
        (98.5, "its clock and this machine's agree"),
        (90.0, "this machine's clock is 10 s ahead of the database's"),
        (130.0, "this machine's clock is 29 s behind the database's"),
    ],
)
def test_clocks_that_disagree_are_told(there: float, told: str) -> None:
    finding = clock_finding("", before=100.0, there=there, after=101.0)
    assert finding.message == told
    assert finding.is_well == ("agree" in told)


def test_a_phone_that_two_desks_ring_is_named() -> None:
    desks = {"cair": {"12": ANN}, "library": {"14": ANN, "2": Rep.read("2", {})}}
    (told,) = shared_phone_findings(desks)
    assert told.is_well
    assert (
        told.message
        == "rep 12 of cair and rep 14 of library have the same phone, which rings for one desk at a time"
    )
