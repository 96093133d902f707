"""The music on hold: the project's own, small enough for a telephone, kept by the carrier."""

from __future__ import annotations

import struct

import pytest
from flask import Flask

from ivr.hold_music import FOLDER, PIECES, composed, mu_law, wav

MOST_BYTES = 200_000


@pytest.mark.parametrize("name", PIECES)
def test_the_files_are_what_the_score_says(name: str) -> None:
    assert (FOLDER / name).read_bytes() == wav(composed(PIECES[name]))


def test_all_music_together_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_is_a_mu_law_file_of_at_most_twenty_seconds(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    kind, channels, rate = struct.unpack_from("<HHI", content, 20)
    assert (content[:4], content[8:12], kind, channels, rate) == (b"RIFF", b"WAVE", 7, 1, 8000)
    assert len(content) / rate <= 20
    assert struct.unpack_from("<I", content, 4)[0] == len(content) - 8


@pytest.mark.parametrize(
    ("sample", "byte"), [(0, 0xFF), (-1, 0x7F), (32767, 0x80), (-32768, 0x00), (1000, 0xCE)]
)
def test_samples_are_written_as_g711_writes_them(sample: int, byte: int) -> None:
    assert mu_law(sample) == byte


def test_the_carrier_need_not_fetch_a_piece_twice(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/hold-long.wav", buffered=True) as first:
        assert first.status_code == 200
        assert first.mimetype == "audio/wav"
    held = {"If-None-Match": first.headers["ETag"]}
    with client.get("/static/hold-long.wav", headers=held, buffered=True) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing.wav", "../line.py", "..%2Fline.py"])
def test_nothing_else_is_served_from_there(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code == 404
