"""A long walk: random entries on many cards, in a model and in the database, step by step."""

import os
import random

import pytest

from keliu.membership.errors import BalanceShort, PointsShort
from keliu.membership.models import Member
from keliu.membership.rules import money
from keliu.membership.rules.money import Parts
from keliu.membership.services import ledgers, spending
from keliu.membership.services.ledgers import Cause
from keliu.membership.tests.member_cast import member_of, opened
from keliu.platform import sql
from keliu.sales.tests.factories import acting_as
from tests import proofs
from tests.cast import World, company

SHORT, CARDS, BLOCK = 10_000, 12, 500
EASY, HARD = 9, 1  # how often one card moves, how often a payment or refund finds its card
PARTS = 4
LONG = 1_000_000 // PARTS
# Cards whose row, entries and the balance each entry left do not agree.
WRONG = """SELECT m.id FROM membership_member m
 LEFT JOIN LATERAL (SELECT sum(change) AS n, bool_or(after <> r) AS off FROM (
   SELECT change, after, sum(change) OVER (ORDER BY id) AS r FROM membership_pointentry
   WHERE member_id = m.id) x) p ON true
 LEFT JOIN LATERAL (SELECT sum(change) AS n, sum(gift_change) AS gift,
   bool_or(after <> r OR gift_after <> g) AS off FROM (
   SELECT change, gift_change, after, gift_after, sum(change) OVER (ORDER BY id) AS r,
     sum(gift_change) OVER (ORDER BY id) AS g
   FROM membership_balanceentry WHERE member_id = m.id) x) b ON true
 WHERE m.points <> coalesce(p.n, 0) OR m.balance_fen <> coalesce(b.n, 0)
   OR m.gift_fen <> coalesce(b.gift, 0) OR p.off OR b.off"""
STANDING = "SELECT id, points, balance_fen - gift_fen, gift_fen FROM membership_member ORDER BY id"


class Walk:
    """Cards in the database beside plain numbers. It walks alone, so it needs no locks."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = random.Random(seed)  # noqa: S311  the same walk every time
        cards = [member_of(world, f"客户{n}") for n in range(CARDS)]
        self.who = {one.pk: one.customer_id for one in cards}
        self.have = {one.pk: [50, 0, 0] for one in cards}  # points, paid in, given on top
        self.bills: list[tuple[int, int, Parts, int]] = []  # card, order, spent, given back
        self.number = 0

    def block(self, turns: int) -> None:
        with self.world.inside():
            for _ in range(turns):
                self.number += 1
                easy = self.dice.randrange(EASY + HARD) < EASY
                steps = (self.points, self.pay_in) if easy else (self.pay, self.refund)
                self.dice.choice(steps)()
            found = [(row[0], list(row[1:])) for row in sql.rows(STANDING)]
            assert dict(found) == self.have

    def _card(self) -> int:
        return self.dice.choice(tuple(self.have))

    def points(self) -> None:
        card, change = self._card(), self.dice.randint(-400, 400) or 1
        cause = Cause("earn" if change > 0 else "spend", f"walk:{self.number}")
        try:
            for _ in range(self.dice.choice((1, 1, 2))):  # told twice, counted once
                ledgers.points(Member(pk=card), change, cause)
        except PointsShort:
            assert self.have[card][0] + change < 0
            return
        self.have[card][0] += change

    def pay_in(self) -> None:
        card, come = self._card(), Parts(self.dice.randint(1, 900), self.dice.randint(0, 90))
        ledgers.balance(Member(pk=card), come, Cause("top_up", f"walk:{self.number}"))
        self.have[card][1] += come.paid
        self.have[card][2] += come.gift

    def pay(self) -> None:
        card, fen = self._card(), self.dice.randint(1, 700)
        _, paid, gift = self.have[card]
        used = money.spend(Parts(paid, gift), fen)
        try:
            spending.balance_spend(self.who[card], fen, self.number, self.number)
        except BalanceShort:
            assert used is None
            return
        assert used is not None
        self.have[card][1] -= used.paid
        self.have[card][2] -= used.gift
        self.bills = [*self.bills[-50:], (card, self.number, used, 0)]

    def refund(self) -> None:
        if not self.bills:
            return
        at = self.dice.randrange(len(self.bills))
        card, order, spent, returned = self.bills[at]
        fen = self.dice.randint(1, 700)
        for _ in range(self.dice.choice((1, 2))):
            spending.balance_give_back(self.who[card], fen, order, self.number)
        back = money.give_back(spent, returned, fen)
        self.have[card][1] += back.paid
        self.have[card][2] += back.gift
        self.bills[at] = (card, order, spent, returned + back.total)


def _walked(seed: int, steps: int) -> None:
    """Committed block by block: in one transaction every old version of twelve rows would stay."""
    world = company()
    with acting_as(world, "王总"):
        opened(world)
    walk = Walk(world, seed)
    for _ in range(steps // BLOCK):
        walk.block(BLOCK)
    with world.inside():
        assert sql.rows(WRONG) == []


@pytest.mark.timeout(300)
def test_ten_thousand_entries_are_conserved(transactional_db: None) -> None:
    _walked(71, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_million_entries_are_conserved(transactional_db: None, part: int) -> None:
    steps = int(os.environ.get("KELIU_WALK_STEPS", str(LONG)))
    _walked(part, steps)
    proofs.tell("member.conserved", steps, part=part)
