"""Questions about members and their ledgers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import clock, phones, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.kit.paging import Sort
from keliu.membership.models import BalanceEntry, GrowthEntry, Member, PointEntry
from keliu.membership.rules import points as law
from keliu.platform import keys, lists, merchants, records
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

READ, WRITE, SETUP = "member.read", "member.write", "member.setup"
LEDGERS: dict[str, type[PointEntry] | type[GrowthEntry] | type[BalanceEntry]] = {
    "points": PointEntry,
    "growth": GrowthEntry,
    "balance": BalanceEntry,
}
SORTS = (
    Sort("-joined_at", "joined_at", descending=True, kind="time"),
    Sort("-balance_fen", "balance_fen", descending=True, kind="number"),
    Sort("-points", "points", descending=True, kind="number"),
    Sort("-growth", "growth", descending=True, kind="number"),
)
SOON = 30  # days


def reachable(permission: str = READ) -> QuerySet[Member]:
    """Members whose customer the acting person's `permission` covers."""
    rows: QuerySet[Member] = Member.objects.select_related("level", "customer")
    return customers.reach(rows, permission)


def find(member_id: int, permission: str = READ) -> Member:
    """One of them. Raises NotFound."""
    return records.find(reachable(permission), member_id)


def main_of(customer_id: int) -> Member | None:
    """A customer's card, if there is one."""
    rows = Member.objects.select_related("level")
    return rows.filter(customer_id=customer_id, main=True).first()


def cards_of(customer_id: int) -> list[Member]:
    """Every card of a customer, the main one first."""
    rows = Member.objects.select_related("level", "customer").filter(customer_id=customer_id)
    return list(rows.order_by("-main", "id"))


def for_list(
    *, q: str | None, level: str | None, state: str | None, customer: str | None
) -> QuerySet[Member]:
    """Members within reach; `q` is a number, a telephone number or part of a name."""
    rows = reachable()
    if state:
        rows = rows.filter(state=state)
    if level == "none":
        rows = rows.filter(level__isnull=True)
    elif level:
        rows = rows.filter(level_id=lists.id_filter(level) or 0)
    if customer:
        rows = rows.filter(customer_id=lists.id_filter(customer) or 0)
    return _matching(rows, q.strip()) if q and q.strip() else rows


def _matching(rows: QuerySet[Member], q: str) -> QuerySet[Member]:
    digits = q.replace(" ", "")
    if law.is_code(digits):
        return rows.filter(code=digits)
    number = _number(digits)
    if number:
        return rows.filter(customer__phone_index=keys.ours().blind("phone", number))
    return rows.filter(customer__name__icontains=q)


def _number(text: str) -> str:
    """A telephone number as it is kept, or nothing when this is none."""
    try:
        return phones.normalise(text) if text.lstrip("+").isdigit() else ""
    except Invalid:
        return ""


def look_up(code: str) -> Member:
    """The member a scanned or typed number means: card number or telephone. Raises NotFound."""
    rows = _matching(reachable(), code)
    found = list(rows.order_by("-main", "id")[:2]) if _is_exact(code) else []
    if not found:
        raise NotFound
    return found[0]


def _is_exact(code: str) -> bool:
    digits = code.replace(" ", "")
    return law.is_code(digits) or bool(_number(digits))


def entries(member_id: int, account: str) -> "QuerySet[Any]":
    """A ledger of one member."""
    return LEDGERS[account].objects.filter(member_id=member_id)


def of_order(member_id: int, account: str, order_id: int, kinds: Iterable[str]) -> int:
    """What an order has moved so far, kinds together."""
    rows = entries(member_id, account).filter(order_id=order_id, kind__in=list(kinds))
    return rows.aggregate(n=Sum("change"))["n"] or 0


def running_out(member_id: int, day: date) -> int:
    """Points of a member that end within the next days, as far as they are not spent before."""
    rows = PointEntry.objects.filter(member_id=member_id)
    soon = rows.filter(change__gt=0, expires_on__lte=day + timedelta(days=SOON))
    grants = soon.aggregate(n=Sum("change"))["n"] or 0
    gone = rows.filter(change__lt=0).aggregate(n=Sum("change"))["n"] or 0
    return law.to_expire(grants, -gone)


def statement(member_id: int, account: str, month: date) -> tuple[int, int, int, int]:
    """(balance before, came in, went out, balance after) of a month."""
    zone = merchants.timezone()
    first = month.replace(day=1)
    start, _ = clock.day_bounds(first, zone)
    end, _ = clock.day_bounds((first + timedelta(days=32)).replace(day=1), zone)
    rows = entries(member_id, account)
    before = rows.filter(created_at__lt=start).aggregate(n=Sum("change"))["n"] or 0
    inside = rows.filter(created_at__gte=start, created_at__lt=end)
    came = inside.filter(change__gt=0).aggregate(n=Sum("change"))["n"] or 0
    went = inside.filter(change__lt=0).aggregate(n=Sum("change"))["n"] or 0
    return before, came, -went, before + came + went


def in_month(rows: "QuerySet[Any]", month: date) -> "QuerySet[Any]":
    """Entries of one month by the merchant's calendar."""
    zone, first = merchants.timezone(), month.replace(day=1)
    start, _ = clock.day_bounds(first, zone)
    end, _ = clock.day_bounds((first + timedelta(days=32)).replace(day=1), zone)
    return rows.filter(created_at__gte=start, created_at__lt=end)


HIT = """SELECT c.id, c.name FROM membership_member m JOIN customers_customer c
   ON c.merchant_id = m.merchant_id AND c.id = m.customer_id
 WHERE m.merchant_id = %s AND m.code = %s AND c.deleted_at IS NULL AND {within}"""


def hit(code: str) -> Asking[list[Any]]:
    """The customer (id, name) within reach whose member number this is."""
    within, values = accounts.reach_sql(READ, "c", "customer")
    return (yield [Question(HIT.format(within=within), [scope.current(), code, *values])])[0]
