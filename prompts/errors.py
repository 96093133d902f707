"""Errors in a desk's content.

PromptsError
├── BrokenDesk     a desk's folder cannot be read; carries every problem of every file
└── TextRefused    one text holds something that may not be said
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """A defect in a desk's folder; `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PromptsError(Exception):
    """Anything wrong with what is said."""


class BrokenDesk(PromptsError):
    """A desk's folder cannot be used as it is."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class TextRefused(PromptsError, ValueError):
    """A text holds markup, a field or a character that may not be said."""
