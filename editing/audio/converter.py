"""Decodes an uploaded file and makes the recording from it, in a separate process, so that a decoder's fault stays
there.

`python -m editing.audio.converter < file` writes a line of JSON, then the bytes of the new WAV file. It takes no more
memory and time than it needs for the longest recording, and opens no file.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from editing.audio.audio_formats import inspect
from editing.audio.streamed_wav import with_lengths
from editing.errors import RefusedRecording

if TYPE_CHECKING:
    from editing.audio import sound

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space: much more than is ever used, since libraries reserve some."""
PROCESSOR_SECONDS = 20
SHORTEST = 0.3
"""Seconds of sound without which a recording is a mistake."""
QUIETEST = -50.0
"""LUFS below which it is hardly more than a room's noise."""
MOST_CLIPPED = 0.02
"""Share of samples at the limit from which no level helps."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told, wave = convert(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + wave)


def convert(data: bytes) -> tuple[dict[str, object], bytes]:
    """Return the properties of a file and the converted file; or the reason (`refused`), and empty bytes."""
    data = with_lengths(data)
    try:
        container = inspect(data)
    except RefusedRecording as error:
        return {"refused": str(error)}, b""
    import soundfile  # with numpy some 30 MB, which only this process needs

    from editing.audio import sound

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in {"wav": ("WAV", "WAVEX"), "mp3": ("MP3",)}[container.format]:
                return {"refused": "The file is not what it says it is. Export it once more."}, b""
            rate, channels = int(file.samplerate), file.read(dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, MemoryError):
        return {"refused": "The file is damaged. Export it once more from your recorder."}, b""
    mixed, is_one_sided = sound.one_channel(channels)
    samples = sound.resampled(mixed, rate)
    peak = float(abs(channels).max(initial=0.0))
    found = sound.measure_sound(samples, peak, sound.clipped_share(channels))
    kept = sound.trimmed(samples, found)
    refused = _refused(found, len(kept) / sound.RATE)
    if refused:
        return {"refused": refused}, b""
    made = io.BytesIO()
    soundfile.write(made, sound.levelled(kept), sound.RATE, format="WAV", subtype="ULAW")
    told = asdict(found) | {"seconds": len(kept) / sound.RATE, "is_one_sided": is_one_sided}
    told["container"] = asdict(container)
    return told, made.getvalue()


def _refused(found: sound.SoundMeasurements, seconds: float) -> str:
    if found.loudness < QUIETEST:
        return (
            f"Almost nothing can be heard ({found.loudness:.0f} LUFS). Check the microphone and record again."
        )
    if seconds < SHORTEST:
        return f"There is only {seconds:.1f} s of sound in it."
    if found.clipped > MOST_CLIPPED:
        return (
            f"It is distorted: {found.clipped:.0%} of it stands at the limit. "
            "Turn the microphone down and record again."
        )
    return ""


if __name__ == "__main__":
    main()
