"""The times of webhooks: counted in memory, shared through files, and never worth a call."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitoring.webhook_times import BOUNDS, NAME, WebhookTimes, remove_files_of_ended_processes
from tests.small_disk import small_disk

OTHER = """
import sys
from pathlib import Path
from monitoring.webhook_times import WebhookTimes
times = WebhookTimes(Path(sys.argv[1]))
times.observe("cair", "entry", 0.004)
times.observe("cair", "hold", 99.0)
times.save()
"""


def values(times: WebhookTimes) -> dict[tuple[str, str, str], float]:
    """Return the shown values by name, place and bound (or nothing)."""
    (family,) = times.collect()
    return {
        (sample.name.removeprefix(NAME), sample.labels["place"], sample.labels.get("le", "")): sample.value
        for sample in family.samples
    }


def another_process(folder: Path) -> None:
    """Two webhooks that another process, which has ended by now, answered."""
    subprocess.run([sys.executable, "-c", OTHER, folder], check=True)


def test_a_webhook_is_in_the_bucket_of_its_time_and_in_all_above(tmp_path: Path) -> None:
    times = WebhookTimes(tmp_path)
    for seconds in (0.001, 0.0011, 0.3, 15.0, 16.0):
        times.observe("cair", "entry", seconds)
    shown = values(times)
    assert shown["_count", "entry", ""] == 5
    assert shown["_sum", "entry", ""] == pytest.approx(31.3021)
    below = [shown["_bucket", "entry", bound] for bound in BOUNDS]
    assert below == [1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5]


def test_all_processes_are_added_up_whichever_is_asked(tmp_path: Path) -> None:
    times = WebhookTimes(tmp_path)
    times.observe("cair", "entry", 0.004)
    another_process(tmp_path)
    shown = values(times)
    assert shown["_count", "entry", ""] == 2
    assert shown["_bucket", "entry", "0.005"] == 2
    assert (shown["_count", "hold", ""], shown["_bucket", "hold", "15.0"]) == (1, 0)


def test_what_ended_processes_left_is_removed_at_a_start(tmp_path: Path) -> None:
    """This includes files of the version before, which mapped them into memory."""
    times = WebhookTimes(tmp_path)
    times.observe("cair", "entry", 0.004)
    times.save()
    another_process(tmp_path)
    (tmp_path / "histogram_999999999.db").touch()
    (tmp_path / "999999999.draft").touch()
    remove_files_of_ended_processes(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{os.getpid()}.json"]
    remove_files_of_ended_processes(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", "[[1]]", "[1]", "{}", json.dumps([["cair", "entry", 1, 2]])])
def test_a_file_that_makes_no_sense_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "1.json").write_text(text)
    times = WebhookTimes(tmp_path)
    times.observe("cair", "entry", 0.004)
    assert values(times)["_count", "entry", ""] == 1


def test_on_a_full_disk_the_figures_stand_still_and_go_on_once_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk") as disk, caplog.at_level(logging.ERROR):
        times = WebhookTimes(disk.folder / "metrics")
        times.observe("cair", "entry", 0.004)
        assert values(times)["_count", "entry", ""] == 1
        disk.fill()
        for _ in range(3):
            times.observe("cair", "entry", 0.004)
            assert values(times)["_count", "entry", ""] == 1
        assert len(caplog.records) == 1
        assert not list(disk.folder.glob("metrics/*.draft"))
        disk.make_room()
        assert values(times)["_count", "entry", ""] == 4


def test_a_process_saves_by_itself_from_time_to_time_and_only_what_is_new(tmp_path: Path) -> None:
    times = WebhookTimes(tmp_path)
    times.save_regularly()
    assert not list(tmp_path.iterdir())
    times.observe("cair", "entry", 0.004)
    times.save_regularly()
    assert not list(tmp_path.iterdir()), "it has just looked"
    times._last_attempt -= 6
    times.save_regularly()
    (file,) = tmp_path.iterdir()
    file.unlink()
    times.save()
    assert not list(tmp_path.iterdir()), "nothing is new"
