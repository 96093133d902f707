"""The carrier's side of a webhook for tests of one request at a time: signs with the carrier's own library."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from xml.etree import ElementTree

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

TOKENS = count()


@dataclass(frozen=True)
class Answered:
    """The line's answer."""

    status: int
    body: str

    @property
    def words(self) -> str:
        """Everything said, without markup."""
        return " ".join("".join(ElementTree.fromstring(self.body).itertext()).split())

    @property
    def action(self) -> str:
        """The path that the next input goes to."""
        gather = ElementTree.fromstring(self.body).find("Gather")
        assert gather is not None, self.body
        return "/" + gather.attrib["action"].split("/", 3)[3]

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in ElementTree.fromstring(self.body)]


@dataclass(frozen=True)
class Carrier:
    """Posts what the carrier posts."""

    client: FlaskClient
    base_url: str
    token: str

    def posts(
        self, path: str, *, at: str | None = None, idempotency: str | None = None, **fields: str
    ) -> Answered:
        """A genuine webhook; `at` is the local network's time travel."""
        fields = {"CallSid": "CA1", "From": "+15105550100", "To": "+18005787889", "CalledCity": "", **fields}
        signature = RequestValidator(self.token).compute_signature(self.base_url + path, fields)
        headers = {
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": idempotency or f"token-{next(TOKENS)}",
        }
        if at:
            headers["X-Helpdesk-At"] = at
        return answered(self.client.post(path, data=fields, headers=headers))


def answered(response: TestResponse) -> Answered:
    return Answered(response.status_code, response.text)
