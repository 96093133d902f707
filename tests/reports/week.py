"""A week at a desk for pages to show: calls of every kind, drawn by chance, by the line's own scripts."""

from __future__ import annotations

import random
from datetime import timedelta

from redis import Redis

from tests.calls.moments import TUESDAY_MORNING
from tests.reports.story import Story

DAY = 86_400
TOPICS = ("forgot_password", "hours", "patient_record", "users", "reach_us")


def a_week(redis: Redis, calls: int = 12, days: int = 7, seed: int = 1) -> Story:
    """So many calls a day from Wednesday to the Tuesday of stories, between eight and five."""
    story, chance = Story(redis, TUESDAY_MORNING - timedelta(days=days - 1, hours=2)), random.Random(seed)
    number = 0
    for day in range(days):
        story.rep("12", name="Ann", wrap_up="0")
        story.rep("13", name="Bo", wrap_up="0")
        for _ in range(calls):
            number += 1
            a_call(story, chance, f"CA{number}", f"+1510555{chance.randint(0, 40):04}")
            story.passes(chance.randint(30, 9 * 3600 // calls))
        for rep in ("12", "13"):
            story.state.set_status(rep, "offline")
        story.passes(DAY * (day + 1) - (story.now - start_of(story, days)) // 1000)
    story.folds()
    return story


def start_of(story: Story, days: int) -> int:
    """Ms since 1970 UTC."""
    return int((TUESDAY_MORNING - timedelta(days=days - 1, hours=2)).timestamp() * 1000)


def a_call(story: Story, chance: random.Random, call: str, number: str) -> None:
    """Guidance, a person, a refusal, giving up or nothing at all."""
    language, topic = chance.choice(("en", "en", "en", "es")), chance.choice(TOPICS)
    story.enters(call, number, language)
    story.passes(chance.randint(2, 15))
    what = chance.choice(("guidance", "guidance", "person", "person", "refused", "nothing"))
    if what != "nothing":
        story.presses("1", topic, call, language=language)
        story.passes(chance.randint(5, 40))
    if what == "refused":
        story.presses("0", "person", call, language=language, refused=chance.choice(("closed", "full")))
        story.passes(12)
    if what == "person":
        story.joins(call, number, language)
        story.presses("0", "person", call, language=language)
        story.passes(chance.randint(2, 40))
        if chance.random() < 0.8 and story.state.caller(call).state == "offered":
            story.takes_call(call)
            story.passes(chance.randint(60, 500))
    story.ends(call)
