"""The single verdict on a desk's files, used by `helpdesk check`, every page, and publishing."""

from __future__ import annotations

from dataclasses import dataclass

from editing.calendar_rule import CALENDAR_RULES
from prompts.errors import BrokenDesk, Problem
from prompts.lint import LintFinding, Severity
from prompts.lint import find_faults as findings_on
from prompts.loader import Files
from prompts.revision import Revision, revision_of


@dataclass(frozen=True)
class Verdict:
    """The result of checking a desk: problems keep it from being read, findings from being good."""

    desk: str
    problems: tuple[Problem, ...] = ()
    findings: tuple[LintFinding, ...] = ()

    @property
    def errors(self) -> tuple[LintFinding, ...]:
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def passes(self) -> bool:
        return not self.problems and not self.errors

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why it may not be published, one sentence each; empty when it may."""
        told = (f"{self.desk}/{found.where}: {found.message}. {found.advice}" for found in self.errors)
        return (*(str(problem) for problem in self.problems), *told)


def check_files(desk: str, files: Files) -> Verdict:
    """Return everything wrong with a desk's files."""
    try:
        return examine_revision(revision_of(desk, files))
    except BrokenDesk as broken:
        return Verdict(desk, problems=broken.problems)


def examine_revision(revision: Revision) -> Verdict:
    """Return the verdict on content that could be read."""
    of_the_calendar = [found for rule in CALENDAR_RULES for found in rule.findings(revision)]
    return Verdict(revision.desk.id, findings=(*of_the_calendar, *findings_on(revision)))
