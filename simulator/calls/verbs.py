"""Which function performs which verb."""

from __future__ import annotations

from simulator.calls import call_flow, playback
from simulator.calls.dial import dial
from simulator.calls.enqueue import enqueue
from simulator.calls.gather import gather
from simulator.twiml.twiml_runner import Performer

PERFORMERS: dict[str, Performer] = {
    "Say": playback.say,
    "Play": playback.play,
    "Pause": playback.pause,
    "Gather": gather,
    "Redirect": call_flow.redirect,
    "Hangup": call_flow.hang_up,
    "Reject": call_flow.reject,
    "Leave": call_flow.leave,
    "Dial": dial,
    "Enqueue": enqueue,
}
