"""A small crowd calls a line of its own: what is measured is there, and told as the bench tells it."""

from __future__ import annotations

import pytest

from bench.figure_table import crowd_figures
from chaos.callers.flash_crowd import FlashCrowd, flash_crowd


@pytest.mark.long
def test_a_crowd_is_counted_whole_and_every_answer_timed() -> None:
    crowd = flash_crowd(lambda _: None, calls=20, seconds=2, last_patience=1)
    assert crowd.calls == 20
    assert (crowd.lost, crowd.webhook_errors) == (0, 0)
    assert crowd.slowest_webhook_ms > 0


def test_the_bench_holds_a_crowd_against_a_second_and_against_nobody_lost() -> None:
    slowest, lost = crowd_figures(FlashCrowd(calls=500, slowest_webhook_ms=1500.0, lost=1, webhook_errors=2))
    assert (slowest.name, slowest.value, slowest.ratio) == ("flash_crowd_slowest_webhook_ms", 1500.0, 1.5)
    assert (lost.name, lost.value, lost.ratio) == ("flash_crowd_lost", 3, 3)
