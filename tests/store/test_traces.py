"""Log lines carry the ids of the work that they are about, and of no other."""

from __future__ import annotations

import json
import logging

from ivr.json_log import JsonLines, PlainLines
from store.log_context import traced, traced_ids


def line() -> logging.LogRecord:
    return logging.LogRecord("part", logging.INFO, "", 0, "it goes on", None, None)


def test_a_line_says_which_call_it_is_about() -> None:
    with traced(call="CA1", rep=""):
        with traced(request="abc"):
            entry = json.loads(JsonLines().format(line()))
            assert PlainLines().format(line()).endswith("call=CA1 request=abc")
        assert traced_ids() == {"call": "CA1"}
    assert (entry["call"], entry["request"], "rep" in entry) == ("CA1", "abc", False)
    assert traced_ids() == {}
