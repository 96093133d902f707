"""Rules about callers who press nothing or something else: time, help that grows, where it ends (T)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from prompts.files.menu_models import PersonNode
from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.reading_time import plain_words, sentences, text_place, words
from prompts.lint.rules import Fault, Severity, rule
from prompts.menu_keys import AGAIN
from prompts.revision import Revision

SHORTEST_WAIT, LONGEST_WAIT = 5, 10
FEWEST_ATTEMPTS, MOST_ATTEMPTS = 3, 3


@rule(
    "T01",
    Severity.ERROR,
    "The line waits 5 to 10 seconds for a key.",
    advice="Set gather_timeout to 7; to 10 if many callers use a relay service or are not at ease in the language.",
    source="Twilio, Nuance, Genesys",
)
def bad_wait(revision: Revision) -> Iterator[Fault]:
    wait = revision.desk.gather_timeout
    if not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
        yield Fault("desk.yaml gather_timeout", f"{wait} seconds")


@rule(
    "T03",
    Severity.ERROR,
    "A caller has three attempts: the first and two with more help.",
    advice="Set attempts to 3 and give two texts in retry_menu and retry_guidance.",
    source="Dialogflow",
)
def bad_attempts(revision: Revision) -> Iterator[Fault]:
    if not FEWEST_ATTEMPTS <= revision.menu.attempts <= MOST_ATTEMPTS:
        yield Fault("menu.yaml attempts", f"{revision.menu.attempts} attempts")


@rule(
    "T04",
    Severity.ERROR,
    "Each retry text says more than the one before.",
    advice="First a short second chance, then how it is done and how to reach a person.",
    source="Google, LumenVox",
)
def help_does_not_grow(revision: Revision) -> Iterator[Fault]:
    for language, texts in revision.texts.items():
        for prompt in ("retry_menu", "retry_guidance"):
            lengths = [len(words(plain_words(text))) for text in getattr(texts.prompts, prompt)]
            for number, (before, after) in enumerate(pairwise(lengths), start=1):
                if after <= before:
                    message = f"{after} words after {before} in the text before"
                    yield Fault(text_place(language, "prompts", prompt, number), message)


@rule(
    "T05",
    Severity.ERROR,
    "Attempts end with a person; no caller is hung up on for silence alone.",
    advice="Set after_attempts to the node of kind person.",
    source="GetHuman 8",
)
def attempts_end_badly(revision: Revision) -> Iterator[Fault]:
    end = revision.menu.after_attempts
    if not isinstance(revision.menu.nodes[end], PersonNode):
        yield Fault("menu.yaml after_attempts", f"{end!r} is no node of kind person")


@rule(
    "T06",
    Severity.ERROR,
    "The last try says that time is running out and what follows, and after guidance one can ask to hear it again.",
    advice="Write two sentences: time is nearly up; what happens then. Say the pound key in guidance_keys.",
    source="36 CFR 1194.23(d)",
)
def no_alert(revision: Revision) -> Iterator[Fault]:
    for language, texts in revision.texts.items():
        for prompt in ("last_try_person", "last_try_goodbye"):
            if len(sentences(plain_words(getattr(texts.prompts, prompt)))) < 2:
                yield Fault(text_place(language, "prompts", prompt), "one sentence only")
        if AGAIN not in TONGUES[language].keys_in(plain_words(texts.prompts.guidance_keys)):
            yield Fault(text_place(language, "prompts", "guidance_keys"), "no way to hear guidance again")
