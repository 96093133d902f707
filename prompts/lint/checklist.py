"""Runs every rule over a desk."""

from __future__ import annotations

from prompts.lint import (
    attempt_rules,
    key_rules,
    language_rules,
    menu_rules,
    reach,
    recording_rules,
    schedule,
    timing,
    wording,
)
from prompts.lint.rules import RULES, LintFinding, Severity
from prompts.revision import Revision

SUBJECTS = (
    menu_rules,
    timing,
    key_rules,
    attempt_rules,
    wording,
    language_rules,
    schedule,
    reach,
    recording_rules,
)
"""The modules whose rules are on the list; importing them puts them there."""


def find_faults(revision: Revision) -> tuple[LintFinding, ...]:
    """Return every finding on a desk, errors first, then by place."""
    findings = [finding for rule in RULES.values() for finding in rule.findings(revision)]
    return tuple(sorted(findings, key=lambda f: (f.severity is not Severity.ERROR, f.where, f.rule)))
