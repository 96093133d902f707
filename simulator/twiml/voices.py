"""The voices that the network knows, their languages, and their speed; enough to detect a wrong pair."""

from __future__ import annotations

import re

from simulator.twiml.twiml_parser import TwimlElement

BASIC = frozenset({"man", "woman", "alice"})
DEFAULT_VOICE = "man"
DEFAULT_LANGUAGE = "en-US"
LENGTH_LIMITS = {"basic": 4096, "polly": 3000, "google": 5000}
"""Characters one Say may have; for Polly without tags, for Google with them."""
ENCODED_LIMIT = 4500
"""Characters the text may have once URL-encoded."""

_LANGUAGES = """
    ar-AE ar-XA ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA
    es-ES es-MX es-US fi-FI fil-PH fr-BE fr-CA fr-FR he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP ko-KR ms-MY nb-NO nl-BE
    nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sv-SE th-TH tr-TR uk-UA vi-VN yue-CN zh-CN zh-HK zh-TW
"""
LANGUAGES = frozenset(_LANGUAGES.split())

_POLLY = {
    "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen",
    "en-GB": "Amy Arthur Brian Emma",
    "en-AU": "Nicole Olivia Russell",
    "en-IN": "Aditi Kajal Raveena",
    "es-US": "Lupe Miguel Pedro Penelope",
    "es-MX": "Andres Mia Mía",
    "es-ES": "Conchita Enrique Lucia Sergio",
    "fr-FR": "Celine Lea Mathieu Remi",
    "fr-CA": "Chantal Gabrielle Liam",
    "de-DE": "Daniel Hans Marlene Vicki",
    "pt-BR": "Camila Ricardo Thiago Vitoria",
    "it-IT": "Bianca Carla Giorgio",
    "cmn-CN": "Zhiyu",
    "ko-KR": "Seoyeon",
    "ja-JP": "Kazuha Mizuki Takumi Tomoko",
}
POLLY = {name: language for language, names in _POLLY.items() for name in names.split()}

CHARACTERS_PER_SECOND = 15.0


def engine(voice: str) -> str:
    """Return the engine of a voice: `basic`, `polly` or `google`."""
    return voice.split(".")[0].lower() if voice.startswith(("Polly.", "Google.")) else "basic"


def default_language(voice: str) -> str:
    """Return the language that a voice speaks when the document names none."""
    if voice.startswith("Polly."):
        return POLLY.get(_polly_name(voice), DEFAULT_LANGUAGE)
    match = re.match(r"Google\.([a-z]{2,3}-[A-Z]{2})-", voice)
    return match[1] if match else DEFAULT_LANGUAGE


def complaint(voice: str, language: str) -> str | None:
    """Return why this voice cannot speak this language; None when it can."""
    if language not in LANGUAGES:
        return f"{language!r} is no language of the carrier"
    if voice in BASIC:
        return None
    if voice.startswith("Polly."):
        if _polly_name(voice) not in POLLY:
            return f"{voice!r} is no Amazon Polly voice"
    elif not re.fullmatch(r"Google\.[a-z]{2,3}-[A-Z]{2}-(Standard|Wavenet|Neural2|Chirp3-HD)-\w+", voice):
        return f"{voice!r} is no voice of the carrier"
    spoken = default_language(voice)
    return None if spoken == language else f"{voice!r} speaks {spoken}, not {language}"


def reading_seconds(say: TwimlElement) -> float:
    """Return roughly how long one reading lasts, in seconds: by characters, plus the breaks."""
    pauses = sum(_break_seconds(part.get("time")) for part in say.walk() if part.name == "break")
    return round(max(0.3, len(say.text) / CHARACTERS_PER_SECOND) + pauses, 2)


def _polly_name(voice: str) -> str:
    return re.sub(r"-(Neural|Generative|Long-Form)$", "", voice.removeprefix("Polly."))


def _break_seconds(time: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", time)
    if match is None:
        return 0.5
    return float(match[1]) / (1000 if match[2] == "ms" else 1)
