"""An uploaded file: what becomes of it, and what is refused."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from time import thread_time

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from editing.audio import sound
from editing.audio.audio_formats import LARGEST, inspect
from editing.audio.recording_upload import Recording, digest_of, prepared
from editing.errors import RefusedRecording
from tests.editing.sounds import mp3, voice, wav, written


def samples_of(recording: Recording) -> sound.Samples:
    samples, rate = soundfile.read(io.BytesIO(recording.wave))
    assert rate == 8000
    return np.asarray(samples)


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedRecording) as caught:
        prepared(data)
    return str(caught.value)


@pytest.mark.parametrize("data", [mp3(), wav(), mp3(rate=22_050), wav(rate=8000), wav(rate=96_000)])
def test_a_recording_becomes_what_the_carrier_plays(data: bytes) -> None:
    made = prepared(data)
    with soundfile.SoundFile(io.BytesIO(made.wave)) as file:
        assert (file.format, file.subtype, file.channels) == ("WAV", "ULAW", 1)
        assert file.samplerate == 8000
    assert made.seconds == pytest.approx(2.0, abs=0.1)
    assert made.digest == digest_of(made.wave)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW"])
def test_every_usual_kind_of_wav_is_taken(subtype: str) -> None:
    assert prepared(written(voice(), subtype=subtype)).seconds == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("level", [0.02, 0.1, 0.9])
def test_everybody_is_equally_loud_in_the_end(level: float) -> None:
    assert sound.loudness(samples_of(prepared(written(voice(level=level))))) == pytest.approx(-19, abs=0.3)


def test_peaks_are_pressed_down_and_nothing_clips() -> None:
    quiet = voice(4.0, level=0.02)
    quiet[44_100 : 44_100 + 400] = 0.9 * np.sin(np.arange(400) / 8)
    made = samples_of(prepared(written(quiet)))
    assert np.abs(made).max() <= sound.CEILING * 1.03  # µ-law's own steps
    assert sound.loudness(made) > -40


def test_the_same_sound_has_the_same_name() -> None:
    assert prepared(wav()).digest == prepared(wav()).digest


def test_what_a_telephone_passes_stays_and_the_rest_does_not_come_back_as_another_tone() -> None:
    at = np.arange(44_100) / 44_100
    levels = {}
    for hertz in (300, 1000, 3300, 4100, 5000, 7000, 15_000):
        tone = sound.resampled(np.sin(2 * np.pi * hertz * at), 44_100)[500:-500]
        levels[hertz] = 10 * np.log10(2 * np.square(tone).mean() + 1e-15)
    assert all(abs(levels[hertz]) < 0.1 for hertz in (300, 1000, 3300))
    assert all(levels[hertz] < -75 for hertz in (4100, 5000, 7000, 15_000))


@pytest.mark.parametrize("rate", [11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 44_101])
def test_a_tone_keeps_its_pitch_and_length_whatever_the_rate(rate: int) -> None:
    tone = sound.resampled(np.sin(2 * np.pi * 1000 * np.arange(rate) / rate), rate)
    assert len(tone) == pytest.approx(8000, abs=1)
    expected = np.sin(2 * np.pi * 1000 * np.arange(len(tone)) / 8000)
    assert np.abs(tone - expected)[200:-200].max() < 1e-3


def test_loudness_is_that_of_the_standard() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(8000 * 4) / 8000)
    assert sound.loudness(tone) == pytest.approx(-3.01, abs=0.1)
    assert sound.loudness(tone / 10) == pytest.approx(-23.01, abs=0.1)
    assert sound.loudness(np.concatenate([tone, np.zeros(8000 * 20)])) == pytest.approx(-3.01, abs=0.4)


def test_silence_at_the_ends_is_cut_and_told() -> None:
    silence = np.zeros(44_100 * 3)
    made = prepared(written(np.concatenate([silence, voice(), silence])))
    assert made.seconds == pytest.approx(2.4, abs=0.1)
    assert "3.0 s of silence at the beginning were cut off." in made.notes
    assert any("at the end were cut off" in note for note in made.notes)


def test_two_channels_become_one_and_two_that_cancel_out_are_noticed() -> None:
    one = voice()
    both = prepared(written(np.stack([one, one], axis=1)))
    assert "Left and right were put together: a telephone has one channel." in both.notes
    against = prepared(written(np.stack([one, -one], axis=1)))
    assert "Left and right cancel each other out, so only the louder side was used." in against.notes
    assert against.seconds == pytest.approx(2.0, abs=0.1)


def test_a_faint_voice_is_raised_and_told() -> None:
    notes = prepared(written(voice(level=0.03))).notes
    assert any("It was quiet (-" in note for note in notes)


def test_a_little_distortion_is_told_and_much_is_refused() -> None:
    little = np.concatenate([voice(4.0), np.clip(voice(0.1, level=4), -1, 1)])
    assert any("distorted, recorded too loud" in note for note in prepared(written(little)).notes)
    assert "distorted" in refusal(written(np.clip(voice(level=20), -1, 1)))


def test_next_to_nothing_is_refused() -> None:
    assert "Almost nothing can be heard" in refusal(written(np.zeros(44_100)))
    assert "Almost nothing can be heard" in refusal(written(voice(level=0.0005)))
    assert "only" in refusal(written(voice(0.1)))


def test_the_name_of_a_file_says_nothing() -> None:
    for data in (b"%PDF-1.7 not a sound", b"PK\3\4" + bytes(99)):
        assert refusal(data) == "This is no WAV and no MP3. Save the recording in one of these two formats."
    assert refusal(b"") == "The file is empty."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (written(voice(), 48_000, "OGG", "VORBIS"), "OGG or Opus"),
        (written(voice(), 48_000, "OGG", "OPUS"), "OGG or Opus"),
        (written(voice(), 44_100, "FLAC", "PCM_16"), "FLAC"),
        (written(voice(), 44_100, "AIFF", "PCM_16"), "AIFF"),
        (b"\0\0\0\x1cftypM4A \0\0\0\0" + bytes(100), "M4A"),
        (b"\xff\xf1\x50\x80" + bytes(100), "AAC"),
        (b"#!AMR\n" + bytes(100), "AMR"),
    ],
    ids=["vorbis", "opus", "flac", "aiff", "m4a", "aac", "amr"],
)
def test_a_format_of_phones_is_named_with_the_way_to_one_that_can_be_used(data: bytes, name: str) -> None:
    refused = refusal(data)
    assert refused.startswith(f"This is {name}. Only WAV and MP3 can be used.")
    assert "Audacity" in refused


def test_a_file_too_large_or_too_long_is_refused_with_the_limit() -> None:
    assert refusal(wav() + bytes(11 * 1024 * 1024)).endswith("at most 10 MB can be uploaded.")
    long = written(voice(181, rate=8000), 8000, subtype="ULAW")
    assert refusal(long) == "It lasts 181 seconds; at most 180 can be played to a caller."


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("data", [mp3(), wav()], ids=["mp3", "wav"])
def test_a_file_that_ends_in_the_middle_is_refused(data: bytes, share: float) -> None:
    assert "ends in the middle" in refusal(data[: int(len(data) * share)])


def test_a_promise_of_hours_is_not_believed() -> None:
    endless = bytearray(wav())
    at = bytes(endless).index(b"data") + 4
    endless[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
    assert "ends in the middle" in refusal(bytes(endless))
    hours = bytearray(mp3())
    at = max(bytes(hours).find(b"Xing"), bytes(hours).find(b"Info"))
    assert at > 0
    hours[at + 8 : at + 12] = struct.pack(">I", 0x7FFFFFFF)
    assert "ends in the middle" in refusal(bytes(hours))


@pytest.mark.parametrize("other", [b"PK\3\4 an archive", b"<html><script>alert(1)</script></html>"])
def test_a_file_that_is_something_else_besides_is_refused(other: bytes) -> None:
    assert "something else in the file" in refusal(wav() + other)
    assert "something else in the file" in refusal(mp3() + other)
    assert "no WAV and no MP3" in refusal(other + mp3())


def test_what_a_file_tells_about_itself_is_not_kept() -> None:
    tag = b"<script>alert('title')</script>"
    size = bytes([0, 0, len(tag) >> 7, len(tag) & 0x7F])
    made = prepared(b"ID3\3\0\0" + size + tag + mp3() + b"TAG" + bytes(125))
    assert b"script" not in made.wave


def test_a_wav_that_contradicts_itself_is_refused() -> None:
    crooked = bytearray(wav())
    crooked[32:34] = struct.pack("<H", 7)
    assert "contradicts itself" in refusal(bytes(crooked))
    many = written(np.stack([voice()] * 4, axis=1))
    assert "4 channels" in refusal(many)
    rare = bytearray(wav())
    rare[20:22] = struct.pack("<H", 2)
    assert "rare way" in refusal(bytes(rare))


BIG = LARGEST - 10_000
ODD = {
    "zeros and a letter": mp3() + bytes(BIG - len(mp3())) + b"x",
    "zeros": bytes(BIG),
    "tags at the end": mp3() + b"TAG" * (BIG // 3 - len(mp3()) // 3),
    "tags at the beginning": b"ID3\3\0\0\0\0\0\0" * (BIG // 10),
    "frames": mp3() * (BIG // len(mp3())),
    "parts": b"RIFF" + struct.pack("<I", BIG // 8 * 8 + 4) + b"WAVE" + b"abcd\0\0\0\0" * (BIG // 8),
}


@pytest.mark.parametrize("kind", ODD)
def test_the_largest_file_is_inspected_in_a_second_whatever_it_holds(kind: str) -> None:
    assert len(ODD[kind]) > 9_000_000
    began = thread_time()
    with pytest.raises(RefusedRecording):
        inspect(ODD[kind])
    assert thread_time() - began < 1.0


def test_a_file_is_inspected_in_the_converters_process_and_not_in_this_one() -> None:
    began = thread_time()
    assert "lasts" in refusal(ODD["frames"])
    assert thread_time() - began < 0.2


@pytest.mark.parametrize("behind", [bytes(7), b"TAG" + bytes(125), bytes(9) + b"TAG" + b"a" * 125 + bytes(9)])
def test_padding_and_a_tag_may_stand_behind_the_sound(behind: bytes) -> None:
    assert inspect(mp3() + behind).format == "mp3"


@pytest.mark.parametrize("behind", [b"TAG" + bytes(124), b"TAG" + b"a" * 126, (b"TAG" + bytes(125)) * 2])
def test_nothing_else_may_stand_behind_it(behind: bytes) -> None:
    assert "something else in the file" in refusal(mp3() + behind)


@settings(max_examples=400)
@given(
    st.sampled_from([b"", b"RIFF\x20\0\0\0WAVEfmt ", b"ID3\3\0\0\0\0\0\x05", b"\xff\xfb\x90\0"]),
    st.binary(max_size=600),
)
def test_random_bytes_are_refused_and_nothing_else(head: bytes, rest: bytes) -> None:
    with pytest.raises(RefusedRecording):
        inspect(head + rest)


@settings(max_examples=25)
@given(
    st.sampled_from([mp3(0.6), wav(0.6, 8000)]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), min_size=1, max_size=4),
)
def test_a_damaged_file_is_a_recording_or_a_refusal(data: bytes, wounds: list[tuple[float, bytes]]) -> None:
    hurt = bytearray(data)
    for where, what in wounds:
        at = int(where * (len(data) - 1))
        hurt[at : at + len(what)] = what
    with suppress(RefusedRecording):
        made = prepared(bytes(hurt))
        assert made.wave.startswith(b"RIFF")
        assert 0 < made.seconds < 2


@pytest.mark.parametrize("missing", [1, 7, 20])
def test_an_mp3_whose_last_frame_is_cut_is_taken(missing: int) -> None:
    whole = mp3().rstrip(b"\0")
    assert prepared(whole[:-missing]).seconds == pytest.approx(prepared(mp3()).seconds, abs=0.1)


def test_an_mp3_that_lacks_its_last_frames_is_refused() -> None:
    assert "ends in the middle" in refusal(mp3()[:-2000])


def streamed(riff: int, samples: int, data: bytes) -> bytes:
    at = data.index(b"data") + 4
    lengths = struct.pack("<I", riff), struct.pack("<I", samples)
    return data[:4] + lengths[0] + data[8:at] + lengths[1] + data[at + 4 :]


@pytest.mark.parametrize(
    ("riff", "samples"),
    [(0xFFFFFFFF, 0xFFFFFFFF), (0, 0), (0x7FFFF024, 0x7FFFF000), (0xFFFFFFFF, 0xFFFFFFFF - 36)],
)
def test_a_wav_that_was_streamed_is_taken_with_its_true_length(riff: int, samples: int) -> None:
    taken = prepared(streamed(riff, samples, wav()))
    assert taken.seconds == pytest.approx(prepared(wav()).seconds, abs=0.01)
    assert taken.container.seconds == pytest.approx(prepared(wav()).container.seconds, abs=0.01)


def test_a_streamed_wav_that_ends_within_a_sample_is_taken() -> None:
    assert prepared(streamed(0xFFFFFFFF, 0xFFFFFFFF, wav() + b"x")).seconds > 1


def test_a_streamed_header_without_sound_is_refused() -> None:
    at = wav().index(b"data") + 8
    assert "Almost nothing" in refusal(streamed(0, 0, wav())[:at]) or "only" in refusal(
        streamed(0, 0, wav())[:at]
    )
