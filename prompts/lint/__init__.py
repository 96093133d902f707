"""The checklist for good phone menus, applied to a desk. Knows what is said, not who calls or who answers."""

from prompts.lint.checklist import check
from prompts.lint.rules import RULES, Finding, Rule, Severity

__all__ = ["RULES", "Finding", "Rule", "Severity", "check"]
