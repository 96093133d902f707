"""Speech made by espeak-ng, where it is installed, for a browser without a voice."""

from __future__ import annotations

import asyncio
import re
import shutil
import struct

LONGEST_TEXT = 3000
"""Characters; what the carrier's own voices say in one go (Twilio 13521)."""

HEADER = 44
"""Bytes before the samples of a plain WAV file."""

PATIENCE = 15.0
"""Seconds of work after which a text is not worth waiting for."""


class CannotSpeak(Exception):
    """No speech for this text: no espeak-ng, a text too long, or a language that is not one."""


def program() -> str | None:
    """Return the path of espeak-ng, or None where it is not installed."""
    return shutil.which("espeak-ng")


def arguments(language: str) -> list[str]:
    """Return the command line of espeak-ng for a language such as `es-US`; it reads the text from standard input.
    Raises CannotSpeak."""
    path = program()
    if path is None:
        raise CannotSpeak("espeak-ng is not installed")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        raise CannotSpeak(f"{language!r} is no language")
    return [path, "-v", _voice(language), "-s", "165", "--stdin"]


def _voice(language: str) -> str:
    """Return the name of a voice: American English and American Spanish have separate names; others use the
    language."""
    known = {"en-us": "en-us", "en-gb": "en-gb", "es-us": "es-419", "es-mx": "es-419"}
    return known.get(language.lower(), language.split("-")[0].lower())


async def wave(text: str, language: str) -> bytes:
    """Return the text as a WAV file. Raises CannotSpeak."""
    if len(text) > LONGEST_TEXT:
        raise CannotSpeak(f"a text may have {LONGEST_TEXT} characters")
    return await _run([*arguments(language), "--stdout"], text)


async def _run(command: list[str], text: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            sound, _ = await process.communicate(text.encode())
    except TimeoutError as error:
        raise CannotSpeak("espeak-ng takes too long") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or len(sound) <= HEADER:
        raise CannotSpeak("espeak-ng has no voice for this language")
    return _with_lengths(sound)


def _with_lengths(sound: bytes) -> bytes:
    """Return the file with its length: espeak-ng cannot know it when it writes the header to a pipe, and players need
    it."""
    length = len(sound) - HEADER
    return (
        sound[:4]
        + struct.pack("<I", length + HEADER - 8)
        + sound[8:40]
        + struct.pack("<I", length)
        + sound[HEADER:]
    )
