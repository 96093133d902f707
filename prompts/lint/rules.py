"""The definition of rules and findings, and the list of all rules, to which each module of this package adds
its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from prompts.revision import Revision


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class LintFinding:
    """A place that breaks a rule, and the advice for it."""

    rule: str
    severity: Severity
    where: str
    """File and place in it: `en.yaml nodes.records.option`."""
    message: str
    advice: str


@dataclass(frozen=True)
class Fault:
    """A fault found by a rule's check; `severity` only where it differs from the rule's own."""

    where: str
    message: str
    severity: Severity | None = None


Look = Callable[[Revision], Iterable[Fault]]


@dataclass(frozen=True)
class Rule:
    """A rule of the checklist."""

    id: str
    severity: Severity
    sentence: str
    advice: str
    source: str
    look: Look

    def findings(self, revision: Revision) -> list[LintFinding]:
        """Return a finding for every place of a desk that breaks this rule."""
        return [
            LintFinding(self.id, fault.severity or self.severity, fault.where, fault.message, self.advice)
            for fault in self.look(revision)
        ]


RULES: dict[str, Rule] = {}


def rule(
    rule_id: str, severity: Severity, sentence: str, *, advice: str, source: str
) -> Callable[[Look], Look]:
    """Put a check on the list."""

    def add(look: Look) -> Look:
        if rule_id in RULES:
            raise ValueError(f"the rule {rule_id} is there twice")
        RULES[rule_id] = Rule(rule_id, severity, sentence, advice, source, look)
        return look

    return add
