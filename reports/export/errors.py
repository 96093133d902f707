"""What can go wrong with a summary on its way.

MailFailed
    is_permanent: the server refused it for good, or nobody knows whether it went out; it is not tried again.
"""

from __future__ import annotations


class MailFailed(Exception):
    """A message was not sent, or nobody knows."""

    def __init__(self, why: str, *, is_permanent: bool) -> None:
        super().__init__(why)
        self.is_permanent = is_permanent
