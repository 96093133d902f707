"""How it works, for the rep who opens it."""

from __future__ import annotations

from console.rep.quick_reference import marked
from tests.console.visits import Visit
from tests.reports.story import Story


def test_a_rep_finds_the_sheet_on_the_own_page_with_the_own_numbers(story: Story, rep: Visit) -> None:
    assert 'href="/console/cair/me/sheet">How it works</a>' in rep.opens("/cair/me").text
    story.state.save_rep("12", {"phone": "+19165550111"})
    page = rep.opens("/cair/me/sheet").text
    assert "(800) 578-7889" in page
    assert "<dt>Your rep number</dt><dd>12</dd>" in page
    assert "on your phone …0111" in page
    assert "the general line" in page


def test_a_rep_without_a_phone_is_told_so(story: Story, rep: Visit) -> None:
    story.state.save_rep("12", {"phone": ""})
    assert "nowhere yet: ask your admin" in rep.opens("/cair/me/sheet").text


def test_what_is_marked_is_a_key_a_word_on_the_page_or_a_subject_and_all_else_is_text() -> None:
    assert marked("**Home:** *Done*, `*` & <b>") == (
        "<strong>Home:</strong> <em>Done</em>, <kbd>*</kbd> &amp; &lt;b&gt;"
    )
