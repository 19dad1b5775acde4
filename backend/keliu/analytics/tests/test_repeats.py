"""Who still comes and for how much, against the published figures of the CDNOW data set.

`data/cdnow.csv`: the 2,357 customers of the papers (repeat orders in 39 weeks, week of the last
one, weeks known, mean value of the repeats).
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keliu.analytics.chances.learning import repeats
from keliu.analytics.chances.learning.repeats import Array, Coming, Spending

CDNOW = Path(__file__).parent / "data" / "cdnow.csv"
PAPER = Coming(r=0.243, alpha=4.414, a=0.793, b=2.426)


@cache
def cdnow() -> tuple[Array, Array, Array, Array]:
    with CDNOW.open() as file:
        rows = np.array([[float(value) for value in row.values()] for row in csv.DictReader(file)])
    return rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]


def one(value: float) -> Array:
    return np.array([value])


def test_the_paper_s_parameters_are_found() -> None:
    x, t_x, age, _ = cdnow()
    law = repeats.learn_coming(x, t_x, age)
    assert law is not None
    found = (law.r, law.alpha, law.a, law.b)
    assert found == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.002)
    likelihood = repeats.coming_likelihood(law, x, t_x, age, np.ones(len(x)))
    assert likelihood == pytest.approx(-9582.4, abs=0.1)


def test_the_paper_s_customer_is_expected_1_226_times() -> None:
    seen = one(2), one(30.43), one(38.86)
    assert repeats.expected(PAPER, 39, *seen)[0] == pytest.approx(1.226, abs=0.001)


def test_order_values_follow_the_note_s_parameters() -> None:
    x, _, _, mean = cdnow()
    came_back = mean > 0
    law = repeats.learn_spending(x[came_back], mean[came_back])
    assert law is not None
    assert (law.p, law.q, law.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.02)


def test_all_customers_together_order_as_often_as_they_did() -> None:
    """The paper's check: what the law expects of the 39 weeks is what happened, within 2 %."""
    x, _, age, _ = cdnow()
    nothing = np.zeros(1)
    ages, many = np.unique(age, return_counts=True)
    each = [repeats.expected(PAPER, float(weeks), nothing, nothing, nothing)[0] for weeks in ages]
    assert float(many @ np.array(each)) == pytest.approx(x.sum(), rel=0.02)


AGES = st.floats(1, 100)


@given(st.integers(0, 40), AGES, st.floats(0, 1), st.floats(1, 52))
@settings(max_examples=80)
def test_chances_are_chances_and_longer_spans_bring_more(
    x: int, age: float, part: float, ahead: float
) -> None:
    seen = one(x), one(age * part if x else 0), one(age)
    alive = repeats.alive(PAPER, *seen)[0]
    assert 0 <= alive <= 1
    soon, later = (repeats.expected(PAPER, span, *seen)[0] for span in (ahead, ahead * 2))
    assert 0 <= soon <= later
    if x:  # the longer nobody heard of them, the less likely they are to come back
        waited = repeats.alive(PAPER, seen[0], seen[1], one(age + 10))[0]
        assert waited <= alive


def test_one_order_says_less_than_many() -> None:
    law = Spending(6.25, 3.74, 15.44)
    mean = law.p * law.v / (law.q - 1)  # what everybody's orders are worth
    few, many = (repeats.worth(law, one(x), one(100.0))[0] for x in (1, 30))
    assert mean < few < many < 100
