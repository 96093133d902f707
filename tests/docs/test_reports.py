"""The page on reports names every script, metric and figure, and every bound of waits."""

from __future__ import annotations

from dataclasses import fields

from reports.duty import Duty
from reports.figures import FIGURES
from reports.losses import METRICS, REASONS
from reports.menu.nodes import Visits
from reports.menu.topics import Ends
from reports.rep_day import Work
from reports.tally import CallTally
from reports.waits import BOUNDS
from tests.docs.pages import ROOT, quoted, rows, section

SCRIPTS = {path.stem: path.read_text("utf-8") for path in (ROOT / "reports/lua").glob("*.lua")}


def test_every_script_is_documented_in_its_own_words_and_no_other() -> None:
    told = {quoted(name): sentence for name, sentence in rows(section("docs/reports.md", "Folding"))}
    assert told.keys() == SCRIPTS.keys() - {"prelude"}
    for name, sentence in told.items():
        assert SCRIPTS[name].removeprefix("-- ").startswith(sentence.removesuffix(".")), name


def named_in(part: str) -> list[str]:
    return [quoted(name) for row in rows(section("docs/reports.md", part)) for name in row[0].split(", ")]


def test_every_metric_is_documented_and_no_other() -> None:
    listed = [name for row in rows(section("docs/reports.md", "Counts")) for name in row[0].split(", ")]
    counted = [one.name for one in fields(CallTally)] + [one.name for one in fields(Work)]
    assert [quoted(name) for name in listed] == counted


def test_every_count_of_a_node_is_documented_and_no_other() -> None:
    assert named_in("What callers heard") == [one.name for one in fields(Visits)]


def test_every_count_of_calls_in_vain_and_every_reason_is_documented_and_no_other() -> None:
    table = named_in("Calls in vain")
    assert table[: len(METRICS)] == list(METRICS)
    assert table[len(METRICS) :] == [*REASONS, "redialled"]


def test_every_result_of_a_call_is_documented_and_no_other() -> None:
    assert named_in("How calls end") == [one.name for one in fields(Ends)]


def test_every_status_of_a_reps_time_is_documented_and_no_other() -> None:
    assert named_in("Reps' time") == [one.name for one in fields(Duty)]


def test_every_figure_is_documented_and_no_other() -> None:
    listed = [quoted(row[0]) for row in rows(section("docs/reports.md", "Figures"))]
    figures = [name for name, value in vars(CallTally).items() if isinstance(value, property)]
    assert listed == [*figures, "wait_quantile"]


def test_every_figure_that_is_shown_is_documented_with_its_formula() -> None:
    listed = [
        (quoted(name), words, formula)
        for name, words, formula in rows(section("docs/reports.md", "What is shown"))
    ]
    assert listed == [(one.name, one.words, one.formula) for one in FIGURES]


def test_the_bounds_of_waits_are_the_documented_ones() -> None:
    told = next(row[1] for row in rows(section("docs/reports.md", "Counts")) if quoted(row[0]) == "waits")
    assert f"up to {', '.join(map(str, BOUNDS))} s, or more" in told
