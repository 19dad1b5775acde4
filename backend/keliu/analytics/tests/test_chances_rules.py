"""Fifths, reasons and guesses, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from keliu.analytics.chances.learning import buying
from keliu.analytics.chances.learning.buying import Month
from keliu.analytics.chances.rules import contacting, fifths
from keliu.analytics.chances.rules.buying import FEATURES, Quality
from keliu.analytics.chances.rules.contacting import Contact, Seen

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # half past eleven at night in Shanghai
TODAY = date(2026, 11, 21)
BUYERS = [(day, 1 + day % 7, 1000 * (day % 11)) for day in range(100)]


def test_fewer_than_25_buyers_make_no_fifths() -> None:
    assert fifths.limits_of(BUYERS[:24]) is None


def test_a_fifth_is_a_fifth() -> None:
    limits = fifths.limits_of(BUYERS)
    assert limits is not None
    found = [fifths.fifths_of(*one, limits).recency for one in BUYERS]
    assert [found.count(part) for part in (5, 4, 3, 2, 1)] == [20, 20, 20, 20, 20]
    assert fifths.fifths_of(0, 99, 9_999_999, limits).segment == "best"
    assert fifths.fifths_of(99, 1, 0, limits).segment == "gone"


VALUES = st.tuples(st.integers(0, 400), st.integers(1, 40), st.integers(0, 10**7))


@given(st.lists(VALUES, min_size=25, max_size=60), VALUES)
def test_more_is_never_lower(buyers: list[tuple[int, int, int]], one: tuple[int, int, int]) -> None:
    limits = fifths.limits_of(buyers)
    assert limits is not None
    at = fifths.fifths_of(*one, limits)
    better = fifths.fifths_of(max(one[0] - 9, 0), one[1] + 3, one[2] + 5000, limits)
    assert min(at.recency, at.frequency, at.money) >= 1
    assert better.recency >= at.recency
    assert better.frequency >= at.frequency
    assert better.money >= at.money
    assert max(better.recency, better.frequency, better.money) <= 5


def why(**seen: Any) -> list[tuple[str, int]]:
    found = contacting.reasons(Seen(**seen), NOW, TODAY)
    return [(one.key, one.points) for one in found]


def test_every_reason_has_its_day() -> None:
    hour = timedelta(hours=1)
    assert why() == []
    assert why(next_followup_on=TODAY) == [("planned", 30)]
    assert why(next_followup_on=TODAY + timedelta(days=1)) == []
    assert why(next_followup_on=TODAY - timedelta(days=2)) == [("planned", 34)]
    assert why(unpaid_fen=12_800) == [("unpaid", 32)]
    assert why(birthday_in=1) == [("birthday", 14)]
    assert why(last_visit_at=NOW - hour, again=3, thing="中秋礼盒") == [("looked", 24)]
    assert why(last_visit_at=NOW - 25 * hour, again=3, thing="中秋礼盒") == []
    assert why(last_visit_at=NOW - 25 * hour, contacts=1) == [("took", 20)]
    assert why(buys=0.2, base=0.1) == [("likely", 18)]
    assert why(buys=0.19, base=0.1) == []
    assert why(alive=0.35, orders=4) == [("slipping", 16)]
    assert why(score=72) == [("warm", 7)]
    assert why(deal_open=True, last_followup_at=NOW - timedelta(days=31)) == [("silent", 12)]


def test_who_wants_no_conclusions_is_only_reminded_of() -> None:
    seen = {"score": 90, "buys": 0.9, "base": 0.1, "last_visit_at": NOW, "judged": False}
    assert why(**seen) == []
    assert why(**seen, unpaid_fen=100) == [("unpaid", 32)]


def test_words_name_what_was_seen() -> None:
    seen = Seen(last_visit_at=NOW, again=4, thing="中秋礼盒", buys=0.34, base=0.1)
    assert [one.zh for one in contacting.reasons(seen, NOW, TODAY)] == [
        "一天内来过,“中秋礼盒”看了 4 次",
        "30 天内下单的可能 34%,是平均的 3.4 倍",
    ]


def test_the_most_pressing_comes_first_and_nobody_without_reason() -> None:
    some = contacting.reasons(Seen(score=50), NOW, TODAY)
    more = contacting.reasons(Seen(unpaid_fen=100), NOW, TODAY)
    found = contacting.ranked([Contact(1, some), Contact(2, []), Contact(3, more)], most=5)
    assert [one.customer_id for one in found] == [3, 1]
    assert contacting.acts(found[0], phone=True)[0][0] == "message"
    assert [act for act, _, _ in contacting.acts(found[1], phone=False)] == ["message", "followup"]


def months(*, truth: bool) -> list[Month]:
    """Three months of 4,000 people; who bought often buys again, or nothing tells."""
    dice = np.random.default_rng(7)
    made = []
    for _ in range(3):
        seen = dice.poisson(2, size=(4000, len(FEATURES))).astype(float)
        odds = -4 + (3 * np.log1p(seen[:, 0]) if truth else 1)
        made.append(Month(np.arange(4000), seen, dice.random(4000) < 1 / (1 + np.exp(-odds))))
    return made


def test_guesses_are_shown_when_they_beat_the_base_rate() -> None:
    first, second, later = months(truth=True)
    law = buying.learn(first, second)
    assert law is not None
    quality = buying.judge(law, float(second.bought.mean()), later)
    assert quality is not None
    assert quality.shown
    chances = law.guess(later.seen)
    assert abs(chances.mean() - later.bought.mean()) < 0.02  # calibrated
    top = chances > np.quantile(chances, 0.9)
    assert abs(chances[top].mean() - later.bought[top].mean()) < 0.06
    assert buying.factors(law.pushes(later.seen)[int(chances.argmax())])[0][0] == "orders"


def test_nobody_is_surer_than_the_buyers_have_taught() -> None:
    first, second, _ = months(truth=True)
    buyers = np.arange(4000) < 60  # a clear line between few buyers and the others
    seen = np.where(buyers[:, None], 50.0, 0.0) * np.ones((1, len(FEATURES)))
    law = buying.learn(*(Month(month.ids, seen, buyers) for month in (first, second)))
    assert law is not None
    assert law.guess(seen).max() == 1 - 1 / 62


def test_guesses_that_say_nothing_stay_hidden() -> None:
    first, second, later = months(truth=False)
    law = buying.learn(first, second)
    quality = buying.judge(law, float(second.bought.mean()), later) if law else None
    assert quality is None or not quality.shown
    assert not Quality(brier=0.0999, base_brier=0.1, people=500, buyers=50).shown


def test_too_few_buyers_teach_nothing() -> None:
    first, second, later = months(truth=True)
    rare = Month(first.ids, first.seen, np.arange(4000) < 49)
    assert buying.learn(rare, second) is None
    assert buying.learn(first, rare) is None
    law = buying.learn(first, second)
    assert law is not None
    assert buying.judge(law, 0.1, Month(later.ids, later.seen, np.arange(4000) < 19)) is None
