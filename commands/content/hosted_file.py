"""Looks at the fallback file where it is hosted, as the carrier would fetch it."""

from __future__ import annotations

import urllib.error
import urllib.request

PATIENCE = 5.0
"""Seconds; the carrier's own default for a connection."""
LARGEST = 100_000
"""Bytes; the file has some 3,000."""
KINDS = ("text/xml", "application/xml", "text/html")
"""What the carrier takes for a document of its own; `text/plain` it would read aloud."""
WRITE_ANEW = "Write it anew with `helpdesk fallback --output fallback.xml` and upload it."


def fallback_trouble(url: str, expected: bytes) -> str:
    """Return what is wrong with the file at `url`, as a sentence; empty when callers would hear the right text."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            kind, found = answer.headers.get_content_type(), answer.read(LARGEST)
    except (OSError, ValueError) as error:
        return f"{url} can't be fetched ({error}). {WRITE_ANEW}"
    if kind not in KINDS:
        return f"{url} is served as {kind}, which the carrier does not run: it must be text/xml."
    if found.strip() != expected.strip():
        return f"{url} is not what `helpdesk fallback` writes now: hours, e-mail or greeting have changed. {WRITE_ANEW}"
    return ""
