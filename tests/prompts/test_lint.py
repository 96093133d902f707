"""The CAIR desk passes the checklist, and each rule sees what it is there for and nothing else."""

from __future__ import annotations

import pytest

from prompts.lint import RULES, Severity, find_faults
from prompts.lint.checklist import SUBJECTS
from prompts.lint.voice_rules import unfit
from prompts.revision import Revision
from tests.prompts.breaks import ALSO, BREAKS, WIDE_MENU, Break
from tests.prompts.conftest import DeskCopy


def test_the_cair_desk_passes_without_a_finding(cair: Revision) -> None:
    assert find_faults(cair) == ()


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken.rule}-{broken.where}")
def test_a_rule_sees_just_what_it_is_there_for(desk_copy: DeskCopy, broken: Break) -> None:
    for edit in broken.edits:
        desk_copy.edit(*edit)
    findings = find_faults(desk_copy.load())
    assert {finding.rule for finding in findings} - ALSO.get(broken.rule, set()) == {broken.rule}, findings
    assert [f for f in findings if f.rule == broken.rule and f.where.startswith(broken.where)], findings


def test_every_rule_is_broken_by_a_test() -> None:
    assert {broken.rule for broken in BREAKS} | {"T03"} == set(RULES)


@pytest.mark.parametrize("attempts", [2, 4])
def test_a_caller_has_three_attempts(desk_copy: DeskCopy, attempts: int) -> None:
    desk_copy.edit("menu.yaml", "attempts: 3\n", f"attempts: {attempts}\n")
    for file in ("en.yaml", "es.yaml"):
        path = desk_copy.folder / file
        lines = path.read_text(encoding="utf-8").split("\n")
        for name in ("  retry_menu:", "  retry_guidance:"):
            first = lines.index(name) + 1
            if attempts == 2:
                del lines[first]
            else:
                lines.insert(first, "    - Ok.")
        path.write_text("\n".join(lines), encoding="utf-8")
    assert {finding.rule for finding in find_faults(desk_copy.load())} == {"T03"}


def test_warnings_become_errors_where_a_limit_is_far_exceeded(desk_copy: DeskCopy) -> None:
    for edit in WIDE_MENU:
        desk_copy.edit(*edit)
    assert {finding.severity for finding in find_faults(desk_copy.load())} == {Severity.WARNING}
    desk_copy.edit("menu.yaml", "6: extra}", "6: extra, 7: mail, 8: hours}")
    errors = {finding.rule for finding in find_faults(desk_copy.load()) if finding.severity is Severity.ERROR}
    assert "M01" in errors


def test_a_rule_says_what_it_wants_where_it_comes_from_and_what_to_do() -> None:
    for rule in RULES.values():
        assert rule.sentence.endswith(".")
        assert rule.advice.endswith((".", "”"))
        assert rule.source
        assert rule.look.__module__ in {module.__name__ for module in SUBJECTS}


@pytest.mark.parametrize(
    "voice",
    [
        *("Polly.Lupe", "Polly.Pedro-Neural", "Polly.Lupe-Generative"),
        *("Google.es-US-Standard-A", "Google.es-US-Neural2-B", "Google.es-US-Chirp3-HD-Kore"),
    ],
)
def test_a_voice_that_the_carrier_has_is_no_fault(desk_copy: DeskCopy, voice: str) -> None:
    desk_copy.edit("desk.yaml", "voice: Polly.Lupe-Neural", f"voice: {voice}")
    assert find_faults(desk_copy.load()) == ()


@pytest.mark.parametrize(
    ("voice", "is_known"),
    [
        ("Polly.Mía-Generative", True),
        ("Polly.Mia-Neural", True),
        ("Polly.Mia-Generative", False),
        ("Polly.Raul-Neural", False),
        ("Polly.Alba-Neural", False),
    ],
)
def test_a_voice_is_spelled_as_in_the_carriers_own_libraries(voice: str, is_known: bool) -> None:
    locale = "es-MX" if "M" in voice else "es-ES"
    assert (unfit(voice, locale) is None) is is_known


def test_a_voice_with_an_accent_in_its_name_can_be_chosen(desk_copy: DeskCopy) -> None:
    spanish = "es: {locale: es-US, voice: Polly.Lupe-Neural"
    desk_copy.edit("desk.yaml", spanish, "es: {locale: es-MX, voice: Polly.Mía-Generative")
    assert find_faults(desk_copy.load()) == ()


def test_the_carriers_own_voice_is_known_and_warned_of(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "voice: Polly.Lupe-Neural", "voice: woman")
    found = [(finding.rule, finding.severity, finding.message) for finding in find_faults(desk_copy.load())]
    assert found == [("P08", Severity.WARNING, "woman makes no pauses and does not spell")]


def test_an_unknown_voice_is_answered_with_those_there_are(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "voice: Polly.Lupe-Neural", "voice: Polly.Bogus")
    found = find_faults(desk_copy.load())[0].message
    assert found.startswith("the carrier has no voice 'Polly.Bogus'; for es-US it has Polly.Lupe, ")


@pytest.mark.parametrize(
    ("said", "is_notice"),
    [
        ("Calls may be monitored for quality.", True),
        ("Somebody may listen to this call.", True),
        ("Please listen to all options. Then call us.", False),
        ("Ask your supervisor to sign the form.", False),
        ("We monitor the mailbox on workdays.", False),
    ],
)
def test_only_words_about_listening_to_calls_count_as_a_notice(
    desk_copy: DeskCopy, said: str, is_notice: bool
) -> None:
    desk_copy.edit("en.yaml", "a letter.", f"a letter. {said}")
    found = [finding for finding in find_faults(desk_copy.load()) if finding.rule == "P11"]
    assert [finding.severity for finding in found] == [Severity.WARNING] * is_notice
    desk_copy.edit(
        "desk.yaml", "zone: America/Los_Angeles", "zone: America/Los_Angeles\nmonitoring: announced"
    )
    assert "P11" not in {finding.rule for finding in find_faults(desk_copy.load())}


def test_errors_come_before_warnings(desk_copy: DeskCopy) -> None:
    desk_copy.edit("en.yaml", "a letter.", "a letter (or two). Your call is important.")
    assert [finding.rule for finding in find_faults(desk_copy.load())] == ["P01", "P07"]
