"""A desk to begin with: hours, addresses and a way to a person. What it says of waiting is another desk's.

The other desk is one whose words are tried and tested, of trouble too. They speak of `{desk}`, so that they fit any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from prompts.folder import DESK, MENU, Files

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
VOICES = {"en": ("en-US", "Polly.Joanna-Neural"), "es": ("es-US", "Polly.Lupe-Neural")}
HOLIDAYS = (
    "New Year's Day",
    "Martin Luther King Jr. Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Veterans Day",
    "Thanksgiving Day",
    "Christmas Day",
)
"""Days that are closed everywhere in the country; the state's and the desk's own are added by hand."""
KEPT_NODES = ("main", "hours", "reach_us", "person")
REACH_US = {
    "en": ("E-mail and phone", "For our e-mail and phone number, press {key}.", "Here is how to reach us."),
    "es": (
        "Correo electrónico y teléfono",
        "Para correo electrónico y teléfono, marque {key}.",
        "Así puede comunicarse con nosotros.",
    ),
}
"""Title, option and text of that node: the other desk has a fax."""
MENU_FILE = """\
start: main
attempts: 3
after_attempts: person

nodes:
  main:
    kind: menu
    keys: {{1: hours, 2: reach_us}}
  hours:
    kind: guidance
    see: {email}
  reach_us:
    kind: guidance
    write_down: [email, number]
    see: {email}
  person:
    kind: person
    line: general
"""


@dataclass(frozen=True)
class Beginning:
    """What has to be known of a desk before anybody can call it."""

    id: str
    name: str
    number: str
    email: str
    zone: str
    hours: str
    called: Mapping[str, str]
    """Its name in each language that it speaks; a call begins in the first."""
    state: str = ""


def name_in_spanish(name: str) -> str:
    """What the desk may be called in Spanish, for who has no better name: it follows an article that fits it."""
    return f"Mesa de Ayuda de {re.sub(r' help ?desk$', '', name, flags=re.IGNORECASE)}"


def desk_files(begun: Beginning, model: Files) -> Mapping[str, str]:
    """The files of the new desk's folder. `model` are those of the desk whose words it takes over."""
    texts = {
        f"{language}.yaml": _texts(begun, language, model[f"{language}.yaml"]) for language in begun.called
    }
    return {DESK: _desk(begun), MENU: MENU_FILE.format(email=json.dumps(begun.email)), **texts}


def _desk(begun: Beginning) -> str:
    """Strings are written as JSON has them, which YAML reads whatever is in them."""
    week = [f"  {day}: [{begun.hours}]" for day in WEEK]
    voices = [f"  {one}: {{locale: {VOICES[one][0]}, voice: {VOICES[one][1]}}}" for one in begun.called]
    closed = [
        f"  - {{id: {_id(name)}, holiday: {json.dumps(name)}, name: {json.dumps(name)}}}" for name in HOLIDAYS
    ]
    said = {
        key: json.dumps(getattr(begun, key), ensure_ascii=False)
        for key in ("name", "number", "email", "zone")
    }
    lines = [
        f"id: {begun.id}",
        *(f"{key}: {value}" for key, value in said.items()),
        "postal_address: []",
        "country: US",
        *([f"subdivision: {json.dumps(begun.state)}"] if begun.state else []),
        "hours:",
        *week,
        "# Government offices in the country: a day on a Saturday is kept on Friday, one on a Sunday on Monday.",
        "weekend_rule: {saturday: friday, sunday: monday}",
        "closed_days:",
        *closed,
        "languages:",
        *voices,
        "lines:",
        f"  - {{id: general, languages: [{', '.join(begun.called)}]}}",
    ]
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    return re.sub(r"[^a-z]+", "_", name.lower().replace("'", "")).strip("_")


def _texts(begun: Beginning, language: str, model: str) -> str:
    head, _, nodes = model.partition("\nnodes:\n")
    head = re.sub(r"^# yaml-language-server.*\n", "", head)
    called = json.dumps(begun.called[language], ensure_ascii=False)
    head = re.sub(r"^desk: .*$", lambda _: f"desk: {called}", head, flags=re.M)
    head = re.sub(r"(?<=^closed_days:\n)(?:  .*\n)+", lambda found: _holidays_of(found[0]), head, flags=re.M)
    blocks = re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", nodes + "\n", re.M)
    kept = "".join(f"  {name}:\n{_node(name, language, body)}" for name, body in blocks if name in KEPT_NODES)
    return f"{head}\nnodes:\n{kept.rstrip()}\n"


def _holidays_of(block: str) -> str:
    lines = block.splitlines(keepends=True)
    return "".join(line for line in lines if line.strip().partition(": ")[0] in HOLIDAYS)


def _node(name: str, language: str, body: str) -> str:
    if name != "reach_us":
        return body
    title, option, text = REACH_US[language]
    words = re.findall(r"^    words: .*\n", body, re.M)[0].replace(", fax number", "").replace(", fax", "")
    return f"    title: {title}\n    option: {option}\n{words}    text: {text}\n"
