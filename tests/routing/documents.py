"""What the web processes would answer a worker's carrier."""

from __future__ import annotations

from tests.simulator.canned_line import Asked, CannedLine, Reply, twiml

DESK = "+18005787889"
REST = "<Gather numDigits='1' timeout='60'/>"


class Documents(CannedLine):
    """The answers of web processes to a worker's carrier; every document waits for a key, or leads into a named
    conference."""

    conference, label = "", ""

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.path.endswith("/status"):
            return twiml("")
        if not self.conference:
            return twiml(REST)
        label = f" participantLabel='{self.label}'" if self.label else ""
        return twiml(f"<Dial><Conference{label}>{self.conference}</Conference></Dial>")
