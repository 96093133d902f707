"""Which function performs which verb."""

from __future__ import annotations

from simulator import flow, speech
from simulator.dial import dial
from simulator.enqueue import enqueue
from simulator.gather import gather
from simulator.script import Performer

PERFORMERS: dict[str, Performer] = {
    "Say": speech.say,
    "Play": speech.play,
    "Pause": speech.pause,
    "Gather": gather,
    "Redirect": flow.redirect,
    "Hangup": flow.hang_up,
    "Reject": flow.reject,
    "Leave": flow.leave,
    "Dial": dial,
    "Enqueue": enqueue,
}
