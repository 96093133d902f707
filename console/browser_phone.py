"""The phone in a rep's browser: by the carrier's script and servers, or by the local phone network."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.twilio.edge_and_region import CarrierPlace
from ivr.twilio.voice_token import VoiceAccount

SCRIPT = "voice-sdk.js"
"""What the carrier's script is called among the pages' files."""
EDGES = ("ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla")
"""The carrier's public edges. A browser that chose the nearest one by itself takes up a broken call at the same one."""
SOUNDS = "https://sdk.twilio.com https://media.twiliocdn.com"


@dataclass(frozen=True)
class BrowserPhone:
    """The account, and either the carrier's script or the address of the local phone network's socket."""

    account: VoiceAccount
    script: bytes | None = None
    socket: str = ""
    place: CarrierPlace = field(default_factory=CarrierPlace)

    @property
    def policy(self) -> dict[str, str]:
        """Return what the page that rings may reach besides this host, by directive."""
        if self.socket:
            return {"connect-src": self.socket}
        signaling = [self.place.edge] if self.place.edge else ["roaming", *EDGES]
        hosts = [f"wss://voice-js.{edge}.twilio.com" for edge in signaling]
        # The script reports to the default region until the carrier has named the account's own.
        hosts += [f"https://eventgw.{self.place.region}.twilio.com"] if self.place.region else []
        return {
            "connect-src": " ".join([*hosts, "https://eventgw.twilio.com", SOUNDS]),
            "media-src": f"'self' blob: mediastream: {SOUNDS}",
        }
