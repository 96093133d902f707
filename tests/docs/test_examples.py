"""What the pages tell people to type can be typed, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from typing import Any

import click
import pytest

from commands.__main__ import VERBS, main
from settings import Settings
from simulator.phones.scripted import ScriptedPhone
from tests.calls.moments import TUESDAY_NIGHT
from tests.docs.pages import NAMES, ROOT, code, read

TYPED = re.compile(rf"^(?P<settings>(?:[A-Z_]+=\S+ )*)helpdesk(?P<rest> (?:{'|'.join(VERBS)}|-).*)?$")
SETTINGS = {name.upper() for name in Settings.model_fields}


def examples() -> dict[str, tuple[str, str]]:
    """Every `helpdesk …` in the pages and in the commands' own help: where it stands → its settings and arguments."""
    lines = [(name, line) for name in NAMES for line in code(name)]
    for verb in VERBS:
        told = main.get_command(click.Context(main), verb).help or ""  # type: ignore[union-attr]
        marked = re.findall(r"(?:Examples?:.*?|^ *)((?:[A-Z_]+=\S+ )*helpdesk .*)$", told, re.MULTILINE)
        lines += [(f"{verb} --help", line) for line in marked]
    typed = [(where, line, TYPED.match(line.split(" #")[0].strip())) for where, line in lines]
    return {f"{where}: {line}": (one["settings"], one["rest"] or "") for where, line, one in typed if one}


EXAMPLES = examples()


def test_the_list_of_commands_says_what_each_is_for_in_one_whole_line() -> None:
    told = main.get_help(click.Context(main, info_name="helpdesk", terminal_width=80))
    listed = dict(re.findall(r"^  (\w+) {2,}(.*)$", told.partition("Commands:")[2], re.MULTILINE))
    assert list(listed) == list(VERBS)
    assert all(summary.endswith(".") and not summary.endswith("...") for summary in listed.values())


def test_there_are_examples_of_every_command() -> None:
    shown = {rest.split()[0] for _, rest in EXAMPLES.values() if rest}
    assert set(VERBS) <= shown


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_names_a_command_with_options_it_has(
    example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    settings, rest = EXAMPLES[example]
    assert set(re.findall(r"([A-Z_]+)=", settings)) <= SETTINGS
    understood(shlex.split(rest))


def understood(arguments: list[str]) -> None:
    """Parse a command line as the command would, without running it. A verb by itself only names the command."""
    if arguments and arguments[-1] == "--help":
        arguments = arguments[:-1]
    if arguments:
        command = main.get_command(click.Context(main), arguments[0])
        assert command is not None
        if arguments[1:]:
            command.make_context(arguments[0], arguments[1:])


@pytest.mark.parametrize(
    "wrong", ["call --key 1", "calendar --year soon", "check no/such/folder", "worker now"]
)
def test_an_example_with_a_mistake_would_be_noticed(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        understood(wrong.split())


def test_the_call_in_the_page_on_tests_is_a_test_that_passes(caller: ScriptedPhone) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", read("docs/testing.md"), re.MULTILINE | re.DOTALL)
    told: dict[str, Any] = {"ScriptedPhone": ScriptedPhone, "TUESDAY_NIGHT": TUESDAY_NIGHT}
    exec(example, told)
    (test,) = (value for name, value in told.items() if name.startswith("test_"))
    test(caller)
    assert caller.ended == "hung up"


def test_every_target_of_make_is_told_and_every_one_told_is_there() -> None:
    told = {
        target for name in NAMES for line in code(name) for target in re.findall(r"\bmake ([a-z-]+)", line)
    }
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert phony is not None
    assert told == set(phony[1].split())
    assert all(re.search(rf"^{target}:", read("Makefile"), re.MULTILINE) for target in told)


def test_the_procfile_starts_what_the_readme_says() -> None:
    processes = dict(line.split(": ") for line in read("Procfile").splitlines())
    assert processes == {"web": "HOST=${HOST:-0.0.0.0} helpdesk web", "worker": "helpdesk worker"}
    assert all(f"**{name}**" in read("README.md") for name in processes)


def links(name: str) -> list[tuple[str, str]]:
    """Every link of a page within the house: path, then heading."""
    targets = re.findall(r"\]\(([^)\s]+)\)", read(name))
    return [
        (path, heading)
        for path, _, heading in (target.partition("#") for target in targets)
        if ":" not in path
    ]


def anchors(page: str) -> set[str]:
    """The names that headings can be linked by."""
    headings = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    folder = (ROOT / name).parent
    for path, heading in links(name):
        target = (folder / path).resolve() if path else ROOT / name
        assert target.is_file(), path
        assert not heading or heading in anchors(str(target.relative_to(ROOT))), heading


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = ["README.md"]
    for name in reached:
        pages = [
            str(((ROOT / name).parent / path).resolve().relative_to(ROOT)) for path, _ in links(name) if path
        ]
        reached += [page for page in dict.fromkeys(pages) if page.endswith(".md") and page not in reached]
    assert set(reached) == set(NAMES)
