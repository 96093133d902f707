"""Speech from espeak-ng, for browsers without a voice."""

from __future__ import annotations

import asyncio
import io
import wave

import pytest

from simulator.phones import espeak
from tests.phones.site import Site, on_site

needs_espeak = pytest.mark.skipif(espeak.program() is None, reason="espeak-ng is not installed")


@needs_espeak
@pytest.mark.parametrize("language", ["en-US", "es-US", "es", "fr-FR"])
def test_it_speaks_a_language(language: str) -> None:
    sound = asyncio.run(espeak.wave("Uno, dos, tres.", language))
    with wave.open(io.BytesIO(sound)) as heard:
        seconds = heard.getnframes() / heard.getframerate()
    assert 0.5 < seconds < 10


@needs_espeak
@pytest.mark.parametrize("language", ["xx-XX", "--help", "en -w /dev/null", "../en", ""])
def test_it_refuses_what_is_no_language(language: str) -> None:
    with pytest.raises(espeak.CannotSpeak):
        asyncio.run(espeak.wave("hello", language))


@needs_espeak
def test_it_speaks_text_that_looks_like_an_option() -> None:
    assert len(asyncio.run(espeak.wave("--help -f /etc/hostname", "en-US"))) > espeak.HEADER


def test_it_refuses_a_text_nobody_would_say_in_one_go() -> None:
    with pytest.raises(espeak.CannotSpeak):
        asyncio.run(espeak.wave("a" * (espeak.LONGEST_TEXT + 1), "en-US"))


def test_it_says_so_when_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(espeak.CannotSpeak, match="not installed"):
        asyncio.run(espeak.wave("hello", "en-US"))


@needs_espeak
def test_a_page_gets_the_sound() -> None:
    async def scenario(site: Site) -> None:
        query = {"text": "Hola. <break/> ¿Qué tal?", "language": "es-US"}
        async with site.client.get(site.url("/phone/speech"), params=query) as answer:
            assert answer.status == 200
            assert answer.content_type == "audio/wav"
            assert (await answer.read()).startswith(b"RIFF")

    on_site(scenario)


def test_a_page_is_told_when_there_is_no_sound() -> None:
    async def scenario(site: Site) -> None:
        query = {"text": "hello", "language": "no language"}
        async with site.client.get(site.url("/phone/speech"), params=query) as answer:
            assert answer.status == 404

    on_site(scenario)
