"""Log lines as JSON, one a line. Callers' words and numbers reach them only escaped and masked."""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from datetime import UTC, datetime

from store.log_context import traced_ids

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
LONGEST_TEXT = 200
KEPT_DIGITS = 4


def masked(number: str) -> str:
    """Return a number's last four digits; a name instead of a number is reduced to its kind."""
    digits = [character for character in number if character in "0123456789"]
    if len(digits) <= KEPT_DIGITS:
        return "hidden" if number else ""
    return "…" + "".join(digits[-KEPT_DIGITS:])


def harmless_text(text: str) -> str:
    """Return foreign text made harmless for a log: no control, bidi or format characters, cut at 200 characters."""
    safe = (
        one if unicodedata.category(one)[0] != "C" else f"\\u{ord(one):04x}" for one in text[:LONGEST_TEXT]
    )
    return "".join(safe)


class JsonLines(logging.Formatter):
    """Writes each record as a JSON object: time (UTC), level, logger, message, extras, and the traceback if there is
    one."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= _extras(record)
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


class PlainLines(logging.Formatter):
    """Writes the message and its extras, for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        extras = "".join(f" {name}={value}" for name, value in _extras(record).items())
        error = "\n" + self.formatException(record.exc_info) if record.exc_info else ""
        return f"{record.levelname.lower():8}{record.getMessage()}{extras}{error}"


def _extras(record: logging.LogRecord) -> dict[str, object]:
    """Return the extra fields of a log record, and the ids of the work that it is about."""
    return {**traced_ids(), **{name: value for name, value in vars(record).items() if name not in STANDARD}}


def write_logs(level: str, *, as_json: bool) -> None:
    """Send this process's log to stderr, from a level (`debug` … `error`) upwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # The carrier's client would write every request with its full numbers.
    logging.getLogger("twilio").setLevel(logging.WARNING)
