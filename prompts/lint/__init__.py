"""The checklist for good phone menus, applied to a desk. Knows what is said, not who calls or who answers."""

from prompts.lint.checklist import find_faults
from prompts.lint.rules import RULES, LintFinding, Rule, Severity

__all__ = ["RULES", "LintFinding", "Rule", "Severity", "find_faults"]
