"""Checks a notice or closure that a supervisor writes, by the same rules as every other text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from prompts.errors import TextRefused
from prompts.lint import RULES, Severity
from prompts.rendering.template import Template, parse_template
from prompts.revision import Revision

LONGEST_POSTED = 300
"""Characters: twenty seconds before a caller can choose anything."""
_ENDS = ".!?…"
SAME_FIELDS = "P09"
"""The rule that has nothing to say here: these texts take no fields."""
_PLACE = "greeting"
"""The words are checked as if they stood here: before the menu."""


@dataclass(frozen=True)
class Checked:
    """The problems of a text, and advice for improving it."""

    text: str
    """With a full stop at its end."""
    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def check_posted(revision: Revision, language: str, text: str) -> Checked:
    """Check a text as callers would hear it in one language."""
    text = " ".join(text.split())
    text = text if not text or text[-1] in _ENDS else f"{text}."
    if len(text) > LONGEST_POSTED:
        return Checked(text, (f"Use at most {LONGEST_POSTED} characters; this has {len(text)}.",))
    try:
        template = parse_template(text)
    except TextRefused as refused:
        return Checked(text, (f"{refused}.",))
    if template.fields:
        return Checked(text, ("Write it out: fields in braces are not filled in here.",))
    return _against_the_rules(revision, language, text, template)


def _against_the_rules(revision: Revision, language: str, text: str, template: Template) -> Checked:
    texts = revision.texts[language]
    prompts = texts.prompts.model_copy(update={_PLACE: template})
    said = {**revision.texts, language: texts.model_copy(update={"prompts": prompts})}
    changed = dataclasses.replace(revision, texts=said)
    found = [
        finding
        for rule in RULES.values()
        if rule.id.startswith("P") and rule.id != SAME_FIELDS
        for finding in rule.findings(changed)
        if finding.where == f"{language}.yaml prompts.{_PLACE}"
    ]
    told = [(one.severity, f"{one.message}: {one.advice}") for one in found]
    return Checked(
        text,
        tuple(words for severity, words in told if severity is Severity.ERROR),
        tuple(words for severity, words in told if severity is not Severity.ERROR),
    )
