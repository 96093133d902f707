"""Reading YAML 1.2 with line numbers, and nothing but plain data."""

from __future__ import annotations

from time import thread_time

import pytest

from prompts.files.source import Source, read_source
from prompts.loader import LONGEST_FILE


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
        ("a:\n  " + "[" * 20_000, 2, "deep nesting"),
        ("".join(" " * depth + "a:\n" for depth in range(20)), 13, "deep nesting"),
        ("- a\n" * 20_000, 10_000, "more than 10,000 parts"),
        ("a: " + "9" * 5_000, 1, "neither text nor a number"),
    ],
)
def test_it_names_what_it_cannot_use(content: str, line: int, message: str) -> None:
    problem = read(content).problems[0]
    assert message in problem.message
    assert (problem.file, problem.line) == ("a.yaml", line)


ODD = {
    "brackets": "[" * LONGEST_FILE,
    "braces": "{" * LONGEST_FILE,
    "closed brackets": "[" * (LONGEST_FILE // 2) + "]" * (LONGEST_FILE // 2),
    "brackets and words": "[a," * (LONGEST_FILE // 3),
    "indents": "".join(" " * depth + "a:\n" for depth in range(620)),
    "dashes": "- " * (LONGEST_FILE // 2),
    "items": "- a\n" * (LONGEST_FILE // 4),
    "items of a line": "[" + "a," * (LONGEST_FILE // 2) + "]",
    "anchors": "\n".join(f"a{number}: &a{number} 1" for number in range(LONGEST_FILE // 16)),
    "one anchor": "- &a 1\n" * (LONGEST_FILE // 7),
    "aliases": "a: &a [1]\nb: [" + "*a," * (LONGEST_FILE // 4) + "]",
    "a tag": "!" * LONGEST_FILE,
    "digits": "a: " + "9" * LONGEST_FILE,
    "marks": "a: " + "\u0300" * LONGEST_FILE,
    "a long line": "a: " + "b " * (LONGEST_FILE // 2),
    "lines": "a:\n" + " b\n" * (LONGEST_FILE // 3),
    "quotes": '"a" ' * (LONGEST_FILE // 4),
    "nothing": "\0" * LONGEST_FILE,
}


def cost_of_reading(content: str) -> float:
    """Return the processor seconds of this thread that a file takes which was not read before."""
    began = thread_time()
    read(content)
    return thread_time() - began


@pytest.fixture(scope="module")
def ordinary() -> float:
    """Return the seconds that an ordinary file of the longest size takes on this machine: one at most on a
    quiet one."""
    return cost_of_reading("".join(f"key{number}: some words\n" for number in range(12_000))[:LONGEST_FILE])


@pytest.mark.parametrize("kind", ODD)
def test_the_longest_file_costs_little_more_than_an_ordinary_one_whatever_it_holds(
    kind: str, ordinary: float
) -> None:
    assert cost_of_reading(ODD[kind][:LONGEST_FILE]) < 4 * ordinary
