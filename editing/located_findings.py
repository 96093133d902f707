"""Assigns the findings of checks to the texts and lines that they are about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from editing.calendar_rule import ALL_RULES
from editing.checks import Verdict
from prompts.errors import Problem
from prompts.files.source import Place, Source, read_source
from prompts.lint import LintFinding, Severity
from prompts.loader import Files


@dataclass(frozen=True)
class Remark:
    """A defect (an error, which keeps a draft from being published) or advice."""

    file: str
    line: int
    places: frozenset[Place]
    """Those in the file that it may be about."""
    is_error: bool
    told: str
    advice: str = ""
    rule: str = ""

    def is_about(self, file: str, place: Place) -> bool:
        """Return whether the remark is about this text, or about its node as a whole."""
        return self.file == file and any(
            place[: len(one)] == one and (len(one) > 1 or one in (place, ("closed_days",)))
            for one in self.places
        )


def remarks(verdict: Verdict, files: Files) -> tuple[Remark, ...]:
    """Return the remarks about one desk, errors first."""
    sources = {name: read_source(name, text) for name, text in files.items()}
    found = [*_problems(verdict.problems, sources), *_findings(verdict.findings, sources)]
    return tuple(sorted(found, key=lambda one: (not one.is_error, one.file, one.line)))


def _problems(problems: Iterable[Problem], sources: Mapping[str, Source]) -> Iterable[Remark]:
    for problem in problems:
        file = problem.file.rpartition("/")[2]
        places = sources[file].places if file in sources else {}
        here = frozenset(place for place, line in places.items() if line == problem.line)
        yield Remark(file, problem.line, here, True, _sentence(problem.message))


def _findings(findings: Iterable[LintFinding], sources: Mapping[str, Source]) -> Iterable[Remark]:
    by_name = {
        name: {".".join(map(str, place)): place for place in source.places}
        for name, source in sources.items()
    }
    for found in findings:
        file, _, dotted = found.where.partition(" ")
        place = by_name.get(file, {}).get(dotted)
        line = sources[file].line(*place) if place else 1
        told = f"{ALL_RULES[found.rule].sentence} {_sentence(found.message)}"
        is_error = found.severity is Severity.ERROR
        here = frozenset({place} if place else ())
        yield Remark(file, line, here, is_error, told, found.advice, found.rule)


def _sentence(message: str) -> str:
    begun = message[:1].upper() + message[1:]
    return begun if begun.endswith((".", "!", "?", "”")) else f"{begun}."
