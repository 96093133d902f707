"""English and Spanish as the rules see them."""

from __future__ import annotations

import re

from prompts.lint.language_facts import Tongue
from prompts.lint.readability import too_hard_english, too_hard_spanish

_ENGLISH_SMALL_WORDS = "a an and at for from help in is of on or our that the to with you your"
_SPANISH_SMALL_WORDS = "a al ayuda con de del el en está la las lo los nuestro o para por que su un una y"

_ENGLISH = Tongue(
    option=re.compile(r"(?:For|To) (?P<label>.+), press (?P<key>\d)\.?"),
    spoken_key=re.compile(r"\bpress(?: the)? (?P<key>\d|star|pound|hash)\b", re.IGNORECASE),
    key_names={"star": "*", "pound": "#", "hash": "#"},
    banned=(
        "call is important",
        "options have changed",
        "listen carefully",
        "invalid",
        "not valid",
        "wrong key",
        "not a choice",
        "you failed",
        "you pressed",
        "please hold the line as",
        "did not understand",
        "leave a message",
        "may be recorded",
        "is being recorded",
    ),
    websites=re.compile(
        r"\bwww\b|\bwebsite\b|\bweb page\b|\bonline\b|\bdot (?:com|gov|org)\b", re.IGNORECASE
    ),
    asks_for_email=re.compile(r"\bby e-mail\b|\b(?:send|write) us\b", re.IGNORECASE),
    abbreviations=re.compile(
        r"\b(?:e\.g|i\.e|etc|approx|dept|jr|sr|mr|mrs|ms|dr|st|ave|vs|ext|info|asap|fl)\.(?!\w)",
        re.IGNORECASE,
    ),
    monitoring=re.compile(
        r"\b(?:listen(?:s|ing)? (?:to|in)|(?:monitor|overhear)\w*)\b[^.?!]*\b(?:calls?|conversations?)\b"
        r"|\b(?:calls?|conversations?)\b[^.?!]*\b(?:listened to|(?:monitor|overhear)\w*)\b",
        re.IGNORECASE,
    ),
    small_words=frozenset(_ENGLISH_SMALL_WORDS.split()),
    too_hard=too_hard_english,
)

_SPANISH = Tongue(
    option=re.compile(r"(?:Para|Si) (?P<label>.+), (?:marque|oprima|presione) (?P<key>\d)\.?"),
    spoken_key=re.compile(
        r"\b(?:marque|oprima|presione)(?: la tecla)?(?: el| la| de)? (?P<key>\d|asterisco|gato|numeral|almohadilla)\b",
        re.IGNORECASE,
    ),
    key_names={"asterisco": "*", "gato": "#", "numeral": "#", "almohadilla": "#"},
    banned=(
        "llamada es importante",
        "opciones han cambiado",
        "escuche con atención",
        "escuche cuidadosamente",
        "inválid",
        "no es válid",
        "tecla equivocada",
        "tecla incorrecta",
        "se equivocó",
        "usted marcó",
        "no entendimos",
        "permanezca en la línea",
        "deje un mensaje",
        "deje su mensaje",
        "puede ser grabada",
        "está siendo grabada",
    ),
    websites=re.compile(
        r"\bwww\b|\b(?:sitio|página) web\b|\ben línea\b|\bpunto (?:com|gov|org)\b", re.IGNORECASE
    ),
    asks_for_email=re.compile(r"\b(?:por|un) correo electrónico\b|\bescríbanos\b", re.IGNORECASE),
    abbreviations=re.compile(
        r"\b(?:p\. ?ej|etc|aprox|depto|sr|sra|srta|dr|dra|ud|uds|av|núm|tel|ext|vs)\.(?!\w)", re.IGNORECASE
    ),
    monitoring=re.compile(
        r"\b(?:escuch|monitore|supervis)\w*\b[^.?!]*\b(?:llamadas?|conversaci(?:ón|ones))\b"
        r"|\b(?:llamadas?|conversaci(?:ón|ones))\b[^.?!]*\b(?:escuchad|monitore|supervisad)\w*\b",
        re.IGNORECASE,
    ),
    small_words=frozenset(_SPANISH_SMALL_WORDS.split()),
    too_hard=too_hard_spanish,
)

TONGUES = {"en": _ENGLISH, "es": _SPANISH}
"""One for each language whose dates can be said; a language is added here and in `prompts.spoken.languages`."""
