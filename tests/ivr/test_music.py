"""The hold music: parts of real pieces, cut at phrases, as loud and as narrow as a telephone wants them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from flask import Flask

from ivr.media.hold_music import FOLDER, HEADER, PIECES, RATE, Playlist, part_number, wav
from music.midi import midi_file
from music.render import PIECES as SCORES
from music.score import BREATH, pitch_of, read_score

FILES = sorted(FOLDER.glob("*.wav"))
SCORE_FOLDER = Path(read_score.__code__.co_filename).parent
MOST_BYTES = 5_000_000
SHORTEST, LONGEST = 14.0, 20.0
"""Seconds of a part."""
LEVEL, WITHIN = -20.0, 3.0
"""Decibels below full scale, root mean square."""


def samples(path: Path) -> np.ndarray:
    return soundfile.read(path)[0]


def decibels(sound: np.ndarray) -> float:
    return float(10 * np.log10(max(np.square(sound).mean(), 1e-12)))


def test_the_music_takes_six_minutes_and_little_room() -> None:
    assert sum(PIECES.seconds) > 360
    assert sum(path.stat().st_size for path in FILES) < MOST_BYTES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_part_is_a_telephones_file_of_the_right_length_and_level(path: Path) -> None:
    content = path.read_bytes()
    kind, channels, rate = struct.unpack_from("<HHI", content, 20)
    assert (content[:4], content[8:12], kind, channels, rate) == (b"RIFF", b"WAVE", 7, 1, RATE)
    assert content[HEADER - 8 : HEADER - 4] == b"data"
    assert SHORTEST <= (len(content) - HEADER) / RATE <= LONGEST
    assert abs(decibels(samples(path)) - LEVEL) < WITHIN


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_part_has_only_what_a_telephone_lets_pass(path: Path) -> None:
    sound = samples(path)
    power = np.square(np.abs(np.fft.rfft(sound)))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    outside = power[(hertz < 240) | (hertz > 3460)].sum() / power.sum()
    assert outside < 0.002


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_part_clicks_or_falls_silent(path: Path) -> None:
    sound = samples(path)
    assert max(abs(sound[:4]).max(), abs(sound[-4:]).max()) < 0.01
    is_end = read_scores()[FILES.index(path)][1]
    inner = sound[: -3 * RATE] if is_end else sound
    quiet = [decibels(inner[at : at + RATE // 2]) < -45 for at in range(0, len(inner) - RATE // 2, RATE // 4)]
    assert not any(quiet)


def read_scores() -> list[tuple[float, bool]]:
    """The seconds of each phrase of all pieces, and whether it ends a time through."""
    lengths = []
    for name in SCORES:
        playings = read_score(SCORE_FOLDER / f"{name}.txt")
        following = [*playings[1:], None]
        lengths += [
            (one.phrase.seconds, after is None or after.parts != one.parts)
            for one, after in zip(playings, following, strict=True)
        ]
    return lengths


def test_each_part_is_one_phrase_of_a_score() -> None:
    phrases = [seconds for seconds, _ in read_scores()]
    assert len(phrases) == len(PIECES.seconds)
    assert PIECES.seconds == pytest.approx(phrases, abs=0.05)


@pytest.mark.parametrize("name", SCORES)
def test_a_score_is_even_and_can_be_played(name: str) -> None:
    playings = read_score(SCORE_FOLDER / f"{name}.txt")
    for playing in playings:
        for notes in playing.phrase.voices.values():
            assert all(0 <= note.start < note.start + note.length <= playing.phrase.length for note in notes)
    assert 180 <= sum(one.phrase.seconds for one in playings) <= 300
    midi = midi_file(playings)
    assert midi[:4] == b"MThd"
    assert midi.endswith(b"\xff\x2f\x00")


def test_a_score_is_read_as_it_is_written(tmp_path: Path) -> None:
    score = tmp_path / "score.txt"
    score.write_text("play 1: a=piano b=harp+12\nphrase 1, tempo 60 30\na: C4 r/2 | E4+G4\nb: C3/4\n")
    (playing,) = read_score(score)
    notes = playing.phrase.voices["a"]
    assert [(note.start, note.pitch) for note in notes] == [(0, 60), (3, 64), (3, 67)]
    assert notes[-1].length == pytest.approx(1 - BREATH)
    assert (playing.phrase.seconds, playing.parts["b"]) == (5, ("harp", 12))
    score.write_text("play 1: a=piano b=piano\nphrase 1, tempo 60\na: C4\nb: C3/2\n")
    with pytest.raises(ValueError, match="quarters"):
        read_score(score)


@pytest.mark.parametrize(("name", "pitch"), [("C4", 60), ("F#5", 78), ("Bb3", 58)])
def test_notes_have_their_pitch(name: str, pitch: int) -> None:
    assert pitch_of(name) == pitch


def test_the_readme_names_every_piece_and_license() -> None:
    about = (FOLDER / "README.md").read_text("utf-8")
    assert all(name in about for name in (*SCORES, "Satie", "Bach", "FluidR3", "MIT", "public domain"))


def test_parts_follow_each_other_in_a_circle() -> None:
    playlist = Playlist(("/a", "/b", "/c"), (15.0, 16.0, 17.0))
    assert playlist.parts(2, 3) == ["/c", "/a", "/b"]
    assert [playlist.part_at(second) for second in (0, 14.9, 15, 31, 47.9, 48, 64)] == [0, 0, 1, 2, 2, 0, 1]


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9999999", "²"])
def test_what_is_no_part_is_none(text: str) -> None:
    assert part_number(text) is None


def test_silence_is_a_file_that_players_know() -> None:
    sound, rate = soundfile.read(io.BytesIO(wav(b"\xff" * 801)))
    assert (rate, abs(sound).max()) == (RATE, 0)


def test_the_carrier_need_not_fetch_a_part_twice(app: Flask) -> None:
    client = app.test_client()
    with client.get(PIECES.paths[0], buffered=True) as first:
        assert first.status_code == 200
        assert first.mimetype == "audio/wav"
    held = {"If-None-Match": first.headers["ETag"]}
    with client.get(PIECES.paths[0], headers=held, buffered=True) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing.wav", "../line.py", "..%2Fline.py", "README.md"])
def test_nothing_else_is_served_from_there(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code == 404
