"""The carrier's REST API by its own description: what a request must look like, and what an answer may.

`rest_excerpt.json` holds the operations that the line uses, from Twilio's OpenAPI description of the API `v2010`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.simulator.canned_line import Asked

FORM = "application/x-www-form-urlencoded"
EMPTIED = frozenset({"VoiceApplicationSid", "SmsApplicationSid", "TrunkSid"})
"""The description asks for a SID; empty takes the number away from what answers it."""
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """A method at a path."""

    name: str
    parameters: Mapping[str, Fields]
    status: int
    answer: Mapping[str, Fields]

    @property
    def method(self) -> str:
        return self.name.split()[0]

    def path(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.name.split()[1])))

    @property
    def rows(self) -> tuple[str, Mapping[str, Fields]] | None:
        """Return the name of a list in its answer, and the fields of each of its rows; None for answers without a
        list."""
        return next(((name, field["of"]) for name, field in self.answer.items() if "of" in field), None)


def read_operations() -> list[Operation]:
    found = json.loads(Path(__file__).with_name("rest_excerpt.json").read_text("utf-8"))
    return [Operation(name, one["parameters"], one["status"], one["answer"]) for name, one in found.items()]


OPERATIONS = read_operations()


def find_operation(method: str, path: str) -> Operation | None:
    return next((one for one in OPERATIONS if one.method == method and one.path().fullmatch(path)), None)


def check_request(asked: Asked) -> list[str]:
    """Return what the description does not allow about a request."""
    operation = find_operation(asked.method, asked.path)
    if operation is None:
        return [f"{asked.method} {asked.path} is no operation"]
    place = operation.path().fullmatch(asked.path)
    assert place
    query = parse_qsl(urlsplit(asked.target).query, keep_blank_values=True)
    form = parse_qsl(asked.body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(asked.body))
    problems = [] if not form or asked.headers["Content-Type"] == FORM else ["the body is no form"]
    if not asked.headers.get("Authorization", "").startswith("Basic "):
        problems.append("no account is named")
    sent = {"path": list(place.groupdict().items()), "query": query, "form": form}
    for where, pairs in sent.items():
        problems += _check_pairs(operation, where, pairs)
    names = {name for pairs in sent.values() for name, _ in pairs}
    missing = {name for name, one in operation.parameters.items() if one.get("required")} - names
    return [
        f"{operation.name}: {problem}" for problem in [*problems, *(f"{name} is missing" for name in missing)]
    ]


def _check_pairs(operation: Operation, where: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, value in pairs:
        parameter = operation.parameters.get(name)
        if where == "path" and parameter and parameter["in"] == "form":
            continue  # a number has a field of the same name, to be given to another account
        if parameter is None or parameter["in"] != where:
            yield f"{name} is no parameter of the {where}"
        elif value or name not in EMPTIED:
            yield from (f"{name}={value!r} {problem}" for problem in _check_text(parameter, value))
        if parameter and parameter["type"] != "array" and [one for one, _ in pairs].count(name) > 1:
            yield f"{name} is given twice"


def _check_text(parameter: Fields, value: str) -> Iterator[str]:
    if "enum" in parameter and value not in parameter["enum"]:
        yield "is not one of the values"
    if "pattern" in parameter and not re.fullmatch(parameter["pattern"], value):
        yield "does not match"
    if parameter["type"] == "integer" and not value.isdecimal():
        yield "is no number"
    if parameter["type"] == "boolean" and value not in ("true", "false"):
        yield "is neither true nor false"
    if parameter.get("format") == "uri" and not re.match(r"https?://[^/]+", value):
        yield "is no absolute URL"


TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
}


def check_answer(operation: Operation, status: int, answer: Any) -> list[str]:
    """Return what the description does not allow about a successful answer."""
    if status != operation.status:
        return [f"{operation.name}: status {status}, not {operation.status}"]
    problems = list(_check_fields(operation.answer, answer))
    if operation.rows:
        name, fields = operation.rows
        problems += [problem for row in answer[name] for problem in _check_fields(fields, row)]
    return [f"{operation.name}: {problem}" for problem in problems]


def _check_fields(fields: Mapping[str, Fields], answer: Mapping[str, Any]) -> Iterator[str]:
    for name, field in fields.items():
        value = answer.get(name)
        if "of" in field:
            continue
        if value is None:
            # No enumeration is marked as nullable, although a conference under way has no reason why it ended.
            if not field.get("nullable") and "enum" not in field and name in answer:
                yield f"{name} is null"
            continue
        if not isinstance(value, TYPES[field.get("type", "object")]):
            yield f"{name}={value!r} has another type"
        elif "enum" in field and value not in field["enum"]:
            yield f"{name}={value!r} is not one of the values"
        elif "pattern" in field and value and not re.fullmatch(field["pattern"], value):
            yield f"{name}={value!r} does not match"


def example_of(operation: Operation, *, has_nulls: bool, **given: Any) -> dict[str, Any]:
    """Return an answer as the description allows it, with every field that may be null being so, or none."""
    answer = _example(operation.answer, has_nulls) | given
    if operation.rows:
        name, fields = operation.rows
        answer[name] = [_example(fields, has_nulls)]
    return answer


def _example(fields: Mapping[str, Fields], has_nulls: bool) -> dict[str, Any]:
    return {
        name: "https://files.example.org/cair.xml" if name.endswith("_url") and not has_nulls else value
        for name, value in (
            (name, _value(field, has_nulls)) for name, field in fields.items() if "of" not in field
        )
    }


def _value(field: Fields, has_nulls: bool) -> Any:
    if has_nulls and field.get("nullable"):
        return None
    if "enum" in field:
        return field["enum"][0]
    if "pattern" in field:
        return field["pattern"].strip("^$").split("[")[0].split("(")[0].rjust(2, "S") + "0" * 32
    if field.get("format") == "date-time-rfc-2822":
        return "Tue, 24 Nov 2026 18:00:00 +0000"
    return {"string": "1", "integer": 1, "boolean": True, "object": {}, "array": []}[
        field.get("type", "object")
    ]
