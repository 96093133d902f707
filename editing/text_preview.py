"""Checks a text while it is typed: its sound, and the findings about it. Pure; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from editing.checks import check_files
from editing.diff.texts_diff import sample_fields
from editing.edits.menu_tree import keys_to
from editing.edits.text_edits import reworded
from editing.errors import Unwritable
from editing.located_findings import Remark, remarks
from editing.prompt_index import PromptEntry, PromptKind
from prompts.errors import TextRefused
from prompts.lint.reading_time import speaking_time
from prompts.loader import Files
from prompts.rendering.speech import Speech
from prompts.rendering.template import parse_template
from prompts.revision import Revision


@dataclass(frozen=True)
class Sample:
    """The sound of a text, with its fields filled in by way of example."""

    text: str
    seconds: float


def sample(shape: Revision, said: PromptEntry, language: str, text: str) -> Sample | None:
    """Return how a text is heard; None for texts that are not, or cannot be, spoken."""
    spoken = speech_of(shape, said, language, text)
    return Sample(spoken.text, speaking_time(spoken)) if spoken else None


def speech_of(shape: Revision, said: PromptEntry, language: str, text: str) -> Speech | None:
    """Return the speech of a text with example values; None for texts that are not, or cannot be, spoken."""
    if said.kind is not PromptKind.SPOKEN or language not in shape.texts:
        return None
    try:
        template = parse_template(text)
    except TextRefused:
        return None
    values = sample_fields(shape, shape.texts[language], language, shape)
    if said.place[0] == "nodes" and (keys := keys_to(shape.menu, f"{said.place[1]}")):
        values["key"] = Speech((f"{keys[-1]}",))
    return template.spoken({name: values.get(name, Speech(("…",))) for name in template.fields})


def tried(
    desk: str, bases: tuple[Files, ...], said: PromptEntry, language: str, text: str
) -> tuple[Remark, ...]:
    """Return the findings about this text if it stood in the files: in the first of `bases` where checks get so far."""
    found: tuple[Remark, ...] = ()
    for files in bases:
        try:
            changed = reworded(files, said, language, text)
        except Unwritable:
            continue
        verdict = check_files(desk, changed)
        all_found = remarks(verdict, changed)
        found = tuple(one for one in all_found if one.is_about(f"{language}.yaml", said.place))
        if found or not verdict.problems:  # with problems elsewhere the checklist was not reached
            break
    return found
