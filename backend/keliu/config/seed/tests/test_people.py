"""Customers are the same people whenever they are made, with names that could be real."""

import random
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from keliu.config.seed.load import BackDated, Table
from keliu.config.seed.person import People
from keliu.config.seed.profile import COMPANY, SHOP
from keliu.config.seed.timing import Calendar
from keliu.config.seed.world import CodePlace
from keliu.kit import clock, ids


def _people(now: datetime, profile: Any = COMPANY) -> People:
    sellers = [SimpleNamespace(pk=number, department_id=1, name="小李") for number in (1, 2, 3)]
    world: Any = SimpleNamespace(
        profile=profile, calendar=Calendar(now, "Asia/Shanghai", random.Random(1)), ids=BackDated(),
        sellers=sellers, staff={profile.people[0].name: sellers[0]},
        cards={one.pk: SimpleNamespace(codes=[CodePlace(9, "c")]) for one in sellers},
    )  # fmt: skip
    return People(world, 200)


def _made(people: People, many: int) -> list[tuple[str, str, int]]:
    found = []
    for number in range(many):
        life = people.life(number, visits=number % 4 == 0, owned=number % 5 == 0)
        people.employ(life)
        found.append((life.name, life.company, life.owner.pk if life.owner else 0))
    return found


def test_the_same_people_in_the_morning_and_at_night() -> None:
    morning = _people(datetime(2026, 11, 21, 1, 0, tzinfo=UTC))
    night = _people(datetime(2027, 3, 2, 15, 59, tzinfo=UTC))
    first = _made(morning, 120)
    assert first == _made(night, 120)
    assert len({name for name, _, _ in first}) > 100


def test_most_of_a_fruit_shops_customers_are_people() -> None:
    now = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    shop, company = _made(_people(now, SHOP), 120), _made(_people(now), 120)
    assert sum(bool(where) for _, where, _ in shop) < 40 < sum(bool(w) for _, w, _ in company)


def test_nothing_is_later_than_now_and_today_is_never_empty() -> None:
    for hour in (0, 8, 15, 23):
        now = datetime(2026, 11, 21, hour, 1, tzinfo=UTC)
        calendar = Calendar(now, "Asia/Shanghai", random.Random(3))
        day = clock.day_bounds(clock.local_day(now, "Asia/Shanghai"), "Asia/Shanghai")
        for _ in range(50):
            assert day[0] <= calendar.moment(0) <= now
            assert calendar.between(day[0], now) <= now
            assert calendar.later_today() > now
            assert calendar.moment(1) < day[0]


def test_ids_are_as_old_as_their_rows() -> None:
    made, at = BackDated(), datetime(2026, 11, 1, tzinfo=UTC)
    first, second = made(at), made(at)
    assert first < second
    assert ids.ms_of(first) == clock.to_ms(at)


def test_texts_with_quotes_travel_in_arrays() -> None:
    table = Table("x", "id bigint, words text[], data jsonb")
    assert table.kinds == ["bigint", "text[]", "jsonb"]
    assert "c1::text[], c2::jsonb" in table.statement
