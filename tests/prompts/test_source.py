"""Reading YAML 1.2 with line numbers, and nothing but plain data."""

from __future__ import annotations

import pytest

from prompts.source import Source, read_source


def read(content: str) -> Source:
    return read_source("a.yaml", content)


def test_it_reads_times_and_no_as_words() -> None:
    source = read("a: 9:30\nb: no\nc: 2026-03-26\nd: 7\ne: true\nf: null\ng: 1.5\nh: [x, '1']\n")
    expected = {
        "a": "9:30",
        "b": "no",
        "c": "2026-03-26",
        "d": 7,
        "e": True,
        "f": None,
        "g": 1.5,
        "h": ["x", "1"],
    }
    assert source.data == expected
    assert source.problems == []


def test_it_knows_on_which_line_each_part_stands() -> None:
    source = read("a:\n  b:\n    - x\n    - y\n1: z\n")
    assert [source.line("a"), source.line("a", "b", 1), source.line(1)] == [1, 4, 5]
    assert source.line("a", "b", 7, "nowhere") == 2


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice"),
        ("a:\n  x: 1\n  x: 2\n", 3, "'x' stands here twice"),
        ("a: 1\nb: [1, 2\n", 3, "no YAML"),
        ("a: &here {b: 1}\nc: *here\n", 2, "anchors"),
        ("a: !!python/object:os.system x\n", 1, "neither text nor a number"),
        ("[a]: 1\n", 1, "neither a word nor a number"),
        ("", 1, "empty"),
        ("a: 1\nb: \x01\n", 2, "no UTF-8"),
        ("--- a\n--- b\n", 2, "no YAML"),
        ("[" * 20_000, 1, "no YAML"),
    ],
)
def test_it_names_what_it_cannot_use(content: str, line: int, message: str) -> None:
    problem = read(content).problems[0]
    assert message in problem.message
    assert (problem.file, problem.line) == ("a.yaml", line)
