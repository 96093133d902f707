"""What callers will hear differently between two revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import prompts
from editing.diff.difference import ContentDifference, DifferenceKind, find_differences
from prompts.cross_checks import every_text
from prompts.files.models import Model
from prompts.loader import read_files
from prompts.recordings import RecordedText
from prompts.rendering.template import Template, parse_template
from prompts.revision import Revision, revision_of

FILES = read_files(Path(prompts.__file__).parent / "cair")
CAIR = revision_of("cair", FILES)
TODAY = date(2026, 11, 22)
PLACES = [(language, place) for language, texts in CAIR.texts.items() for place, _ in every_text(texts)]


def edited(*edits: tuple[str, str, str]) -> Revision:
    """The CAIR desk with words replaced: file, what stands there once, what comes in its place."""
    files = dict(FILES)
    for file, old, new in edits:
        assert files[file].count(old) == 1, f"{old!r} is {files[file].count(old)} times in {file}"
        files[file] = files[file].replace(old, new)
    return revision_of("cair", files)


def found(*edits: tuple[str, str, str]) -> list[ContentDifference]:
    return find_differences(CAIR, edited(*edits), TODAY)


def told(kind: DifferenceKind, *edits: tuple[str, str, str]) -> list[str]:
    return [one.told for one in found(*edits) if one.kind is kind]


def with_text(part: Any, place: tuple[str | int, ...], text: Template) -> Any:
    """A part of a language's texts with another text at a place in it."""
    if not place:
        return text
    step, rest = place[0], place[1:]
    if isinstance(part, Model):
        return part.model_copy(update={f"{step}": with_text(getattr(part, f"{step}"), rest, text)})
    if isinstance(part, tuple):
        return tuple(with_text(one, rest, text) if n == step else one for n, one in enumerate(part))
    return {**part, step: with_text(part[step], rest, text)}


def test_equal_revisions_do_not_differ() -> None:
    assert find_differences(CAIR, CAIR, TODAY) == []
    assert find_differences(CAIR, replace(CAIR, id="another"), TODAY) == []


def test_what_nobody_hears_is_no_difference() -> None:
    assert found(("menu.yaml", "start: main", "# where a call begins\nstart:   main")) == []
    folded = ("en.yaml", "greeting: Thank you for calling", "greeting: >-\n    Thank you\n    for calling")
    assert found(folded) == []


@settings(max_examples=30)
@given(st.sampled_from(PLACES), st.text("abcdef", min_size=1, max_size=30))
def test_any_other_words_are_a_difference_in_their_language(
    where: tuple[str, tuple[str | int, ...]], words: str
) -> None:
    language, place = where
    texts = {**CAIR.texts, language: with_text(CAIR.texts[language], place, parse_template(words))}
    heard = find_differences(CAIR, replace(CAIR, id="another", texts=texts), TODAY)
    said = [one for one in heard if one.kind is DifferenceKind.SAID]
    assert any(one.language == language and words in one.after for one in said)
    assert {one.language for one in said} == {language}


def test_it_shows_the_words_before_and_after_and_when_they_are_heard() -> None:
    (one,) = found(("en.yaml", "Please report missing inventory to us", "Please tell us about inventory"))
    assert one.where == "Inventory missing or incorrect (keys 2, 2)"
    assert (one.language, one.moment) == ("en", "on arriving")
    assert [words.text.strip() for words in one.words if words.kind == "gone"] == ["report missing", "to us"]
    assert [words.text.strip() for words in one.words if words.kind == "new"] == ["tell us about"]


def test_a_text_with_other_marks_alone_is_spoken_differently() -> None:
    (one,) = found(
        ("en.yaml", "You can also send a letter.", "You can also <emphasis>send</emphasis> a letter.")
    )
    assert "same words" in one.told
    assert "<emphasis>" in one.after


def test_a_text_that_waits_for_a_switch_says_so() -> None:
    (one,) = found(("en.yaml", "Please register online,", "Please sign up online,"))
    assert one.moment == "not heard now: only while the switch says “open”"


def test_fields_are_compared_as_they_are_heard() -> None:
    heard = found(("desk.yaml", 'number: "+18005787889"', 'number: "+18005787880"'))
    where = {one.where for one in heard if one.kind is DifferenceKind.SAID}
    assert where == {"To write down: number"}


def test_a_key_that_leads_elsewhere_is_named() -> None:
    swapped = ("menu.yaml", "{1: patient_record, 2: inventory}", "{2: patient_record, 1: inventory}")
    assert told(DifferenceKind.LEADS, swapped) == [
        "Key 1 in “Patient records and inventory” leads to “Inventory missing or incorrect”, "
        "not to “Patient is missing information”.",
        "Key 2 in “Patient records and inventory” leads to “Patient is missing information”, "
        "not to “Inventory missing or incorrect”.",
    ]


def test_a_node_that_moves_is_told_once() -> None:
    moved = (
        ("menu.yaml", "{1: patient_record, 2: inventory}", "{1: inventory}"),
        ("menu.yaml", "2: access}", "2: access, 3: patient_record}"),
    )
    assert told(DifferenceKind.MOVED, *moved) == [
        "“Patient is missing information” is now in “Signing in”, not in “Patient records and inventory”."
    ]
    assert told(DifferenceKind.ADDED, *moved) == told(DifferenceKind.REMOVED, *moved) == []


def test_a_new_node_brings_its_words_along() -> None:
    node = "    title: Opening\n    option: For news, press {key}.\n    text: There is nothing new.\n\n  person:\n"
    edits = [
        ("menu.yaml", "5: contact}", "5: contact, 6: news}"),
        (
            "menu.yaml",
            "  person:\n    kind: person",
            "  news:\n    kind: guidance\n    see: https://a.gov\n  person:\n    kind: person",
        ),
        ("en.yaml", "  person:\n    title: A person", f"  news:\n{node}    title: A person"),
    ]
    edits.append(
        (
            "es.yaml",
            f"  person:\n    title: {CAIR.texts['es'].nodes['person'].title}",
            f"  news:\n{node.replace('press', 'marque')}    title: {CAIR.texts['es'].nodes['person'].title}",
        )
    )
    assert told(DifferenceKind.ADDED, *edits) == ["“Opening” is new: guidance, key 6 in “Main menu”."]
    assert {one.language for one in found(*edits) if one.kind is DifferenceKind.SAID} == {"en", "es"}
    gone = find_differences(edited(*edits), CAIR, TODAY)
    assert [one.told for one in gone if one.kind is DifferenceKind.REMOVED] == [
        "“Opening” is gone, key 6 in “Main menu”."
    ]


def test_an_early_closing_is_told_with_its_date() -> None:
    early = (
        "desk.yaml",
        "zone: America",
        "dates:\n  - {date: 2026-12-24, name: Eve, closes: 12:00}\nzone: America",
    )
    named = [(f"{language}.yaml", "closed_days:\n", "closed_days:\n  Eve: Eve\n") for language in CAIR.texts]
    assert told(DifferenceKind.HOURS, early, *named) == [
        "On Thursday, December 24, 2026: 08:00–12:00 (Eve), not 08:00–17:00."
    ]


def test_other_hours_are_told_by_the_weekday_once() -> None:
    assert told(DifferenceKind.HOURS, ("desk.yaml", "friday: [8:00-17:00]", "friday: [8:00-16:00]")) == [
        "Every Friday: 08:00–16:00, not 08:00–17:00."
    ]


def test_a_closed_day_that_goes_is_told_with_its_date() -> None:
    gone = ("desk.yaml", "  - {id: christmas, holiday: Christmas Day, name: Christmas Day}\n", "")
    names = [
        (
            f"{language}.yaml",
            f"  Christmas Day: {CAIR.texts[language].closed_days['Christmas Day'].source}\n",
            "",
        )
        for language in CAIR.texts
    ]
    assert told(DifferenceKind.HOURS, gone, *names) == [
        "On Friday, December 25, 2026: 08:00–17:00, not closed (Christmas Day)."
    ]


def test_a_season_is_told_as_one_stretch_of_dates() -> None:
    week = "".join(f"{day}: [8:00-16:00], " for day in ("monday", "tuesday", "wednesday", "thursday"))
    summer = f"seasons:\n  - {{name: Summer, first: 2027-06-14, last: 2027-06-24, hours: {{{week}}}}}\nzone: America"
    assert told(DifferenceKind.HOURS, ("desk.yaml", "zone: America", summer)) == [
        "From June 14, 2027 to June 17, 2027: 08:00–16:00, not 08:00–17:00.",
        "On Friday, June 18, 2027: closed, not 08:00–17:00.",
        "From June 21, 2027 to June 24, 2027: 08:00–16:00, not 08:00–17:00.",
    ]


def test_a_line_with_hours_of_its_own_is_told_by_its_name() -> None:
    own = ("desk.yaml", "longest_line: 50,", "longest_line: 50, hours: {monday: [9:00-12:00]},")
    sentences = told(DifferenceKind.HOURS, own)
    assert sentences[0] == "Hours of the line “general”. Every Monday: 09:00–12:00, not 08:00–17:00."
    assert sentences[1:] == [
        f"Hours of the line “general”. Every {day}: closed, not 08:00–17:00."
        for day in ("Tuesday", "Wednesday", "Thursday", "Friday")
    ]


def test_where_silence_leads_and_after_how_many_tries_is_told() -> None:
    assert told(DifferenceKind.LEADS, ("menu.yaml", "after_attempts: person", "after_attempts: hours")) == [
        "Who stays silent comes to “Hours and holidays”, not to “A person”."
    ]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (("desk.yaml", "gather_timeout: 7", "gather_timeout: 9"), "asked again: 9, not 7."),
        (
            ("desk.yaml", "Polly.Joanna-Neural", "Polly.Ruth-Neural"),
            "Polly.Ruth-Neural, en-US, not Polly.Joanna",
        ),
        (("desk.yaml", "longest_line: 50", "longest_line: 5"), "wait at once in one language: 5, not 50."),
        (("desk.yaml", "speech: after_silence", "speech: after_silence\nlimits: {often: 9}"), ": 9, not 5."),
    ],
)
def test_what_else_callers_notice_is_told(edit: tuple[str, str, str], sentence: str) -> None:
    (one,) = told(DifferenceKind.SETTING, edit)
    assert sentence in one


def test_the_spoken_reason_of_a_date_or_a_closed_season_is_told() -> None:
    date_ = "{date: 2026-12-16, name: Staff day, said: {en: our %s, es: una reunión}}"
    season = "{name: Winter, first: 2026-12-21, last: 2027-01-05, hours: {}, said: {en: our %s, es: las vacaciones}}"

    def desk(meeting: str, pause: str) -> Revision:
        plan = f"dates: [{date_ % meeting}]\nseasons: [{season % pause}]\nweekend_rule:"
        return edited(("desk.yaml", "weekend_rule:", plan))

    one, other = find_differences(desk("meeting", "break"), desk("party", "winter break"), TODAY)
    assert one.told == "The reason that callers hear for December 16, 2026: “our party”, not “our meeting”."
    assert (one.kind, one.language, one.before, one.after) == (
        DifferenceKind.SAID,
        "en",
        "our meeting",
        "our party",
    )
    assert "December 21, 2026 to January 5, 2027: “our winter break”, not “our break”" in other.told
    new = [
        one.told
        for one in find_differences(CAIR, desk("meeting", "break"), TODAY)
        if one.kind is DifferenceKind.SAID
    ]
    assert "The reason that callers hear for December 16, 2026: “una reunión”." in new
    gone = [
        one
        for one in find_differences(desk("meeting", "break"), CAIR, TODAY)
        if one.kind is DifferenceKind.SAID
    ]
    assert "The reason that callers hear for December 16, 2026: none, not “our meeting”." in [
        one.told for one in gone
    ]


def test_what_reps_alone_read_is_told_apart() -> None:
    renamed = ("en.yaml", "title: Using CAIR2", "title: Help with CAIR2")
    assert [one.kind for one in found(renamed)] == [DifferenceKind.READ]


def test_what_callers_may_say_is_compared_whatever_its_order() -> None:
    assert found(("en.yaml", "words: [signing in, sign in,", "words: [sign in, signing in,")) == []
    (one,) = found(("en.yaml", "words: [signing in, sign in,", "words: [enter, signing in, sign in,"))
    assert one.kind is DifferenceKind.UNDERSTOOD


def recorded(audio: str, transcript: str) -> Revision:
    """The desk with a recording of the Spanish greeting."""
    found = RecordedText(audio=audio * 64, transcript=transcript, name="greeting.mp3", seconds=3)
    return replace(CAIR, id=audio, recordings={"es": {"prompts.greeting": found}})


def test_where_a_recording_lies_makes_no_difference() -> None:
    found = recorded("a", "Hola.")
    assert find_differences(found.played(lambda _: "https://a.gov/1"), replace(found, id="b"), TODAY) == []
