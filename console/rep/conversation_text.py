"""Sentences for a rep about a conversation: hold, a colleague who is asked, and who listens."""

from __future__ import annotations

from routing.queue.conversations import Conversation
from store.desk.states import HoldState, OfferOutcome, OfferState


def conversation_state(found: Conversation, name: str, otherwise: str) -> str:
    """Return the state of a conversation as a sentence for the rep; `name` is the colleague's.

    `otherwise` is for a conversation of which there is nothing else to say.
    """
    if found.asked_by:
        return (
            "You talk with your colleague alone, the caller is on hold. Hang up if you can't take the caller."
        )
    if found.consult:
        return {
            OfferState.RINGING: f"The phone of {name} rings. The caller is on hold.",
            OfferState.ACCEPTED: f"{name} is being put through. The caller is on hold.",
        }.get(found.colleague_state, f"You talk with {name}, the caller is on hold.")
    return _trouble(found.trouble) or {
        HoldState.HOLDING: "The caller is being put on hold.",
        HoldState.HELD: "The caller hears music, and now and then that you will be back.",
        HoldState.RESUMING: "The caller is being taken back.",
    }.get(found.hold, otherwise)


def _trouble(what: str) -> str:
    kind = what.partition(":")[0]
    words: dict[str, str] = {
        "not on hold": "The caller could not be put on hold, and still hears you.",
        "still on hold": "The caller could not be taken back, and is still on hold. Try again.",
        OfferOutcome.MISSED: "Your colleague did not pick up. The caller is on hold.",
        OfferOutcome.PASSED: "Your colleague can't take the caller. The caller is on hold.",
        OfferOutcome.BUSY: "Your colleague's phone is busy. The caller is on hold.",
        OfferOutcome.UNREACHABLE: "Your colleague's phone could not be reached. The caller is on hold.",
        OfferOutcome.LEFT: "Your colleague has hung up. The caller is on hold.",
    }
    return words.get(kind, "")
