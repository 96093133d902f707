"""How a rep's browser may be a phone: by the carrier's own script and servers, or the local phone network's."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.voice_token import VoiceAccount

SCRIPT = "voice-sdk.js"
"""What the carrier's script is called among the pages' files."""
CARRIER_POLICY = {
    "connect-src": "wss://voice-js.roaming.twilio.com https://eventgw.twilio.com https://sdk.twilio.com "
    "https://media.twiliocdn.com",
    "media-src": "'self' blob: mediastream: https://sdk.twilio.com https://media.twiliocdn.com",
}
"""What the carrier's script must reach, as the carrier lists it."""


@dataclass(frozen=True)
class Voice:
    """The account, and either the carrier's script or the address of the local phone network's socket."""

    account: VoiceAccount
    script: bytes | None = None
    socket: str = ""

    @property
    def policy(self) -> dict[str, str]:
        """What the page that rings may reach besides this host, by directive."""
        return {"connect-src": self.socket} if self.socket else CARRIER_POLICY
