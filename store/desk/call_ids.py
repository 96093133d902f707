"""The two names of a call: the carrier's, and its digest, which stands in keys, events, records and pages."""

from __future__ import annotations

from typing import NewType

from store import keys

CallSid = NewType("CallSid", str)
"""The carrier's id of a call, a caller's or that of a leg to a rep's or a supervisor's phone."""
CallId = NewType("CallId", str)
"""The digest of a CallSid: outside the carrier's interface a call is known by this."""
UNKNOWN_CALL = CallSid("")
"""In place of the id of a call that the carrier has not named."""


def call_id_of(call_sid: CallSid) -> CallId:
    """Return the id by which records and pages know a call."""
    return CallId(keys.digest(call_sid))
