"""Many at once, over real connections: nothing is spent twice, nobody joins twice."""

from functools import partial
from typing import Any

import pytest

from keliu.kit.errors import KeliuError
from keliu.membership.models import CheckIn, Member
from keliu.membership.selectors import members as questions
from keliu.membership.services import daily, members, spending
from keliu.membership.services.members import Correction
from keliu.membership.tests.member_cast import adds_up, member_of, opened
from keliu.sales.tests.factories import acting_as, add_customer
from keliu.sales.tests.test_paper_races import together
from tests.cast import World, company

PARALLEL = 40


@pytest.fixture
def club(transactional_db: None) -> World:
    """远航集团 with members, committed, so that other connections see it."""
    world = company()
    with acting_as(world, "王总"):
        opened(world)
    return world


def tried(world: World, verb: Any, *values: Any) -> tuple[int, Any]:
    """1 when it worked, 0 when it was refused."""
    try:
        with world.inside():
            verb(*values)
    except KeliuError as refused:
        return 0, refused.code
    return 1, None


def test_forty_tills_can_not_spend_more_than_there_is(club: World) -> None:
    zhang = member_of(club)
    with acting_as(club, "王总"):
        for account, change in (("balance", 700), ("gift", 300), ("points", 950)):
            members.correct(questions.find(zhang.pk), Correction(account, change, "补登"))
    who = zhang.customer_id
    pays = [
        partial(tried, club, spending.balance_spend, who, 100, n, n) for n in range(PARALLEL // 2)
    ]
    uses = [partial(tried, club, _use, zhang.pk, n) for n in range(PARALLEL // 2)]
    answers, backends = together(*pays, *uses)
    assert len(backends) == PARALLEL
    refused = [why for done, why in answers if not done]
    assert refused.count("balance_short") == 10
    assert refused.count("points_short") == 10
    with club.inside():
        row = Member.objects.get(pk=zhang.pk)
        adds_up(row)
    assert (row.balance_fen, row.gift_fen, row.points) == (0, 0, 0)


def _use(member_id: int, number: int) -> None:
    from keliu.membership.services import ledgers
    from keliu.membership.services.ledgers import Cause

    ledgers.points(ledgers.hold(member_id), -100, Cause("spend", f"order:{number}"))


def test_joining_and_checking_in_many_times_at_once_counts_once(club: World) -> None:
    customer = add_customer(club, "李姐", "小李")
    joins = [partial(tried, club, members.join, customer.pk) for _ in range(20)]
    answers, _ = together(*joins)
    assert [done for done, _ in answers] == [1] * 20
    answers, _ = together(
        *[partial(tried, club, daily.check_in, customer.pk) for _ in range(20)],
        *[partial(tried, club, spending.balance_give_back, customer.pk, 5, 1, 1)] * 5,
    )
    assert [done for done, _ in answers].count(1) == 1 + 5
    with club.inside():
        row = Member.objects.get(customer_id=customer.pk)
        assert CheckIn.objects.count() == 1
        assert row.points == 52
        adds_up(row)
