"""Members of the demo shops: rules, levels, and cards whose ledgers add up."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.membership.models import (
    BalanceEntry,
    GrowthEntry,
    Level,
    Member,
    MemberRules,
    PointEntry,
    TopUpPlan,
)
from keliu.membership.rules import points as law
from keliu.membership.services.rules import relevel
from keliu.orders.models import Order

MEMBERS = {"company": 60, "shop": 24}
LEVELS = (("普通会员", 0, 1_000, 100), ("银卡", 500, 980, 100), ("金卡", 2_000, 950, 120))
PLANS = ((20_000, 1_000, 0), (50_000, 5_000, 0), (100_000, 15_000, 200))
RULES: dict[str, Any] = {
    "active": True, "top_up": True, "join_points": 50, "birthday_points": 200,
    "check_in_points": 2, "points_least": 100,
    "check_in_steps": [{"days": 3, "points": 5}, {"days": 7, "points": 20}],
    "notice": "积分不兑现金,余额可退本金。会员卡仅限本人使用。",
}  # fmt: skip
FIRST_CODE, STEP = 386_000_100, 7_919


@dataclass
class Card:
    """A card being filled: what it holds now, and how that came about."""

    row: Member
    points: list[PointEntry] = field(default_factory=list)
    growth: list[GrowthEntry] = field(default_factory=list)
    money: list[BalanceEntry] = field(default_factory=list)

    def earn(self, change: int, at: datetime, kind: str, order: Order | None = None) -> None:
        self.row.points += change
        known = {"order_id": order.pk if order else None, "ref": f"seed:{len(self.points)}"}
        self.points.append(PointEntry(
            member_id=self.row.pk, kind=kind, change=change, after=self.row.points, created_at=at,
            expires_on=law.expires_on(at.date(), 12) if change > 0 else None, **known,
        ))  # fmt: skip

    def grow(self, change: int, at: datetime, order: Order) -> None:
        self.row.growth += change
        self.growth.append(GrowthEntry(
            member_id=self.row.pk, kind="earn", ref=f"order:{order.pk}", change=change,
            after=self.row.growth, order_id=order.pk, created_at=at,
        ))  # fmt: skip

    def pay_in(self, change: int, gift: int, at: datetime, kind: str) -> None:
        self.row.balance_fen += change
        self.row.gift_fen += gift
        self.money.append(BalanceEntry(
            member_id=self.row.pk, kind=kind, ref=f"seed:{len(self.money)}", change=change,
            gift_change=gift, after=self.row.balance_fen, gift_after=self.row.gift_fen,
            created_at=at,
        ))  # fmt: skip


def fill(place: World) -> None:
    """A few statements; runs inside the merchant's scope, after the orders."""
    now = clock.now()
    dice = random.Random(79)  # noqa: S311  the same members in every demo
    MemberRules(**RULES).save(force_insert=True)
    Level.objects.bulk_create(
        [Level(name=n, growth=g, permille=p, points_percent=r) for n, g, p, r in LEVELS]
    )
    TopUpPlan.objects.bulk_create(
        [TopUpPlan(pay_fen=f, gift_fen=g, gift_points=p) for f, g, p in PLANS]
    )
    bought = _bought()
    people = _people(MEMBERS[place.profile.mode], list(bought))
    cards = [_card(at, one, now, dice, bought.get(one, [])) for at, one in enumerate(people)]
    _write(cards)
    relevel()


def _bought() -> dict[int, list[Order]]:
    """Finished orders by customer, the oldest first."""
    found: dict[int, list[Order]] = {}
    rows = Order.objects.filter(state="done", customer__isnull=False, customer__deleted_at=None)
    for one in rows.order_by("paid_at", "id"):
        found.setdefault(one.customer_id or 0, []).append(one)
    return found


def _people(most: int, buyers: list[int]) -> list[int]:
    rows = Customer.objects.filter(deleted_at__isnull=True, kind="person")
    others = rows.order_by("-last_visit_at", "-id").values_list("pk", flat=True)[:most]
    return list(dict.fromkeys([*buyers, *others]))[:most]


def _card(
    at: int, customer_id: int, now: datetime, dice: random.Random, orders: list[Order]
) -> Card:
    first = min([one.paid_at or now for one in orders], default=now)
    joined = first - timedelta(days=dice.randint(1, 40), minutes=dice.randint(0, 900))
    code = law.code_with_check(str(FIRST_CODE + at * STEP))
    card = Card(Member(customer_id=customer_id, code=code, joined_at=joined, created_at=joined))
    card.earn(RULES["join_points"], joined, "join")
    if dice.random() < 0.45:  # noqa: PLR2004  almost every second one has paid in
        _paid_in(card, joined, now, dice)
    for order in orders:
        _earned(card, order, now)
    if dice.random() < 0.4:  # noqa: PLR2004  and as many check in
        card.earn(2, now - timedelta(days=1, minutes=dice.randint(5, 600)), "check_in")
        card.row.streak, card.row.checked_on = 1, now.date() - timedelta(days=1)
    return card


def _paid_in(card: Card, joined: datetime, now: datetime, dice: random.Random) -> None:
    pay, gift, _ = dice.choice(PLANS)
    at = joined + timedelta(minutes=20)
    card.pay_in(pay + gift, gift, at, "top_up")
    spent = dice.randint(1_000, pay)
    card.pay_in(-spent, 0, at + (now - at) / 2, "spend")


def _earned(card: Card, order: Order, now: datetime) -> None:
    """What an order brought; its refunds took their share along."""
    at = order.done_at or order.paid_at or now
    change = law.earned(order.paid_fen - order.refunded_fen, 100)
    if change:
        card.earn(change, at, "earn", order)
        card.grow(change, at, order)


def _write(cards: list[Card]) -> None:
    Member.objects.bulk_create([one.row for one in cards])
    PointEntry.objects.bulk_create([entry for one in cards for entry in one.points])
    GrowthEntry.objects.bulk_create([entry for one in cards for entry in one.growth])
    BalanceEntry.objects.bulk_create([entry for one in cards for entry in one.money])
