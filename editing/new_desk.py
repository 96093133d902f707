"""Makes a new desk: hours, addresses and a way to a person. Its texts about waiting come from another desk.

The other desk is one whose words are tried and tested, of trouble too. They speak of `{desk}`, so that they fit any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from phonenumbers import country_code_for_region

from editing.edits.yaml_files import YamlDocument
from editing.public_holidays import PublicHoliday, name_in_language, public_holidays
from prompts.files.models import WeekendRule
from prompts.letters import remove_accents
from prompts.loader import DESK, MENU, Files

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
VOICES = {
    "en-US": "Polly.Joanna-Neural",
    "en-GB": "Polly.Amy-Neural",
    "en-AU": "Polly.Olivia-Neural",
    "en-IE": "Polly.Niamh-Neural",
    "en-IN": "Polly.Kajal-Neural",
    "en-NZ": "Polly.Aria-Neural",
    "en-ZA": "Polly.Ayanda-Neural",
    "es-US": "Polly.Lupe-Neural",
    "es-MX": "Polly.Mia-Neural",
    "es-ES": "Polly.Lucia-Neural",
}
"""By locale, the carrier's voice for a new desk."""
LANGUAGES = {"en": "en-GB", "es": "es-US"}
"""The locale of a language in a country that has none of its own above."""
NORTH_AMERICA = 1
"""The calling code of the countries in which the key `#` is called pound, and English is American."""
IN_SPANISH = {
    "Good Friday": "el Viernes Santo",
    "Easter Monday": "el Lunes de Pascua",
    "Epiphany": "el Día de Reyes",
    "Columbus Day": "el Día de la Raza",
    "Labour Day": "el Día del Trabajo",
    "Emancipation Day": "el Día de la Abolición de la Esclavitud",
    "Puerto Rico Constitution Day": "el Día de la Constitución de Puerto Rico",
    "Puerto Rican Identity Day": "el Día de la Puertorriqueñidad",
    "George Washington Day": "el Día de los Presidentes",
}
"""Days that neither the other desk nor the calendar has in Spanish."""
LONGEST_NAME = 60
"""Characters of a day's name; of a longer one, callers hear what stands before the first comma."""
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
    """The facts that a desk needs before anybody can call it."""

    id: str
    name: str
    number: str
    email: str
    zone: str
    hours: Mapping[str, str]
    """By weekday, as the file has them: `8:00-12:00, 13:00-17:00`; a day that is not named is closed."""
    called: Mapping[str, str]
    """Its name in each language that it speaks; a call begins in the first."""
    year: int
    """The year from which on its closed days are looked up."""
    country: str = "US"
    state: str = ""

    @property
    def is_always_open(self) -> bool:
        """Return whether the desk is open day and night, on closed days too."""
        return all(self.hours.get(day) == "0:00-24:00" for day in WEEK)

    def locale(self, language: str) -> str:
        """Return the locale in which a language is spoken in the country."""
        if language == "en" and country_code_for_region(self.country) == NORTH_AMERICA:
            return "en-US"
        own = f"{language}-{self.country}"
        return own if own in VOICES else LANGUAGES[language]


def name_in_spanish(name: str) -> str:
    """Return a default Spanish name for the desk, which follows an article that fits it."""
    return f"Mesa de Ayuda de {re.sub(r' help ?desk$', '', name, flags=re.IGNORECASE)}"


def desk_files(begun: Beginning, model: Files) -> Mapping[str, str]:
    """Return the files of the new desk's folder. Raises UnknownRegion.

    `model` are those of the desk whose words it takes over.
    """
    rule, days = public_holidays(begun.country, begun.state or None, begun.year)
    if begun.is_always_open:
        days = []
    texts = {
        f"{language}.yaml": _texts(begun, language, days, model[f"{language}.yaml"])
        for language in begun.called
    }
    return {DESK: _desk(begun, rule, days), MENU: MENU_FILE.format(email=json.dumps(begun.email)), **texts}


def _desk(begun: Beginning, rule: WeekendRule, days: Sequence[PublicHoliday]) -> str:
    """Return the text of `desk.yaml`. Strings are written as JSON, which YAML reads whatever they contain."""
    voices = [
        f"  {one}: {{locale: {begun.locale(one)}, voice: {VOICES[begun.locale(one)]}}}"
        for one in begun.called
    ]
    capitals = sorted({word for day in days for word in re.findall(r"\b[A-Z]{2,}\b", day.name)})
    said = {
        key: json.dumps(getattr(begun, key), ensure_ascii=False)
        for key in ("name", "number", "email", "zone")
    }
    lines = [
        f"id: {begun.id}",
        *(f"{key}: {value}" for key, value in said.items()),
        "postal_address: []",
        *([f"names: [{', '.join(capitals)}]"] if capitals else []),
        f"address_locale: {begun.locale('en')}",
        f"country: {begun.country}",
        *([f"subdivision: {json.dumps(begun.state)}"] if begun.state else []),
        "hours:",
        *(f"  {day}: [{begun.hours[day]}]" for day in WEEK if begun.hours.get(day)),
        "# Where a closed day goes that falls on a weekend; `next` is the next weekday that is not closed itself.",
        f"weekend_rule: {_written(rule)}",
        *(["closed_days:", *_closed_days(days)] if days else ["closed_days: []"]),
        "languages:",
        *voices,
        "lines:",
        f"  - {{id: general, languages: [{', '.join(begun.called)}]}}",
    ]
    return "\n".join(lines) + "\n"


def _closed_days(days: Sequence[PublicHoliday]) -> Iterator[str]:
    taken: set[str] = set()
    for day in days:
        base = _id(day.name)
        id_ = next(one for one in chain([base], (f"{base}_{n}" for n in count(2))) if one not in taken)
        taken.add(id_)
        own = f", weekend: {_written(day.rule)}" if day.rule else ""
        names = f"holiday: {_quoted(day.holiday)}, name: {_quoted(day.name)}"
        yield f"  - {{id: {id_}, {names}{own}}}"


def _written(rule: WeekendRule) -> str:
    return f"{{saturday: {rule.saturday}, sunday: {rule.sunday}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _id(name: str) -> str:
    plain = re.sub(r"[^a-z]+", "_", remove_accents(name.lower()).replace("'", "")).strip("_")[:30].strip("_")
    return plain or "day"


def _texts(begun: Beginning, language: str, days: Sequence[PublicHoliday], model: str) -> str:
    head, _, nodes = model.partition("\nnodes:\n")
    head = re.sub(r"^# yaml-language-server.*\n", "", head)
    head = re.sub(r"^desk: .*$", lambda _: f"desk: {_quoted(begun.called[language])}", head, flags=re.M)
    known = YamlDocument(model).get(("closed_days",))
    spoken = [f"  {_quoted(day.name)}: {_quoted(_spoken(begun, language, day, known))}\n" for day in days]
    block = "closed_days:\n" + "".join(spoken) if spoken else "closed_days: {}\n"
    head = re.sub(r"^closed_days:\n(?:  .*\n)+", lambda _: block, head, flags=re.M)
    blocks = re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", nodes + "\n", re.M)
    kept = "".join(f"  {name}:\n{_node(name, language, body)}" for name, body in blocks if name in KEPT_NODES)
    return _as_in_country(begun, language, f"{head}\nnodes:\n{kept.rstrip()}\n")


def _spoken(begun: Beginning, language: str, day: PublicHoliday, known: Mapping[str, str]) -> str:
    """Return how a day is said: in the model's words, in the calendar's, else by its English name."""
    if day.holiday in known and day.name == day.holiday:
        return str(known[day.holiday])
    short = day.name if len(day.name) <= LONGEST_NAME else day.name.partition(",")[0]
    english = re.sub(r"\s*[&/]\s*", " and ", short)
    if language == "en":
        return english
    local = name_in_language(begun.country, begun.state or None, begun.year, day.holiday, language)
    return local or IN_SPANISH.get(english) or f'<lang xml:lang="{begun.locale("en")}">{english}</lang>'


def _as_in_country(begun: Beginning, language: str, text: str) -> str:
    """Return a text with the name that the key `#` has in the country."""
    if language == "en" and country_code_for_region(begun.country) != NORTH_AMERICA:
        return re.sub(r"\bpound\b", "hash", text)
    return text.replace("tecla gato", "tecla almohadilla") if begun.locale(language) == "es-ES" else text


def _node(name: str, language: str, body: str) -> str:
    if name != "reach_us":
        return body
    title, option, text = REACH_US[language]
    words = re.findall(r"^    words: .*\n", body, re.M)[0].replace(", fax number", "").replace(", fax", "")
    return f"    title: {title}\n    option: {option}\n{words}    text: {text}\n"
