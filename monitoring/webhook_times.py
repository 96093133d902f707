"""How long webhooks took: counted in the memory of each web process, shared with the others through small files.

Figures are worth less than calls, so no file is mapped into memory: where the disk is full, a write to a mapped page
ends the process (SIGBUS), while an ordinary write fails with an error that the process survives.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from store import clock

log = logging.getLogger(__name__)
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0)
"""Upper bounds in seconds; the carrier's patience ends at the last."""
BOUNDS = (*map(str, BUCKETS), "+Inf")
SAVE_EVERY = 5.0
"""Seconds between two files of a process that answers webhooks."""
NAME = "helpdesk_webhook_seconds"
MEANING = "Seconds until a webhook was answered, by desk and by node of the menu, or by what else is asked."
Row = tuple[str, str]
"""Desk and place."""
Counts = list[float]
"""Webhooks per bucket, not accumulated; then the seconds of all of them."""


class WebhookTimes(Collector):
    """The histogram of all web processes that share `folder`. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: dict[Row, Counts] = {}
        self._counting = threading.Lock()
        self._saving = threading.Lock()
        """Another one: a webhook never waits for the disk."""
        self._is_saved = True
        self._is_failing = False
        self._last_attempt = 0.0

    def observe(self, desk: str, place: str, seconds: float) -> None:
        """Count one webhook that took `seconds`."""
        with self._counting:
            counts = self._counts.setdefault((desk, place), [0] * len(BOUNDS) + [0.0])
            counts[bisect_left(BUCKETS, seconds)] += 1
            counts[-1] += seconds
            self._is_saved = False

    def save_regularly(self) -> None:
        """Save what was counted, if the last attempt is `SAVE_EVERY` seconds ago. Never raises OSError."""
        if clock.seconds() - self._last_attempt >= SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Write this process's counts for the others to read. Never raises OSError; a failure is logged once."""
        with self._saving:
            self._last_attempt = clock.seconds()
            text = self._unsaved()
            if text is None:
                return
            try:
                self._write(text)
            except OSError as error:
                self._is_saved = False
                if not self._is_failing:
                    log.error("figures of webhooks can't be saved", extra={"why": str(error)})
                self._is_failing = True
            else:
                self._is_failing = False

    def _unsaved(self) -> str | None:
        """Return the text to save; None if nothing was counted since it was last called."""
        with self._counting:
            if self._is_saved:
                return None
            self._is_saved = True
            rows = [[*row, *counts] for row, counts in self._counts.items()]
        return json.dumps(rows)

    def collect(self) -> Iterator[Metric]:
        """Yield the sum of what all processes saved last, this one just now.

        While the disk is full, the sum stands still: what this process alone knows would make it go up and down,
        depending on which process is asked.
        """
        self.save()
        family = HistogramMetricFamily(NAME, MEANING, labels=("desk", "place"))
        for row, counts in self._read_all().items():
            below = accumulate(counts[:-1])
            family.add_metric(row, list(zip(BOUNDS, below, strict=True)), counts[-1])
        yield family

    def _write(self, text: str) -> None:
        """Write the file as a whole, so that nobody reads half of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"{os.getpid()}.draft"
        try:
            draft.write_text(text, "utf-8")
            draft.replace(draft.with_suffix(".json"))
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise

    def _read_all(self) -> dict[Row, Counts]:
        sums: dict[Row, Counts] = {}
        for path in sorted(self._folder.glob("*.json")):
            for row, counts in _read(path):
                sums[row] = [a + b for a, b in zip(sums[row], counts, strict=True)] if row in sums else counts
        return sums


def _read(path: Path) -> Iterator[tuple[Row, Counts]]:
    """Yield what a process saved; nothing of a file of another version or of one that has just been removed."""
    with suppress(OSError, ValueError, TypeError):
        for desk, place, *counts in json.loads(path.read_text("utf-8")):
            if len(counts) == len(BOUNDS) + 1:
                yield (str(desk), str(place)), [float(count) for count in counts]


def remove_files_of_ended_processes(folder: Path) -> None:
    """Remove what processes saved that have ended since. Never raises OSError."""
    with suppress(OSError):
        for path in folder.iterdir():
            process = path.stem.rpartition("_")[2]  # before version 0.2 files were called kind_process.db
            if not Path(f"/proc/{process}").exists():
                path.unlink(missing_ok=True)
