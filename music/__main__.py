"""`python -m music` plays the scores anew and replaces the hold music in `ivr/audio`."""

from __future__ import annotations

from pathlib import Path

from music.render import render

FOLDER = Path(__file__).parents[1] / "ivr" / "audio"

if __name__ == "__main__":
    for old in FOLDER.glob("*.wav"):
        old.unlink()
    for path in render(FOLDER):
        print(path.name)
