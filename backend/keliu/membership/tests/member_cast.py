"""张阿姨 as a member of 远航集团, with rules that are easy to reckon with."""

from typing import Any

from keliu.accounts.public import Device, visitor_session
from keliu.customers.models import Customer
from keliu.membership.models import BalanceEntry, GrowthEntry, Level, Member, PointEntry, TopUpPlan
from keliu.membership.services import members, rules
from keliu.orders import public as orders
from keliu.sales.tests.factories import acting_as, add_customer
from tests.cast import Api, World

RULES: dict[str, Any] = {
    "active": True, "top_up": True, "earn_fen": 100, "growth_fen": 100, "point_fen": 1,
    "points_least": 100, "points_share": 50, "points_months": 12, "join_points": 50,
    "birthday_points": 200, "check_in_points": 2, "check_in_steps": [{"days": 3, "points": 10}],
}  # fmt: skip
LEDGERS: dict[str, Any] = {"points": PointEntry, "growth": GrowthEntry, "balance_fen": BalanceEntry}


def opened(world: World) -> None:
    """The rules, two levels and one plan; inside the merchant's scope as 王总."""
    rules.rules_save(version=1, changes=RULES)
    rules.level_add({"name": "会员", "growth": 0})
    rules.level_add({"name": "金卡", "growth": 1_000, "permille": 900, "points_percent": 150})
    rules.plan_add({"pay_fen": 10_000, "gift_fen": 2_000, "gift_points": 30})


def member_of(world: World, name: str = "张阿姨", owner: str = "小李") -> Member:
    """A customer of one seller who has joined."""
    customer = add_customer(world, name, owner)
    with acting_as(world, "王总"):
        return members.join(customer.pk)


def bought(world: World, customer_id: int, fen: int, method: str = "cash") -> int:
    """An order of the till, paid; returns its id. Its points come by the outbox."""
    with acting_as(world, "王总"):
        order = orders.place_plain("cashier", customer_id, "收银", fen)
        orders.pay_recorded(order.pk, method)
    return int(order.pk)


def phone_of(world: World, customer: Customer) -> Api:
    """The customer's own session."""
    token = visitor_session(
        merchant_id=world.merchant.pk, customer_id=customer.pk, name=customer.name, device=Device()
    )
    return Api(token)


def plan(world: World) -> TopUpPlan:
    with world.inside():
        return TopUpPlan.objects.get()


def levels(world: World) -> dict[str, Level]:
    with world.inside():
        return {one.name: one for one in Level.objects.all()}


def adds_up(member: Member) -> None:
    """Every ledger is the sum of its entries, each with the balance it left; nothing negative."""
    for column, ledger in LEDGERS.items():
        running = 0
        for entry in ledger.objects.filter(member_id=member.pk).order_by("id"):
            running += entry.change
            assert entry.after == running >= 0, (column, entry.kind)
        assert getattr(member, column) == running, column
    gifts = BalanceEntry.objects.filter(member_id=member.pk)
    assert member.gift_fen == sum(gifts.values_list("gift_change", flat=True))
    assert 0 <= member.gift_fen <= member.balance_fen
