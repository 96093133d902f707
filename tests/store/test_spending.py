"""How often a desk may call and text out, in virtual time."""

from __future__ import annotations

from redis import Redis

from routing.queue.call_limits import DAY, HOUR, UNLIMITED, Allowance, Spent, read_spent
from routing.queue.desk_state import DeskState
from store import keys

NOON = 20_000 * DAY + 12 * HOUR
ANN, BO = "+19165550111", "+19165550112"


def sends(redis: Redis, to: str, allowance: Allowance, at: int = NOON, times: int = 1) -> list[str]:
    desk = DeskState(redis, "cair", at)
    return [desk.spend(to, allowance) for _ in range(times)]


def limited(redis: Redis) -> list[str]:
    return [event["limit"] for _, event in redis.xrange(keys.events("cair")) if event["event"] == "limited"]


def test_a_number_is_called_so_often_in_a_day_and_again_on_the_next(redis: Redis) -> None:
    allowance = Allowance(number_a_day=2)
    assert sends(redis, ANN, allowance, times=4) == ["", "", "number", "number"]
    assert sends(redis, BO, allowance) == [""]
    assert sends(redis, ANN, allowance, NOON + 11 * HOUR) == ["number"]
    assert sends(redis, ANN, allowance, NOON + 12 * HOUR) == [""]


def test_a_desk_calls_so_often_in_an_hour_and_in_a_day(redis: Redis) -> None:
    allowance = Allowance(desk_a_day=3, desk_an_hour=2)
    assert sends(redis, ANN, allowance, times=3) == ["", "", "hour"]
    assert sends(redis, BO, allowance, NOON + HOUR, times=2) == ["", "day"]


def test_what_may_not_go_out_is_not_counted_and_told_once(redis: Redis) -> None:
    allowance = Allowance(number_a_day=1, desk_a_day=2)
    for to in (ANN, ANN, ANN, BO, BO, BO):
        sends(redis, to, allowance)
    assert limited(redis) == ["number", "number"]
    assert sends(redis, "+19165550113", allowance, times=2) == ["day", "day"]
    assert limited(redis) == ["number", "number", "day"]
    assert read_spent(redis, "cair", NOON) == Spent(2, 2, {ANN: 1, BO: 1})


def test_what_was_counted_goes_by_itself(redis: Redis) -> None:
    sends(redis, ANN, UNLIMITED)
    assert 0 < redis.ttl(keys.spent("cair", 20_000)) <= 2 * 86_400
    assert read_spent(redis, "cair", NOON + DAY) == Spent()


def test_which_limits_are_reached_can_be_read() -> None:
    spent = Spent(10, 4, {ANN: 3, BO: 1})
    assert spent.desk_limit(Allowance(desk_a_day=10, desk_an_hour=4)) == "day"
    assert spent.desk_limit(Allowance(desk_a_day=11, desk_an_hour=4)) == "hour"
    assert spent.desk_limit(UNLIMITED) == ""
    assert spent.numbers_at_limit(Allowance(number_a_day=3)) == (ANN,)
    assert spent.numbers_at_limit(UNLIMITED) == ()
