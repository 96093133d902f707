"""A call that follows a plan, on the fast clock: what would a caller hear who does this?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.calling.call_options import Press, SayWords, Step
from commands.calling.call_recordings import PlayedFile, PlayedNames
from commands.calling.call_report import AlertRaised, CallReport, ReportTurn, SpokenText
from commands.calling.line_process import ReachableLine
from simulator.http.caller_verification import Attestation
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.phones.transcript import TranscriptTurn as HeardTurn
from simulator.settings import NetworkSettings, Number

MOST_LANGUAGES = 8
"""Presses of 9 after which no desk has a language left to offer."""


class CannotCall(Exception):
    """The call could not be made as planned; the message says what was in the way."""


@dataclass(frozen=True)
class ScriptedCall:
    """The caller, language, instant and the steps of a planned call.

    `travels` says that the line is to believe `at`; otherwise the call is made now.
    """

    number: str
    language: str | None
    at: datetime
    travels: bool
    steps: tuple[Step, ...]
    stir: Attestation | None = None
    """What the carrier says of the number; None for what is usual."""

    @property
    def claimed_time(self) -> datetime | None:
        return self.at if self.travels else None


def network_settings(line: ReachableLine) -> NetworkSettings:
    """Return a local network on which the desk's number leads to this line."""
    voice_url = f"{line.base_url}/voice/{line.desk_id}"
    number = Number(line.number, voice_url, status_url=f"{voice_url}/status")
    return NetworkSettings(line.account_sid, line.auth_token, (number,))


def call_by_plan(line: ReachableLine, plan: ScriptedCall, names: PlayedNames) -> CallReport:
    """Make the call and hang up after the last step. Raises CannotCall when a step can't be taken."""
    with LocalNetwork(network_settings(line), clock="fast") as network:
        caller = network.caller(plan.number)
        caller.dials(line.number, at=plan.claimed_time, stir=plan.stir)
        if plan.language:
            _change_language(caller, plan.language)
        for step in plan.steps:
            _take(caller, step)
        if not caller.is_ended:
            caller.hangs_up()
        return _report(caller, line, plan, names)


def _change_language(caller: ScriptedPhone, language: str) -> None:
    """Press 9, as a caller would, until most of what is said is in the language."""
    for _ in range(MOST_LANGUAGES):
        if caller.is_ended or _language(caller.transcript) == language:
            break
        caller.presses("9")
    if _language(caller.transcript) != language:
        raise CannotCall(f"the line does not speak {language!r}: pressing 9 never led to it")


def _language(turns: Sequence[HeardTurn]) -> str:
    """Return the language of most of what was said last, as `es`; empty when nothing was."""
    heard = next((turn.said for turn in reversed(turns) if turn.said), [])
    spoken: Counter[str] = Counter()
    for utterance in heard:
        spoken[utterance.language.split("-")[0]] += len(utterance.text)
    return spoken.most_common(1)[0][0] if spoken else ""


def _take(caller: ScriptedPhone, step: Step) -> None:
    if caller.is_ended:
        raise CannotCall(f"the call had ended ({caller.ended}) before {step} of --keys was reached")
    if isinstance(step, Press):
        caller.presses(step.keys)
    elif isinstance(step, SayWords):
        caller.says(step.words)
    else:
        caller.stays_silent()


def _report(caller: ScriptedPhone, line: ReachableLine, plan: ScriptedCall, names: PlayedNames) -> CallReport:
    turns = [turn for turn in caller.transcript if turn.said or turn.played or turn.pressed or turn.spoke]
    return CallReport(
        caller=plan.number,
        to=line.number,
        at=plan.at,
        language=_language(turns),
        turns=tuple(_turn(turn, names) for turn in turns),
        ended=caller.ended or "",
        seconds=caller.call.seconds,
        alerts=tuple(AlertRaised(alert.code, alert.message, alert.url) for alert in caller.alerts),
    )


def _turn(turn: HeardTurn, names: PlayedNames) -> ReportTurn:
    said = [SpokenText(utterance.language, utterance.text) for utterance in turn.said]
    for before, url in reversed(turn.played):
        said.insert(before, played_text(names.find(url)))
    return ReportTurn(tuple(said), turn.pressed, turn.spoke)


def played_text(file: PlayedFile) -> SpokenText:
    """Return what is played as a transcript has it."""
    return SpokenText(file.language, file.text, file.name)
