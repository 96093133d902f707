"""Dates and times as Mexican and American Spanish says them. Names of days and months come from Babel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import ClassVar

from babel.dates import format_date, get_day_names

from prompts.rendering.speech import Speech
from prompts.spoken.grammar import join_list

_LOCALE = "es_MX"
_HOURS = ["doce", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once"]
_TO_29 = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_TENS = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}

_FILLERS = """
ah bueno de deme eh el este favor gracia hola la los marcar marco me numero opcion oprimir oprimo por porfavor presionar
presiono pue quiero quisiera si tecla yo
"""


class Spanish:
    """Spanish as spoken in California and Mexico."""

    signs: ClassVar[dict[str, str]] = {
        "@": "arroba",
        ".": "punto",
        "-": "guion",
        "_": "guion bajo",
        "+": "más",
    }
    all_one_word: ClassVar[str] = "todo junto"
    known_endings: ClassVar[frozenset[str]] = frozenset(
        {"com", "edu", "net", "org"}
    )  # "gov" sounds like "gob"
    digits: ClassVar[tuple[str, ...]] = (
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
    )
    star_words: ClassVar[tuple[str, ...]] = ("asterisco", "estrella")
    pound_words: ClassVar[tuple[str, ...]] = ("gato", "numeral", "almohadilla", "tecla de número")
    yes_words: ClassVar[tuple[str, ...]] = ("sí", "claro", "bueno", "esperar", "espero", "espera")

    heard_as_digits: ClassVar[dict[str, str]] = {"sero": "0", "un": "1", "una": "1"}
    fillers: ClassVar[frozenset[str]] = frozenset(_FILLERS.split())

    day_and_night: ClassVar[str] = "día y noche"

    def singular(self, word: str) -> str:
        if len(word) <= 3 or not word.endswith("s"):
            return word
        return word[:-2] if word.endswith(("les", "res", "nes", "des", "ces")) else word[:-1]

    def clock(self, at: time) -> str:
        return f"{'la' if at.hour % 12 == 1 else 'las'} {_without_article(at)}"

    def opens(self, day: date, at: time, today: date) -> str:
        if day == today:
            return f"hoy a {self.clock(at)}"
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        if day == today + timedelta(days=1):
            return f"mañana, {weekday}, a {self.clock(at)}"
        month = format_date(day, "MMMM", locale=_LOCALE)
        year = "" if abs((day - today).days) < 180 else f" de {day.year}"
        return f"el {weekday} {'primero' if day.day == 1 else day.day} de {month}{year}, a {self.clock(at)}"

    def until(self, day: date, at: time, today: date) -> str:
        if day == today:
            return self.clock(at)
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        tomorrow = day == today + timedelta(days=1)
        return f"mañana, {weekday}, a {self.clock(at)}" if tomorrow else f"el {weekday} a {self.clock(at)}"

    def always(self) -> str:
        return f"{self.day_and_night}, todos los días de la semana"

    def over_days(self, first: int, opens: time, last: int, closes: time) -> str:
        names = get_day_names("wide", locale=_LOCALE)
        return f"del {names[first]} a {self.clock(opens)} al {names[last]} a {self.clock(closes)}"

    def after(self, day: date, at: time, today: date) -> str:
        after = f"después de {self.clock(at)}"
        if day == today:
            return f"hoy {after}"
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        if day == today + timedelta(days=1):
            return f"mañana, {weekday}, {after}"
        if day - today < timedelta(days=7):
            return f"el {weekday} {after}"
        month = format_date(day, "MMMM", locale=_LOCALE)
        return f"el {weekday} {'primero' if day.day == 1 else day.day} de {month}, {after}"

    def span(self, opens: time, closes: time) -> str:
        return f"de {_without_article(opens)} a {_without_article(closes)}"

    def days(self, first: int, last: int) -> str:
        names = get_day_names("wide", locale=_LOCALE)
        if first == last:
            return f"los {names[first].removesuffix('s')}s"  # every week: “los lunes”, “los sábados”
        return (
            f"{names[first]} y {names[last]}" if last == first + 1 else f"de {names[first]} a {names[last]}"
        )

    def together(self, parts: Sequence[Speech]) -> Speech:
        return join_list(parts, "y")

    def minutes(self, count: float) -> str:
        special = {0: "menos de un minuto", 1: "un minuto", 2.5: "dos minutos y medio"}
        return special.get(count, f"{count:g} minutos")

    def seconds(self, count: int) -> str:
        return f"{count} segundos"


def _without_article(at: time) -> str:
    return f"{_HOURS[at.hour % 12]}{_minutes(at.minute)} {_part_of_day(at)}"


def _minutes(minute: int) -> str:
    if minute in {0, 15, 30}:
        return {0: "", 15: " y cuarto", 30: " y media"}[minute]
    if minute < 30:
        return f" y {_TO_29[minute]}"
    tens, units = divmod(minute, 10)
    return f" y {_TENS[tens]}" + (f" y {_TO_29[units]}" if units else "")


def _part_of_day(at: time) -> str:
    if at.hour == 12:
        return "del día"
    if at.hour < 12:
        return "de la mañana" if at.hour else "de la noche"
    return "de la tarde" if at.hour < 19 else "de la noche"
