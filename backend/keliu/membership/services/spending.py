"""What orders ask: member prices, points as a reduction, stored value as a way to pay."""

from collections.abc import Mapping
from typing import Any

from keliu.kit.money import yuan
from keliu.membership.errors import BalanceShort, TopUpByBalance
from keliu.membership.models import BalanceEntry, Member, MemberRules, PointEntry, TopUp
from keliu.membership.rules import money
from keliu.membership.rules import points as law
from keliu.membership.rules.money import Parts
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup
from keliu.membership.services import ledgers, members
from keliu.membership.services.ledgers import Cause
from keliu.orders import public as orders
from keliu.orders.ports import OfferChoice, OfferLine

KIND = "points"


def _card(customer_id: int | None) -> tuple[Member, MemberRules] | None:
    """The card that counts now: the shop has members and the card is not frozen."""
    member = questions.main_of(customer_id) if customer_id else None
    if member is None or member.state == Member.State.FROZEN:
        return None
    rules = setup.rules()
    return (member, rules) if rules.active else None


def member_prices(customer_id: int | None, sellables: Mapping[int, Any]) -> dict[int, int]:
    """What a member pays for each thing, where it is less than the price."""
    found = _card(customer_id)
    if found is None:
        return {}
    level = found[0].level
    permille = level.permille if level else law.FULL_PRICE
    lower = {}
    for sku_id, one in sellables.items():
        special = one.member_price_fen if level is None or level.member_price else None
        price = law.level_price(one.price_fen, special, permille)
        if price < one.price_fen:
            lower[sku_id] = price
    return lower


def _use(customer_id: int | None, goods_fen: int, wanted: int | None) -> law.Use:
    found = _card(customer_id)
    if found is None:
        return law.NO_USE
    member, rules = found
    terms = law.Spending(rules.point_fen, rules.points_least, rules.points_share)
    return law.usable(goods_fen, member.points, wanted, terms)


def offer(customer_id: int | None, cart: Any, goods_fen: int, asked: Any) -> list[OfferLine]:
    """The reduction for the points that were asked for."""
    if not asked:
        return []
    use = _use(customer_id, goods_fen, int(asked))
    if not use.points:
        return []
    return [OfferLine(KIND, None, f"{use.points} 积分抵 {yuan(use.fen)}", use.fen, use.points)]


def choices(customer_id: int | None, cart: Any, goods_fen: int) -> list[OfferChoice]:
    """How many points could be used, and what for."""
    found = _card(customer_id)
    use = _use(customer_id, goods_fen, None)
    if found is None or not use.points:
        return []
    label = f"{use.points} 积分可抵 {yuan(use.fen)}"
    return [OfferChoice(KIND, None, label, use.fen, use.points, found[0].points)]


def points_spend(order_id: int, line: OfferLine) -> None:
    """The points of an order that is being placed. Raises PointsShort, MemberFrozen."""
    customer_id = orders.order(order_id).customer_id
    member = members.usable(customer_id or 0)
    ledgers.points(member, -line.count, Cause("spend", f"order:{order_id}", order_id))


def points_give_back(order_id: int, line: OfferLine) -> None:
    """The order came to nothing: its points are there again, once."""
    spent = PointEntry.objects.filter(order_id=order_id, kind="spend").first()
    if spent is not None:
        member = ledgers.hold(_where(spent.member_id))
        ledgers.grant(member, -spent.change, Cause("give_back", f"order:{order_id}", order_id))


def _where(member_id: int) -> int:
    """The card that things come back to: the customer's main one, whoever paid then."""
    row = Member.objects.get(pk=member_id)
    if row.main:
        return row.pk
    main = questions.main_of(row.customer_id)
    return main.pk if main else row.pk


def balance_available(customer_id: int) -> int:
    """How much stored value a customer can pay with now."""
    found = _card(customer_id)
    return found[0].balance_fen if found else 0


def balance_spend(customer_id: int, fen: int, order_id: int, payment_id: int) -> None:
    """Pay from stored value. Raises NotAMember, MemberFrozen, BalanceShort, TopUpByBalance.

    A top-up paid from the balance would turn money that is there into gifts without end.
    """
    if TopUp.objects.filter(order_id=order_id).exists():
        raise TopUpByBalance
    member = members.usable(customer_id)
    used = money.spend(ledgers.parts(member), fen)
    if used is None:
        raise BalanceShort(need=yuan(fen), have=yuan(member.balance_fen))
    cause = Cause("spend", f"payment:{payment_id}", order_id)
    ledgers.balance(member, Parts(-used.paid, -used.gift), cause)


def balance_give_back(customer_id: int, fen: int, order_id: int, refund_id: int) -> None:
    """A refund goes back to where it was paid from, what was spent last first."""
    rows = BalanceEntry.objects.filter(order_id=order_id)
    spent = list(rows.filter(kind="spend"))
    if not spent:
        return
    # The card first: what has come back before is counted under its lock.
    member = ledgers.hold(_where(spent[0].member_id))
    gift = -sum(one.gift_change for one in spent)
    whole = Parts(-sum(one.change for one in spent) - gift, gift)
    returned = sum(rows.filter(kind="give_back").values_list("change", flat=True))
    back = money.give_back(whole, returned, fen)
    ledgers.balance(member, back, Cause("give_back", f"refund:{refund_id}", order_id))
