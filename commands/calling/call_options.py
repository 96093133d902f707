"""Reads the command line of `helpdesk call`: keys to press, a caller's number, an instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import click


@dataclass(frozen=True)
class Press:
    """Press keys, one after the other."""

    keys: str

    def __str__(self) -> str:
        return self.keys


@dataclass(frozen=True)
class StaySilent:
    """Do nothing until the line asks again."""

    def __str__(self) -> str:
        return "-"


@dataclass(frozen=True)
class SayWords:
    """Say something instead of pressing a key."""

    words: str

    def __str__(self) -> str:
        return f"say:{self.words}"


Step = Press | StaySilent | SayWords


def read_step(entry: str) -> Step:
    """Return the step that an entry of --keys stands for. Raises ValueError with the forms that are accepted."""
    words = entry.removeprefix("say:").strip()
    if entry == "-":
        return StaySilent()
    if entry.startswith("say:") and words:
        return SayWords(words)
    if re.fullmatch(r"[0-9*#]+", entry):
        return Press(entry)
    raise ValueError(f"{entry!r} is nothing to press: write digits, * or #, - for silence, or say:words")


class KeySequence(click.ParamType[tuple[Step, ...]]):
    name = "keys"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Step, ...]:
        if isinstance(value, tuple):
            return value
        entries = [entry.strip() for entry in str(value).split(",")] if value else []
        try:
            return tuple(read_step(entry) for entry in entries)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class FromNumber(click.ParamType[str]):
    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        plain = re.sub(r"[\s().-]", "", str(value))
        if re.fullmatch(r"\d{10}", plain):
            return f"+1{plain}"
        if not re.fullmatch(r"\+[1-9]\d{6,14}", plain):
            self.fail(f"{value!r} is no phone number; write +15105550100", param, ctx)
        return plain


class Instant(click.ParamType[datetime]):
    """ISO 8601, with or without an offset."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write 2026-12-24T16:05", param, ctx)


def in_zone(at: datetime, zone: tzinfo) -> datetime:
    """Return the instant on the desk's clock; one without an offset is in the desk's time."""
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
