"""Answering-machine detection and digits to send, as asked for with a call: checked as the carrier does, then ignored.

The network's phones say what they are by how they answer (`simulator.phones.answering`), so there is nothing to detect.
"""

from __future__ import annotations

import re

from simulator.rest.errors import Invalid
from simulator.rest.form import RestRequest

LIMITS = {
    "MachineDetectionTimeout": (3, 60),
    "MachineDetectionSpeechThreshold": (1000, 6000),
    "MachineDetectionSpeechEndThreshold": (500, 5000),
    "MachineDetectionSilenceTimeout": (2000, 10_000),
}
"""Least and most: the first in seconds, the others in milliseconds."""


def check_digits_and_detection(command: RestRequest) -> None:
    """Raise Invalid for what the carrier would refuse; a call that sends digits is not checked for machines."""
    digits = command.get("SendDigits")
    if digits and not re.fullmatch(r"[0-9A-D*#wW]{1,32}", digits):
        raise Invalid(21206, f"Invalid SendDigits: {digits}")
    if not digits:
        _check_detection(command)


def _check_detection(command: RestRequest) -> None:
    wanted = command.get("MachineDetection")
    if wanted and wanted not in ("Enable", "DetectMessageEnd"):
        raise Invalid(20001, f"Invalid MachineDetection: {wanted}")
    for name, (least, most) in LIMITS.items():
        command.whole(name, least, 20001, least, most)
    callback = command.url("AsyncAmdStatusCallback", 21609)
    command.method("AsyncAmdStatusCallbackMethod")
    if command.flag("AsyncAmd") and callback is None:
        raise Invalid(21262, "AsyncAmd needs an AsyncAmdStatusCallback")
