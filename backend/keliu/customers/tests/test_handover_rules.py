"""Who gets what, without a database."""

from collections import Counter

from keliu.customers.rules import handover as law
from keliu.customers.rules.handover import Plan

FIVE = [(1, "A"), (2, "B"), (3, "A"), (4, ""), (5, "C")]


def test_all_to_one() -> None:
    assert law.deal_out(Plan("one", (7, 8)), FIVE, {}) == dict.fromkeys(range(1, 6), 7)


def test_in_turn() -> None:
    assert law.deal_out(Plan("round_robin", (7, 8)), FIVE, {}) == {1: 7, 2: 8, 3: 7, 4: 8, 5: 7}


def test_evenly_counts_what_people_have() -> None:
    dealt = law.deal_out(Plan("even", (7, 8, 9)), FIVE, {7: 10, 8: 2, 9: 3})
    assert Counter(dealt.values()) == {8: 3, 9: 2}
    assert dealt == {1: 8, 2: 8, 3: 9, 4: 8, 5: 9}


def test_by_a_trait_the_rest_goes_to_the_first() -> None:
    plan = Plan("by", (7,), "level", {"A": 8, "C": 9})
    assert law.deal_out(plan, FIVE, {}) == {1: 8, 2: 7, 3: 8, 4: 7, 5: 9}


def test_what_hangs_on_a_customer_goes_with_it() -> None:
    plan = Plan("round_robin", (7, 8))
    assert law.follow(plan, [(10, 2), (11, None), (12, 99), (13, None)], {2: 8}) == {
        10: 8, 11: 7, 12: 8, 13: 7,
    }  # fmt: skip
    assert law.follow(Plan("by", (7, 8), "level"), [(10, None), (11, None)], {}) == {10: 7, 11: 7}


def test_plans_that_can_not_be() -> None:
    assert law.wrong(Plan("one", (7,)), 7) == {"receivers": "接手人不能是要交接的人自己"}
    assert law.wrong(Plan("by", (8,), "level", {"A": 7}), 7)["receivers"]
    assert law.wrong(Plan("one", ()), 7) == {"receivers": "请选接手的人"}
    assert law.wrong(Plan("by", (8,)), 7) == {"by": "请选按什么分"}
    assert law.wrong(Plan("one", (8,)), 7) == {}


def test_totals_by_receiver() -> None:
    assert law.totals({"customer": {1: 7, 2: 7, 3: 8}, "plan": {9: 7}}) == {
        7: Counter(customer=2, plan=1),
        8: Counter(customer=1),
    }
